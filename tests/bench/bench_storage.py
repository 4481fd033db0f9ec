"""How fast answers are stored: `python -m tests.bench.bench_storage`.

An answer counts as stored when `Ledger.submit` returned, that is, when its transaction is on the disk.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psutil

from bot.adapters.clock import SystemClock
from bot.core.ports import Ledger
from bot.core.records import Job, JobKind, NewAnswer, NewJob, Place
from bot.core.worker import Handled, Handler, Worker
from storage.database import Database, open_database
from tests.samples import ADA, NOON, verdict

TEXT = " ".join(["I would flip it many times and compare the count of heads with what chance allows."] * 20)
JUDGING_SECONDS = 0.05


@dataclass
class Foreign:
    """How busy others kept the machine meanwhile.

    Attributes:
        share: Their part of all cores, 0-1.
    """

    share: float = 0.0


@dataclass(frozen=True)
class SubmitFigures:
    """How many answers can be stored a second.

    Attributes:
        stored: Answers.
        seconds: Time they took.
        foreign: What else ran.
    """

    stored: int
    seconds: float
    foreign: Foreign

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.stored / self.seconds


@dataclass(frozen=True)
class AcknowledgementFigures:
    """How long members wait until their answer is safe, at a steady rate.

    Attributes:
        rate: Answers a second that came in.
        milliseconds: Every answer's wait, from the moment it came in.
        graded: Grades stored meanwhile.
        foreign: What else ran.
    """

    rate: int
    milliseconds: list[float] = field(repr=False)
    graded: int
    foreign: Foreign

    @property
    def p50(self) -> float:
        """Half of the answers waited no longer; milliseconds."""
        return quantiles(self.milliseconds, n=100)[49]

    @property
    def p99(self) -> float:
        """99 of 100 answers waited no longer; milliseconds."""
        return quantiles(self.milliseconds, n=100)[98]


def own_seconds() -> float:
    """Processor time that this process has used."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)


@contextmanager
def foreign_cpu(ours: Callable[[], float] = own_seconds) -> Iterator[Foreign]:
    """Measure what everybody else's processes did to the processors inside the block.

    Args:
        ours: Processor time, in seconds, that what is measured has used so far.
    """
    foreign = Foreign()
    before, own_before = psutil.cpu_times(), ours()
    yield foreign
    after, own_after = psutil.cpu_times(), ours()
    total = sum(after) - sum(before)
    idle = (after.idle + getattr(after, "iowait", 0.0)) - (before.idle + getattr(before, "iowait", 0.0))
    foreign.share = max(total - idle - (own_after - own_before), 0.0) / total if total else 0.0


async def bench_submit(
    url: str, answers: int = 10_000, in_flight: int = 200, ours: Callable[[], float] = own_seconds
) -> SubmitFigures:
    """Store answers as fast as they go, so many waiting at any time."""
    async with await open_database(url) as database:
        place = await database.directory.place_of(ADA, "UTC")
        numbers = iter(range(answers))

        async def member() -> None:
            for number in numbers:
                await database.ledger.submit(_answer(place, number), _JOB)

        with foreign_cpu(ours) as foreign:
            began = time.perf_counter()
            await asyncio.gather(*(member() for _ in range(in_flight)))
            seconds = time.perf_counter() - began
    return SubmitFigures(answers, seconds, foreign)


async def bench_acknowledgement(
    url: str, rate: int = 200, seconds: float = 10.0, ours: Callable[[], float] = own_seconds
) -> AcknowledgementFigures:
    """Let answers come in at a steady rate, with their grading at work beside them."""
    async with await open_database(url) as database:
        place = await database.directory.place_of(ADA, "UTC")
        worker = Worker(database.jobs, {JobKind.GRADE: _grader(database)}, SystemClock(), concurrency=16)
        working = asyncio.create_task(worker.run())
        with foreign_cpu(ours) as foreign:
            waits = await _arrivals(database.ledger, worker, place, rate, round(rate * seconds))
            graded = (await database.jobs.counts()).done
        worker.stop()
        await working
    return AcknowledgementFigures(rate, waits, graded, foreign)


def table(submit: SubmitFigures, *acknowledgements: AcknowledgementFigures) -> str:
    """The figures, to be read."""
    rows = [("answers stored per second", f"{submit.per_second:8,.0f}", f"foreign CPU {submit.foreign.share:.0%}")]
    for waited in acknowledgements:
        name, foreign = f"acknowledged at {waited.rate}/s", f"foreign CPU {waited.foreign.share:.0%}"
        rows.append((f"{name}, p50", f"{waited.p50:8.1f} ms", f"{waited.graded:,} graded meanwhile"))
        rows.append((f"{name}, p99", f"{waited.p99:8.1f} ms", foreign))
    return "\n".join(f"{name:<28}{figure:<14}{note}" for name, figure, note in rows)


def main() -> None:
    """Measure, and print a small table."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as name:
        submit = asyncio.run(bench_submit(str(Path(name) / "submit.db")))
        acknowledgement = asyncio.run(bench_acknowledgement(str(Path(name) / "acknowledgement.db")))
    print(table(submit, acknowledgement))


_JOB = NewJob(JobKind.GRADE, "grade", {}, NOON)


def _answer(place: Place, number: int) -> NewAnswer:
    return NewAnswer(f"event-{number}", place, ADA, "coin-flips", TEXT, NOON, NOON.date())


def _grader(database: Database) -> Handler:
    opinion = verdict(TEXT)

    async def grade(job: Job) -> Handled:
        answer_id = int(str(job.payload["answer_id"]))
        await asyncio.sleep(JUDGING_SECONDS)
        await database.ledger.save_grade(job, answer_id, opinion, SystemClock().now(), None)
        return Handled.SETTLED

    return grade


async def _arrivals(ledger: Ledger, worker: Worker, place: Place, rate: int, answers: int) -> list[float]:
    """Submit at the appointed times, whether or not earlier answers are through."""
    began = time.perf_counter()

    async def arrive(number: int) -> float:
        appointed = began + number / rate
        await asyncio.sleep(appointed - time.perf_counter())
        await ledger.submit(_answer(place, number), _JOB)
        worker.wake()
        return (time.perf_counter() - appointed) * 1000

    return await asyncio.gather(*(arrive(number) for number in range(answers)))


if __name__ == "__main__":
    main()
