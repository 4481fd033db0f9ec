"""The tick of interviews: those that go on by themselves, such as at the end of a part's time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import DueInterview, NoInterviewError
from bot.core.interviews.silence import Silence
from bot.core.interviews.state import InterviewStateError
from bot.core.interviews.storing import Interviews
from bot.core.worker import SilentLog, WorkerLog

BATCH = 50


@dataclass(frozen=True, slots=True)
class InterviewTicker:
    """Moves on interviews that are due, in any number of processes.

    Attributes:
        interviews: The interviews.
        log: Hears of those that cannot be moved on.
        silence: Tells whether a candidate has written something that is still to be heard: that comes first.
    """

    interviews: Interviews
    log: WorkerLog = field(default_factory=SilentLog)
    silence: Silence | None = None

    async def tick(self, now: datetime) -> int:
        """Let time pass in what is due; one that fails holds up no other, and is due again at the next tick.

        Returns:
            In how many interviews something was said.
        """
        due = await self.interviews.store.due(now, BATCH)
        return sum(await asyncio.gather(*(self._tick(one, now) for one in due)))

    async def _tick(self, due: DueInterview, now: datetime) -> bool:
        try:
            if await self._is_speaking(due):
                return False
            told = await self.interviews.tick(due.workspace_id, due.session_id, now)
        except (NoInterviewError, TryLaterError):
            return False
        except InterviewStateError as error:
            self.log.warning("interview_not_gone_on_with", session=due.session_id, reason=str(error))
            if error.reason == "plan":
                await self._abandon(due)
            return False
        except Exception as error:
            self.log.error("interview_not_ticked", session=due.session_id, exc_info=error)  # noqa: TRY400
            return False
        return bool(told.turns)

    async def _is_speaking(self, due: DueInterview) -> bool:
        if self.silence is None:
            return False
        kept = await self.interviews.store.get(due.workspace_id, due.session_id)
        return kept is not None and await self.silence.is_speaking(kept)

    async def _abandon(self, due: DueInterview) -> None:
        kept = await self.interviews.store.get(due.workspace_id, due.session_id)
        if kept is not None:
            await self.interviews.abandon(kept)
