"""What a candidate says in a stage: answers, questions, objections, and looks into others' papers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.answers import MOST_CHARACTERS, check_answer
from bot.core.errors import AnswerRefusedError
from bot.core.interviews import moving
from bot.core.interviews.asides import Aside
from bot.core.interviews.facts import CERTAIN, FOUND, find_fact
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.fragments import is_unfinished, reads_back
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.listening import is_bare_yes_or_no
from bot.core.interviews.objecting import (
    begin_objection,
    is_brief,
    is_of_the_case,
    objection_begun,
    objects,
    objects_without_reason,
    put_objection,
)
from bot.core.interviews.pieces import (
    ADDED,
    MORE,
    MOST_PIECES,
    PIECE,
    WHY,
    adds,
    keep,
    led_by,
    pieces_of,
    times_in_a_row,
)
from bot.core.interviews.script import Part, Script
from bot.core.interviews.specifics import names_a_fact, tell_facts
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import Phase, Session, StageEnd, StageRecord, TurnKind
from bot.core.wording import say

_ENOUGH_QUESTIONS = 2
_ASKED = re.compile(
    r"\?\s*$|^\W*(?:(?:and|so|but|ok|okay|then|well|um+|uh+)\b\W*)*(?:what|which|who|how|why|when|where|is|are|do|does|did"
    r"|can|could|would|will|have|has|tell)\b",
    re.IGNORECASE,
)
"""What is a question where the candidate is to ask, with its mark or without."""
_LINK = re.compile(r"\s*<?https?://\S+\s*")
"""Nothing but a link, which nobody opens."""


def answer(floor: Floor, text: str, *, goes_on: bool = False) -> Step:
    """Take in what was said; a follow-up is wanted next where it is a whole answer.

    Args:
        floor: The interview.
        text: What was said; nothing after an answer in pieces ends it.
        goes_on: Whether the candidate has gone on since: then it is kept as a piece of what comes next.
    """
    record = floor.session.open_stage
    if not text and is_open(floor.session):
        return _taken_up(floor)
    refused = _refused(record.text, text)
    if refused is not None:
        floor.say(TurnKind.REMARK, refused)
        return floor.step()
    speech = listen(text)
    floor.change(assumptions=(*floor.session.assumptions, *speech.assumptions))
    if speech.unknown or speech.only_unknown:
        floor.change_stage(unknown=record.unknown + 1)
    if goes_on and objects_without_reason(floor.script, floor.session, text):
        return begin_objection(floor, text)
    if objection_begun(floor.session) or objects(floor.script, floor.session, speech):
        return put_objection(floor, text)
    return _taken(floor, speech, record, goes_on=goes_on)


def _taken(floor: Floor, speech: Speech, before: StageRecord, *, goes_on: bool) -> Step:
    """Something said that can be taken in and objects to no evaluation; the stage's record is as it was before."""
    if speech.only_unknown and not goes_on and not floor.part.asks_back:
        floor.hear(TurnKind.WORD, speech.text)
        return _admitted(floor, before)
    if not speech.says and speech.aside is not None:
        return _beside_the_case(floor, speech, speech.aside)
    return _asked_back(floor, speech) if floor.part.asks_back else _answered(floor, speech, goes_on=goes_on)


def is_open(session: Session) -> bool:
    """Whether an answer was heard in pieces of which the last is still to come."""
    return session.phase is Phase.LIVE and bool(pieces_of(session) or objection_begun(session))


def is_answer(script: Script, part: Part, text: str) -> bool:
    """Whether what is said, and is no word, answers a part's question, and asks the interviewer nothing in the end."""
    speech = listen(text)
    asks = speech.only_asks or speech.ends_asking or names_a_fact(script, part, speech)
    return speech.says and not asks and not part.asks_back


def _answered(floor: Floor, speech: Speech, *, goes_on: bool) -> Step:
    """An answer, a question about the case, or an answer that ends in one."""
    pieces = pieces_of(floor.session)
    open_ended = goes_on or bool(pieces) or led_by(floor).about == WHY
    if is_bare_yes_or_no(speech.text) and not open_ended:
        floor.hear(TurnKind.ANSWER, speech.text)
        floor.say(TurnKind.REMARK, say("interview.why"), about=WHY)
        return floor.step()
    if names_a_fact(floor.script, floor.part, speech):
        return _asks_in_a_word(floor, speech)
    asks = speech.only_asks or speech.ends_asking
    kind = TurnKind.QUESTION if speech.only_asks else TurnKind.ANSWER
    floor.hear(kind, speech.text, about=PIECE if goes_on and kind is TurnKind.ANSWER else "")
    if speech.aside in {Aside.HIDDEN, Aside.EARLY}:
        floor.say(TurnKind.REMARK, _aside_text(floor, speech.aside))
    tell_facts(floor, speech.questions, only_known=not asks)
    if speech.only_asks:
        return floor.step()
    return _counted(floor, speech, pieces, waits=speech.ends_asking, goes_on=goes_on)


def _taken_up(floor: Floor) -> Step:
    """The pieces are all that there is to an answer, or to an objection."""
    if objection_begun(floor.session):
        return put_objection(floor, "")
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    return floor.step(Wants.FOLLOW_UP) if floor.part.graded else moving.close_stage(floor, StageEnd.ANSWERED)


def _asks_in_a_word(floor: Floor, speech: Speech) -> Step:
    floor.hear(TurnKind.QUESTION, speech.text)
    tell_facts(floor, (speech.text,), only_known=True)
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
    return _admitted(floor, record)


def _admitted(floor: Floor, record: StageRecord) -> Step:
    """What follows when something isn't known; the record is as it was before."""
    if (record.reading is not None or pieces_of(floor.session)) and len(record.probes) < MOST_PROBES:
        floor.say(TurnKind.REMARK, say("interview.unknown.on"))
        return floor.step(Wants.FOLLOW_UP)
    if not record.answers and record.unknown == 0:
        floor.say(TurnKind.REMARK, say("interview.unknown"))
        return floor.step()
    return moving.close_stage(floor, StageEnd.ANSWERED)


def done(floor: Floor) -> Step:
    """The candidate has nothing to add."""
    record, part = floor.session.open_stage, floor.part
    if record.answers and part.graded and (pieces_of(floor.session) or led_by(floor).about == MORE):
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


def _refused(before: str, text: str) -> str | None:
    """Why something said cannot be taken in, if it cannot."""
    try:
        check_answer("/" if _LINK.fullmatch(text) else text)
        check_answer(f"{before}\n\n{text}")
    except AnswerRefusedError as error:
        return say(f"interview.refused.{error.reason}", left=f"{max(0, MOST_CHARACTERS - len(before)):,}")
    return None


def _beside_the_case(floor: Floor, speech: Speech, aside: Aside) -> Step:
    """Something that is no answer and no question about the case; it may look so and ask for a fact of the sheet."""
    floor.hear(TurnKind.QUESTION, speech.text)
    least = FOUND if aside is Aside.PROCESS else CERTAIN
    may_ask = not speech.questions and aside is not Aside.MACHINE
    if may_ask and find_fact(speech.text, floor.script.facts(floor.part), least):
        tell_facts(floor, (speech.text,), only_known=True)
    else:
        floor.say(TurnKind.REMARK, _aside_text(floor, aside))
        tell_facts(floor, speech.questions, only_known=False)
    return floor.step()


def _aside_text(floor: Floor, aside: Aside) -> str:
    if aside is Aside.PROCESS and floor.part.asks_back:
        return say("interview.your-questions")
    if aside in {Aside.HIDDEN, Aside.EARLY}:
        return say(f"interview.{aside.value}.{floor.script.plan.evaluation.value}")
    return say(f"interview.{aside.value}", name=floor.part.persona.name.split()[0])


def _counted(floor: Floor, speech: Speech, pieces: Sequence[str], *, waits: bool, goes_on: bool) -> Step:
    """Count what was said as an answer; one that ends in a question, or isn't whole, is waited for to go on.

    Args:
        floor: The interview.
        speech: What was said.
        pieces: What was said just before, and is one answer with it.
        waits: Whether it ends in a question.
        goes_on: Whether the candidate has gone on since.
    """
    left_open = _left_open(floor, speech, pieces)
    keep(floor, speech.text, pieces)
    if speech.pushes_back:
        floor.change_stage(push_backs=floor.session.open_stage.push_backs + 1)
    if goes_on:
        return floor.step()
    pushes_back = speech.pushes_back or any(listen(piece).pushes_back for piece in pieces)
    whole = " ".join([*pieces, speech.text])
    brief = is_brief(whole)
    if pushes_back:
        _acknowledge(floor, brief=brief, of_the_case=is_of_the_case(whole))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    if not floor.part.graded:
        return moving.close_stage(floor, StageEnd.ANSWERED)
    if waits or (pushes_back and brief):
        return floor.step()
    if left_open is not None:
        key, about = left_open
        floor.say(TurnKind.REMARK, say(key), about=about)
        return floor.step()
    return floor.step(Wants.FOLLOW_UP)


def _acknowledge(floor: Floor, *, brief: bool, of_the_case: bool) -> None:
    """Take up that somebody disagrees; with what others in the case hold, that is their answer, and only asked why."""
    if brief:
        floor.say(TurnKind.REMARK, say("interview.why" if of_the_case else "interview.push-back.why"))
    elif not of_the_case:
        floor.say(TurnKind.REMARK, say("interview.push-back"))


def _left_open(floor: Floor, speech: Speech, pieces: Sequence[str]) -> tuple[str, str] | None:
    """What is said instead of a follow-up where more is to come, and what it is about: a piece, or a late addition."""
    if speech.only_assumes and _asked_in_vain(floor):
        return "interview.assume.noted", MORE
    if reads_back(speech.text):
        return "interview.sums.on", MORE
    asked_for_more = times_in_a_row(floor, MORE)
    if is_unfinished(speech.text) and asked_for_more < MOST_PIECES:
        return f"interview.more.{min(asked_for_more, 2)}", MORE
    return ("interview.added", ADDED) if adds(floor, (*pieces, speech.text)[0]) else None


def _asked_in_vain(floor: Floor) -> bool:
    """Whether the sheet had nothing for what was asked last, so that the candidate was told to assume it."""
    asked = floor.session.open_stage.inquiries
    told = next((turn for turn in reversed(floor.session.turns) if turn.persona is not None), None)
    return bool(asked) and not asked[-1].fact and told is not None and told.kind is TurnKind.FACT


def _asked_back(floor: Floor, speech: Speech) -> Step:
    """The candidate's own questions: each is answered from what the persona says about the job."""
    record = floor.session.open_stage
    floor.hear(TurnKind.QUESTION, speech.text)
    if _no_more(speech):
        return done(floor)
    floor.change_stage(answers=(*record.answers, speech.text))
    questions = speech.questions or ((speech.text,) if _ASKED.search(speech.text) else ())
    if questions:
        tell_facts(floor, questions, only_known=False)
    else:
        floor.say(TurnKind.REMARK, say("interview.your-questions"))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    return floor.step()


def _no_more(speech: Speech) -> bool:
    return speech.text.strip().casefold().rstrip(".!") in {"no", "nope", "none", "no thanks", "no, thank you"}
