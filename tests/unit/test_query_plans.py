"""How SQLite finds what the stores ask for: by an index, however many rows there are."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.core.delivery.records import Sent
from bot.core.interviews.state import Phase
from bot.core.records import JobKind, Place
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Skip
from storage.database import Database, open_database
from tests.contracts.interviews import SOON, later, opened
from tests.contracts.opened import TODAY, new_answer, new_job
from tests.databases import fresh_database
from tests.samples import ADA, NOON

DAY = timedelta(days=1)
UNFINISHED = "SCAN jobs USING INDEX ix_jobs_unfinished"
BURIED = "SCAN jobs USING INDEX ix_jobs_buried"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fresh_database(tmp_path)


@pytest.fixture
async def stores(path: Path) -> AsyncIterator[Database]:
    async with await open_database(str(path)) as database:
        yield database


@pytest.fixture
async def place(stores: Database) -> Place:
    return await stores.directory.place_of(ADA, "UTC")


@pytest.fixture
async def schedule(stores: Database, place: Place) -> ScheduleRecord:
    return await stores.schedules.add(place, {}, ADA.user, NOON)


class Plans:
    """What SQLite would do for each statement that was run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._run: list[tuple[str, Any]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        def remember(
            _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
        ) -> None:
            self._run.append((statement, parameters[0] if many else parameters))

        event.listen(Engine, "before_cursor_execute", remember)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", remember)

    def scans(self) -> set[str]:
        """Each step that reads a whole table or index."""
        with closing(sqlite3.connect(self._path)) as connection:
            plans = [
                connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
                for statement, parameters in self._run
                if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
            ]
        assert any(plans), "something was looked for"
        return {detail for plan in plans for *_, detail in plan if str(detail).startswith("SCAN ")}


@pytest.fixture
def plans(path: Path) -> Plans:
    return Plans(path)


def test_a_query_without_an_index_would_be_noticed(path: Path, stores: Database, plans: Plans) -> None:
    plans._run.append(("SELECT * FROM answers WHERE text = ?", ("x",)))
    assert plans.scans() == {"SCAN answers"}


async def test_due_schedules_are_found_and_settled_by_an_index(
    stores: Database, schedule: ScheduleRecord, plans: Plans
) -> None:
    posting = NewPosting("coin-flips", TODAY, NOON)
    with plans.watching():
        assert await stores.schedules.due(NOON, 500)
        await stores.schedules.next_due()
        await stores.schedules.handled(schedule.id, TODAY)
        skips = [Skip(TODAY - DAY, "late")]
        assert await stores.schedules.settle(schedule, posting, skips, NOON + DAY, [new_job("post", JobKind.POST)])
        await stores.schedules.skipped(schedule.workspace_id, schedule.id, 10)
        await stores.schedules.of_group(schedule.workspace_id, schedule.group_id)
        assert await stores.schedules.halt(schedule.workspace_id, schedule.group_id, "archived")
    assert not plans.scans()


async def test_postings_and_their_answers_are_found_by_an_index(stores: Database, place: Place, plans: Plans) -> None:
    posting = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
    ids = place.workspace_id, posting.id
    with plans.watching():
        await stores.postings.shown(*ids, "17.3")
        assert await stores.postings.posting_in(place, "17.3")
        assert await stores.postings.latest_posting(place)
        await stores.postings.pass_on(place, posting.id, NOON)
        await stores.postings.passes(*ids)
        await stores.ledger.answers_to_posting(*ids)
        await stores.ledger.answer_to_posting(place, posting.id)
        await stores.ledger.members_who_answered(*ids)
        await stores.ledger.answer_to_event(place.workspace_id, "event-1")
        assert await stores.schedules.swap(*ids, "dice-rolls")
    assert not plans.scans()


async def test_what_fills_a_slot_is_found_by_an_index(stores: Database, plans: Plans) -> None:
    with plans.watching():
        await stores.deliveries.begin("card", 0, "answer/1", NOON)
        await stores.deliveries.sent("card", 0, Sent("room", "m1"), NOON)
        assert await stores.deliveries.shown_in("answer/1")
        await stores.deliveries.begun("answer/1", "card")
        await stores.deliveries.failed("card", 0, "archived", NOON)
        await stores.deliveries.not_sent("card", 0)
        await stores.deliveries.removed("answer/1", 0)
    assert not plans.scans()


async def test_an_interview_is_found_and_gone_on_with_by_an_index(stores: Database, place: Place, plans: Plans) -> None:
    told = await stores.interviews.begin(opened(place=place), "event-1", SOON)
    with plans.watching():
        assert await stores.interviews.current(place)
        assert await stores.interviews.told(place.workspace_id, "event-1")
        assert await stores.interviews.due(SOON, 500)
        assert await stores.interviews.take(later(told, phase=Phase.PARKED), "event-2", None)
        assert await stores.interviews.current(place)
        await stores.interviews.settle(place.workspace_id, "one", 3, replace(ADA, direct=True))
        await stores.interviews.alone_with(ADA.platform, ADA.user)
        await stores.interviews.ratings(place.workspace_id)
        assert (await stores.keeping.keepsakes(place)).interviews
    assert not plans.scans()


async def test_a_text_is_replaced_by_way_of_indexes(stores: Database, place: Place, plans: Plans) -> None:
    answer = (await stores.ledger.submit(new_answer(place), new_job())).answer
    with plans.watching():
        assert await stores.ledger.replace_text(place.workspace_id, answer.id, "a better one", new_job())
    assert not plans.scans()


async def test_a_member_is_forgotten_without_reading_what_others_wrote_or_what_is_done(
    stores: Database, place: Place, plans: Plans
) -> None:
    await stores.ledger.submit(new_answer(place), new_job())
    await stores.interviews.begin(opened(place=place), "event-2", SOON, [new_job("say")])
    with plans.watching():
        assert await stores.ledger.forget(place)
    assert plans.scans() == {UNFINISHED, BURIED}
