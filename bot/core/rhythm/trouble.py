"""What the makers of schedules are told: that a schedule is halted, or that its questions come to an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.chat import Reply
from bot.core.errors import HopelessJobError, TryLaterError, UndeliverableError
from bot.core.ports import Chat, Clock, Directory
from bot.core.records import Job, NewJob, Origin
from bot.core.replies.telling import ahead_reply, halted_reply
from bot.core.rhythm.drafts import is_draft
from bot.core.rhythm.lookout import Lookout
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.words_to_admins import halted_job
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.storing import read_rule
from bot.core.worker import Handled


@dataclass(frozen=True, slots=True)
class Troubles:
    """Hears of what can never be delivered.

    Attributes:
        directory: The groups.
        schedules: What depends on them.
        clock: Time.
    """

    directory: Directory
    schedules: Schedules
    clock: Clock

    async def __call__(self, origin: Origin, error: UndeliverableError) -> None:
        """Halt what depends on a channel or workspace that is out of reach; a lost member or message halts nothing.

        Whoever made a schedule is told once, however many deliveries fail: the word is queued as it is halted.
        """
        if error.scope not in {"channel", "workspace"}:
            return
        if error.scope == "channel" and (origin.direct or origin.private):
            return
        found = await self.directory.find_group(origin)
        if found is None:
            return
        group_id, now = found.id if error.scope == "channel" else None, self.clock.now()

        def word(record: ScheduleRecord) -> NewJob | None:
            return None if is_draft(record) else halted_job(record, error.reason, now)

        await self.schedules.halt(found.workspace_id, group_id, error.reason, word)


@dataclass(frozen=True, slots=True)
class TellAdmin:
    """Handler of words to admins: says in private what was halted and why, or what is foreseen.

    Attributes:
        directory: The groups.
        schedules: The schedules.
        chats: Platforms by name.
        lookout: Looks ahead; without it nothing is foreseen.
        clock: Time; needed to look ahead.
    """

    directory: Directory
    schedules: Schedules
    chats: Mapping[str, Chat]
    lookout: Lookout | None = None
    clock: Clock | None = None

    async def __call__(self, job: Job) -> Handled:
        """Tell whoever made the job's schedule, unless it has ended, or is halted or goes on by now.

        Raises:
            HopelessJobError: The job does not say what about.
            TryLaterError: The platform is not connected in this process, or cannot take the message now.
        """
        workspace_id, schedule_id = job.payload.get("workspace_id"), job.payload.get("schedule_id")
        if not isinstance(workspace_id, int) or not isinstance(schedule_id, int):
            raise HopelessJobError("the job does not say which schedule it is for")
        record = await self.schedules.schedule(workspace_id, schedule_id)
        if record is None or is_draft(record):
            return Handled.DONE
        if "reason" not in job.payload:
            await self._foretell(record)
        elif record.halted is not None:
            await self._deliver(record, halted_reply(record.halted), f"tell/{job.key}")
        return Handled.DONE

    async def _foretell(self, record: ScheduleRecord) -> None:
        """Tell of each cause once: the same cause is delivered under the same key."""
        if self.lookout is None or self.clock is None or record.halted is not None:
            return
        try:
            rule = read_rule(record.rule)
        except ScheduleError:
            return  # it is halted when it is due, and that is told
        for foreseen in await self.lookout.foreseen(record, rule, self.clock.now()):
            await self._deliver(record, ahead_reply(foreseen), f"ahead/{foreseen.key}")

    async def _deliver(self, record: ScheduleRecord, reply: Reply, key: str) -> None:
        if not record.created_by:
            return  # whoever it was, they were forgotten
        group = await self.directory.group(record.workspace_id, record.group_id)
        chat = self.chats.get(group.platform) if group else None
        if group is None or chat is None:
            raise TryLaterError("the group's platform is not connected")
        to = Origin(group.platform, group.workspace, group.channel, record.created_by, private=True, direct=True)
        await chat.deliver(to, reply, key, urgent=False)
