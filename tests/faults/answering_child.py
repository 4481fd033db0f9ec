"""A process that takes answers in and grades them, made to be killed: `python -m tests.faults.answering_child FILE`.

It says `ready`, waits for `go` on its standard input, opens the database and says `open`. Every further line is an
event key: an answer of that text is submitted, and `stored KEY` or `repeated KEY` is said when that returned. At the
end of its input it finishes all jobs, says `drained` and ends.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys

from bot.adapters.clock import SystemClock
from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge
from bot.core.records import Job, JobKind, NewAnswer, NewJob, Place
from bot.core.worker import Handled, Worker
from storage.database import Database, open_database
from tests.samples import ADA, JUDGE, question, verdict

LONGEST_JUDGING = 0.03
CLOCK = SystemClock()


class DawdlingJudge(Judge):
    """Takes its time, so that kills find it at work."""

    @property
    def identity(self) -> JudgeIdentity:
        return JUDGE

    async def judge(self, request: GradingRequest) -> Verdict:
        await asyncio.sleep(random.uniform(0, LONGEST_JUDGING))
        return verdict(request.answer)

    async def prepare(self, request: GradingRequest) -> None:
        return


class Grader:
    """What the worker does: grade an answer, then deliver what came out."""

    def __init__(self, database: Database) -> None:
        self._ledger = database.ledger
        self._judge = DawdlingJudge()

    async def grade(self, job: Job) -> Handled:
        answer_id, workspace_id = (int(str(job.payload[name])) for name in ("answer_id", "workspace_id"))
        stored = await self._ledger.answer(workspace_id, answer_id)
        assert stored is not None
        opinion = await self._judge.judge(GradingRequest(question(), stored.answer.text))
        then = NewJob(JobKind.DELIVER, f"deliver:{answer_id}", {"answer_id": answer_id}, CLOCK.now())
        await self._ledger.save_grade(job, answer_id, opinion, CLOCK.now(), then)
        return Handled.SETTLED

    async def deliver(self, job: Job) -> Handled:
        return Handled.DONE


class Intake:
    """What a platform's adapter does: submit, and acknowledge when that returned."""

    def __init__(self, database: Database, place: Place, worker: Worker) -> None:
        self._ledger = database.ledger
        self._place = place
        self._worker = worker

    async def take(self, key: str) -> None:
        now = CLOCK.now()
        answer = NewAnswer(key, self._place, ADA, "coin-flips", f"The answer of {key}.", now, now.date())
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": self._place.workspace_id}, now)
        submission = await self._ledger.submit(answer, job)
        say(f"{'repeated' if submission.repeated else 'stored'} {key}")
        self._worker.wake()


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
        grader = Grader(database)
        worker = Worker(database.jobs, {JobKind.GRADE: grader.grade, JobKind.DELIVER: grader.deliver}, CLOCK)
        working = asyncio.create_task(worker.run())
        intake = Intake(database, await database.directory.place_of(ADA, "UTC"), worker)
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
