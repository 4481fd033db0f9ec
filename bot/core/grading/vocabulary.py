"""Closed lists of words that grading's rules look at."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


FUNCTION_WORDS = _words(
    """
    a about above after again all also although always am an and another any anyone anything are aren't as at away
    be because been before being below both but by can can't cannot could couldn't did didn't do does doesn't doing
    don't down during each either else etc even ever every few first for from further get gets getting go goes going
    got had hadn't has hasn't have haven't having he her here hers him his how however i i'd i'll i'm i've if in
    into is isn't it it's its itself just last let let's like lot made make makes many may maybe me might more most
    much must my myself need needs neither never next no nor not nothing now of off ok on once one ones only or
    other our ours out over own per perhaps quite rather really s same say see shall she should shouldn't since so
    some someone something still such sure t than that that's the their theirs them then there there's these they
    they're thing things this those though through thus to together too toward under until up upon us very via was
    wasn't we we'd we'll we're we've well were weren't what what's when where whether which while who whom whose why
    will with within without won't would wouldn't yes yet you you'd your yours
    """
)
"""English words that carry structure rather than subject matter."""

OTHER_FUNCTION_WORDS = _words(
    """
    al als an au auch auf aux avec bei ce cette che come como con da dans das dat de del della dem den der des di
    die do du e een ein eine el elle em en er es est et für gli het ich il im is ist je la las le les lo los ma maar
    mais met mit más na ne nicht niet no non nous não o ook op os ou où par para pas per pero plus por pour que qui
    sa se ses si sich sie son su sur te um uma un una und une van von voor vous wie wir y zijn zu è бы в для за и из
    как мы на не но от по с то у что это я
    """
)
"""The most frequent words of some other languages."""
