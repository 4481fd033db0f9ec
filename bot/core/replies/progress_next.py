"""A question for a member alone, and why it is this one."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Reply, Text
from bot.core.progress.coach import Next
from bot.core.progress.spacing import Choice
from bot.core.replies.question import question_reply
from bot.core.wording import say


def next_reply(found: Next) -> Reply:
    """The question as it is put, to the member alone, with one line on why it was chosen."""
    reply = question_reply(found.asked)
    *parts, buttons = reply.parts
    return replace(reply, parts=(*parts, Text(why_line(found.choice), subtle=True), buttons), private=True)


def why_line(choice: Choice) -> str:
    """Why a question was chosen, in one line."""
    return say(
        f"next.{choice.why.value}",
        criterion=choice.criterion.name if choice.criterion else "",
        level=choice.level,
        skill=choice.skill.value.replace("-", " ") if choice.skill else "",
        date=choice.last.date().isoformat() if choice.last else "",
    )
