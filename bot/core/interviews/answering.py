"""What a candidate says in a stage: answers, questions, objections, and looks into others' papers."""

from __future__ import annotations

from bot.core.answers import MOST_CHARACTERS, check_answer
from bot.core.errors import AnswerRefusedError
from bot.core.interviews import moving
from bot.core.interviews.facts import CERTAIN, find_fact, same_question
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.plan import Evaluation
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import Inquiry, StageEnd, TurnKind
from bot.core.wording import say

_MOST_FACTS = 3
_ENOUGH_QUESTIONS = 2


def answer(floor: Floor, text: str) -> Step:
    """Take in what was said; a follow-up is wanted next where it is an answer."""
    record = floor.session.open_stage
    refused = _refused(record.text, text)
    if refused is not None:
        floor.say(TurnKind.REMARK, refused)
        return floor.step()
    speech = listen(text)
    floor.change(assumptions=(*floor.session.assumptions, *speech.assumptions))
    if speech.unknown:
        floor.change_stage(unknown=record.unknown + 1)
    if _objects(floor, speech):
        return _object(floor, speech)
    if floor.part.asks_back:
        return _asked_back(floor, speech)
    if speech.pries:
        return _pried(floor, speech)
    asks = speech.only_asks or speech.ends_asking
    floor.hear(TurnKind.QUESTION if speech.only_asks else TurnKind.ANSWER, text)
    _tell_facts(floor, speech.questions, only_known=not asks)
    if speech.only_asks:
        return floor.step()
    return _counted(floor, speech, waits=speech.ends_asking)


def hint(floor: Floor) -> Step:
    """Give the next hint, from gentle to strong."""
    hints, given = floor.part.hints, floor.session.open_stage.hints
    if given < len(hints):
        floor.change_stage(hints=given + 1)
        floor.say(TurnKind.HINT, hints[given])
    else:
        floor.say(TurnKind.REMARK, say("interview.no-hint"))
    return floor.step()


def unknown(floor: Floor) -> Step:
    """An honest "I don't know": a way in at first, then the next thing."""
    record = floor.session.open_stage
    floor.change_stage(unknown=record.unknown + 1)
    if record.reading is not None and len(record.probes) < MOST_PROBES:
        floor.say(TurnKind.REMARK, say("interview.unknown.on"))
        return floor.step(Wants.FOLLOW_UP)
    if not record.answers and record.unknown == 0:
        floor.say(TurnKind.REMARK, say("interview.unknown"))
        return floor.step()
    return moving.close_stage(floor, StageEnd.ANSWERED)


def done(floor: Floor) -> Step:
    """The candidate has nothing to add."""
    record, part = floor.session.open_stage, floor.part
    if part.asks_back and len(record.answers) < _ENOUGH_QUESTIONS and not record.probes and part.graded:
        criterion = part.question.rubric[0]
        floor.change_stage(probes=(criterion.id,))
        floor.say(TurnKind.PROBE, criterion.probe, about=criterion.id)
        return floor.step()
    if not record.answers and record.unknown == 0:
        floor.change_stage(unknown=1)
        floor.say(TurnKind.REMARK, say("interview.unknown"))
        return floor.step()
    return moving.close_stage(floor, StageEnd.ANSWERED)


def tell_certain_fact(floor: Floor, question: str) -> None:
    """Answer a question that can mean nothing but one of the sheet's facts."""
    found = find_fact(question, floor.script.facts(floor.part), CERTAIN)
    if found is not None:
        floor.say(TurnKind.FACT, found[0].answer, about=found[0].id)


def _refused(before: str, text: str) -> str | None:
    """Why something said cannot be taken in, if it cannot."""
    try:
        check_answer(text)
        check_answer(f"{before}\n\n{text}")
    except AnswerRefusedError as error:
        return say(f"interview.refused.{error.reason}", left=f"{max(0, MOST_CHARACTERS - len(before)):,}")
    return None


def _pried(floor: Floor, speech: Speech) -> Step:
    """An attempt to learn the rubric, the score or the answer; what looks like one may ask for a fact of the sheet."""
    if find_fact(speech.text, floor.script.facts(floor.part), CERTAIN):
        floor.hear(TurnKind.QUESTION, speech.text)
        _tell_facts(floor, (speech.text,), only_known=True)
        return floor.step()
    floor.hear(TurnKind.QUESTION if speech.only_pries else TurnKind.ANSWER, speech.text)
    floor.say(TurnKind.REMARK, say(f"interview.hidden.{floor.script.plan.evaluation.value}"))
    return floor.step() if speech.only_pries else _counted(floor, speech)


def _counted(floor: Floor, speech: Speech, *, waits: bool = False) -> Step:
    """Count what was said as an answer; one that ends in a question is waited for to go on."""
    record = floor.session.open_stage
    floor.change_stage(answers=(*record.answers, speech.text))
    if speech.pushes_back:
        floor.change_stage(push_backs=record.push_backs + 1)
        floor.say(TurnKind.REMARK, say("interview.push-back"))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    if not floor.part.graded:
        return moving.close_stage(floor, StageEnd.ANSWERED)
    return floor.step(None if waits else Wants.FOLLOW_UP)


def _asked_back(floor: Floor, speech: Speech) -> Step:
    """The candidate's own questions: each is answered from what the persona says about the job."""
    record = floor.session.open_stage
    floor.hear(TurnKind.QUESTION, speech.text)
    if speech.only_pries:
        floor.say(TurnKind.REMARK, say(f"interview.hidden.{floor.script.plan.evaluation.value}"))
        return floor.step()
    if _no_more(speech):
        return done(floor)
    floor.change_stage(answers=(*record.answers, speech.text))
    if speech.questions:
        _tell_facts(floor, speech.questions, only_known=False)
    else:
        floor.say(TurnKind.REMARK, say("interview.your-questions"))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    return floor.step()


def _no_more(speech: Speech) -> bool:
    return speech.text.strip().casefold().rstrip(".!") in {"no", "nope", "none", "no thanks", "no, thank you"}


def _tell_facts(floor: Floor, questions: tuple[str, ...], *, only_known: bool) -> None:
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
        fact_id = found[0].id if found else ""
        inquiry = Inquiry(text=question, fact=fact_id, before_answer=not record.answers)
        floor.change_stage(inquiries=(*record.inquiries, inquiry))
        if found is not None and fact_id not in told and len(told) < _MOST_FACTS:
            told.append(fact_id)
            floor.say(TurnKind.FACT, found[0].answer, about=fact_id)
        elif found is None and "" not in told:
            told.append("")
            _assume(floor, question)


def _assume(floor: Floor, question: str) -> None:
    """What is not on the sheet is for the candidate to assume; what they assumed before stands."""
    if floor.part.asks_back:
        floor.say(TurnKind.FACT, say("interview.not-mine"))
        return
    held = next((said for said in floor.session.assumptions if same_question(said, question)), None)
    if held is not None:
        floor.say(TurnKind.FACT, say("interview.assumed"), quote=held)
    else:
        floor.say(TurnKind.FACT, say("interview.assume"))


def _objects(floor: Floor, speech: Speech) -> bool:
    """Whether this speaks against the evaluation that was just given."""
    before = _graded_before(floor)
    return speech.pushes_back and speech.of_the_last and not floor.session.open_stage.answers and before is not None


def _graded_before(floor: Floor) -> str | None:
    ids = [part.id for part in floor.script.parts]
    place = ids.index(floor.session.stage)
    if floor.script.plan.evaluation is not Evaluation.AFTER_EACH or place == 0:
        return None
    before = floor.session.record(ids[place - 1])
    return before.id if before.grade is not None else None


def _object(floor: Floor, speech: Speech) -> Step:
    stage_id = _graded_before(floor)
    assert stage_id is not None, "there is a grade to object to"
    record = floor.session.record(stage_id)
    floor.hear(TurnKind.ANSWER, speech.text)
    objections = (*record.objections, speech.text)
    floor.session = floor.session.with_stage(stage_id, objections=objections, push_backs=record.push_backs + 1)
    floor.say(TurnKind.REMARK, say("interview.objection"))
    return floor.step(Wants.REGRADE, stage_id)
