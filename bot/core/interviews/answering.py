"""What a candidate says in a stage: answers, questions, objections, and looks into others' papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import takewhile

from bot.core.answers import MOST_CHARACTERS, check_answer, continued
from bot.core.errors import AnswerRefusedError
from bot.core.interviews import moving
from bot.core.interviews.asides import Aside
from bot.core.interviews.facts import CERTAIN, FOUND, find_fact, same_question
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.fragments import is_addition, is_unfinished
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.listening import is_bare_yes_or_no
from bot.core.interviews.plan import Evaluation
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import Inquiry, StageEnd, Turn, TurnKind
from bot.core.wording import say

_MOST_FACTS = 3
_ENOUGH_QUESTIONS = 2
_MORE, _ADDED, _WHY = "more", "added", "why"  # what remarks are about that leave the word with the candidate
_LEADING = frozenset({TurnKind.ASK, TurnKind.PROBE, TurnKind.MODEL_ANSWER})
_MOST_PIECES = 4
_BRIEF = 8
_AT_ONCE = timedelta(seconds=45)


def answer(floor: Floor, text: str) -> Step:
    """Take in what was said; a follow-up is wanted next where it is a whole answer."""
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
    if not speech.says and speech.aside is not None:
        return _beside_the_case(floor, speech, speech.aside)
    return _asked_back(floor, speech) if floor.part.asks_back else _answered(floor, speech)


def _answered(floor: Floor, speech: Speech) -> Step:
    """An answer, a question about the case, or an answer that ends in one."""
    if is_bare_yes_or_no(speech.text) and _last(floor).about != _WHY:
        floor.hear(TurnKind.ANSWER, speech.text)
        floor.say(TurnKind.REMARK, say("interview.why"), about=_WHY)
        return floor.step()
    if _names_a_fact(floor, speech):
        return _asks_in_a_word(floor, speech)
    asks = speech.only_asks or speech.ends_asking
    floor.hear(TurnKind.QUESTION if speech.only_asks else TurnKind.ANSWER, speech.text)
    if speech.aside in {Aside.HIDDEN, Aside.EARLY}:
        floor.say(TurnKind.REMARK, _aside_text(floor, speech.aside))
    _tell_facts(floor, speech.questions, only_known=not asks)
    if speech.only_asks:
        return floor.step()
    return _counted(floor, speech, waits=speech.ends_asking)


def _names_a_fact(floor: Floor, speech: Speech) -> bool:
    """Whether a few words with a question mark, such as "The revenue?", name something that the sheet knows."""
    text = speech.text.strip()
    few = text.endswith("?") and not speech.questions and len(text.split()) <= _BRIEF
    return few and find_fact(text, floor.script.facts(floor.part)) is not None


def _asks_in_a_word(floor: Floor, speech: Speech) -> Step:
    floor.hear(TurnKind.QUESTION, speech.text)
    _tell_facts(floor, (speech.text,), only_known=True)
    return floor.step()


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
    if record.answers and part.graded and _last(floor).about == _MORE:
        return floor.step(Wants.FOLLOW_UP)
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


def _beside_the_case(floor: Floor, speech: Speech, aside: Aside) -> Step:
    """Something that is no answer and no question about the case; it may look so and ask for a fact of the sheet."""
    floor.hear(TurnKind.QUESTION, speech.text)
    least = FOUND if aside is Aside.PROCESS else CERTAIN
    if not speech.questions and find_fact(speech.text, floor.script.facts(floor.part), least):
        _tell_facts(floor, (speech.text,), only_known=True)
    else:
        floor.say(TurnKind.REMARK, _aside_text(floor, aside))
        _tell_facts(floor, speech.questions, only_known=False)
    return floor.step()


def _aside_text(floor: Floor, aside: Aside) -> str:
    if aside is Aside.PROCESS and floor.part.asks_back:
        return say("interview.your-questions")
    if aside in {Aside.HIDDEN, Aside.EARLY}:
        return say(f"interview.{aside.value}.{floor.script.plan.evaluation.value}")
    return say(f"interview.{aside.value}", name=floor.part.persona.name.split()[0])


def _counted(floor: Floor, speech: Speech, *, waits: bool = False) -> Step:
    """Count what was said as an answer; one that ends in a question, or isn't whole, is waited for to go on."""
    left_open = _left_open(floor, speech)
    _keep(floor, speech.text)
    if speech.pushes_back:
        floor.change_stage(push_backs=floor.session.open_stage.push_backs + 1)
        floor.say(TurnKind.REMARK, say("interview.push-back.why" if _is_brief(speech) else "interview.push-back"))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    if not floor.part.graded:
        return moving.close_stage(floor, StageEnd.ANSWERED)
    if waits or (speech.pushes_back and _is_brief(speech)):
        return floor.step()
    if left_open is not None:
        key, about = left_open
        floor.say(TurnKind.REMARK, say(key), about=about)
        return floor.step()
    return floor.step(Wants.FOLLOW_UP)


def _left_open(floor: Floor, speech: Speech) -> tuple[str, str] | None:
    """What is said instead of a follow-up where more is to come, and what it is about: a piece, or a late addition."""
    if speech.only_assumes and _asked_in_vain(floor):
        return "interview.assume.noted", _MORE
    pieces = _times_in_a_row(floor, _MORE)
    if is_unfinished(speech.text) and pieces < _MOST_PIECES:
        return f"interview.more.{min(pieces, 2)}", _MORE
    return ("interview.added", _ADDED) if _adds(floor, speech.text) else None


def _is_brief(speech: Speech) -> bool:
    return len(speech.text.split()) <= _BRIEF


def _asked_in_vain(floor: Floor) -> bool:
    """Whether the sheet had nothing for what was asked last, so that the candidate was told to assume it."""
    asked = floor.session.open_stage.inquiries
    told = next((turn for turn in reversed(floor.session.turns) if turn.persona is not None), None)
    return bool(asked) and not asked[-1].fact and told is not None and told.kind is TurnKind.FACT


def _keep(floor: Floor, text: str) -> None:
    """Add to the answers, to the last one where this is a further piece of it."""
    answers = floor.session.open_stage.answers
    if answers and (_last(floor).about in {_MORE, _ADDED} or _adds(floor, text)):
        floor.change_stage(answers=(*answers[:-1], continued(answers[-1], text)))
    else:
        floor.change_stage(answers=(*answers, text))


def _adds(floor: Floor, text: str) -> bool:
    """Whether this was under way to us when we asked on: it goes on from what was said before, and came at once."""
    last = _last(floor)
    asked = last.kind is TurnKind.PROBE or (last.about == _ADDED and _times_in_a_row(floor, _ADDED) < _MOST_PIECES)
    return asked and is_addition(text) and floor.at - last.at <= _AT_ONCE


def _last(floor: Floor) -> Turn:
    """The turn that the candidate has to go on from: what was asked last, or that more is waited for."""
    return next(_leading(floor))


def _times_in_a_row(floor: Floor, about: str) -> int:
    return len(list(takewhile(lambda turn: turn.about == about, _leading(floor))))


def _leading(floor: Floor) -> Iterator[Turn]:
    """Such turns of the interview, the latest first."""
    marked = {_MORE, _ADDED, _WHY}
    return (turn for turn in reversed(floor.session.turns) if turn.kind in _LEADING or turn.about in marked)


def _asked_back(floor: Floor, speech: Speech) -> Step:
    """The candidate's own questions: each is answered from what the persona says about the job."""
    record = floor.session.open_stage
    floor.hear(TurnKind.QUESTION, speech.text)
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
    before = [said for said in floor.session.assumptions if said != question]
    held = next((said for said in before if same_question(said, question)), None)
    if held is not None:
        floor.say(TurnKind.FACT, say("interview.assumed"), quote=held)
    elif _MAY_ASSUME.search(question):
        floor.say(TurnKind.FACT, say("interview.assume.yes"))
    else:
        floor.say(TurnKind.FACT, say("interview.assume"))


_MAY_ASSUME = re.compile(
    r"\b(?:can|could|may|might|should|shall|do|is it (?:ok|okay|fine|safe|fair)(?: for me)?)(?: i| we| to|'s)?"
    r" (?:\w+ )?(?:assume|suppose|take it|say that|presume)\b",
    re.IGNORECASE,
)


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
