"""`greenroom serve`: the chats, the schedules and the workers."""

from __future__ import annotations

import asyncio


def serve() -> None:
    """Serve the chats that are set up, their schedules and all work behind them, until stopped.

    Which chats: those whose tokens are set, GREENROOM_SLACK_BOT_TOKEN and GREENROOM_DISCORD_TOKEN.
    """
    import typer

    from bot.bootstrap.serving import serve as serve_chats
    from bot.settings import load_settings

    settings = load_settings()
    slack = settings.slack_bot_token is not None or settings.slack_client_id is not None
    chats = [name for name, there in (("Slack", slack), ("Discord", settings.discord_token is not None)) if there]
    if chats:
        typer.echo(f"Serving {' and '.join(chats)}. Ctrl-C ends it; `greenroom doctor` says whether all is well.")
    asyncio.run(serve_chats(settings))
