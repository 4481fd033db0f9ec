"""What the candidate sees while an interviewer thinks: that they do, and what they begin to say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.core.bank.content import Content
from bot.core.errors import GreenroomError
from bot.core.interviews.floor import Step
from bot.core.interviews.kept import InterviewStore, Kept, said_prefix
from bot.core.interviews.saying import openly, thinking_slot
from bot.core.interviews.state import Turn
from bot.core.interviews.storing import Playing, script_of
from bot.core.ports import Chat, Clock
from bot.core.records import Origin
from bot.core.replies import interview_turns as replies

THINKING_AFTER = 5.0
"""Seconds after which the candidate is told that the interviewer thinks."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """Tells the candidate that the interviewer thinks, where an event takes long; to be used as `Interviews.through`.

    What is being written is shown in the same place, as it comes. What the event leads to is stored only after the word
    stands there, and when no more is written, so that neither ever comes after the turn; and the turn takes its place.

    Attributes:
        content: Plans.
        store: The interviews.
        chats: Platforms by name.
        clock: Time.
        after: Seconds that the candidate is left waiting without a word.
    """

    content: Content
    store: InterviewStore
    chats: Mapping[str, Chat]
    clock: Clock
    after: float = THINKING_AFTER

    async def __call__(self, kept: Kept, event_key: str, play: Playing) -> Step:
        """Have an event played and wait for what it leads to."""
        chat = self.chats.get(kept.origin.platform)
        if chat is None or event_key.startswith("tick:"):  # nobody waits for what time leads to
            return await play(None)

        async def drafted(turn: Turn) -> None:
            await self._draft(chat, kept, event_key, turn)

        doing, timer = asyncio.ensure_future(play(drafted)), asyncio.ensure_future(self.clock.sleep(self.after))
        try:
            chat.think(kept.origin)
            await asyncio.wait({doing, timer}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                with suppress(GreenroomError):  # a platform that cannot take it now will take the turn later
                    await self._tell(chat, kept, event_key)
            return await doing
        finally:
            timer.cancel()
            doing.cancel()
            await chat.end_draft(kept.origin, thinking_slot(kept.session, event_key))

    async def _tell(self, chat: Chat, kept: Kept, event_key: str) -> None:
        origin = await self._free_place(kept)
        if origin is not None:
            slot = thinking_slot(kept.session, event_key)
            key = f"{said_prefix(kept.session.id)}thinking:{event_key}"
            await chat.deliver(openly(origin), replies.thinking_reply(), key, slot=slot, replaces=False)

    async def _draft(self, chat: Chat, kept: Kept, event_key: str, turn: Turn) -> None:
        origin = await self._free_place(kept)
        if origin is not None:
            reply = replies.draft_reply(script_of(self.content, kept.session), turn)
            key = f"{said_prefix(kept.session.id)}draft:{event_key}"
            chat.draft(origin, reply, key, thinking_slot(kept.session, event_key))

    async def _free_place(self, kept: Kept) -> Origin | None:
        """Where the next turn goes, if all that was said before stands there."""
        session = kept.session
        now = await self.store.get(kept.place.workspace_id, session.id)
        if now is None or any(turn.persona for turn in session.turns if turn.number > now.said):
            return None
        return now.origin if now.origin.alone or now.origin.thread is not None else None
