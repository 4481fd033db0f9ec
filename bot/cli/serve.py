"""`greenroom serve`: the chats, the schedules and the workers."""

from __future__ import annotations

import asyncio


def serve() -> None:
    """Serve the chats that are set up, their schedules and all work behind them, until stopped.

    Which chats: those whose tokens are set, GREENROOM_SLACK_BOT_TOKEN and GREENROOM_DISCORD_TOKEN.
    """
    from bot.bootstrap.serving import serve as serve_chats
    from bot.settings import load_settings

    asyncio.run(serve_chats(load_settings()))
