"""What a candidate says in a stage: answers, questions, objections, and looks into others' papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from bot.core.answers import MOST_CHARACTERS, check_answer, continued
from bot.core.errors import AnswerRefusedError
from bot.core.interviews import moving
from bot.core.interviews.asides import Aside
from bot.core.interviews.facts import CERTAIN, FOUND, find_fact
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.fragments import is_addition, is_unfinished
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.listening import is_bare_yes_or_no
from bot.core.interviews.objecting import BRIEF, objects, put_objection
from bot.core.interviews.script import Part, Script
from bot.core.interviews.specifics import names_a_fact, tell_facts
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import Phase, Session, StageEnd, Turn, TurnKind
from bot.core.wording import say

_ENOUGH_QUESTIONS = 2
_MORE, _ADDED, _WHY = "more", "added", "why"  # what remarks are about that leave the word with the candidate
_PIECE = "piece"  # what an answer is about that its author went on from before anything was said to it
_LEADING = frozenset({TurnKind.ASK, TurnKind.PROBE, TurnKind.MODEL_ANSWER})
_MOST_PIECES = 4
_AT_ONCE = timedelta(seconds=45)


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
    if speech.unknown:
        floor.change_stage(unknown=record.unknown + 1)
    if objects(floor, speech):
        return put_objection(floor, speech)
    if not speech.says and speech.aside is not None:
        return _beside_the_case(floor, speech, speech.aside)
    return _asked_back(floor, speech) if floor.part.asks_back else _answered(floor, speech, goes_on=goes_on)


def is_open(session: Session) -> bool:
    """Whether an answer was heard in pieces of which the last is still to come."""
    return session.phase is Phase.LIVE and bool(_pieces(session))


def is_answer(script: Script, part: Part, text: str) -> bool:
    """Whether what is said, and is no word, answers a part's question, and asks the interviewer nothing in the end."""
    speech = listen(text)
    asks = speech.only_asks or speech.ends_asking or names_a_fact(script, part, speech)
    return speech.says and not asks and not part.asks_back


def _answered(floor: Floor, speech: Speech, *, goes_on: bool) -> Step:
    """An answer, a question about the case, or an answer that ends in one."""
    pieces = _pieces(floor.session)
    open_ended = goes_on or bool(pieces) or _last(floor).about == _WHY
    if is_bare_yes_or_no(speech.text) and not open_ended:
        floor.hear(TurnKind.ANSWER, speech.text)
        floor.say(TurnKind.REMARK, say("interview.why"), about=_WHY)
        return floor.step()
    if names_a_fact(floor.script, floor.part, speech):
        return _asks_in_a_word(floor, speech)
    asks = speech.only_asks or speech.ends_asking
    kind = TurnKind.QUESTION if speech.only_asks else TurnKind.ANSWER
    floor.hear(kind, speech.text, about=_PIECE if goes_on and kind is TurnKind.ANSWER else "")
    if speech.aside in {Aside.HIDDEN, Aside.EARLY}:
        floor.say(TurnKind.REMARK, _aside_text(floor, speech.aside))
    tell_facts(floor, speech.questions, only_known=not asks)
    if speech.only_asks:
        return floor.step()
    return _counted(floor, speech, pieces, waits=speech.ends_asking, goes_on=goes_on)


def _taken_up(floor: Floor) -> Step:
    """The pieces are all that there is to an answer."""
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
    if (record.reading is not None or _pieces(floor.session)) and len(record.probes) < MOST_PROBES:
        floor.say(TurnKind.REMARK, say("interview.unknown.on"))
        return floor.step(Wants.FOLLOW_UP)
    if not record.answers and record.unknown == 0:
        floor.say(TurnKind.REMARK, say("interview.unknown"))
        return floor.step()
    return moving.close_stage(floor, StageEnd.ANSWERED)


def done(floor: Floor) -> Step:
    """The candidate has nothing to add."""
    record, part = floor.session.open_stage, floor.part
    if record.answers and part.graded and (_pieces(floor.session) or _last(floor).about == _MORE):
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
    _keep(floor, speech.text, pieces)
    if speech.pushes_back:
        floor.change_stage(push_backs=floor.session.open_stage.push_backs + 1)
    if goes_on:
        return floor.step()
    pushes_back = speech.pushes_back or any(listen(piece).pushes_back for piece in pieces)
    brief = len(" ".join([*pieces, speech.text]).split()) <= BRIEF
    if pushes_back:
        floor.say(TurnKind.REMARK, say("interview.push-back.why" if brief else "interview.push-back"))
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


def _left_open(floor: Floor, speech: Speech, pieces: Sequence[str]) -> tuple[str, str] | None:
    """What is said instead of a follow-up where more is to come, and what it is about: a piece, or a late addition."""
    if speech.only_assumes and _asked_in_vain(floor):
        return "interview.assume.noted", _MORE
    asked_for_more = _times_in_a_row(floor, _MORE)
    if is_unfinished(speech.text) and asked_for_more < _MOST_PIECES:
        return f"interview.more.{min(asked_for_more, 2)}", _MORE
    return ("interview.added", _ADDED) if _adds(floor, (*pieces, speech.text)[0]) else None


def _asked_in_vain(floor: Floor) -> bool:
    """Whether the sheet had nothing for what was asked last, so that the candidate was told to assume it."""
    asked = floor.session.open_stage.inquiries
    told = next((turn for turn in reversed(floor.session.turns) if turn.persona is not None), None)
    return bool(asked) and not asked[-1].fact and told is not None and told.kind is TurnKind.FACT


def _keep(floor: Floor, text: str, pieces: Sequence[str]) -> None:
    """Add to the answers, to the last one where this is a further piece of it."""
    answers = floor.session.open_stage.answers
    if answers and (pieces or _last(floor).about in {_MORE, _ADDED} or _adds(floor, text)):
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


def _pieces(session: Session) -> Sequence[str]:
    """What the candidate has said since, of an answer that they had not ended."""
    said = takewhile(lambda turn: turn.about == _PIECE or not _leads(turn), reversed(session.turns))
    return [turn.text for turn in said if turn.about == _PIECE][::-1]


def _times_in_a_row(floor: Floor, about: str) -> int:
    return len(list(takewhile(lambda turn: turn.about == about, _leading(floor))))


def _leading(floor: Floor) -> Iterator[Turn]:
    """Such turns of the interview, the latest first."""
    return filter(_leads, reversed(floor.session.turns))


def _leads(turn: Turn) -> bool:
    return turn.kind in _LEADING or turn.about in {_MORE, _ADDED, _WHY}


def _asked_back(floor: Floor, speech: Speech) -> Step:
    """The candidate's own questions: each is answered from what the persona says about the job."""
    record = floor.session.open_stage
    floor.hear(TurnKind.QUESTION, speech.text)
    if _no_more(speech):
        return done(floor)
    floor.change_stage(answers=(*record.answers, speech.text))
    if speech.questions:
        tell_facts(floor, speech.questions, only_known=False)
    else:
        floor.say(TurnKind.REMARK, say("interview.your-questions"))
    if moving.used_up(floor):
        return moving.out_of_time(floor)
    return floor.step()


def _no_more(speech: Speech) -> bool:
    return speech.text.strip().casefold().rstrip(".!") in {"no", "nope", "none", "no thanks", "no, thank you"}
