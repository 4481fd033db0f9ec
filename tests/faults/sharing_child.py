"""One of several processes on one PostgreSQL database, made to be killed.

It says `open` when it has opened the database. It takes events from a pipe, stores each as an answer, and says `stored`
or `repeated` when that returned. Beside that it grades what is to be graded, whichever process stored it, and says
`card` for what is delivered. When there are no more events it works until all is done, says `drained` and ends.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from zlib import crc32

from bot.adapters.clock import SystemClock
from bot.core import worker
from bot.core.errors import LeaseLostError
from bot.core.records import Job, JobKind, NewAnswer, NewJob
from bot.core.worker import Handled, Worker
from storage.database import Database, open_database
from tests.samples import ADA, verdict

LONGEST_JUDGING = 0.05
MEMBERS = 20
CLOCK = SystemClock()
GRADING = NewJob(JobKind.GRADE, "grade", {}, CLOCK.now())

Word = tuple[str, str]
"""What is said: a word, and what it is about."""


def live(url: str, events: Connection, words: Connection) -> None:
    """Run until there are no more events, with leases short enough to run out while a test lasts."""
    worker.LEASE_SECONDS, worker.RENEW_SECONDS, worker.POLL_SECONDS = 1.0, 0.3, 0.2
    random.seed()
    asyncio.run(Child(url, events, words).run())


@dataclass
class Child:
    """The process."""

    url: str
    events: Connection
    words: Connection

    async def run(self) -> None:
        async with await open_database(self.url) as database:
            self.words.send(("open", ""))
            handlers = {JobKind.GRADE: self.grader(database), JobKind.DELIVER: self.show}
            working = Worker(database.jobs, handlers, CLOCK)
            running = asyncio.create_task(working.run())
            async with asyncio.TaskGroup() as storing:
                while event := await asyncio.to_thread(self.next_event):
                    storing.create_task(self.store(database, working, event))
            while await database.jobs.next_due() is not None:  # noqa: ASYNC110 - no event says that a queue is empty
                await asyncio.sleep(0.02)
            working.stop()
            await running
        self.words.send(("drained", ""))

    def next_event(self) -> str:
        try:
            return str(self.events.recv())
        except EOFError:
            return ""

    async def store(self, database: Database, working: Worker, event: str) -> None:
        place = await database.directory.place_of(replace(ADA, user=f"member-{crc32(event.encode()) % MEMBERS}"), "UTC")
        now = CLOCK.now()
        answer = NewAnswer(event, place, ADA, "coin-flips", f"The answer of {event}.", now, now.date())
        submission = await database.ledger.submit(answer, GRADING, most_a_day=1_000_000)
        self.words.send(("repeated" if submission.repeated else "stored", event))
        working.wake()

    def grader(self, database: Database) -> worker.Handler:
        async def grade(job: Job) -> Handled:
            answer_id = int(str(job.payload["answer_id"]))
            await asyncio.sleep(random.uniform(0, LONGEST_JUDGING))
            now = CLOCK.now()
            then = NewJob(JobKind.DELIVER, f"deliver:{answer_id}", {"answer_id": answer_id}, now)
            if not await database.ledger.save_grade(job, answer_id, verdict(), now, then):
                raise LeaseLostError(job.id)
            return Handled.SETTLED

        return grade

    async def show(self, job: Job) -> Handled:
        self.words.send(("card", str(job.payload["answer_id"])))
        return Handled.DONE
