"""How databases find what the stores ask for: by an index, however many rows there are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.delivery.records import Sent
from bot.core.grading.grade import Usage
from bot.core.groups.settings import GroupSettings
from bot.core.interviews.state import Phase
from bot.core.records import JobKind, JudgeCall, Place
from bot.core.rhythm.records import NewPosting, ScheduleRecord, Skip
from storage.database import Database, open_database
from storage.tables import ANSWERS
from tests.contracts.interviews import SOON, later, opened
from tests.contracts.opened import TODAY, new_answer, new_job
from tests.databases import fresh_database
from tests.plans import Plans
from tests.postgres import migrated_database, running_server, untouched_database
from tests.samples import ADA, NOON

DAY = timedelta(days=1)
UNFINISHED = "SCAN jobs USING INDEX ix_jobs_unfinished"
BURIED = "SCAN jobs USING INDEX ix_jobs_buried"
FEW = {UNFINISHED, BURIED, "SCAN schedules USING INDEX ix_schedules_due"}
"""Indexes that hold but the few rows that wait for something."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(fresh_database(tmp_path))
    else:
        server = running_server()
        with migrated_database(server) as name:
            yield server.url(name)


@pytest.fixture
async def stores(address: str) -> AsyncIterator[Database]:
    async with await open_database(address) as database:
        yield database


@pytest.fixture
async def place(stores: Database) -> Place:
    return await stores.directory.place_of(ADA, "UTC")


@pytest.fixture
async def schedule(stores: Database, place: Place) -> ScheduleRecord:
    return await stores.schedules.add(place, {}, ADA.user, NOON)


@pytest.fixture
def plans(address: str) -> Plans:
    return Plans(untouched_database(running_server()) if address.startswith("postgresql:") else address)


async def test_a_query_without_an_index_would_be_noticed(stores: Database, plans: Plans) -> None:
    query = select(ANSWERS.c.id).where(ANSWERS.c.text == "x")
    with plans.watching():
        await stores._transactions.read(lambda connection: connection.execute(query).all())
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
    assert plans.scans() <= FEW


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


async def test_a_progress_page_and_the_next_question_are_found_by_an_index(
    stores: Database, place: Place, plans: Plans
) -> None:
    await stores.ledger.submit(new_answer(place), new_job())
    with plans.watching():
        assert (await stores.ledger.look_back(place, 1_000)).attempts
        await stores.decks.due(place, NOON)
        await stores.decks.deck(place)
        await stores.decks.seen(place, NOON)
        assert await stores.decks.save_deck(place, [], 0, 1)
    assert not plans.scans()


async def test_what_was_spent_and_who_was_asked_is_told_without_reading_all(
    stores: Database, place: Place, plans: Plans
) -> None:
    await stores.ledger.submit(new_answer(place), new_job())
    await stores.accounts.record(
        JudgeCall(*_ids(place), 1, "claude", "m", Usage(cost_usd=0.5, calls=1), "graded", NOON)
    )
    with plans.watching():
        assert await stores.accounts.months("Europe/Berlin")
        assert await stores.accounts.spent(place.workspace_id, place.group_id, NOON)
        await stores.survey.asked_since(ADA.platform, ADA.workspace, NOON)
        assert (await stores.jobs.counts()).waiting
    assert not {scan for scan in plans.scans() if "INDEX" not in scan}
    assert UNFINISHED in plans.scans()


async def test_leaderboards_recaps_and_reminders_are_found_by_an_index(
    stores: Database, place: Place, plans: Plans
) -> None:
    await stores.ledger.submit(new_answer(place), new_job())
    with plans.watching():
        await stores.standings.top(place, "all", 10)
        await stores.standings.standing(place, "all")
        await stores.standings.members(place, "all")
        await stores.preferences.left_out(place.workspace_id)
        await stores.preferences.preferences(place)
        assert (await stores.recaps.week(place.workspace_id, place.group_id, TODAY - 7 * DAY, TODAY, "UTC")).answers
        await stores.kudos.kudos_for(place)
        await stores.reminders.reminder(place)
        await stores.reminders.due_reminders(NOON, 100, "UTC")
        await stores.reminders.still_open(place, NOON)
        await stores.reminders.asked_lately(place, NOON)
        assert await stores.reminders.answered_on(place, TODAY)
        assert await stores.ledger.practised(place)
        assert await stores.ledger.latest_answer(place, "coin-flips")
    assert not plans.scans()


async def test_a_place_and_its_group_are_found_by_an_index(stores: Database, place: Place, plans: Plans) -> None:
    with plans.watching():
        assert await stores.directory.place_of(ADA, "UTC") == place
        assert await stores.directory.find_group(ADA)
        await stores.directory.set_member_time_zone(place, "Europe/Berlin", NOON)
        await stores.directory.save_group(*_ids(place)[:2], GroupSettings(time_zone="Asia/Tokyo"), NOON)
        await stores.directory.place_of(replace(ADA, user="new"), "UTC")
    assert not plans.scans()


def _ids(place: Place) -> tuple[int, int, int]:
    return place.workspace_id, place.group_id, place.member_id


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


async def test_what_a_user_did_and_what_waits_is_found_by_an_index(stores: Database, plans: Plans) -> None:
    event = {"command": "message", "origin": {"platform": "slack", "user": "ada"}}
    await stores.jobs.add(new_job("message", JobKind.EVENT, event=event))
    with plans.watching():
        assert await stores.jobs.events_of("slack", "ada", NOON)
    assert not plans.scans()


async def test_an_interview_is_found_and_gone_on_with_by_an_index(stores: Database, place: Place, plans: Plans) -> None:
    told = await stores.interviews.begin(opened(place=place), "event-1", SOON)
    with plans.watching():
        assert await stores.interviews.current(place)
        assert await stores.interviews.told(place.workspace_id, "event-1")
        assert await stores.interviews.due(SOON, 500)
        assert await stores.interviews.take(later(told, phase=Phase.PARKED), "event-2", None, (), NOON)
        assert await stores.interviews.current(place)
        await stores.interviews.settle(place.workspace_id, "one", 3, replace(ADA, direct=True))
        await stores.interviews.alone_with(ADA.platform, ADA.user)
        await stores.interviews.ratings(place.workspace_id)
        assert (await stores.keeping.keepsakes(place)).interview_days == [TODAY]
    assert not plans.scans()


async def test_a_text_is_replaced_by_way_of_indexes(stores: Database, place: Place, plans: Plans) -> None:
    answer = (await stores.ledger.submit(new_answer(place), new_job())).answer
    with plans.watching():
        assert await stores.ledger.replace_text(place.workspace_id, answer.id, "a better one", new_job())
    assert plans.scans() <= FEW


async def test_a_member_is_forgotten_without_reading_what_others_wrote_or_what_is_done(
    stores: Database, place: Place, plans: Plans
) -> None:
    await stores.ledger.submit(new_answer(place), new_job())
    await stores.interviews.begin(opened(place=place), "event-2", SOON, [new_job("say")])
    with plans.watching():
        assert await stores.ledger.forget(place)
    assert plans.scans() <= FEW
