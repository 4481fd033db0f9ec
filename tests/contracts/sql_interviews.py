"""What the store of interviews in a database has to do beyond its port."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import Heard, InterviewRunningError, InterviewStore, Told
from bot.core.interviews.listening import Word
from bot.core.interviews.saying import say_jobs
from bot.core.interviews.state import InterviewStateError, Phase
from bot.core.interviews.storing import Interviews
from bot.core.records import JobKind, Place
from storage.database import Database
from storage.tables import GROUPS, MEMBERS, WORKSPACES
from storage.upsert import insert_all_or_skip
from tests import samples
from tests.contracts.interviews import OTHER_MEMBER, OTHER_WORKSPACE, PLACE, SOON, InterviewStoreContract, later, opened
from tests.contracts.opened import new_job
from tests.contracts.sql_stores import change, found
from tests.samples import ADA, NOON
from tests.unit.interview_samples import conductor, plan


async def make_place(stores: Database, place: Place, member: str) -> None:
    """Rows with the ids that a place names."""
    workspace = {"id": place.workspace_id, "platform": "terminal", "external_id": f"w{place.workspace_id}"}
    group = {"id": place.group_id, "workspace_id": place.workspace_id, "channel": "room"}
    person = {"id": place.member_id, "workspace_id": place.workspace_id, "external_id": member, "name": ""}

    def work(connection: Connection) -> None:
        for table, row in ((WORKSPACES, workspace), (GROUPS, group), (MEMBERS, person)):
            connection.execute(insert_all_or_skip(table, "id"), row)

    await stores._transactions.write(work)


class SqlInterviewsContract(InterviewStoreContract):
    @pytest.fixture
    async def interviews(self, stores: Database) -> InterviewStore:
        for place, member in ((PLACE, "ada"), (OTHER_MEMBER, "bob"), (OTHER_WORKSPACE, "ada")):
            await make_place(stores, place, member)
        return stores.interviews

    async def test_the_jobs_of_an_event_are_put_with_it_or_not_at_all(
        self, stores: Database, interviews: InterviewStore
    ) -> None:
        told = await interviews.begin(opened(), "event-1", SOON, [new_job("one")])
        await interviews.begin(opened(), "event-1", SOON, [new_job("of a redelivery")])
        await interviews.take(
            replace(told, kept=replace(told.kept, revision=5)), "late", SOON, [new_job("turned away")]
        )
        with pytest.raises(InterviewRunningError):
            await interviews.begin(opened("two"), "event-2", SOON, [new_job("of a second interview")])
        await interviews.take(later(told), "event-3", SOON, [new_job("two")])
        assert [job.key for job in await stores.jobs.claim([JobKind.GRADE], 10, NOON, 30)] == ["one", "two"]

    async def test_of_interviews_that_begin_at_once_there_is_one(self, interviews: InterviewStore) -> None:
        many = (interviews.begin(opened(f"id-{number}"), f"event-{number}", SOON) for number in range(8))
        results = await asyncio.gather(*many, return_exceptions=True)
        assert [type(result) for result in results if not isinstance(result, Told)] == [InterviewRunningError] * 7

    async def test_of_events_on_one_revision_that_come_at_once_one_is_taken(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        many = (interviews.take(later(told), f"event-{number}", SOON) for number in range(2, 10))
        assert len([taken for taken in await asyncio.gather(*many) if taken is not None]) == 1

    async def test_what_is_said_and_pressed_at_once_is_heard_one_after_the_other_and_nothing_is_lost(
        self, stores: Database, interviews: InterviewStore
    ) -> None:
        """As by two messages sent at once, a button beside them, another device, or another process."""
        content = replace(samples.content(), interviews={"two-stages": plan()})
        held = Interviews(content, conductor(), interviews, lambda told, event: say_jobs(told, event, event.at))
        began = await held.begin(PLACE, ADA, "two-stages", Heard("event-0", NOON))
        lines = [f"note: - number {number}" for number in range(6)]
        events = [Heard(f"event-{number}", SOON, line) for number, line in enumerate(lines, 1)]
        events += [Heard("pressed", SOON, "", Word.TIME), Heard("event-3", SOON, lines[2])]

        async def hear(event: Heard) -> Told:
            while True:
                try:
                    return await held.hear(PLACE, event, began.kept.session.id)
                except TryLaterError:  # as the worker does
                    continue

        told = await asyncio.gather(*map(hear, events))
        kept = await interviews.get(1, began.kept.session.id)
        assert kept is not None
        turns = kept.session.turns
        assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
        assert sorted(turn.text for turn in turns if turn.persona is None) == sorted([*lines, "time"])
        assert sorted(kept.session.stages[0].notes) == [f"number {number}" for number in range(6)]
        assert told[2].turns == told[-1].turns
        by_number = sorted({item.turns for item in told}, key=lambda said: said[0].number)
        heard = [turn for said in by_number for turn in said]
        assert heard == list(turns[len(began.turns) :])
        jobs = await stores.jobs.claim([JobKind.SAY], 20, SOON, 30)
        spans = sorted((int(str(job.payload["first"])), int(str(job.payload["last"]))) for job in jobs)
        assert spans == [(said[0].number, said[-1].number) for said in [began.turns, *by_number]]

    async def test_an_event_that_comes_at_once_many_times_is_played_once(
        self, stores: Database, interviews: InterviewStore
    ) -> None:
        begun = await asyncio.gather(*(interviews.begin(opened(), "event-1", SOON) for _ in range(4)))
        taken = await asyncio.gather(*(interviews.take(later(begun[0]), "event-2", SOON) for _ in range(4)))
        assert begun == [begun[0]] * 4
        assert taken == [taken[0]] * 4
        assert await found(stores, "SELECT count(*) FROM interview_events") == [(2,)]

    async def test_an_event_that_comes_late_finds_its_turns_and_the_interview_as_it_stands(
        self, interviews: InterviewStore
    ) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        taken = await interviews.take(later(told, phase=Phase.PAUSED), "event-2", None)
        assert taken is not None
        assert await interviews.told(1, "event-1") == Told(taken.kept, told.turns)

    @pytest.mark.parametrize(("record", "reason"), [('{"version": 99}', "version"), ("{", "unreadable")])
    async def test_a_record_that_cannot_be_read_is_refused_and_holds_up_nothing_else(
        self, stores: Database, interviews: InterviewStore, record: str, reason: str
    ) -> None:
        await interviews.begin(opened(), "event-1", SOON)
        await interviews.begin(opened("two", OTHER_MEMBER), "event-2", SOON)
        await change(stores, "UPDATE interviews SET state = :record WHERE session_id = 'one'", record=record)
        for looking in (interviews.get(1, "one"), interviews.current(PLACE), interviews.told(1, "event-1")):
            with pytest.raises(InterviewStateError) as caught:
                await looking
            assert caught.value.reason == reason
        assert len(await interviews.due(SOON, 10)) == 2
        assert await interviews.current(OTHER_MEMBER) is not None
        with pytest.raises(InterviewRunningError):
            await interviews.begin(opened("three"), "event-3", SOON)
        [kept] = (await stores.keeping.keepsakes(PLACE)).interviews
        assert kept.record == record
