"""A page about a member, for platforms that have a place for one."""

from __future__ import annotations

from datetime import datetime

from bot.core.chat import Button, Buttons, ChatEvent, Reply
from bot.core.commands.dispatch import dispatch
from bot.core.records import Origin
from bot.core.replies.question import preview_reply
from bot.core.room import Room
from bot.core.wording import say

_ANSWERS_SHOWN = "5"


async def home_page(room: Room, origin: Origin, now: datetime) -> list[Reply]:
    """How a member stands, today's question, their latest answers and the settings; looking at it puts no question.

    Args:
        room: The use cases.
        origin: The member's conversation with the bot alone.
        now: The time, aware, UTC.
    """
    shown = [
        await dispatch(room, ChatEvent("home", origin, now, "progress")),
        await _todays_question(room, origin, now),
        await dispatch(room, ChatEvent("home", origin, now, "history", options={"limit": _ANSWERS_SHOWN})),
        await dispatch(room, ChatEvent("home", origin, now, "settings")),
    ]
    return [reply for reply in shown if reply is not None]


async def _todays_question(room: Room, origin: Origin, now: datetime) -> Reply:
    question = await room.practice.preview_today(origin, now)
    reply = preview_reply(question)
    answer = Button(say("button.answer-this"), "answer", {"question": question.id}, primary=True)
    return Reply(reply.kind, (*reply.parts, Buttons((answer,))), context=reply.context)
