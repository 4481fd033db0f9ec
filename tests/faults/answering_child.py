"""A process that takes answers in and grades them, made to be killed: `python -m tests.faults.answering_child FILE`.

It says `ready`, waits for `go` on its standard input, opens the database and says `open`. Every further line is an
event key: an answer of that text is submitted, and `stored KEY` or `repeated KEY` is said when that returned. When a
card is delivered it says `card ANSWER_ID`. At the end of its input it finishes all jobs, says `drained` and ends.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from dataclasses import dataclass, replace
from zlib import crc32

from bot.adapters.clock import SystemClock
from bot.core.chat import Reply
from bot.core.grading.grade import Verdict
from bot.core.grading.request import GradingRequest
from bot.core.grading_work import DeliverCards, GradeAnswers
from bot.core.ports import Chat
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind, Origin
from bot.core.worker import Handler, Worker
from storage.database import Database, open_database
from tests.fakes.judge import FakeJudge
from tests.samples import ADA, content

LONGEST_JUDGING = 0.03
MEMBERS = 40  # no member has a history of a thousand answers, which every card would have to count
CLOCK = SystemClock()


class DawdlingJudge(FakeJudge):
    """Takes its time, so that kills find it at work."""

    async def judge(self, request: GradingRequest) -> Verdict:
        await asyncio.sleep(random.uniform(0, LONGEST_JUDGING))
        return await super().judge(request)


class TellingChat(Chat):
    """Says what it shows, so that it is known outside when the process is dead."""

    async def deliver(self, origin: Origin, reply: Reply, delivery_key: str) -> None:
        say(f"{reply.kind} {reply.context['answer_id']}")


def make_worker(database: Database, practice: Practice) -> Worker:
    """The real handlers, over a judge and a chat of our own."""
    handlers: dict[JobKind, Handler] = {
        JobKind.GRADE: GradeAnswers(practice, database.ledger, DawdlingJudge(), CLOCK, accounts=database.accounts),
        JobKind.DELIVER: DeliverCards(practice, database.ledger, {ADA.platform: TellingChat()}, CLOCK),
    }
    return Worker(database.jobs, handlers, CLOCK)


@dataclass(frozen=True)
class Intake:
    """What a platform's adapter does: submit, and acknowledge when that returned."""

    practice: Practice
    worker: Worker

    async def take(self, key: str) -> None:
        member = replace(ADA, user=f"member-{crc32(key.encode()) % MEMBERS}")
        submission = await self.practice.submit(member, CLOCK.now(), key, "coin-flips", f"The answer of {key}.")
        say(f"{'repeated' if submission.repeated else 'stored'} {key}")
        self.worker.wake()


def say(line: str) -> None:
    """Write a line in one piece, past all buffers."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


async def main(path: str) -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    say("ready")
    await lines.readline()
    async with await open_database(path) as database:
        say("open")
        practice = Practice(content(), Stores(database.directory, database.postings, database.ledger))
        worker = make_worker(database, practice)
        working = asyncio.create_task(worker.run())
        intake = Intake(practice, worker)
        async with asyncio.TaskGroup() as submitting:
            while line := await lines.readline():
                submitting.create_task(intake.take(line.decode().strip()))
        while await database.jobs.next_due() is not None:  # noqa: ASYNC110 - no event says that a queue is empty
            await asyncio.sleep(0.01)
        worker.stop()
        await working
    say("drained")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
