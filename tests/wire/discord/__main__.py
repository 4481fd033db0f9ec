"""`python -m tests.wire.discord [--port N] [--shards N]`: a small Discord as a process of its own.

The first line it prints is its address; a guild `Study` with `#general` and the forum `practice` is there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib

from tests.wire.discord.server import TOKEN, DiscordServer


async def serve(port: int, shards: int, token: str) -> None:
    async with DiscordServer(port=port, shards=shards, token=token) as server:
        guild = server.admin.add_guild()
        server.admin.add_forum(guild, "practice", tags=("easy", "hard"))
        print(server.world.base_url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.wire.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--token", default=TOKEN)
    asked = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(asked.port, asked.shards, asked.token))


if __name__ == "__main__":
    main()
