"""What is told to a candidate who asks for specifics: a fact of the sheet, what was said before, or to assume it."""

from __future__ import annotations

import re

from bot.core.interviews.facts import CERTAIN, find_fact, same_question
from bot.core.interviews.floor import Floor
from bot.core.interviews.plan import PlanFact
from bot.core.interviews.recalling import find_said, refers_back
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
    facts = floor.script.facts(floor.part)
    for question in questions:
        found = find_fact(question, facts)
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


def _said_already(floor: Floor, question: str, found: tuple[PlanFact, float] | None) -> str | None:
    """The sentence of what was set up or asked that answers a question, where the sheet does not do so better."""
    better = found is not None and (found[1] >= CERTAIN or not refers_back(question))
    if better or floor.part.asks_back:
        return None
    case = [turn for turn in floor.session.turns if turn.kind in {TurnKind.SETUP, TurnKind.ASK}]
    here = [turn.text for turn in case if turn.stage == floor.part.id]
    return find_said(question, here, earlier=[turn.text for turn in case if turn.stage != floor.part.id])


def _assume(floor: Floor, question: str) -> None:
    """What is not on the sheet is for the candidate to assume; what they assumed before stands."""
    if floor.part.asks_back:
        floor.say(TurnKind.FACT, say("interview.not-mine"))
        return
    before = [said for said in floor.session.assumptions if said != question]
    held = next((said for said in before if same_question(said, question)), None)
    if held is not None:
        floor.say(TurnKind.FACT, say("interview.assumed"), quote=held)
    elif _MAY_ASSUME.search(question):
        floor.say(TurnKind.FACT, say("interview.assume.yes"))
    elif _CHOICE.search(question):
        floor.say(TurnKind.REMARK, say("interview.choice"))
    else:
        floor.say(TurnKind.FACT, say(f"interview.assume.{_place_of(floor, question) % _WAYS_TO_SAY_SO}"))


def _place_of(floor: Floor, question: str) -> int:
    """How many other questions were asked in vain before a question was for the first time."""
    asked = [one.text for record in floor.session.stages for one in record.inquiries if not one.fact]
    return next(place for place, text in enumerate(asked) if text == question or same_question(text, question))


_WAYS_TO_SAY_SO = 3
_CHOICE = re.compile(
    r"^\W*(?:(?:and|but|so|then|ok|okay|well|hm+)\b[ ,]*)*(?:why not\b"
    r"|why (?:don't|wouldn't|shouldn't) (?:we|you|i|one) (?:just |simply |rather )?"
    r"(?:use|take|choose|pick|ask|count|measure|look|compare|try|start|go|do|ban|block|remove|drop|ignore)\b"
    r"|why (?:use|choose|take|prefer|pick|measure)\b"
    r"|(?:should|shouldn't|would|wouldn't|could|couldn't) (?:we|i|one|it|that|this)\b.*"
    r"\b(?:rather|instead|better|use|choose|prefer|go with|pick)\b"
    r"|(?:is|are|isn't|aren't|would|wouldn't)\b.* (?:better|worse|preferable"
    r"|a (?:good|bad|better) (?:idea|choice|metric))\b"
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
    return few and find_fact(text, script.facts(part)) is not None
