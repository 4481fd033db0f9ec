"""A process that holds a mock interview in a thread of a platform, or one in pairs, made to be killed.

It says `ready`, waits for `go`, opens the database and says `open`. Every further line is an event as JSON, which it
keeps in its inbox and acknowledges with `kept KEY`; or `settle`, upon which it says `settled` as soon as nothing is
left to be done.
"""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import cast

from bot.adapters.clock import SystemClock
from bot.core import retry, worker
from bot.core.crew import Crew, Shift
from bot.core.delivery import courier
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.events import event_from
from bot.core.inbox import HandleEvents, Inbox
from bot.core.interviews.pairing.showing import ShowPair
from bot.core.interviews.saying import SayTurns
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind
from bot.core.worker import Handler
from storage import jobs
from storage.database import Database, open_database
from tests import samples
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.faults.answering_child import LOST_LEASES, Voice, ready
from tests.faults.platform import PlatformTransport
from tests.unit.interview_samples import plan

CLOCK = SystemClock()
CONTENT = replace(samples.content(), interviews={"two-stages": plan()})
LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS = 0.5, 0.1, 0.05
IN_FLIGHT_SECONDS = 0.5
AT_ONCE = 8


async def work(url: str, port: int, lines: asyncio.StreamReader, voice: Voice) -> None:
    """Take events in until the input ends."""
    async with await open_database(url) as database:
        crew, inbox = _crew(database, port), Inbox(database.jobs, CLOCK)
        voice.say("open")
        working = asyncio.create_task(crew.run())
        while line := (await lines.readline()).decode().strip():
            if line == "settle":
                await _settled(database)
                voice.say("settled")
                continue
            event = event_from(json.loads(line))
            await inbox.take(event)
            voice.say(f"kept {event.key}")
            crew.wake()
        crew.stop()
        await working


def _crew(database: Database, port: int) -> Crew:
    chats = {"elsewhere": Courier(PlatformTransport(port), database.deliveries, Pacer(CLOCK), CLOCK)}
    practice = Practice(CONTENT, Stores(database.directory, database.postings, database.ledger))
    room = room_of(practice, cast("InMemoryStores", database))  # its stores have the same names
    handlers: dict[JobKind, Handler] = {
        JobKind.EVENT: HandleEvents(room, chats, database.jobs, CLOCK),
        JobKind.PAIR: ShowPair(room.pairs, chats, CLOCK),
        JobKind.SAY: SayTurns(CONTENT, database.interviews, database.jobs, chats, CLOCK, longest_pause=0),
    }
    return Crew(database.jobs, handlers, CLOCK, shifts=(Shift(tuple(handlers), AT_ONCE),))


async def _settled(database: Database) -> None:
    """Wait until every job is done."""
    while True:
        counts = await database.jobs.counts()
        if not counts.waiting + counts.leased:
            return
        await asyncio.sleep(0.01)  # no event says that a queue is empty


async def run(url: str, port: int, orders: Connection, told: Connection) -> None:
    random.seed()
    worker.LEASE_SECONDS, worker.RENEW_SECONDS, worker.POLL_SECONDS = LEASE_SECONDS, RENEW_SECONDS, POLL_SECONDS
    retry.LONGEST_WAIT, courier.IN_FLIGHT_SECONDS = 0.5, IN_FLIGHT_SECONDS
    jobs.MAX_ATTEMPTS = LOST_LEASES  # type: ignore[attr-defined]
    voice, lines = await ready(orders, told)
    await work(url, port, lines, voice)


def main(url: str, port: int, orders: Connection, told: Connection) -> None:
    """The process's whole life."""
    asyncio.run(run(url, port, orders, told))
