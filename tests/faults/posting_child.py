"""A process that posts what is due, made to be killed.

It says `ready`, waits for `go`, opens the database and says `open`. Then it ticks and works; after every tick that made
postings it says `made COUNT`. At the end of its input it goes on until nothing is left to do, says `drained` and ends.

Its clock runs so much faster than the wall's that a minute, the smallest step of a schedule, takes a third of a second.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from bot.adapters.scheduler import ticking
from bot.core import retry, worker
from bot.core.crew import Crew
from bot.core.delivery import courier
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.ports import Clock
from bot.core.records import JobKind
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RemindGroup
from bot.core.rhythm.ticking import Ticker
from bot.core.worker import Handler
from storage.database import Database, open_database
from tests.faults.answering_child import Voice
from tests.faults.platform import PlatformTransport
from tests.samples import content

BEGIN = datetime(2026, 11, 16, 8, 55, tzinfo=UTC)
SPEED = 180
TICK_SECONDS = 0.1  # by the wall's clock
LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS = 2.0 * SPEED, 0.5 * SPEED, 0.1 * SPEED


class FastClock(Clock):
    """The wall's clock, faster.

    Args:
        zero: The wall's time, in seconds, at which it is `BEGIN`; processes with the same share their time.
    """

    def __init__(self, zero: float) -> None:
        self._zero = zero

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=(time.time() - self._zero) * SPEED)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


async def work(url: str, port: int, clock: Clock, lines: asyncio.StreamReader, voice: Voice) -> None:
    """Post what is due until told to finish, and then until all is done."""
    async with await open_database(url) as database:
        crew, ticker = _crew(database, port, clock), _ticker(database)

        async def tick() -> None:
            if made := await ticker.tick(clock.now()):
                voice.say(f"made {made}")
                crew.wake()

        voice.say("open")
        working = asyncio.create_task(crew.run())
        async with ticking(tick, TICK_SECONDS):
            await lines.read()
            while await _something_is_left(database, clock):  # noqa: ASYNC110 - no event says that a queue is empty
                await asyncio.sleep(0.05)
        crew.stop()
        await working
    voice.say("drained")


def _crew(database: Database, port: int, clock: Clock) -> Crew:
    chats = {"elsewhere": Courier(PlatformTransport(port), database.deliveries, Pacer(clock), clock)}
    board = Board(content(), database.directory, database.postings, database.ledger, chats, clock, "UTC")
    handlers: dict[JobKind, Handler] = {
        JobKind.POST: PutQuestion(board),
        JobKind.REMIND: RemindGroup(board),
        JobKind.CLOSE: ClosePosting(board),
    }
    return Crew(database.jobs, handlers, clock)


def _ticker(database: Database) -> Ticker:
    return Ticker(database.schedules, Picker(content(), database.postings, database.schedules))


async def _something_is_left(database: Database, clock: Clock) -> bool:
    """Whether a job is not done, or a schedule is due today."""
    schedule = await database.schedules.next_due()
    today = schedule is not None and schedule < BEGIN + timedelta(hours=12)
    return today or await database.jobs.next_due() is not None


async def run(url: str, port: int, zero: float, orders: Connection, told: Connection) -> None:
    random.seed()  # forked from one process, all would roll the same dice
    worker.LEASE_SECONDS, worker.RENEW_SECONDS, worker.POLL_SECONDS = LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS
    retry.LONGEST_WAIT, courier.IN_FLIGHT_SECONDS = 60.0, 2.0 * SPEED
    voice, lines = Voice(told.fileno()), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(os.dup(orders.fileno()), "rb", buffering=0)
    )
    voice.say("ready")
    await lines.readline()
    await work(url, port, FastClock(zero), lines, voice)


def main(url: str, port: int, zero: float, orders: Connection, told: Connection) -> None:
    """The process's whole life."""
    asyncio.run(run(url, port, zero, orders, told))
