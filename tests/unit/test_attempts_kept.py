"""What progress counts is always what the answers and grades say, whatever happened to them and in whichever order."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.records import Answer, Job, JobKind, NewJob, Origin, Place
from storage.database import Database, open_database
from tests.attempts import attempt_of
from tests.contracts.opened import new_answer, new_job
from tests.databases import fresh_database
from tests.samples import ADA, BOB, JUDGE, NOON, verdict

HOUR = timedelta(hours=1)
LEASE = 30.0
QUESTIONS = ("coin-flips", "dice-rolls")
OTHER_JUDGE = JUDGE.model_copy(update={"name": "other"})

WHICH = st.integers(0, 3)  # of the answers so far, from the newest, and round again
SCORES = st.sampled_from([0.0, 1.5, 2.0, 4.0])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from([ADA, BOB]), st.sampled_from(QUESTIONS), st.integers(-2, 2)),
        st.tuples(st.just("revise"), WHICH),
        st.tuples(st.just("grade"), WHICH, SCORES, st.booleans()),
        st.tuples(st.just("stand in"), WHICH, SCORES),
        st.tuples(st.just("contest"), WHICH, SCORES, SCORES),
        st.tuples(st.just("other text"), WHICH),
        st.tuples(st.just("withdraw"), WHICH),
        st.tuples(st.just("forget"), st.sampled_from([ADA, BOB])),
    ),
    min_size=6,
    max_size=16,
)


WHAT_IS_TRUE = """
SELECT a.member_id, a.submitted_at, a.id, a.workspace_id, a.question_id, a.local_date, a.revises, a.grade_id,
    g.judge_name, g.judge_model, g.judge_version, g.total, g.low, g.high, g.estimate, g.stand_in, g.marks
FROM answers AS a LEFT JOIN grades AS g ON g.id = a.grade_id WHERE a.state != 'withdrawn' ORDER BY 1, 2, 3
"""
WHAT_IS_KEPT = """
SELECT member_id, submitted_at, answer_id, workspace_id, question_id, local_date, revises, grade_id,
    judge_name, judge_model, judge_version, total, low, high, estimate, stand_in, marks
FROM attempts ORDER BY 1, 2, 3
"""


class Story:
    """Members, and what becomes of their answers."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = database.ledger
        self.answers: list[Answer] = []
        self.count = 0

    async def happen(self, name: str, *details: object) -> None:
        await getattr(self, name.replace(" ", "_"))(*details)

    def new(self) -> str:
        self.count += 1
        return f"new:{self.count}"

    def at(self, which: int) -> Answer | None:
        return self.answers[-1 - which % len(self.answers)] if self.answers else None

    async def place(self, origin: Origin) -> Place:
        return await self.database.directory.place_of(origin, "UTC")

    async def answer(self, origin: Origin, question_id: str, hours: int, revises: int | None = None) -> None:
        place = await self.place(origin)
        new = new_answer(place, self.new(), question_id, submitted_at=NOON + hours * HOUR, revises=revises)
        self.answers.append((await self.ledger.submit(new, new_job(self.new(), JobKind.EVENT))).answer)

    async def revise(self, which: int) -> None:
        if (before := self.at(which)) is not None:
            ada = (await self.place(ADA)).member_id
            await self.answer(ADA if before.member_id == ada else BOB, before.question_id, 3, before.id)

    async def grade(self, which: int, score: float, other: bool) -> None:
        if (answer := self.at(which)) is not None and await self.there(answer):
            opinion = verdict(score=score, estimate=other, judge=OTHER_JUDGE if other else JUDGE)
            job = await self.claimed(JobKind.GRADE)
            await self.ledger.save_grade(job, answer.id, opinion, NOON, None)

    async def stand_in(self, which: int, score: float) -> None:
        if (answer := self.at(which)) is not None and await self.there(answer):
            job = await self.claimed(JobKind.ESTIMATE)
            await self.ledger.save_stand_in(job, answer.id, verdict(score=score, estimate=True), NOON, None)

    async def contest(self, which: int, *scores: float) -> None:
        answer = self.at(which)
        if answer is None or not await self.ledger.contest(answer.workspace_id, answer.id, NOON, []):
            return
        for score in scores:
            job = await self.claimed(JobKind.GRADE)
            await self.ledger.save_opinion(job, answer.id, verdict(score=score), NOON, None)

    async def other_text(self, which: int) -> None:
        if (answer := self.at(which)) is not None:
            job = new_job(self.new(), JobKind.EVENT)
            await self.ledger.replace_text(answer.workspace_id, answer.id, f"Another text, {self.new()}.", job)

    async def withdraw(self, which: int) -> None:
        if (answer := self.at(which)) is not None:
            await self.ledger.withdraw(answer.workspace_id, answer.id)

    async def forget(self, origin: Origin) -> None:
        place = await self.place(origin)
        await self.ledger.forget(place)
        self.answers = [answer for answer in self.answers if answer.member_id != place.member_id]

    async def there(self, answer: Answer) -> bool:
        return await self.ledger.answer(answer.workspace_id, answer.id) is not None

    async def claimed(self, kind: JobKind) -> Job:
        await self.database.jobs.add(NewJob(kind, self.new(), {}, NOON))
        [job] = await self.database.jobs.claim([kind], 1, NOON, LEASE)
        return job

    async def holds(self, path: Path) -> None:
        """Rows are compared with those they are made of, and what is read with what whole verdicts say."""
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute(WHAT_IS_KEPT).fetchall() == connection.execute(WHAT_IS_TRUE).fetchall()
        for origin in (ADA, BOB):
            place = await self.place(origin)
            history = await self.ledger.history(place, 100)
            assert (await self.ledger.look_back(place, 100)).attempts == [attempt_of(entry) for entry in history]
            judged = [entry for entry in history if entry.grade is not None and not entry.grade.stand_in]
            expected = sorted((entry.grade.id, attempt_of(entry)) for entry in judged if entry.grade is not None)
            assert await self.database.decks.graded_since(place, 0) == expected


async def told(steps: list[tuple[object, ...]], path: Path) -> None:
    async with await open_database(str(path)) as database:
        story = Story(database)
        for origin in (ADA, BOB):
            await story.answer(origin, QUESTIONS[0], 0)
        for name, *details in steps:
            await story.happen(str(name), *details)
            await story.holds(path)


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_what_progress_counts_is_what_answers_and_grades_say(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(told(steps, fresh_database(Path(folder))))
