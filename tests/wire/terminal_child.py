"""A conversation on whatever terminal this process has, with a core that needs no database.

Usage: `python -m tests.wire.terminal_child [SECONDS_UNTIL_A_CARD]`
"""

from __future__ import annotations

import asyncio
import fcntl
import sys
import termios
from contextlib import suppress

from bot.adapters.clock import SystemClock
from bot.adapters.terminal.transport import TerminalTransport
from bot.adapters.terminal.wiring import open_terminal, run_terminal
from tests.fakes.terminal import MEMBER, FakeCore


async def main(delay: float) -> int:
    chat = TerminalTransport(MEMBER)
    core = FakeCore(chat)
    core.delay = delay
    return await run_terminal(open_terminal(core, chat, SystemClock()))


if __name__ == "__main__":
    with suppress(OSError):
        fcntl.ioctl(sys.stdin, termios.TIOCSCTTY, 0)
    sys.exit(asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)))
