"""By what a habit is seen: rules that count something in the candidate's own words and say what they counted.

What no rule can see, such as whether a story is one to remember, has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.core.grading.opening import opens_late
from bot.core.interviews.interviewer import COVERED
from bot.core.interviews.objecting import gave_reason
from bot.core.interviews.script import Script
from bot.core.interviews.state import Session, StageRecord, TurnKind
from bot.core.interviews.topic import Aim, aim_of
from bot.core.wording import say

_SIGNPOST = re.compile(
    r"\b(?:i(?:'d| would|'ll| will) (?:start|begin|first)|first(?:ly| of all)?\b|to begin with|let me go\b"
    r"|i'd (?:go through|take|separate)|here(?:'s| is) (?:why|how|what|the)|in one (?:line|sentence)|there are (?:two"
    r"|three|four)"
    r"|(?:two|three|four) (?:things|parts|points|steps|kinds|reasons)|let me (?:start|begin)|my plan|in short"
    r"|then i(?:'d| would)?"
    r"|after that|next,|second(?:ly)?\b|third(?:ly)?\b|finally|lastly|last,|coming back|to sum up|before that"
    r"|on the one hand)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"^\s*(?:[-*•‣·–]\s+|\(?\d{1,2}[.)]\s+)", re.MULTILINE)
_LABEL = re.compile(r"(?:^|[.;?!]\s+|\d[.)]\s+)[A-Z][\w-]+(?: [\w-]+){0,3}:\s", re.MULTILINE)
_APOLOGY = re.compile(
    r"\b(?:i'm (?:really |so )?(?:bad|terrible|weak|not (?:very |really |that )?(?:good|strong|great)) (?:at|in"
    r"|with)\b"
    r"|this is (?:probably|likely) (?:wrong|stupid|silly|bad)|i'm (?:probably|likely) wrong|(?:a )?(?:stupid"
    r"|silly|dumb) (?:answer"
    r"|question|idea)|sorry (?:for|if|that) (?:my|this|i)|i'm sorry|i'm no expert|my weakness)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\b\d[\d.,]*\b|\b(?:half|third|quarter|dozen|hundred|thousand|million)s?\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:i|i'm|i'd|i've|my)\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:we|we're|we'd|we've|our)\b", re.IGNORECASE)
_LONG, _USUAL, _SHORT, _LONGER = 250, 200, 15, 20
_LOST = 25.0
_ANSWERS = 3
_WORDS_OF_A_BULLET, _FEWEST_BULLETS = 12, 3


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule found; `instead` is said where what a plan has to say would not be true."""

    good: bool | None
    because: str
    evidence: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Said:
    """What the rules look at.

    Attributes:
        script: The plan.
        session: The record.
        heard: Stages with an answer of the candidate, those in which they ask left out.
        answers: All answers in them.
    """

    script: Script
    session: Session
    heard: Sequence[StageRecord]
    answers: Sequence[str]


def _because(rule: str, **values: object) -> str:
    return say(f"interview.habit.because.{rule}", **values)


def _thinking_aloud(said: Said) -> Seen | None:
    """Good where half of the answers of 20 words and more announce an order or a plan, bad at a quarter or less."""
    longer = [answer for answer in said.answers if len(answer.split()) >= _LONGER]
    if len(longer) < _ANSWERS:  # a few words announce nothing, and once is no habit
        longer = list(said.answers)
    if not longer:
        return None
    hits = [found for answer in longer if (found := _SIGNPOST.search(answer))]
    because = _because("signposts", hits=len(hits), count=len(longer))
    return Seen(_mostly(len(hits), len(longer)), because, hits[0].group() if hits else "")


def _mostly(hits: int, count: int) -> bool | None:
    """True from a half, false up to a quarter; in between nothing can be said that would be fair."""
    return True if hits * 2 >= count else False if hits * 4 <= count else None


def _question_asked(said: Said) -> Seen | None:
    """Bad where the answers of a part are about something else, good where at least half are seen to be about it."""
    aims = {record.id: aim_of(said.script, record) for record in said.heard}
    if not aims:
        return None
    away = [said.script.part(stage).stage.title for stage, aim in aims.items() if aim is Aim.ELSEWHERE]
    hits = sum(aim is Aim.AT_IT for aim in aims.values())
    if away:
        return Seen(False, _because("off-topic", parts=", ".join(f"“{title}”" for title in away)))
    return Seen(True if hits * 2 >= len(aims) else None, _because("on-topic", hits=hits, count=len(aims)))


def _concision(said: Said) -> Seen | None:
    """Good where the middle answer has at most 200 words and at most one in four over 250; a few words tell nothing."""
    if not said.answers:
        return None
    sizes = [len(answer.split()) for answer in said.answers]
    off = sum(size > _LONG for size in sizes)
    middle = round(median(sizes))
    because = _because("length", count=len(sizes), words=middle, off=off)
    return Seen(middle <= _USUAL and off * 4 <= len(sizes) if middle >= _SHORT else None, because)


def _structure(said: Said) -> Seen | None:
    """Good where half of the answers of 40 words and more are listed, labelled or ordered in two places.

    As with announcements, bad at a quarter or less.
    """
    longer = [answer for answer in said.answers if len(answer.split()) >= 40]
    if not longer:
        return None
    hits = sum(
        len(_LISTED.findall(answer)) + len(_LABEL.findall(answer)) + len(_SIGNPOST.findall(answer)) >= 2
        for answer in longer
    )
    return Seen(_mostly(hits, len(longer)), _because("structure", hits=hits, count=len(longer)))


def _unknown(said: Said) -> Seen | None:
    """Good where a limit or an assumption was named; bad where none was and two stages went badly."""
    count = sum(record.unknown for record in said.session.stages) + len(said.session.assumptions)
    lost = sum(record.grade is not None and record.grade.total < _LOST for record in said.heard)
    return Seen(True if count else False if lost >= 2 else None, _because("unknown", count=count))


def _specifics(said: Said) -> Seen | None:
    """Good where facts were asked for at least once in three of the answered stages."""
    asked = [item for record in said.heard for item in record.inquiries]
    if not said.heard:
        return None
    known = [item for item in asked if item.fact]
    because = _because("asked", known=len(known), count=len(asked), early=sum(item.before_answer for item in asked))
    return Seen(len(known) * 3 >= len(said.heard), because)


def _notes(said: Said) -> Seen | None:
    """Good where half of the answered stages have notes, three bullets at least, of 12 words at most in the middle."""
    if not said.heard:
        return None
    noted = [record for record in said.heard if record.notes]
    if not noted:
        return Seen(False, _because("notes.none", count=len(said.heard)), instead=say("interview.habit.notes.none"))
    sizes = [len(bullet.split()) for record in noted for bullet in record.notes]
    middle = round(median(sizes))
    good = len(noted) * 2 >= len(said.heard) and len(sizes) >= _FEWEST_BULLETS and middle <= _WORDS_OF_A_BULLET
    return Seen(good, _because("notes", hits=len(noted), count=len(said.heard), words=middle))


def _push_back(said: Said) -> Seen | None:
    """Good where the candidate disagreed and said why; else no rule can tell whether there was reason to."""
    count = sum(record.push_backs for record in said.session.stages)
    return Seen(True if any(map(gave_reason, said.session.stages)) else None, _because("push-back", count=count))


def _no_self_harm(said: Said) -> Seen | None:
    """Good without a remark against oneself, bad from two; one may be a slip."""
    if not said.answers:
        return None
    heard = {TurnKind.ANSWER, TurnKind.QUESTION, TurnKind.WORD}
    texts = [turn.text.replace("’", "'") for turn in said.session.turns if turn.kind in heard]
    count = sum(len(_APOLOGY.findall(text)) for text in texts)
    return Seen(None if count == 1 else count == 0, _because("apologies", count=count))


def _anticipating(said: Said) -> Seen | None:
    """Good where half of the criteria were covered by the first answers, before any follow-up."""
    first = [score for record in said.heard for score in record.first.values()]
    if not first:
        return None
    hits = sum(score >= COVERED for score in first)
    return Seen(hits * 2 >= len(first), _because("anticipated", hits=hits, count=len(first)))


def _figures(said: Said) -> Seen | None:
    """Good where half of the first answers hold a figure that the question did not."""
    if not said.heard:
        return None
    hits = sum(_has_own_figure(said.script.part(record.id).question.prompt, record.answers) for record in said.heard)
    return Seen(hits * 2 >= len(said.heard), _because("figures", hits=hits, count=len(said.heard)))


def _has_own_figure(prompt: str, answers: Sequence[str]) -> bool:
    given = set(_FIGURE.findall(prompt))
    return any(set(_FIGURE.findall(answer)) - given for answer in answers)


def _own_part(said: Said) -> Seen | None:
    """Good where "I" is said at least as often as "we", in answers that say either."""
    own = sum(len(_OWN.findall(answer)) for answer in said.answers)
    shared = sum(len(_SHARED.findall(answer)) for answer in said.answers)
    return Seen(own >= shared, _because("own-part", own=own, shared=shared)) if own + shared >= 5 else None


def _point_first(said: Said) -> Seen | None:
    """Good where half of the first answers open with a decision, as grading in a company's style has it; bad at none.

    The rule knows the usual wordings only, so that in between it says nothing.
    """
    firsts = [record.answers[0] for record in said.heard]
    if not firsts:
        return None
    style = next((part.style for part in said.script.parts if part.style is not None), None)
    if style is None or style.opening_words is None:
        return None
    hits = sum(not opens_late(answer, style) for answer in firsts)
    return Seen(
        True if hits * 2 >= len(firsts) else None if hits else False, _because("opening", hits=hits, count=len(firsts))
    )


RULES: Mapping[str, Callable[[Said], Seen | None]] = {
    "thinking-aloud": _thinking_aloud,
    "question-asked": _question_asked,
    "concision": _concision,
    "structure": _structure,
    "i-dont-know": _unknown,
    "honest-limits": _unknown,
    "specifics": _specifics,
    "notes": _notes,
    "push-back": _push_back,
    "no-self-harm": _no_self_harm,
    "anticipating": _anticipating,
    "figures": _figures,
    "own-part": _own_part,
    "point-first": _point_first,
}
GENERAL = ("thinking-aloud", "question-asked", "concision", "structure", "i-dont-know", "specifics", "notes")
OF_MANY = frozenset({"thinking-aloud", "concision", "no-self-harm", "own-part", "point-first"})
"""Habits of how somebody mostly speaks; the others show by being done once."""
SAME = {"i-dont-know": "honest-limits"}
