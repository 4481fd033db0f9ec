"""Holding an interview: each event played through to the end, with the judge and the interviewer asked where needed.

An event is all or nothing: what comes back is the record after it and every turn it led to, to be stored together. The
same record and the same event lead to the same turns, as far as judge and interviewer answer the same, so that an event
whose outcome was lost with a process can be played again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Verdict
from bot.core.interviews import session as machine
from bot.core.interviews.floor import Step, Wants
from bot.core.interviews.interviewer import FollowUp, Interviewer, Situation, planned_follow_up
from bot.core.interviews.listening import Word
from bot.core.interviews.releasing import Aloud
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Session, Turn, TurnKind
from bot.core.ports import Judge

Drafted = Callable[[Turn], Awaitable[None]]
"""Is shown a turn that is still being written, with all its words so far; it may come to another in the end."""


@dataclass(frozen=True)
class Conductor:
    """Holds interviews.

    Attributes:
        interviewer: What asks on.
        reader: What finds gaps while the interview runs: quick, and never out of reach, as the coverage estimate is.
        judge: What grades a stage once it is over; where it is out of reach, the reader's estimate stands in.
    """

    interviewer: Interviewer
    reader: Judge
    judge: Judge

    async def begin(self, script: Script, session_id: str, at: datetime) -> Step:
        """Open an interview."""
        return machine.begin(script, session_id, at)

    async def hear(
        self,
        script: Script,
        session: Session,
        text: str,
        at: datetime,
        word: Word | None = None,
        drafted: Drafted | None = None,
        *,
        goes_on: bool = False,
    ) -> Step:
        """Play what the candidate says, or presses, through.

        Args:
            script: The plan.
            session: The record.
            text: What they say.
            at: When.
            word: What they press.
            drafted: Is shown the first turn that this leads to while it is written, where that takes a while.
            goes_on: Whether the candidate has gone on since, so that an answer is a piece of what comes next.

        Raises:
            InterviewStateError: The plan has changed since the interview began.
        """
        step = machine.hear(script, session, text, at, word, goes_on=goes_on)
        return await self._through(script, step, at, drafted)

    async def tick(self, script: Script, session: Session, at: datetime) -> Step:
        """Play the passing of time through.

        Raises:
            InterviewStateError: The plan has changed since the interview began.
        """
        return await self._through(script, machine.tick(script, session, at), at)

    async def prepare(self, script: Script, session: Session) -> None:
        """Make ready for answers in the open stage, so that the first one waits less."""
        part = script.part(session.stage)
        if part.graded:
            await self.reader.prepare(part.request(""))

    async def _through(self, script: Script, step: Step, at: datetime, drafted: Drafted | None = None) -> Step:
        while step.wants is not None:
            step = await self._next(script, step, at, drafted)
        return step

    async def _next(self, script: Script, step: Step, at: datetime, drafted: Drafted | None) -> Step:
        session, part = step.session, script.part(step.stage)
        if step.wants is Wants.FOLLOW_UP:
            reading = await self.reader.judge(part.request(session.record(step.stage).text))
            situation = Situation(script, session, _own(part, reading))
            aloud = _as_turns(step, situation, at, drafted) if drafted is not None else None
            follow_up = await self.interviewer.follow_up(situation, aloud)
            return step.then(machine.follow_up_with(script, session, situation.reading, follow_up, at))
        verdict = await self._graded(part, session)
        if step.wants is Wants.GRADE:
            return step.then(machine.go_on_from(script, session, verdict, at))
        return replace(step, session=machine.regraded(script, session, step.stage, verdict), wants=None)

    async def _graded(self, part: Part, session: Session) -> Verdict:
        request = part.request(session.record(part.id).text)
        try:
            return _own(part, await self.judge.judge(request))
        except JudgeUnavailableError:
            return _own(part, await self.reader.judge(request))


def _as_turns(step: Step, situation: Situation, at: datetime, drafted: Drafted) -> Aloud | None:
    """Shows a follow-up as the turn that it will be; none where another turn comes before it, as a word on the time."""
    planned = planned_follow_up(situation)
    if planned is None or any(turn.persona is not None for turn in step.turns):
        return None

    def turn_of(text: str) -> Turn:
        follow_up = FollowUp(text, planned.about)
        return machine.follow_up_with(situation.script, step.session, situation.reading, follow_up, at).turns[0]

    async def aloud(text: str) -> None:
        await drafted(turn_of(text))

    return aloud if turn_of(planned.text).kind is TurnKind.PROBE else None


def _own(part: Part, verdict: Verdict) -> Verdict:
    """The verdict without the mistakes of a plan's own rubric, which has none."""
    return verdict if part.from_bank else verdict.model_copy(update={"mistakes": ()})
