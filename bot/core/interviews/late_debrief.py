"""A debrief that could not be shown where its interview was held: shown once, when the candidate next writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.chat import ChatEvent, Reply
from bot.core.errors import TryLaterError
from bot.core.interviews.holding import MockInterviews
from bot.core.interviews.kept import Kept, Told
from bot.core.interviews.state import InterviewStateError
from bot.core.records import JobKind, NewJob
from bot.core.replies import interview_turns as replies

_TRIES = 5


async def hand_over(mocks: MockInterviews, event: ChatEvent) -> Reply | bool:
    """Show a member who writes the debrief that they are still owed, to them alone, however often this is done.

    It comes by itself in their conversation with the bot. Where that is where it could not be shown, and they give a
    command elsewhere, it is a reply.

    Returns:
        The reply; whether it comes by itself, where there is none.
    """
    key, store = f"debrief:{event.key}", mocks.interviews.store
    for _ in range(_TRIES):
        if (before := await _answered_before(mocks, event, key)) is not None:
            return _reply(mocks, before)
        kept = await _latest(mocks, event)
        if kept is None:
            return False
        if not kept.session.owes_debrief:
            return kept.session.stranded > 0 and await store.told(kept.place.workspace_id, key) is not None
        here = kept.origin.direct and not event.origin.direct
        if here and not event.origin.private:
            return False
        session = kept.session.model_copy(update={"lost": 0})
        told = Told(replace(kept, session=session, revision=kept.revision + 1), ())
        jobs: Sequence[NewJob] = ()
        if not here:
            thread = event.origin.thread if event.origin.direct else None
            held = replace(event.origin, direct=True, private=False, thread=thread, message=None, handle=None)
            await store.settle(kept.place.workspace_id, session.id, 0, held)
            jobs = (_job(kept, key, event),)
        taken = await store.take(told, f"{key}:here" if here else key, None, jobs)
        if taken is not None:
            return _reply(mocks, kept) if here else True
    raise TryLaterError("interview-busy")


async def _answered_before(mocks: MockInterviews, event: ChatEvent, key: str) -> Kept | None:
    """The interview whose debrief an event got as a reply, before a crash."""
    if event.origin.direct:
        return None
    place = await mocks.practice.place_of(event.origin)
    told = await mocks.interviews.store.told(place.workspace_id, f"{key}:here")
    return told.kept if told is not None else None


async def _latest(mocks: MockInterviews, event: ChatEvent) -> Kept | None:
    """The member's latest interview, if its debrief can still be written."""
    try:
        kept = await mocks.current(event.origin)
        if kept is not None and kept.session.owes_debrief:
            mocks.script(kept)
    except InterviewStateError:
        return None
    return kept


def _reply(mocks: MockInterviews, kept: Kept) -> Reply:
    script, bank = mocks.script(kept), mocks.content.bank
    told = replies.late_debrief_replies(script, kept.session, bank)
    return replace(told[0], parts=tuple(part for reply in told for part in reply.parts), private=True)


def _job(kept: Kept, key: str, event: ChatEvent) -> NewJob:
    session = kept.session
    payload: dict[str, object] = {"workspace_id": kept.place.workspace_id, "session": session.id, "event": key}
    payload |= {"first": session.lost, "last": session.turns[-1].number, "debrief": True}
    return NewJob(JobKind.SAY, f"say:{session.id}:{key}", payload, event.at)
