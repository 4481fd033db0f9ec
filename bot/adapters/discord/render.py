"""Reply -> Discord messages."""

from __future__ import annotations

from bot.adapters.discord.embeds import embeds
from bot.adapters.discord.layouts import layouts
from bot.adapters.discord.messages import Message
from bot.adapters.discord.sheets import sheet_of
from bot.core.chat import Reply


def render(reply: Reply, *, public: bool, layout: bool = True) -> list[Message]:
    """A reply as one or more messages, each within Discord's limits; nothing of it is left out.

    Args:
        reply: What to show.
        public: Whether others than the member see it; what gives an answer away is then hidden behind a spoiler.
        layout: Whether Components V2 can be shown; else embeds, with the same words and buttons.
    """
    sheet = sheet_of(reply, public=public)
    return layouts(sheet) if layout else embeds(sheet)
