"""What people do in chats: kept before the platform is told that it arrived, and done once.

An event is a job under the platform's own key, so that a redelivery finds it, a crash loses nothing, and its reply goes
out once. Doing it again after a crash is safe: what an event changes is stored under the event's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from bot.core.chat import ChatEvent, Reply, ReplyKind
from bot.core.commands import dispatch
from bot.core.commands.listening import message_key
from bot.core.delivery.names import event_name
from bot.core.delivery.placing import reply_origin
from bot.core.errors import HopelessJobError, TryLaterError
from bot.core.events import event_from, event_values, job_key
from bot.core.keyed_lock import KeyedLock
from bot.core.ports import Chat, Clock, JobQueue
from bot.core.records import Job, JobKind, NewJob
from bot.core.room import Room
from bot.core.worker import Handled

LATECOMERS = timedelta(minutes=6)
"""How long after an edit or a deletion its message may still come: platforms redeliver for about five minutes."""

REFRESH_SECONDS = 2.0
"""How long a posting's count may lag behind, so that many answers at once change it once."""


_REACTIONS = frozenset({"reaction-added", "reaction-removed"})


@dataclass(frozen=True, slots=True)
class Inbox:
    """Takes events in.

    Attributes:
        jobs: Where they are kept.
        clock: Time.
    """

    jobs: JobQueue
    clock: Clock

    async def take(self, event: ChatEvent) -> bool:
        """Keep an event; it is durable when this returns, and only then may the platform be told.

        Returns:
            False if it was kept before.
        """
        now = self.clock.now()
        event = replace(event, at=min(event.at, now))  # a platform's clock may be ahead, and what follows would wait
        key = job_key(event.origin, event.key)
        return await self.jobs.add(NewJob(JobKind.EVENT, key, {"event": event_values(event)}, now))

    async def knows(self, event: ChatEvent) -> bool:
        """Whether an event was kept before."""
        return await self.jobs.ended(job_key(event.origin, event.key)) is not None


@dataclass(frozen=True, slots=True)
class HandleEvents:
    """Handler of events: does what was asked for and delivers the reply.

    Attributes:
        room: The use cases.
        chats: Platforms by name.
        jobs: Takes what follows.
        clock: Time.
        lanes: Keeps what one person does in one place in order.
    """

    room: Room
    chats: Mapping[str, Chat]
    jobs: JobQueue
    clock: Clock
    lanes: KeyedLock = field(default_factory=KeyedLock)

    async def __call__(self, job: Job) -> Handled:
        """Do what the job's event asks for.

        Raises:
            TryLaterError: The platform is not connected in this process, or cannot take the reply now; or the message
                that was edited or deleted is itself not dealt with yet; or what was said in an interview may go on.
            HopelessJobError: The job holds no event.
        """
        if not isinstance(job.payload.get("event"), Mapping):
            raise HopelessJobError("the job holds no event")
        event = event_from(cast("Mapping[str, Any]", job.payload["event"]))
        chat = self.chats.get(event.origin.platform)
        if chat is None:
            raise TryLaterError(f"{event.origin.platform} is not connected")
        origin = event.origin
        async with self.lanes.hold(f"{origin.platform}/{origin.workspace}/{origin.channel}/{origin.user}"):
            await self._require_message(event)
            reply = await dispatch(self.room, event)
            if reply is not None:
                await self._deliver(chat, event, reply)
            else:
                await chat.nothing_to_say(origin)
        return Handled.DONE

    async def _require_message(self, event: ChatEvent) -> None:
        """Let an edit or a deletion wait for its message, which may be under way, or be delivered late.

        Raises:
            TryLaterError: It has not brought an answer yet, but still may.
        """
        origin = event.origin
        if event.command not in {"message-edited", "message-deleted", *_REACTIONS} or origin.message is None:
            return
        key = message_key(origin.message)
        ended = await self.jobs.ended(job_key(origin, key))
        if ended or await self.room.threads.answer_written(origin, key) is not None:
            return
        hopeful = (origin.direct or origin.thread is not None) and self.clock.now() - event.at < LATECOMERS
        if ended is False or (hopeful and event.command not in _REACTIONS):
            raise TryLaterError("its message is still to come")

    async def _deliver(self, chat: Chat, event: ChatEvent, reply: Reply) -> None:
        place = reply_origin(event.origin, reply)
        name = event_name(event.origin, event.key)
        first = reply.kind is ReplyKind.RECEIPT  # what is there already is a card, which says more
        thread = await chat.deliver(place, reply, f"reply:{name}", slot=reply.slot, replaces=not first)
        posting_id = reply.context.get("posting_id")
        if posting_id is None:
            return
        rows = await self.room.practice.place_of(place)
        if reply.kind is not ReplyKind.QUESTION:
            if not await self.room.threads.on_show(rows.workspace_id, int(posting_id)):
                return
            payload = {"workspace_id": rows.workspace_id, "posting_id": int(posting_id)}
            due_at = self.clock.now() + timedelta(seconds=REFRESH_SECONDS)
            await self.jobs.add(NewJob(JobKind.REFRESH, f"refresh:{name}", payload, due_at))
        elif thread is not None and not place.private:
            await self.room.threads.shown_in(rows, int(posting_id), thread)
