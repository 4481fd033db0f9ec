"""An interview's clocks: one for the open stage, one for the whole; pure functions of the record and the time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.interviews.script import Script
from bot.core.interviews.state import Phase, Session

WARNING = 0.8
"""Share of a time box from which the candidate is told that it runs short."""

PARKED_AFTER = timedelta(hours=24)
"""Silence after which an interview is put away until it is resumed."""

SECOND_CHANCE = 120.0
"""Seconds granted when an interview goes on in a stage whose time was used up."""


def settled(script: Script, session: Session, at: datetime) -> Session:
    """The same with the time since the clock was last read counted.

    Nothing counts beyond the end of the open stage's time box: whoever was away for hours has lost that stage's time
    and no other's. A clock that was put back counts nothing.
    """
    if session.phase is not Phase.LIVE or session.running_since is None:
        return session
    passed = max(0.0, (at - session.running_since).total_seconds())
    counted = min(passed, max(0.0, stage_left(script, session)))
    record = session.open_stage
    session = session.with_stage(record.id, seconds=record.seconds + counted)
    return session.model_copy(update={"running_since": at, "seconds": session.seconds + counted})


def started(session: Session, at: datetime) -> Session:
    """The same with the clock running."""
    return session.model_copy(update={"running_since": at, "phase": Phase.LIVE})


def halted(session: Session, phase: Phase) -> Session:
    """The same with the clock standing; what has not been settled is not counted."""
    return session.model_copy(update={"running_since": None, "phase": phase})


def stage_box(script: Script, session: Session) -> float:
    """Seconds that the open stage may take."""
    return script.part(session.stage).seconds + session.open_stage.extra


def stage_left(script: Script, session: Session) -> float:
    """Seconds left for the open stage, as of when it was settled."""
    return stage_box(script, session) - session.open_stage.seconds


def total_box(script: Script, session: Session) -> float:
    """Seconds that the whole may take."""
    return script.plan.minutes * 60.0 + sum(record.extra for record in session.stages)


def total_left(script: Script, session: Session) -> float:
    """Seconds left for the whole, as of when it was settled."""
    return total_box(script, session) - session.seconds


def next_tick(script: Script, session: Session) -> datetime | None:
    """When the interview next has something to say or to do by itself; none where only the candidate can go on."""
    if session.phase not in {Phase.LIVE, Phase.PAUSED}:
        return None
    parked = session.heard + PARKED_AFTER
    since = session.running_since
    if session.phase is Phase.PAUSED or since is None:
        return parked
    left, whole = stage_left(script, session), total_left(script, session)
    waits = [left, whole]
    if not session.open_stage.warned:
        waits.append(left - (1 - WARNING) * stage_box(script, session))
    if not session.warned:
        waits.append(whole - (1 - WARNING) * total_box(script, session))
    return min(parked, since + timedelta(seconds=max(0.0, min(waits))))
