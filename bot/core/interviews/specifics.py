"""What is told to a candidate who asks for specifics: a fact of the sheet, what was said before, or to assume it."""

from __future__ import annotations

import re

from bot.core.grading.text import sentences
from bot.core.interviews.facts import CERTAIN, NAMED, find_fact, same_question, stems_of
from bot.core.interviews.floor import Floor
from bot.core.interviews.off_case import OffCase, off_case
from bot.core.interviews.plan import PlanFact
from bot.core.interviews.recalling import find_said, is_served, refers_back
from bot.core.interviews.script import Part, Script
from bot.core.interviews.speech import Speech
from bot.core.interviews.state import Inquiry, TurnKind
from bot.core.wording import say

_MOST_FACTS = 3
_FEW = 8


def tell_facts(floor: Floor, questions: tuple[str, ...], *, only_known: bool) -> None:
    """Answer questions: from the sheet, the same way each time; else the candidate may assume.

    Args:
        floor: The interview.
        questions: What was asked.
        only_known: Whether a question that the sheet does not answer was hardly meant for the interviewer.
    """
    told: list[str] = []
    for question in questions:
        found = _meant(floor, question)
        record = floor.session.open_stage
        if found is None and only_known:
            continue
        said = _said_already(floor, question, found)
        found = found if said is None else None
        fact_id = found[0].id if found else ""
        inquiry = Inquiry(text=question, fact=fact_id, before_answer=not record.answers)
        floor.change_stage(inquiries=(*record.inquiries, inquiry))
        if found is not None and fact_id not in told and len(told) < _MOST_FACTS:
            told.append(fact_id)
            floor.say(TurnKind.FACT, found[0].answer, about=fact_id)
        elif said is not None and said not in told:
            told.append(said)
            floor.say(TurnKind.REPEAT, say("interview.as-said", said=said))
        elif found is None and said is None and "" not in told:
            told.append("")
            _assume(floor, question)


def _meant(floor: Floor, question: str) -> tuple[PlanFact, float] | None:
    """The fact that a question asks for; a sum of figures, or the case when it is over, has to be meant for certain."""
    found = find_fact(question, floor.script.facts(floor.part))
    if found is None or found[1] >= CERTAIN:
        return found
    of_the_case = floor.part.asks_back and found[0] in floor.script.plan.facts
    return None if of_the_case or _SUMS.search(question) else found


def _said_already(floor: Floor, question: str, found: tuple[PlanFact, float] | None) -> str | None:
    """The sentence of what was set up or asked that answers a question, where the sheet does not do so better."""
    better = found is not None and (
        found[1] >= CERTAIN or not (refers_back(question) or not is_served(question, found[0].answer))
    )
    if better or floor.part.asks_back:
        return None
    case = [turn for turn in floor.session.turns if turn.kind in {TurnKind.SETUP, TurnKind.ASK}]
    here = [turn.text for turn in case if turn.stage == floor.part.id]
    return find_said(question, here, earlier=[turn.text for turn in case if turn.stage != floor.part.id])


def _assume(floor: Floor, question: str) -> None:
    """What is not on the sheet is for the candidate to assume; what they assumed before stands."""
    way = _place_of(floor, question) % _WAYS_TO_SAY_SO
    if floor.part.asks_back:
        floor.say(TurnKind.FACT, say(f"interview.not-mine.{way}"))
        return
    held = _assumed_before(floor, question)
    if held is not None:
        floor.say(TurnKind.FACT, say("interview.assumed"), quote=held)
    elif _MAY_ASSUME.search(question):
        floor.say(TurnKind.FACT, say("interview.assume.yes"))
    else:
        remark = _remark_on(floor, question)
        floor.say(TurnKind.REMARK if remark else TurnKind.FACT, say(remark or f"interview.assume.{way}"))


def _assumed_before(floor: Floor, question: str) -> str | None:
    """What the candidate said that they assume about the same; the latest of all, where they ask for just that."""
    before = [said for said in floor.session.assumptions if said != question]
    if before and _MY_ASSUMPTION.search(question):
        return max(reversed(before), key=lambda said: len(stems_of(said) & stems_of(question)))
    return next((said for said in before if same_question(said, question)), None)


def _remark_on(floor: Floor, question: str) -> str | None:
    """What is said where a question asks for no fact: sums, what a word means, the case's own question, a choice."""
    sort = off_case(question)
    if sort in _MET_ALIKE:
        return f"interview.off.{sort.value}"
    if _MEANING.search(question):
        return "interview.meaning"
    if _SUMS.search(question):
        return "interview.sums"
    if stems_of(question) and stems_of(question) <= stems_of(_asked_last(floor)):
        return "interview.yours"
    return "interview.choice" if _CHOICE.search(question) else None


def _asked_last(floor: Floor) -> str:
    """What the interviewer wants to know just now: the questions in what was asked last."""
    kinds = {TurnKind.ASK, TurnKind.PROBE}
    asked = next(turn.text for turn in reversed(floor.session.turns) if turn.kind in kinds)
    return " ".join(one.text for one in sentences(asked) if one.text.rstrip().endswith("?"))


def _place_of(floor: Floor, question: str) -> int:
    """How many other questions were asked in vain before a question was for the first time."""
    asked = [one.text for record in floor.session.stages for one in record.inquiries if not one.fact]
    return next(place for place, text in enumerate(asked) if text == question or same_question(text, question))


_WAYS_TO_SAY_SO = 3
_MET_ALIKE = {OffCase.TURNED, OffCase.EXAMPLE, OffCase.MORE, OffCase.ELSEWHERE, OffCase.COMPLAINT}
"""What leads away from the case is met at the end of an answer as it is by itself."""

_MY_ASSUMPTION = re.compile(
    r"\bwhat (?:did|have|had|was it) i (?:just |already |again )?(?:assumed?|take|taken|suppose|settle on)\b"
    r"|\bwhat (?:was|is|were|are) my assumptions?\b|\bmy assumptions? again\b",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\bwhat (?:exactly |precisely )?(?:do|did) you (?:exactly )?mean (?:by|with|when)\b"
    r"|\bwhat(?:'s| is) meant (?:by|with)\b"
    r"|\bwhat (?:exactly )?(?:do|does|did) [^?]{1,40} (?:stand for|mean)\W*(?:here|exactly|in this case)*\W*$"
    r"|\bhow (?:do|would|should) (?:you|we|i) (?:define|understand)\b|\bwhat (?:exactly |really )?counts as\b",
    re.IGNORECASE,
)
_SUMS = re.compile(
    r"\bin absolute (?:terms|numbers|figures)\b"
    r"|\bhow (?:many|much)(?: [\w-]+){0,5} (?:is|would|does|makes?|are) (?:that|this|\d[\d.,]*%?)(?![\w-]* cost)\b"
    r"|\bwhat(?:'s| is) \d[\d.,]*(?:%| percent| times| x)",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok|okay|well|hm+)\b[ ,]*)*(?:why not\b"
    r"|why (?:don't|wouldn't|shouldn't) (?:we|you|i|one) (?:just |simply |rather )?"
    r"(?:use|take|choose|pick|ask|count|measure|look|compare|try|start|go|do|ban|block|remove|drop|ignore)\b"
    r"|why (?:use|choose|take|prefer|pick|measure)\b"
    r"|(?:should|shouldn't|would|wouldn't|could|couldn't) (?:we|i|one|it|that|this)\b.*"
    r"\b(?:rather|instead|better|use|choose|prefer|go with|pick)\b"
    r"|(?:is|are|isn't|aren't|would|wouldn't)\b.* (?:better|worse|preferable"
    r"|a (?:good|bad|better) (?:idea|choice|metric))\b"
    r"|(?:is|are|isn't|aren't|does|do|would|could|should)\b.*\bbecause\b"
    r"|(?:what|how) about\b|what(?:'s| is| would be) (?:so )?(?:wrong|bad|good) (?:with|about)\b"
    r"|(?:can|could|may|might) (?:we|i|one) (?:just |also |then )?(?:use|run|build|try|combine|add|train|start"
    r"|change|sample|label|test|block|ban)\b|would an? .* be (?:an option|possible|ok|enough|helpful|useful|good)\b"
    r"|which (?:\w+ )?(?:is|are|would be|should)\b.*\b(?:better|best|use|choose|prefer|pick)\b)",
    re.IGNORECASE,
)
"""Questions about a choice, which is the candidate's."""

_MAY_ASSUME = re.compile(
    r"\b(?:can|could|may|might|should|shall|do|is it (?:ok|okay|fine|safe|fair)(?: for me)?)(?: i| we| to|'s)?"
    r" (?:\w+ )?(?:assume|suppose|take it|say that|presume)\b",
    re.IGNORECASE,
)


def tell_certain_fact(floor: Floor, question: str) -> None:
    """Answer a question that can mean nothing but one of the sheet's facts."""
    found = find_fact(question, floor.script.facts(floor.part), CERTAIN)
    if found is not None:
        floor.say(TurnKind.FACT, found[0].answer, about=found[0].id)


def names_a_fact(script: Script, part: Part, speech: Speech) -> bool:
    """Whether a few words with a question mark, such as "The revenue?", name something that the sheet knows."""
    text = speech.text.strip()
    few = text.endswith("?") and not speech.questions and len(text.split()) <= _FEW
    return few and find_fact(text, script.facts(part), NAMED) is not None
