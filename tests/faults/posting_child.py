"""A process that posts what is due, made to be killed.

It says `ready`, waits for `go`, opens the database and says `open`. Then it ticks and works; after every tick that made
postings it says `made COUNT`, and when it takes up a job `at work`. At the end of its input it goes on until nothing is
left to do, and says `left COUNT` whenever the number of jobs has changed that are not done; then it says `drained` and
ends.

Its clock runs so much faster than the wall's that a minute, the smallest step of a schedule, takes a third of a second.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

from bot.adapters.scheduler import ticking
from bot.core import retry, worker
from bot.core.crew import Crew, Shift
from bot.core.delivery import courier
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.ports import Clock
from bot.core.records import Job, JobKind
from bot.core.rhythm import postings
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RemindGroup
from bot.core.rhythm.ticking import Ticker
from bot.core.worker import Handled, Handler
from storage import jobs
from storage.database import Database, open_database
from tests.faults.answering_child import LOST_LEASES, Voice, ready
from tests.faults.platform import PlatformTransport
from tests.samples import content

BEGIN = datetime(2026, 11, 16, 8, 55, tzinfo=UTC)
SPEED = 180
TICK_SECONDS = 0.1  # by the wall's clock
LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS = 3.0 * SPEED, 0.5 * SPEED, 0.1 * SPEED
IN_FLIGHT_SECONDS = 5.0 * SPEED  # a busy machine may stop a process for a second or two that is alive
AT_ONCE = 8  # jobs under way, all of which a kill holds up for as long as a lease lasts
LATENESS = timedelta(days=7)  # nor is what comes late for the same reason to be skipped


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
        crew, ticker = _crew(database, port, clock, voice), _ticker(database)

        async def tick() -> None:
            if made := await ticker.tick(clock.now()):
                voice.say(f"made {made}")
                crew.wake()

        voice.say("open")
        working = asyncio.create_task(crew.run())
        async with ticking(tick, TICK_SECONDS):
            await lines.read()
            await _wait_until_nothing_is_left(database, voice)
        crew.stop()
        await working
    voice.say("drained")


def _crew(database: Database, port: int, clock: Clock, voice: Voice) -> Crew:
    chats = {"elsewhere": Courier(PlatformTransport(port), database.deliveries, Pacer(clock), clock)}
    board = Board(content(), database.directory, database.postings, database.ledger, chats, clock, "UTC")
    handlers: dict[JobKind, Handler] = {
        JobKind.POST: PutQuestion(board),
        JobKind.REMIND: RemindGroup(board),
        JobKind.CLOSE: ClosePosting(board),
    }
    handlers = {kind: _telling(handler, voice) for kind, handler in handlers.items()}
    return Crew(database.jobs, handlers, clock, shifts=(Shift(tuple(handlers), AT_ONCE),))


def _telling(handler: Handler, voice: Voice) -> Handler:
    """A handler that says when it begins."""

    async def begin(job: Job) -> Handled:
        voice.say("at work")
        return await handler(job)

    return begin


def _ticker(database: Database) -> Ticker:
    return Ticker(database.schedules, Picker(content(), database.postings, database.schedules), LATENESS)


async def _wait_until_nothing_is_left(database: Database, voice: Voice) -> None:
    """Wait until every schedule is over and every job is done or given up; tell of each step."""
    told = -1
    while True:
        counts = await database.jobs.counts()
        left = counts.waiting + counts.leased
        if left != told:
            told = left
            voice.say(f"left {left}")
        if not left and await database.schedules.next_due() is None:
            return
        await asyncio.sleep(0.05)  # no event says that a queue is empty


async def run(url: str, port: int, zero: float, orders: Connection, told: Connection) -> None:
    random.seed()  # forked from one process, all would roll the same dice
    worker.LEASE_SECONDS, worker.RENEW_SECONDS, worker.POLL_SECONDS = LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS
    retry.LONGEST_WAIT, courier.IN_FLIGHT_SECONDS = 60.0, IN_FLIGHT_SECONDS
    jobs.MAX_ATTEMPTS = LOST_LEASES  # type: ignore[attr-defined]
    postings.UNSEEN = LATENESS
    voice, lines = await ready(orders, told)
    await work(url, port, FastClock(zero), lines, voice)


def main(url: str, port: int, zero: float, orders: Connection, told: Connection) -> None:
    """The process's whole life."""
    asyncio.run(run(url, port, zero, orders, told))
