"""Starting children, talking to them and killing them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess

from tests.faults import answering_child

LONGEST_WAIT = 60.0
PRELOADED = [
    "pytest",
    "alembic.command",
    "storage.postgresql.transactions",
    "tests.faults.answering_child",
    "tests.faults.interviewing_child",
    "tests.faults.posting_child",
    "tests.faults.sharing_child",
]
"""What children need; there is one process that forks them, so whoever starts it has to have loaded it all."""


@dataclass(frozen=True)
class Child:
    """A process at work, whose lines can be read and which can be written to.

    Attributes:
        process: The process.
        lines: What it says.
        orders: Where it reads from.
    """

    process: ForkServerProcess
    lines: asyncio.StreamReader
    orders: Connection

    async def hear(self) -> str:
        """Its next line; empty when it has ended."""
        async with asyncio.timeout(LONGEST_WAIT):
            return (await self.lines.readline()).decode().strip()

    async def tell(self, lines: Iterable[str], pause: float) -> None:
        """Send lines with pauses, as long as it lives to take them."""
        for line in lines:
            try:
                os.write(self.orders.fileno(), f"{line}\n".encode())
            except BrokenPipeError:
                return
            await asyncio.sleep(pause)

    async def end(self) -> int:
        """Wait until it has ended; its exit status."""
        await asyncio.to_thread(self.process.join, LONGEST_WAIT)
        assert self.process.exitcode is not None
        return self.process.exitcode


@asynccontextmanager
async def started(*arguments: object, life: Callable[..., None] = answering_child.main) -> AsyncIterator[Child]:
    """A child that has loaded everything and waits to be told to go; killed in the end if it lives.

    Args:
        arguments: What its life is about, before the pipes that it reads from and writes to.
        life: What it does.
    """
    orders, to_child = multiprocessing.Pipe(duplex=False)
    from_child, told = multiprocessing.Pipe(duplex=False)
    process = _forking().Process(target=life, args=(*arguments, orders, told))
    process.start()
    orders.close()
    told.close()
    lines = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(os.dup(from_child.fileno()), "rb", buffering=0)
    )
    child = Child(process, lines, to_child)
    try:
        assert await child.hear() == "ready"
        yield child
    finally:
        process.kill()
        await child.end()
        process.close()
        transport.close()
        from_child.close()
        to_child.close()


@cache
def _forking() -> ForkServerContext:
    """A process that has imported everything and forks children, which saves each of them half a second."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
