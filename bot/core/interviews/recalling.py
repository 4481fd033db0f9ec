"""What an interviewer has said that answers a question: nobody has to assume what they were told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from bot.core.grading.text import sentences
from bot.core.interviews.facts import QUANTITIES, stem_of, stems_of

_CLOSE = 2
_NEAR = 4
"""Words between a figure and what it counts, at most."""

_ABOUT_SAYING = ("said", "mention", "mentioned", "told", "earlier", "previously", "gave", "before")
_REFERRING = frozenset(map(stem_of, _ABOUT_SAYING))
_STANDING_IN = frozenset(map(stem_of, ("one", "ones", "total", "overall", "altogether", "exactly")))
_REFERS = re.compile(
    r"\b(?:(?:did|had|have) you (?:just |already )?(?:say|said|mention|mentioned|tell|told|give|given)"
    r"|you (?:just |had |have |already )*(?:said|mentioned|told|gave)|again\W*$)",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:how (?:many|much|often|long|large|big|old|fast|high)|(?:what|which)(?:'s| is| are| was| were)? (?:the |a )?"
    r"(?:share|percentage|percent|proportion|fraction|number|rate|figure|count))\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d[\d.,]*\d%?|\d%?")
_ABOUT_A_FIGURE = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|then|wait|sorry)\b\W*)*"
    r"(?:is|are|was|were|does|do|what(?:'s| is| are| does| do| was| were))"
    r" (?:the |that |those |your |this )?(\d[\d.,]*\d%?|\d%?)(?=\W).*\b(?:of|or|per|by|means?|refers?|stands?|about)\b",
    re.IGNORECASE,
)
"""Asks what a figure that was given is of: "Is the 30% of replies or of accounts?"."""
_DIGITS = re.compile(r"\d")
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    r"|hundred|thousand|million|billion|dozen|half|third|quarter)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?][\"'”’)*_`]*$")
_NEW_BLOCK = re.compile(r"\n\s*(?:\n|[-*•]|\d+[.)]\s)")


def find_said(question: str, said: Sequence[str], *, earlier: Sequence[str] = ()) -> str | None:
    """The sentence of what an interviewer has said in which a question's answer stands, where that is certain.

    It has all that the question asks about, with a figure beside it if one is asked for; and it is the only one.

    Args:
        question: A sentence; one that asks for no figure has to refer to what was said, as "who did you say it was?",
            or to ask what a figure in it is of.
        said: What was said in this part, in Markdown.
        earlier: What was said before; only for a question that refers to it.

    Returns:
        The sentence as it was said; none where there is none, or more than one.
    """
    figure = _ABOUT_A_FIGURE.search(question)
    if figure is not None:
        with_it = [one for one in _all_statements([*said, *earlier]) if figure[1] in _FIGURES.findall(one)]
        return with_it[0] if len(with_it) == 1 else None
    refers, counts = refers_back(question), bool(_COUNTS.search(question))
    asked = stems_of(question) - QUANTITIES - _REFERRING - _STANDING_IN
    if not (refers or counts) or len(asked) < (1 if refers and counts else 2):
        return None
    for texts in (said, earlier) if refers else (said,):
        found = [one for one in _all_statements(texts) if asked <= stems_of(one)]
        if counts:
            found = _counting(found, asked, _DIGITS) or _counting(found, asked, _SPELLED)
            found = [one for one in found if _are_counted(one.split(), asked)] or found
        if found:
            return found[0] if len(found) == 1 else None
    return None


def is_served(question: str, answer: str) -> bool:
    """Whether an answer has a figure where a question asks for one."""
    return not _COUNTS.search(question) or bool(_DIGITS.search(answer) or _SPELLED.search(answer))


def refers_back(question: str) -> bool:
    """Whether a question is about what the interviewer has said: "how many did you say there are?"."""
    return bool(_REFERS.search(question))


def _all_statements(texts: Sequence[str]) -> Collection[str]:
    return dict.fromkeys(one for text in texts for one in _statements(text))


def _statements(text: str) -> Iterator[str]:
    """Whole sentences, clauses and all, and items of lists, that state something; each on one line."""
    whole, end = "", 0
    for one in (*sentences(text), None):
        if one is None or _ENDED.search(whole) or _NEW_BLOCK.search(text[end : one.start]):
            if whole and not whole.endswith("?"):
                yield whole
            whole = ""
        if one is not None:
            whole = "" if one.code else " ".join(f"{whole} {one.text}".split())
            end = one.end


def _counting(statements: Sequence[str], asked: Collection[str], figure: re.Pattern[str]) -> list[str]:
    """Those in which a figure stands beside something that is asked about."""
    return [one for one in statements if _counts(one.split(), asked, figure)]


def _are_counted(said: Sequence[str], asked: Collection[str]) -> bool:
    """Whether a figure stands just before something that is asked about: "190 countries", not "countries 1 and 2"."""
    return any(
        _DIGITS.search(word) and any(stems_of(later) & set(asked) for later in said[place + 1 : place + 1 + _CLOSE])
        for place, word in enumerate(said)
    )


def _counts(said: Sequence[str], asked: Collection[str], figure: re.Pattern[str]) -> bool:
    figures = [place for place, word in enumerate(said) if figure.search(word)]
    about = [place for place, word in enumerate(said) if stems_of(word) & set(asked)]
    return any(abs(one - other) <= _NEAR for one in figures for other in about)
