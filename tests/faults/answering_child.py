"""A process that takes answers in, grades them and hears appeals, made to be killed.

It says `ready`, waits for `go`, opens the database and says `open`. Every further line is an event:

    submit KEY        an answer of that text; `stored KEY ID` or `repeated KEY ID` is said when that returned
    contest KEY ID    an appeal against its grade; `contested ID` or `refused ID` is said when that returned

When something is shown to a member, it says `shown DELIVERY_KEY`. The judge is away now and then, which is when an
estimate stands in. At the end of its input the process finishes all jobs, says `drained` and ends.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any
from zlib import crc32

from bot.adapters.clock import SystemClock
from bot.core import retry
from bot.core.chat import Reply
from bot.core.errors import ContestRefusedError, JudgeUnavailableError
from bot.core.grading.grade import Verdict
from bot.core.grading.request import GradingRequest
from bot.core.grading_work import DeliverCards, GradeAnswers
from bot.core.operator import OperatorLog
from bot.core.ports import Chat
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind, Origin
from bot.core.waiting import EstimateAnswers, Patience, TellWaiting
from bot.core.worker import Handler, SilentLog, Worker
from storage import jobs
from storage.database import Database, open_database
from tests.fakes.judge import FakeJudge
from tests.samples import ADA, content

LONGEST_JUDGING = 0.03
LONGEST_ESTIMATING = 0.15  # there are few of them, and kills have to find some
AWAY = 0.3  # share of tries at which the judge is away
STANDS_IN_AFTER = timedelta(seconds=0.02)
MEMBERS = 40  # no member has a history of a thousand answers, which every card would have to count
CLOCK = SystemClock()
LOST_LEASES = 1000  # a job whose worker is lost eight times is given up; here that happens to jobs that harm nobody


class DawdlingJudge(FakeJudge):
    """Takes its time, so that kills find it at work, and gives an answer another total each time."""

    async def judge(self, request: GradingRequest) -> Verdict:
        await asyncio.sleep(random.uniform(0, LONGEST_ESTIMATING if self.estimate else LONGEST_JUDGING))
        if not self.estimate and random.random() < AWAY:
            raise JudgeUnavailableError("overloaded")
        self.score = float(random.randint(0, 4))
        return await super().judge(request)


@dataclass(frozen=True)
class Voice:
    """Writes a line in one piece, past all buffers."""

    file: int

    def say(self, line: str) -> None:
        os.write(self.file, f"{line}\n".encode())


async def ready(orders: Connection, told: Connection) -> tuple[Voice, asyncio.StreamReader]:
    """Say `ready`, wait for `go`, and give where to speak and where further orders come from."""
    voice, lines = Voice(told.fileno()), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(os.dup(orders.fileno()), "rb", buffering=0)
    )
    voice.say("ready")
    await lines.readline()
    return voice, lines


class TellingChat(Chat):
    """Says what it shows, so that it is known outside when the process is dead."""

    def __init__(self, out: Voice) -> None:
        self._out = out

    async def deliver(self, origin: Origin, reply: Reply, delivery_key: str, **how: Any) -> None:
        self._out.say(f"shown {delivery_key}")

    async def nothing_to_say(self, origin: Origin) -> None:
        """Nothing is shown while a reply is awaited."""

    def think(self, origin: Origin) -> None:
        """Nothing is shown while a reply is made."""


def make_worker(database: Database, practice: Practice, voice: Voice) -> Worker:
    """The real handlers, over a judge and a chat of our own."""
    ledger, chats = database.ledger, {ADA.platform: TellingChat(voice)}
    patience = Patience(database.jobs, CLOCK, OperatorLog(SilentLog()), STANDS_IN_AFTER)
    handlers: dict[JobKind, Handler] = {
        JobKind.GRADE: GradeAnswers(practice, ledger, DawdlingJudge(), CLOCK, patience, database.accounts),
        JobKind.ESTIMATE: EstimateAnswers(practice, ledger, DawdlingJudge(estimate=True), CLOCK),
        JobKind.DELIVER: DeliverCards(practice, ledger, chats, CLOCK),
        JobKind.NOTIFY: TellWaiting(practice, ledger, chats, STANDS_IN_AFTER),
    }
    return Worker(database.jobs, handlers, CLOCK)


@dataclass(frozen=True)
class Intake:
    """What a platform's adapter does: pass an event on, and acknowledge when that returned."""

    practice: Practice
    worker: Worker
    voice: Voice

    def take(self, line: str) -> Coroutine[Any, Any, None]:
        word, key, *more = line.split()
        return self._contest(key, int(more[0])) if word == "contest" else self._submit(key)

    async def _submit(self, key: str) -> None:
        text = f"The answer of {key}."
        submission = await self.practice.submit(_member(key), CLOCK.now(), key, "coin-flips", text)
        self.voice.say(f"{'repeated' if submission.repeated else 'stored'} {key} {submission.answer.id}")
        self.worker.wake()

    async def _contest(self, key: str, answer_id: int) -> None:
        try:
            await self.practice.contest(_member(key), answer_id, CLOCK.now())
        except ContestRefusedError:
            self.voice.say(f"refused {answer_id}")
        else:
            self.voice.say(f"contested {answer_id}")
        self.worker.wake()


def _member(key: str) -> Origin:
    return replace(ADA, user=f"member-{crc32(key.encode()) % MEMBERS}")


async def work(path: str, lines: asyncio.StreamReader, voice: Voice) -> None:
    """Take events in until there are no more, and finish what they brought."""
    async with await open_database(path) as database:
        voice.say("open")
        practice = Practice(content(), Stores(database.directory, database.postings, database.ledger))
        worker = make_worker(database, practice, voice)
        working = asyncio.create_task(worker.run())
        intake = Intake(practice, worker, voice)
        async with asyncio.TaskGroup() as under_way:
            while line := await lines.readline():
                under_way.create_task(intake.take(line.decode()))
        while await database.jobs.next_due() is not None:  # noqa: ASYNC110 - no event says that a queue is empty
            await asyncio.sleep(0.01)
        worker.stop()
        await working
    voice.say("drained")


async def run(path: str, orders: Connection, told: Connection) -> None:
    random.seed()  # forked from one process, all would roll the same dice
    retry.FIRST_WAIT, retry.LONGEST_WAIT = 0.05, 0.1
    jobs.MAX_ATTEMPTS = LOST_LEASES  # type: ignore[attr-defined]
    voice, lines = await ready(orders, told)
    await work(path, lines, voice)


def main(path: str, orders: Connection, told: Connection) -> None:
    """The process's whole life."""
    asyncio.run(run(path, orders, told))
