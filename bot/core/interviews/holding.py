"""Mock interviews in chats: where one is held, whose it is, and what of what is written belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.bank.content import Content
from bot.core.interviews.kept import Heard, Kept, NoInterviewError, NotYourInterviewError, Told
from bot.core.interviews.listening import Word, word_of
from bot.core.interviews.moving import rating_of
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.state import InterviewStateError, Phase, Rating
from bot.core.interviews.storing import Interviews, script_of
from bot.core.practice import Practice
from bot.core.records import Origin, Place
from bot.core.threads import Threads

if TYPE_CHECKING:
    from bot.core.interviews.silence import Silence

_RUNNING = frozenset({Phase.LIVE, Phase.PAUSED})
_ON_WAKING = frozenset({Word.RESUME, Word.STOP})


@dataclass(frozen=True, slots=True)
class MockInterviews:
    """The use cases of mock interviews.

    Attributes:
        interviews: Interviews that are kept.
        practice: Whose rows an origin has.
        threads: Which threads are a question's.
        silence: What is waited for before an answer is taken up; none to take up each message at once.
    """

    interviews: Interviews
    practice: Practice
    threads: Threads
    silence: Silence | None = None

    @property
    def content(self) -> Content:
        """The plans and the bank."""
        return self.interviews.content

    async def begin(self, origin: Origin, event: Heard, plan_id: str, *, private: bool) -> Told:
        """Open an interview for a member.

        Args:
            origin: Where it was asked for.
            event: What asked for it.
            plan_id: The plan.
            private: Whether it is held with the member alone, wherever it was asked for.

        Raises:
            UnknownPlanError: There is no such plan.
            InterviewRunningError: They have one under way.
            InPairError: They are in a pair that has begun.
        """
        make_script(self.content, plan_id)
        place = await self.practice.place_of(origin)
        held = await self._held_at(origin, place, private=private)
        if held.direct and not origin.direct:
            event = replace(event, handle=None)  # what happened is answered where it happened
        return await self.interviews.begin(place, held, plan_id, event)

    async def _held_at(self, origin: Origin, place: Place, *, private: bool) -> Origin:
        """Where an interview that is asked for at an origin is held.

        With the bot alone it is right there. In a channel it is the thread that it was asked for in, else, and where
        that is a question's, the thread of an opening message that is still to be posted.
        """
        here = replace(origin, message=None, private=False, handle=None)
        if origin.direct:
            return here
        group = await self.threads.directory.group(place.workspace_id, place.group_id)
        if private or (group is not None and group.settings.private):
            return replace(here, direct=True, thread=None)
        return replace(here, thread=None) if await self.threads.is_question_thread(origin) else here

    async def overheard(self, origin: Origin) -> Kept | None:
        """As `current`, for a message that may be none of our business; what is written in a channel enters nobody.

        Raises:
            InterviewStateError: It cannot be read.
        """
        if origin.direct:
            return await self.current(origin)
        return await self._current(origin, await self.threads.directory.find(origin, "UTC"))

    async def current(self, origin: Origin) -> Kept | None:
        """The member's interview that runs or is paused, else the one that they were heard in last.

        Raises:
            InterviewStateError: It cannot be read.
        """
        return await self._current(origin, await self.practice.place_of(origin))

    async def _current(self, origin: Origin, place: Place | None) -> Kept | None:
        kept = await self.interviews.store.current(place) if place is not None else None
        if not origin.direct or (kept is not None and kept.session.phase in _RUNNING):
            return kept
        there = await self.interviews.store.alone_with(origin.platform, origin.user)
        if there is None or kept is None or there.session.phase in _RUNNING:
            return there or kept
        return max(kept, there, key=lambda one: one.session.heard)

    async def named(self, origin: Origin, session_id: str | None) -> Kept:
        """An interview of the member: the one that is named, else the current one.

        Raises:
            NoInterviewError: There is none.
            NotYourInterviewError: It is somebody else's.
            InterviewStateError: It cannot be read.
        """
        place = await self.practice.place_of(origin)
        found = await self.interviews.store.get(place.workspace_id, session_id) if session_id else None
        if found is None:
            found = await self._current(origin, place)
            if found is None or session_id not in {None, found.session.id}:
                raise NoInterviewError(session_id)
        elif found.place.member_id != place.member_id:
            raise NotYourInterviewError(session_id)
        return found

    async def hear(self, kept: Kept, event: Heard, origin: Origin | None = None) -> Told:
        """Take in what a member says or presses in their interview; one whose plan has changed is ended.

        Args:
            kept: The interview.
            event: What happened.
            origin: Where, if that may be elsewhere. An interview of which nothing could be shown any more where it was
                held goes on there.

        Raises:
            InterviewRunningError: It would run again beside another that is under way.
            InPairError: It would run again beside a pair that has begun.
            InterviewStateError: Its plan has changed since it began.
        """
        event = await self._followed(kept, event, origin)
        try:
            return await self.interviews.hear(kept.place, event, kept.session.id)
        except InterviewStateError as error:
            if error.reason == "plan":
                await self.interviews.abandon(kept)
            raise

    async def _followed(self, kept: Kept, event: Heard, origin: Origin | None) -> Heard:
        """Hold an interview from now on where its member is, if it lost its place; what was private stays so.

        Returns:
            The event, without its handle where what happened is not answered by the interview.
        """
        if origin is None or not kept.session.stranded_now or is_here(kept, origin):
            return event
        held = await self._held_at(origin, kept.place, private=kept.origin.direct)
        await self.interviews.store.settle(kept.place.workspace_id, kept.session.id, 0, held)
        return replace(event, handle=None) if held.direct and not origin.direct else event

    async def rate(self, kept: Kept, event: Heard, rating: Rating) -> Told:
        """Keep what the member says of the interviewer."""
        return await self.interviews.rate(kept.place, event, kept.session.id, rating)

    def script(self, kept: Kept) -> Script:
        """An interview's plan.

        Raises:
            InterviewStateError: It has changed since the interview began.
        """
        return script_of(self.content, kept.session)

    async def said_before(self, kept: Kept, event_key: str) -> bool:
        """Whether an event was taken in already, before a crash or a redelivery."""
        return await self.interviews.store.told(kept.place.workspace_id, event_key) is not None

    async def is_meant(self, kept: Kept, origin: Origin, text: str, at: datetime) -> bool:
        """Whether what a member writes where their interview is held, at a moment, belongs to it.

        While it runs everything does. Of one that is paused or over, the thread is its own; in a conversation with the
        bot alone, where questions come as well, it is the interview's turn until a question was put after it.
        """
        session, word = kept.session, word_of(text)
        if session.phase is Phase.LIVE or (word in _ON_WAKING and not session.over):
            return True
        if session.phase is Phase.PARKED:
            return not origin.direct
        if session.phase is Phase.STOPPED and word is Word.RESUME:
            return True
        if session.over and (session.rating is not None or not self._rates(kept, text)):
            return False
        return not origin.direct or not await self._asked_between(origin, session.heard, at)

    def _rates(self, kept: Kept, text: str) -> bool:
        plan = self.content.interviews.get(kept.session.plan_id)
        return plan is not None and rating_of(text, plan) is not None

    async def _asked_between(self, origin: Origin, heard: datetime, at: datetime) -> bool:
        """Whether a question was put to a member alone before they wrote, rather than while what they wrote waited.

        The platform's clock may be behind ours: what was put long after they wrote by it was put before.
        """
        place = await self.practice.place_of(origin)
        posting = await self.threads.posting_at(origin, place, latest=True)
        if posting is None or posting.posted_at <= heard:
            return False
        waited = timedelta(seconds=2 * self.silence.seconds if self.silence else 0)
        return not at < posting.posted_at <= at + waited


def is_here(kept: Kept, origin: Origin) -> bool:
    """Whether an interview is held where something was written."""
    held = kept.origin
    if held.platform != origin.platform:
        return False
    if held.direct or origin.direct:
        return held.direct and origin.direct and held.thread in {None, origin.thread}
    return held.thread is not None and (held.channel, held.thread) == (origin.channel, origin.thread)
