"""An interview as a state machine: a record, something that happens, a time; out come the record and what is said.

Nothing here waits, asks a judge or reads a clock. Where a judge or an interviewer is needed, a step says what it wants,
and its answer is handed in by `follow_up_with` or `go_on_from`, all within one event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.grading.grade import Verdict
from bot.core.interviews import answering, moving, off_case
from bot.core.interviews.clocks import (
    PARKED_AFTER,
    SECOND_CHANCE,
    WARNING,
    halted,
    stage_box,
    stage_left,
    started,
    total_box,
    total_left,
)
from bot.core.interviews.floor import Floor, Step
from bot.core.interviews.interviewer import MOST_PROBES, FollowUp
from bot.core.interviews.listening import (
    Word,
    asks_for_other_words,
    command_word,
    is_greeting,
    may_be_about_the_case,
    note_of,
    stops_something,
    word_of,
)
from bot.core.interviews.script import Script
from bot.core.interviews.specifics import tell_certain_fact
from bot.core.interviews.state import Phase, Rating, Session, StageEnd, StageRecord, TurnKind
from bot.core.wording import say, say_count


def begin(script: Script, session_id: str, at: datetime) -> Step:
    """Open an interview: the welcome, what is said about notes, and the first stage up to its question."""
    first = script.parts[0]
    records = tuple(StageRecord(id=part.id) for part in script.parts)
    session = Session(id=session_id, plan_id=script.plan.id, began=at, heard=at, stage=first.id, stages=records)
    floor = Floor(script, started(session, at), at)
    for turn in script.plan.welcome:
        floor.say(TurnKind.WELCOME, turn)
    floor.say(TurnKind.NOTES, f"{script.plan.notes} {say('interview.words')}")
    moving.open_stage(floor)
    return floor.step()


def hear(
    script: Script, session: Session, text: str, at: datetime, word: Word | None = None, *, goes_on: bool = False
) -> Step:
    """What follows when the candidate says something.

    Args:
        script: The plan.
        session: The record.
        text: Their words.
        at: When.
        word: What a button says; what was typed is read by itself.
        goes_on: Whether the candidate has gone on since, so that an answer is a piece of what comes next.

    Raises:
        InterviewStateError: The plan has changed since the interview began.
    """
    script.check(session)
    floor = Floor(script, session, at)
    word = word or word_of(text) or command_word(text)
    if session.over:
        return _afterwards(floor, text, word)
    if word is not None:
        floor.hear(TurnKind.WORD, text or word.value)
        return _obey(floor, word, text)
    if session.phase is not Phase.LIVE:
        _wake(floor)
    note = note_of(text)
    if note is not None:
        floor.hear(TurnKind.NOTE, text)
        floor.change_stage(notes=(*floor.session.open_stage.notes, *moving.bullets(note)))
        floor.say(TurnKind.REMARK, say_count("interview.noted", len(floor.session.open_stage.notes)))
        return floor.step()
    return (None if goes_on else off_case.met(floor, text)) or answering.answer(floor, text, goes_on=goes_on)


def tick(script: Script, session: Session, at: datetime) -> Step:
    """What follows when nothing but time has passed; see `clocks.next_tick` for when to look."""
    script.check(session)
    floor = Floor(script, session, at)
    if session.phase in {Phase.LIVE, Phase.PAUSED} and at - session.heard >= PARKED_AFTER:
        floor.session = halted(floor.session, Phase.PARKED)
        floor.say(TurnKind.TIME, say("interview.parked"))
        return floor.step()
    if floor.session.phase is not Phase.LIVE:
        return floor.step()
    if moving.used_up(floor):
        if floor.session.open_stage.begun:
            return moving.out_of_time(floor)
        # Nobody is there, or nobody dares: the next stages' time is not used up as well.
        floor.session = halted(floor.session, Phase.PAUSED)
        floor.say(TurnKind.TIME, say("interview.away"))
        return floor.step()
    _warn(floor)
    return floor.step()


def rate(script: Script, session: Session, rating: Rating, at: datetime) -> Step:
    """Keep what the candidate says of the interviewer, once the debrief has been given."""
    script.check(session)
    floor = Floor(script, session, at)
    if not session.over:
        return floor.step()
    floor.hear(TurnKind.ANSWER, "\n".join(part for part in (str(rating.stars), rating.why) if part))
    floor.change(rating=rating)
    floor.say(TurnKind.CLOSING, say("interview.rated"))
    return floor.step()


def follow_up_with(
    script: Script, session: Session, reading: Verdict, follow_up: FollowUp | None, at: datetime
) -> Step:
    """Go on after an answer, with what was found in it and what the interviewer asks, if anything."""
    floor = Floor(script, session, at)
    first = floor.session.open_stage.first or {graded.criterion_id: graded.score for graded in reading.criteria}
    floor.change_stage(reading=reading, first=first)
    done = floor.session.open_stage.probes
    if follow_up is None or follow_up.about in done or len(done) >= MOST_PROBES:
        return moving.close_stage(floor, StageEnd.ANSWERED)
    floor.change_stage(probes=(*done, follow_up.about))
    _warn(floor)
    floor.say(TurnKind.PROBE, follow_up.text, about=follow_up.about)
    return floor.step()


def go_on_from(script: Script, session: Session, verdict: Verdict | None, at: datetime) -> Step:
    """Go on after a stage, with its grade if it has one: an evaluation where the plan has one, then what comes next."""
    return moving.go_on(Floor(script, session, at), verdict)


def regraded(script: Script, session: Session, stage_id: str, verdict: Verdict) -> Session:
    """The record with another grade for a stage that is over; an objection can raise a grade and never lower it."""
    script.part(stage_id)
    before = session.record(stage_id).grade
    better = verdict if before is None or verdict.total >= before.total else before
    return session.with_stage(stage_id, grade=better)


def _obey(floor: Floor, word: Word, text: str) -> Step:
    if word is Word.TIME:
        return _tell_time(floor, text)
    if word in _WAKING and floor.session.phase is not Phase.LIVE:
        _wake(floor)
    if word is Word.REPEAT and asks_for_other_words(text):
        floor.say(TurnKind.REMARK, say("interview.rephrase"))
    if word is Word.WAIT and is_greeting(text) and not floor.session.open_stage.begun:
        floor.say(TurnKind.REMARK, say("interview.greeting"))
        return floor.step()
    if word is Word.STOP and stops_something(text) and _may_be_about_the_case(floor):
        floor.say(TurnKind.REMARK, say("interview.stop.which"), about=_WHICH)
        return floor.step()
    return _WORDS[word](floor)


def _may_be_about_the_case(floor: Floor) -> bool:
    """Whether "stop it" may answer what was asked, which speaks of something that runs; said again, it does not."""
    turns = floor.session.turns
    before = next((turn for turn in reversed(turns) if turn.persona is not None), None)
    if not floor.part.graded or floor.part.asks_back or (before is not None and before.about == _WHICH):
        return False
    return bool(_RUNS.search(f"{floor.part.question.prompt} {moving.current_question(floor)}"))


def _pause(floor: Floor) -> Step:
    if floor.session.phase is Phase.LIVE:
        floor.session = halted(floor.session, Phase.PAUSED)
        floor.say(TurnKind.TIME, say("interview.paused"))
    else:
        floor.say(TurnKind.TIME, say("interview.paused.already"))
    return floor.step()


def _resume(floor: Floor) -> Step:
    if floor.session.phase is not Phase.LIVE:
        _wake(floor)
        floor.say(TurnKind.TIME, say("interview.resumed", left=_minutes(stage_left(floor.script, floor.session))))
    floor.say(TurnKind.REPEAT, moving.current_question(floor))
    return floor.step()


def _wake(floor: Floor) -> None:
    """Let the clock run again; a stage whose time was used up gets a little more."""
    floor.session = started(floor.session, floor.at)
    if moving.used_up(floor):
        floor.change_stage(extra=floor.session.open_stage.extra + SECOND_CHANCE)


def _tell_time(floor: Floor, text: str) -> Step:
    stage = _minutes(stage_left(floor.script, floor.session))
    whole = _minutes(total_left(floor.script, floor.session))
    floor.say(TurnKind.TIME, say("interview.time", stage=stage, whole=whole))
    if may_be_about_the_case(text):
        tell_certain_fact(floor, text)
    return floor.step()


def _warn(floor: Floor) -> None:
    session, record = floor.session, floor.session.open_stage
    left, box = stage_left(floor.script, session), stage_box(floor.script, session)
    whole, total = total_left(floor.script, session), total_box(floor.script, session)
    if not record.warned and left <= (1 - WARNING) * box + 1e-6:
        floor.change_stage(warned=True)
        floor.say(TurnKind.TIME, say("interview.warning", left=_minutes(left)))
    if not session.warned and whole <= (1 - WARNING) * total + 1e-6:
        floor.change(warned=True)
        floor.say(TurnKind.TIME, say("interview.warning.whole", left=_minutes(whole)))


def _minutes(seconds: float) -> str:
    return say_count("minutes", max(1, round(seconds / 60)))


def _afterwards(floor: Floor, text: str, word: Word | None) -> Step:
    """After the debrief: the candidate rates the interviewer, or goes on with what they stopped."""
    if word is Word.RESUME and floor.session.phase is Phase.STOPPED:
        floor.hear(TurnKind.WORD, text or word.value)
        return _take_back(floor)
    rating = moving.rating_of(text, floor.script.plan)
    if rating is not None:
        floor.hear(TurnKind.ANSWER, text)
        floor.change(rating=rating)
        floor.say(TurnKind.CLOSING, say("interview.rated"))
        return floor.step()
    if word in {Word.WAIT, Word.STOP, Word.DONE}:
        floor.say(TurnKind.REMARK, say("interview.goodbye"))
        return floor.step()
    floor.say(TurnKind.REMARK, say("interview.over" if floor.session.phase is Phase.DONE else "interview.over.stopped"))
    return floor.step()


def _take_back(floor: Floor) -> Step:
    """Go on with what was stopped; a part of which the debrief has told stays as it is, and the next one follows."""
    following = floor.script.after(floor.session.stage)
    if floor.session.open_stage.grade is None:
        floor.change_stage(end=None)
        return _resume(floor)
    if following is None:
        floor.say(TurnKind.REMARK, say("interview.over"))
        return floor.step()
    floor.change(stage=following.id)
    _wake(floor)
    floor.say(TurnKind.TIME, say("interview.resumed.next"))
    moving.open_stage(floor)
    return floor.step()


def _skip(floor: Floor) -> Step:
    return moving.close_stage(floor, StageEnd.SKIPPED)


def _repeat(floor: Floor) -> Step:
    floor.say(TurnKind.REPEAT, moving.current_question(floor))
    return floor.step()


def _done(floor: Floor) -> Step:
    """Nothing to add; to a part that has just begun that is hardly meant, and to questions of one's own it is a no."""
    record = floor.session.open_stage
    if record.begun or not floor.part.graded:
        return answering.done(floor)
    if floor.part.asks_back:
        return moving.close_stage(floor, StageEnd.ANSWERED) if record.probes else answering.done(floor)
    if any(turn.about == _NOTHING_YET and turn.stage == floor.session.stage for turn in floor.session.turns):
        return moving.close_stage(floor, StageEnd.ANSWERED)
    floor.say(TurnKind.REMARK, say("interview.nothing-yet"), about=_NOTHING_YET)
    return floor.step()


def _wait(floor: Floor) -> Step:
    before = sum(turn.kind is TurnKind.REMARK for turn in floor.session.turns)
    floor.say(TurnKind.REMARK, say(f"interview.take-your-time.{before % _WAITS}"))
    return floor.step()


def _help(floor: Floor) -> Step:
    floor.say(TurnKind.REMARK, say("interview.words"))
    return floor.step()


_WORDS: Mapping[Word, Callable[[Floor], Step]] = {
    Word.PAUSE: _pause,
    Word.RESUME: _resume,
    Word.STOP: moving.stop,
    Word.HELP: _help,
    Word.HINT: answering.hint,
    Word.SKIP: _skip,
    Word.REPEAT: _repeat,
    Word.UNKNOWN: answering.unknown,
    Word.DONE: _done,
    Word.WAIT: _wait,
}
_WAITS = 3
_WHICH = "which"
_RUNS = re.compile(
    r"\b(?:test|trial|experiment|launch|roll ?out|campaign|pilot|program|project|model|system|account|page|feature"
    r"|switch|stop|cancel|subscription|contract|block|report)s?\b",
    re.IGNORECASE,
)
_NOTHING_YET = "nothing-yet"
_WAKING = frozenset({Word.HINT, Word.SKIP, Word.REPEAT, Word.UNKNOWN, Word.DONE})
"""Words that set a clock going that stands; the others leave it as it is, or see to it themselves."""
