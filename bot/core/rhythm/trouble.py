"""What cannot be delivered any more: schedules that depend on it are halted, and who made them is told, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.chat import Reply, ReplyKind, Text
from bot.core.errors import HopelessJobError, TryLaterError, UndeliverableError
from bot.core.ports import Chat, Clock, Directory, JobQueue
from bot.core.records import Job, JobKind, NewJob, Origin
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import ScheduleRecord
from bot.core.wording import catalogue, say
from bot.core.worker import Handled


@dataclass(frozen=True, slots=True)
class Troubles:
    """Hears of what can never be delivered.

    Attributes:
        directory: The groups.
        schedules: What depends on them.
        jobs: Takes the word to whoever made a schedule.
        clock: Time.
        time_zone: IANA zone of groups without one.
    """

    directory: Directory
    schedules: Schedules
    jobs: JobQueue
    clock: Clock
    time_zone: str

    async def __call__(self, origin: Origin, error: UndeliverableError) -> None:
        """Halt what depends on a channel or workspace that is out of reach; a lost member or message halts nothing."""
        if error.scope not in {"channel", "workspace"} or origin.direct or origin.private:
            return
        found = await self.directory.find_group(origin)
        if found is None:
            return
        group_id = found.id if error.scope == "channel" else None
        for record in await self.schedules.halt(found.workspace_id, group_id, error.reason):
            await self.jobs.add(self._word(record, error.reason))

    def _word(self, record: ScheduleRecord, reason: str) -> NewJob:
        now = self.clock.now()
        payload = {"workspace_id": record.workspace_id, "schedule_id": record.id, "reason": reason}
        return NewJob(JobKind.TELL_ADMIN, f"halted:{record.id}:{now.isoformat()}", payload, now)


@dataclass(frozen=True, slots=True)
class TellAdmin:
    """Handler of words to admins: says in private what was halted and why, and how it goes on.

    Attributes:
        directory: The groups.
        schedules: The schedules.
        chats: Platforms by name.
    """

    directory: Directory
    schedules: Schedules
    chats: Mapping[str, Chat]

    async def __call__(self, job: Job) -> Handled:
        """Tell whoever made the job's schedule, unless it has ended or goes on by now.

        Raises:
            HopelessJobError: The job does not say what about.
            TryLaterError: The platform is not connected in this process, or cannot take the message now.
        """
        workspace_id, schedule_id = job.payload.get("workspace_id"), job.payload.get("schedule_id")
        if not isinstance(workspace_id, int) or not isinstance(schedule_id, int):
            raise HopelessJobError("the job does not say which schedule it is for")
        record = await self.schedules.schedule(workspace_id, schedule_id)
        if record is None or record.halted is None:
            return Handled.DONE
        group = await self.directory.group(workspace_id, record.group_id)
        chat = self.chats.get(group.platform) if group else None
        if group is None or chat is None:
            raise TryLaterError("the group's platform is not connected")
        to = Origin(group.platform, group.workspace, group.channel, record.created_by, private=True, direct=True)
        await chat.deliver(to, halted_reply(record.halted), f"tell/{job.key}")
        return Handled.DONE


def halted_reply(reason: str) -> Reply:
    """What halted a schedule, and how it goes on."""
    return Reply(ReplyKind.NOTICE, (Text(say("halted", why=why_halted(reason))),))


def why_halted(reason: str) -> str:
    """A reason in words."""
    known = f"halted.{reason}"
    return say(known) if known in catalogue() else say("halted.other", reason=reason)
