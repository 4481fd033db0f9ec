"""Saying an interviewer's turns: one job an event, each turn under a key of its own, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bot.core.bank.content import Content
from bot.core.chat import Picture, Pin, Reply
from bot.core.errors import GreenroomError, HopelessJobError, NotItsTurnError, TryLaterError, UndeliverableError
from bot.core.interviews.debrief import look_back
from bot.core.interviews.debrief_chart import debrief_chart
from bot.core.interviews.kept import Heard, InterviewStore, Kept, Told, said_prefix
from bot.core.interviews.script import Script
from bot.core.interviews.state import Session, Turn, TurnKind
from bot.core.interviews.storing import script_of
from bot.core.interviews.stranding import key_of, loses_its_place, place_name, strand
from bot.core.keyed_lock import KeyedLock
from bot.core.ports import Chat, Clock, JobQueue
from bot.core.progress.painting import Painter
from bot.core.records import Job, JobKind, NewJob, Origin
from bot.core.replies import interview_turns as replies
from bot.core.worker import Handled

LONGEST_PAUSE = 4.0
"""Seconds between two turns at most: a chat is read faster than it is listened to."""


def say_jobs(told: Told, event: Heard, now: datetime) -> Sequence[NewJob]:
    """The job that says what an event led to, if it led to anything.

    Args:
        told: What it led to.
        event: The event; its handle is for the first turn.
        now: The time.
    """
    if all(turn.persona is None for turn in told.turns):
        return ()
    first, last = told.turns[0].number, told.turns[-1].number
    place, session_id = told.kept.place, told.kept.session.id
    payload: dict[str, object] = {"workspace_id": place.workspace_id, "session": session_id, "event": event.key}
    payload |= {"first": first, "last": last} | ({"handle": event.handle} if event.handle else {})
    return (NewJob(JobKind.SAY, _job_key(session_id, last), payload, now),)


def _job_key(session_id: str, last: int) -> str:
    return f"say:{session_id}:{last}"


@dataclass(frozen=True, slots=True)
class _Order:
    """What a job is to say."""

    workspace_id: int
    session_id: str
    event_key: str
    first: int
    last: int
    handle: str | None
    pauses: bool
    late: bool  # the debrief, elsewhere than where it could not be shown

    @classmethod
    def of(cls, job: Job) -> _Order:
        try:
            values = job.payload
            numbers = [int(str(values[name])) for name in ("workspace_id", "first", "last")]
            handle = values.get("handle")
            return cls(
                workspace_id=numbers[0],
                session_id=str(values["session"]),
                event_key=str(values["event"]),
                first=numbers[1],
                last=numbers[2],
                handle=str(handle) if handle else None,
                pauses=job.attempts < 2,
                late=bool(values.get("debrief")),
            )
        except (KeyError, ValueError) as error:
            raise HopelessJobError(f"the job names no turns: {error!r}") from error


@dataclass(frozen=True, slots=True)
class SayTurns:
    """Handler of what an interviewer has to say.

    A job waits until what was said before it stands there, and says its own turns one after the other, with the pauses
    that they have. After a crash it goes on without pauses; what stands there already is not said again.

    Attributes:
        content: Plans and questions.
        store: The interviews.
        jobs: Tells what is still on its way.
        chats: Platforms by name.
        clock: Time.
        longest_pause: Seconds between two turns at most.
        painter: Draws the debrief, where there is one.
        lanes: Keeps an interview's turns in order.
    """

    content: Content
    store: InterviewStore
    jobs: JobQueue
    chats: Mapping[str, Chat]
    clock: Clock
    longest_pause: float = LONGEST_PAUSE
    painter: Painter | None = None
    lanes: KeyedLock = field(default_factory=KeyedLock)

    async def __call__(self, job: Job) -> Handled:
        """Say the job's turns.

        Raises:
            NotItsTurnError: What comes before them is not said yet.
            TryLaterError: The platform cannot take them now.
            UndeliverableError: They can never be shown.
            HopelessJobError: The job names no turns, or the plan is another by now.
        """
        order = _Order.of(job)
        async with self.lanes.hold(order.session_id):
            kept = await self.store.get(order.workspace_id, order.session_id)
            if kept is None or (not order.late and order.last <= max(kept.said, kept.session.stranded)):
                return Handled.DONE  # what is late may come after what was said since, and is delivered once anyway
            await self._require_before(kept, order)
            chat = self.chats.get(kept.origin.platform)
            if chat is None:
                raise TryLaterError(f"{kept.origin.platform} is not connected")
            try:
                await (self._say_late if order.late else self._say)(chat, kept, order)
            except UndeliverableError as error:
                await self._strand(chat, order, error)
                raise
            await self.store.settle(order.workspace_id, order.session_id, order.last)
        return Handled.DONE

    async def _strand(self, chat: Chat, order: _Order, error: UndeliverableError) -> None:
        """Put an interview away that nothing can be shown of where it is held, and tell the candidate in private."""
        if not loses_its_place(error):
            return
        kept = await strand(self.store, order.workspace_id, order.session_id)
        if kept is not None and not kept.origin.alone:
            own, key = replace(kept.origin, direct=True, thread=None), place_name(kept.session, "stranded")
            over = kept.session.over
            told = replies.lost_debrief_reply(kept.session) if over else replies.stranded_reply(kept.session)
            with suppress(GreenroomError):  # if they cannot be reached, they will look for it
                await chat.deliver(own, told, key)

    async def _require_before(self, kept: Kept, order: _Order) -> None:
        """Let what was said before come first, unless it was given up.

        Raises:
            NotItsTurnError: It is still on its way.
        """
        session = kept.session
        before = [turn for turn in session.turns if kept.said < turn.number < order.first]
        for turn in before if any(turn.persona is not None for turn in before) else ():
            if await self.jobs.ended(_job_key(session.id, turn.number)) is False:
                raise NotItsTurnError("what was said before is still on its way", retry_after=1.0)

    async def _say(self, chat: Chat, kept: Kept, order: _Order) -> None:
        script, session = _script(self.content, kept.session), kept.session
        place = await self._opened(chat, kept, script, order)
        origin = replace(place, handle=order.handle) if place == kept.origin else place
        origin = openly(origin)
        turns = [turn for turn in session.turns if order.first <= turn.number <= order.last]
        spoken, still = False, partial(self._is_there, order)
        for turn in turns:
            if turn.persona is not None and spoken and order.pauses:
                await self._pause(order, turn)
            first = None if spoken else thinking_slot(session, order.event_key)
            for key, reply, slot in await self._replies(script, session, turn, first):
                try:
                    await chat.deliver(origin, replace(reply, vital=True), key, slot=slot, still=still)
                except UndeliverableError:
                    await self.store.settle(order.workspace_id, session.id, turn.number - 1)
                    raise
                origin = replace(origin, handle=None)
            spoken = spoken or turn.persona is not None

    async def _say_late(self, chat: Chat, kept: Kept, order: _Order) -> None:
        """Show the debrief that could not be shown where the interview was held, where its member is now."""
        script, session = _script(self.content, kept.session), kept.session
        told = replies.late_debrief_replies(script, session, self.content.bank, await self._pictures(script, session))
        still = partial(self._is_there, order)
        for number, reply in enumerate(told):
            key = f"{said_prefix(session.id)}{order.event_key}:{number}"
            await chat.deliver(kept.origin, replace(reply, vital=True), key, still=still)

    async def _is_there(self, order: _Order) -> bool:
        """Whether there is still something to say: whoever is forgotten amid a long set-up hears no more of it."""
        return await self.store.get(order.workspace_id, order.session_id) is not None

    async def _pictures(self, script: Script, session: Session) -> Sequence[Picture]:
        if self.painter is None:
            return ()
        return await self.painter.debrief(debrief_chart(look_back(script, session, self.content.bank)))

    async def _opened(self, chat: Chat, kept: Kept, script: Script, order: _Order) -> Origin:
        """Where the turns go: in a channel the thread of an opening message, which is posted first."""
        origin = kept.origin
        if origin.alone or origin.thread is not None:
            return origin
        opening = replies.opening_reply(script, origin.user_name)
        key = place_name(kept.session, "opening")
        thread = await chat.deliver(replace(origin, handle=order.handle), opening, key)
        place = replace(origin, thread=thread) if thread is not None else replace(origin, direct=True)
        await self.store.settle(order.workspace_id, order.session_id, 0, place)
        return place

    async def _pause(self, order: _Order, turn: Turn) -> None:
        """Let what was said be read, unless the candidate has gone on already."""
        seconds = min(turn.pause, self.longest_pause)
        if seconds <= 0:
            return
        kept = await self.store.get(order.workspace_id, order.session_id)
        if kept is not None and kept.session.turns[-1].number <= order.last:
            await self.clock.sleep(seconds)

    async def _replies(
        self, script: Script, session: Session, turn: Turn, slot: str | None
    ) -> Sequence[tuple[str, Reply, str | None]]:
        """What a turn, which fills a slot, shows: keys, replies, and the slots that they fill."""
        key = key_of(session, turn)
        if turn.persona is None:
            if turn.kind is not TurnKind.NOTE:
                return ()
            return (_notes(script, session, turn, Pin.WHEN_POSTED),)
        said: list[tuple[str, Reply, str | None]] = [(key, replies.said_reply(script, session, turn), slot)]
        if turn.kind is TurnKind.DEBRIEF:
            pictures = await self._pictures(script, session)
            parts = replies.debrief_replies(script, session, self.content.bank, pictures)
            said += [(f"{key}:{number}", reply, None) for number, reply in enumerate(parts, 1)]
        noted = any(turn.kind is TurnKind.NOTE and turn.number > session.stranded for turn in session.turns)
        if noted and turn.kind is TurnKind.DEBRIEF:
            said.append(_notes(script, session, turn, Pin.NO_MORE))
        elif noted and takes_back_a_stop(session, turn):
            said.append(_notes(script, session, turn, Pin.ANEW))
        return said


def _notes(script: Script, session: Session, turn: Turn, pinned: Pin) -> tuple[str, Reply, str]:
    """The one message that holds the notes, as it stands after a turn."""
    notes = replace(replies.notes_reply(script, session), pinned=pinned)
    return f"{key_of(session, turn)}:notes", notes, place_name(session, "notes")


def takes_back_a_stop(session: Session, turn: Turn) -> bool:
    """Whether a turn of the interviewer is the first with which an interview goes on that was stopped."""
    if turn.kind is not TurnKind.TIME:  # of which there are none between a debrief and that
        return False
    before = (one.kind for one in reversed(session.turns) if one.number < turn.number)
    return next((kind for kind in before if kind in {TurnKind.TIME, TurnKind.DEBRIEF}), None) is TurnKind.DEBRIEF


def _script(content: Content, session: Session) -> Script:
    try:
        return script_of(content, session)
    except GreenroomError as error:
        raise HopelessJobError(str(error)) from error


def openly(origin: Origin) -> Origin:
    """Where turns are for all who read along, and are not sent to the candidate instead if they cannot be shown."""
    return origin if origin.alone else replace(origin, user="", user_name="")


def thinking_slot(session: Session, event_key: str) -> str:
    """Where it is said that the interviewer thinks about an event; the first turn that it leads to takes that place."""
    return f"{said_prefix(session.id)}after:{event_key}"
