"""Holding an interview: each event played through to the end, with the judge and the interviewer asked where needed.

An event is all or nothing: what comes back is the record after it and every turn it led to, to be stored together. The
same record and the same event lead to the same turns, as far as judge and interviewer answer the same, so that an event
whose outcome was lost with a process can be played again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Verdict
from bot.core.interviews import session as machine
from bot.core.interviews.floor import Step, Wants
from bot.core.interviews.interviewer import Interviewer, Situation
from bot.core.interviews.listening import Word
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Session
from bot.core.ports import Judge


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

    async def hear(self, script: Script, session: Session, text: str, at: datetime, word: Word | None = None) -> Step:
        """Play what the candidate says, or presses, through.

        Raises:
            InterviewStateError: The plan has changed since the interview began.
        """
        return await self._through(script, machine.hear(script, session, text, at, word), at)

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

    async def _through(self, script: Script, step: Step, at: datetime) -> Step:
        while step.wants is not None:
            step = await self._next(script, step, at)
        return step

    async def _next(self, script: Script, step: Step, at: datetime) -> Step:
        session, part = step.session, script.part(step.stage)
        if step.wants is Wants.FOLLOW_UP:
            reading = await self.reader.judge(part.request(session.record(step.stage).text))
            follow_up = await self.interviewer.follow_up(Situation(script, session, _own(part, reading)))
            return step.then(machine.follow_up_with(script, session, _own(part, reading), follow_up, at))
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


def _own(part: Part, verdict: Verdict) -> Verdict:
    """The verdict without the mistakes of a plan's own rubric, which has none."""
    return verdict if part.from_bank else verdict.model_copy(update={"mistakes": ()})
