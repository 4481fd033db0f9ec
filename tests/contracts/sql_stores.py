"""What the stores in a database have to do beyond their ports, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.core.delivery.names import answer_slot
from bot.core.grading.grade import Usage
from bot.core.interviews.kept import turn_key
from bot.core.interviews.state import Rating
from bot.core.records import JobKind, Place
from bot.core.retry import MAX_ATTEMPTS
from storage.database import Database
from storage.tables import JOBS, METADATA
from tests.contracts.accounts import AccountsContract
from tests.contracts.deliveries import DeliveriesContract
from tests.contracts.directory import DirectoryContract
from tests.contracts.forgetting import event_of
from tests.contracts.installations import STUDY, InstallationsContract
from tests.contracts.interviews import later, opened
from tests.contracts.job_queue import JobQueueContract
from tests.contracts.keepsakes import KeepsakesContract
from tests.contracts.ledger import LedgerContract
from tests.contracts.opened import new_answer, new_job
from tests.contracts.postings import PostingsContract
from tests.contracts.progress import DecksContract, PeopleContract, PreferencesContract, StandingsContract
from tests.contracts.schedules import SchedulesContract
from tests.contracts.together import (
    GroupScoresContract,
    KeptTogetherContract,
    KudosContract,
    RecapsContract,
    RemindersContract,
    ReviewsContract,
)
from tests.samples import ADA, BOB, NOON, verdict


async def everything(stores: Database) -> str:
    """All rows of all tables."""
    return await stores._transactions.read(
        lambda connection: "\n".join(
            str(row) for table in METADATA.sorted_tables for row in connection.execute(select(table))
        )
    )


async def change(stores: Database, statement: str, **values: object) -> None:
    await stores._transactions.write(lambda connection: connection.execute(text(statement), values))


async def found(stores: Database, query: str) -> list[tuple[int, ...]]:
    rows = await stores._transactions.read(lambda connection: connection.execute(text(query)).all())
    return [tuple(row) for row in rows]


class SqlDirectoryContract(DirectoryContract):
    async def test_a_members_new_name_is_taken_over_and_a_missing_one_is_not(self, stores: Database) -> None:
        for name in ("", "Ada", "Countess", ""):
            await stores.directory.place_of(replace(ADA, user_name=name), "UTC")
        names = await stores._transactions.read(
            lambda connection: connection.execute(text("SELECT name FROM members")).scalars().all()
        )
        assert names == ["Countess"]

    @pytest.mark.parametrize(
        ("of_member", "of_group", "expected"),
        [(None, None, "UTC"), (None, "Asia/Tokyo", "Asia/Tokyo"), ("Europe/Berlin", "Asia/Tokyo", "Europe/Berlin")],
    )
    async def test_days_are_the_members_own_else_the_groups_else_the_defaults(
        self, stores: Database, of_member: str | None, of_group: str | None, expected: str
    ) -> None:
        await stores.directory.place_of(ADA, "UTC")
        await change(stores, "UPDATE members SET time_zone = :zone", zone=of_member)
        await change(stores, "UPDATE groups SET time_zone = :zone", zone=of_group)
        assert (await stores.directory.place_of(ADA, "UTC")).time_zone == expected

    async def test_a_group_without_a_zone_has_the_default(self, stores: Database) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        ids = place.workspace_id, place.group_id
        assert await stores.directory.group_time_zone(*ids, "Asia/Tokyo") == "Asia/Tokyo"
        await change(stores, "UPDATE groups SET time_zone = 'Europe/Berlin'")
        await change(stores, "UPDATE members SET time_zone = 'America/Lima'")
        assert await stores.directory.group_time_zone(*ids, "Asia/Tokyo") == "Europe/Berlin"


class SqlPostingsContract(PostingsContract):
    pass


class SqlLedgerContract(LedgerContract):
    async def test_a_forgotten_member_leaves_no_trace_in_any_table(self, stores: Database) -> None:
        secret = replace(ADA, user="u-secret", user_name="Secret", message="m-secret", handle="h-secret")
        place = await stores.directory.place_of(secret, "UTC")
        for key in ("waits", "under-way"):
            await stores.jobs.add(event_of(secret, key))
        (event,) = await stores.jobs.claim([JobKind.EVENT], 1, NOON, 30)
        new = replace(new_answer(place, "e-secret", text="A secret text."), origin=secret)
        answer = (await stores.ledger.submit(new, new_job())).answer
        (job,) = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
        await stores.ledger.save_grade(job, answer.id, verdict("A secret text.", usage=Usage(calls=1)), NOON, None)
        await stores.deliveries.begin("reply", 0, answer_slot(answer), NOON)
        await stores.schedules.suggest(place, secret.user, "coin-flips", "My secret wish.")
        await stores.directory.set_member_time_zone(place, "Pacific/Secret", NOON)
        await begin_secretly(stores, place)
        assert "secret" in (await everything(stores)).lower()
        await stores.ledger.forget(place)
        await stores.jobs.finish(event, NOON)
        left = await everything(stores)
        assert "secret" not in left.lower()
        assert "what they wrote" not in left

    async def test_of_an_event_that_is_done_only_the_key_stays(self, stores: Database) -> None:
        for key in ("done", "buried"):
            await stores.jobs.add(event_of(ADA, key))
        done, buried = await stores.jobs.claim([JobKind.EVENT], 2, NOON, 30)
        await stores.jobs.finish(done, NOON)
        await stores.jobs.bury(buried, "bad", NOON)
        payloads = await stores._transactions.read(
            lambda connection: connection.execute(select(JOBS.c.key, JOBS.c.payload)).all()
        )
        assert {row.key: bool(row.payload) for row in payloads} == {"done": False, "buried": True}


async def begin_secretly(stores: Database, place: Place) -> None:
    """An interview with somebody's words in all that is kept of it."""
    told = opened("id-secret", place)
    rating = Rating(stars=1, why="A secret.")
    secret = replace(told, kept=replace(told.kept, origin=replace(ADA, direct=True, user="u-secret")))
    spoken = new_job("job-secret", JobKind.DELIVER, text="A secret question?")
    held = await stores.interviews.begin(secret, "i-secret", NOON, [spoken])
    await stores.interviews.take(later(held, rating=rating), "j-secret", NOON)
    for key in (turn_key("id-secret", told.turns[0]), "interview:id-secret:notes"):
        await stores.deliveries.begin(key, 0, key, NOON)


class SqlAccountsContract(AccountsContract):
    pass


class SqlJobQueueContract(JobQueueContract):
    async def test_a_job_that_worker_after_worker_is_lost_with_is_buried(self, stores: Database) -> None:
        await stores.jobs.add(new_job("deadly"))
        now = NOON
        for _ in range(MAX_ATTEMPTS):
            now = await self.lose(stores, now)
        await stores.jobs.add(new_job("harmless"))
        assert [job.key for job in await stores.jobs.claim([JobKind.GRADE], 10, now, 30)] == ["harmless"]
        (buried,) = await stores.jobs.buried(10)
        assert (buried.key, buried.reason) == ("deadly", "its worker was lost 8 times while this job ran")
        assert await stores.jobs.redrive(buried.id, now)
        assert [job.key for job in await stores.jobs.claim([JobKind.GRADE], 10, now, 30)] == ["deadly"]

    async def lose(self, stores: Database, now: datetime) -> datetime:
        """Claim the job and let its lease run out; the time then."""
        assert len(await stores.jobs.claim([JobKind.GRADE], 10, now, 30)) == 1
        return now + timedelta(seconds=30)


class SqlDeliveriesContract(DeliveriesContract):
    pass


class SqlSchedulesContract(SchedulesContract):
    pass


class SqlInstallationsContract(InstallationsContract):
    async def test_the_secret_of_a_beginning_is_not_kept(self, stores: Database) -> None:
        await stores.installations.save(STUDY)
        await stores.installations.begin("a-secret-of-somebody", NOON + timedelta(minutes=10))
        assert "a-secret-of-somebody" not in await everything(stores)


EARNED = """
    SELECT member_id, sum(part), sum(score), sum(gain), sum(estimated), sum(part + score + gain)
    FROM credits JOIN answers ON answers.id = answer_id GROUP BY member_id ORDER BY member_id
"""
SUMMED = """
    SELECT member_id, part, score, gain, estimated, points FROM standings WHERE period = 'all' ORDER BY member_id
"""


class SqlStandingsContract(StandingsContract):
    async def test_standings_are_the_sums_of_what_answers_earned(self, stores: Database) -> None:
        for number, (origin, score) in enumerate([(ADA, 1.0), (BOB, 3.0), (ADA, 2.0), (BOB, 2.0), (ADA, 4.0)]):
            at = NOON + timedelta(hours=number)
            await self.answered(stores, f"e{number}", score, origin, f"q{number % 2}", at.date(), at)
        [newest, *_] = await stores.ledger.history(await self.place(stores), 1)
        await stores.ledger.withdraw(newest.answer.workspace_id, newest.answer.id)
        assert len(await found(stores, SUMMED)) == 2
        assert await found(stores, EARNED) == await found(stores, SUMMED)


class SqlPreferencesContract(PreferencesContract):
    pass


class SqlDecksContract(DecksContract):
    pass


class SqlPeopleContract(PeopleContract):
    pass


class SqlKeepsakesContract(KeepsakesContract):
    pass


class SqlRemindersContract(RemindersContract):
    pass


class SqlRecapsContract(RecapsContract):
    pass


class SqlKudosContract(KudosContract):
    pass


class SqlReviewsContract(ReviewsContract):
    pass


class SqlKeptTogetherContract(KeptTogetherContract):
    pass


class SqlGroupScoresContract(GroupScoresContract):
    pass
