"""Channels that get new ids, on every kind of database."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.records import Sent
from bot.core.errors import TryLaterError
from bot.core.interviews.pairing.moves import invite
from bot.core.interviews.pairing.state import Home, Role, Seat
from bot.core.interviews.state import Phase
from bot.core.records import JobKind, NewJob, Place
from storage.database import Database
from tests.contracts.interviews import later, opened
from tests.contracts.opened import new_answer, new_job
from tests.samples import ADA, BOB, NOON
from tests.unit.interview_samples import make

OLD = replace(ADA, platform="slack", workspace="T1", channel="G1")
NEW = replace(OLD, channel="C1")
LATER = NOON + timedelta(hours=1)


class ChannelIdsContract:
    async def change(self, stores: Database, before: str = "G1", now: str = "C1") -> bool:
        return await stores.channel_ids.change("slack", "T1", before, now, LATER)

    async def asked(self, stores: Database) -> tuple[Place, int]:
        """A group with a schedule and a question in a thread; its place and the posting."""
        place = await stores.directory.place_of(OLD, "UTC")
        await stores.schedules.add(place, {}, OLD.user, NOON)
        posting = await stores.postings.open_posting(place, "coin-flips", "asked", NOON, NOON.date())
        await stores.postings.shown(place.workspace_id, posting.id, "17.3")
        return place, posting.id

    async def test_a_group_follows_to_its_new_id_with_all_that_goes_on_there(self, stores: Database) -> None:
        place, posting_id = await self.asked(stores)
        await stores.deliveries.begin("asked", 0, "slot", NOON)
        await stores.deliveries.sent("asked", 0, Sent("G1", "17.3", "17.3"), NOON)
        assert await self.change(stores)
        assert await stores.directory.place_of(NEW, "UTC") == place
        group = await stores.directory.find_group(NEW)
        assert group is not None
        assert (group.id, group.channel) == (place.group_id, "C1")
        assert len(await stores.schedules.of_group(place.workspace_id, group.id)) == 1
        found = await stores.postings.posting_in(place, "17.3")
        assert found is not None
        assert found.id == posting_id
        assert list(await stores.deliveries.shown_in("slot")) == [Sent("C1", "17.3", "17.3")]

    async def test_an_interview_goes_on_where_it_was_held(self, stores: Database) -> None:
        place = await stores.directory.place_of(OLD, "UTC")
        told = opened("i", place)
        held = replace(told, kept=replace(told.kept, origin=replace(OLD, thread="17.3")))
        await stores.interviews.begin(held, "e", NOON)
        assert await self.change(stores)
        kept = await stores.interviews.current(place)
        assert kept is not None
        assert kept.origin == replace(NEW, thread="17.3")

    async def test_a_pair_goes_on_where_it_met(self, stores: Database) -> None:
        place = await stores.directory.place_of(OLD, "UTC")
        home = Home(platform="slack", workspace="T1", channel="G1", thread="17.3")
        seat = Seat(member_id=place.member_id, user=OLD.user, name=OLD.user_name)
        pair = invite(make(), home, seat, Role.CANDIDATE, NOON, "")
        kept = await stores.pairs.begin(place.workspace_id, pair, "e", lambda _kept: ())
        assert await self.change(stores)
        moved = await stores.pairs.get(place.workspace_id, kept.id)
        assert moved is not None
        assert moved.pair == pair.model_copy(update={"home": home.model_copy(update={"channel": "C1"})})
        stale = replace(kept, revision=kept.revision + 1)
        assert await stores.pairs.take(stale, "e2", ()) is None, "whoever read it before has to read it anew"

    async def test_being_told_again_changes_nothing(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        assert await self.change(stores)
        assert not await self.change(stores)
        assert await stores.directory.place_of(NEW, "UTC") == place

    async def test_an_unknown_channel_is_nobodys_concern(self, stores: Database) -> None:
        assert not await self.change(stores)
        place, _ = await self.asked(stores)
        for unknown in ("G2", "C1"):
            assert not await self.change(stores, unknown, "C2")
        assert not await stores.channel_ids.change("slack", "T2", "G1", "C1", LATER)
        assert await stores.directory.place_of(OLD, "UTC") == place
        assert await stores.channel_ids.present("slack", "T1", "G1") is None

    async def test_who_still_names_the_old_id_is_in_the_same_group(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        assert await self.change(stores)
        assert await stores.directory.place_of(OLD, "UTC") == place
        assert await stores.directory.find(OLD, "UTC") == place
        bob = await stores.directory.place_of(replace(OLD, user=BOB.user), "UTC")
        assert bob.group_id == place.group_id
        found = await stores.directory.find_group(OLD)
        assert found is not None
        assert found.channel == "C1"

    async def test_ids_are_followed_through_all_changes_and_known_by_their_time(self, stores: Database) -> None:
        await self.asked(stores)
        assert await self.change(stores)
        assert await stores.channel_ids.change("slack", "T1", "C1", "C2", LATER + timedelta(hours=1))
        ids = stores.channel_ids
        assert [await ids.present("slack", "T1", name) for name in ("G1", "C1", "C2")] == ["C2", "C2", None]
        moments = [NOON, LATER + timedelta(minutes=1), LATER + timedelta(hours=2)]
        assert [await ids.at("slack", "T1", "C2", moment) for moment in moments] == ["G1", "C1", "C2"]

    async def test_a_channel_may_get_its_first_id_back(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        assert await self.change(stores)
        assert await self.change(stores, "C1", "G1")
        assert await stores.channel_ids.present("slack", "T1", "G1") is None
        assert await stores.directory.place_of(NEW, "UTC") == place

    async def test_what_came_under_the_new_id_before_the_change_was_told_is_kept(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        early = await stores.directory.place_of(NEW, "UTC")
        assert early.group_id != place.group_id
        answer = (await stores.ledger.submit(replace(new_answer(early, "e"), origin=NEW), new_job())).answer
        assert await self.change(stores)
        assert (await stores.directory.place_of(NEW, "UTC")).group_id == place.group_id
        found = await stores.ledger.answer(early.workspace_id, answer.id)
        assert found is not None
        assert found.answer.group_id == place.group_id

    async def test_days_of_interviews_under_either_id_count_on(self, stores: Database) -> None:
        place, early = [await stores.directory.place_of(origin, "UTC") for origin in (OLD, NEW)]
        for number, one in enumerate((place, early)):
            told = await stores.interviews.begin(opened(f"i{number}", one), f"begin-{number}", NOON)
            over = later(told, phase=Phase.DONE)
            await stores.interviews.take(over, f"end-{number}", None, (), NOON + number * timedelta(days=1))
        assert await self.change(stores)
        days = (await stores.ledger.practised(await stores.directory.place_of(NEW, "UTC"))).days
        assert days == [NOON.date(), NOON.date() + timedelta(days=1)]

    async def test_a_question_of_the_day_that_both_ids_have_is_kept_twice_and_is_no_obstacle(
        self, stores: Database
    ) -> None:
        place, early = [await stores.directory.place_of(origin, "UTC") for origin in (OLD, NEW)]
        day = NOON.date()
        for one, question in ((place, "coin-flips"), (early, "two-sided")):
            await stores.postings.open_posting(one, question, f"day:{day}", NOON, day)
        assert await self.change(stores)
        assert set(await stores.postings.asked(place)) == {"coin-flips", "two-sided"}
        posting = await stores.postings.posting_of(place, f"day:{day}")
        assert posting is not None
        assert posting.question_id == "coin-flips"

    async def test_points_that_were_earned_under_both_ids_are_added_up(self, stores: Database) -> None:
        place, early = [await stores.directory.place_of(origin, "UTC") for origin in (OLD, NEW)]
        for one, key in ((place, "e1"), (early, "e2")):
            await stores.ledger.submit(new_answer(one, key), new_job(key))
        alone = await stores.standings.standing(place, "all")
        assert await self.change(stores)
        both = await stores.standings.standing(place, "all")
        assert alone is not None
        assert both is not None
        assert both[0][2].part == 2 * alone[0][2].part > 0
        assert await stores.standings.members(early, "all") == 0

    async def test_what_is_suggested_and_planned_under_both_ids_is_no_obstacle(self, stores: Database) -> None:
        place, early = [await stores.directory.place_of(origin, "UTC") for origin in (OLD, NEW)]
        for one, questions in ((place, ("coin-flips",)), (early, ("coin-flips", "two-sided"))):
            for question in questions:
                await stores.schedules.suggest(one, OLD.user, question, "")
            await stores.schedules.add(one, {}, OLD.user, NOON)
            await stores.recaps.plan(one.workspace_id, one.group_id, LATER)
        assert await self.change(stores)
        found = await stores.schedules.suggestions(place.workspace_id, place.group_id, "open")
        assert [one.question_id for one in found] == ["coin-flips", "two-sided"]
        assert [group.id for group, _ in await stores.recaps.due_recaps(LATER, 10)] == [place.group_id]

    async def test_who_was_just_answering_under_the_new_id_is_sent_back_to_find_their_group(
        self, stores: Database
    ) -> None:
        place, early = [await stores.directory.place_of(origin, "UTC") for origin in (OLD, NEW)]
        assert await self.change(stores)
        with pytest.raises(TryLaterError):
            await stores.ledger.submit(new_answer(early, "e"), new_job())
        found = await stores.directory.place_of(NEW, "UTC")
        assert (await stores.ledger.submit(new_answer(found, "e"), new_job())).answer.group_id == place.group_id

    async def test_whoever_comes_while_the_channel_changes_ends_in_its_group(self, stores: Database) -> None:
        place = await stores.directory.place_of(OLD, "UTC")

        async def comes(number: int) -> None:
            origin = replace((OLD, NEW)[number % 2], user=f"u{number}")
            with suppress(TryLaterError):
                await stores.directory.place_of(origin, "UTC")
            assert (await stores.directory.place_of(origin, "UTC")).group_id

        await asyncio.gather(*map(comes, range(8)), self.change(stores), *map(comes, range(8, 16)))
        for origin in (OLD, NEW):
            assert (await stores.directory.place_of(origin, "UTC")).group_id == place.group_id

    async def test_a_schedule_that_was_halted_for_its_old_id_goes_on(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        await stores.schedules.halt(place.workspace_id, place.group_id, "no-channel")
        other = await stores.directory.place_of(replace(OLD, channel="G2"), "UTC")
        await stores.schedules.add(other, {}, OLD.user, NOON)
        await stores.schedules.halt(other.workspace_id, other.group_id, "no-channel")
        assert await self.change(stores)
        [schedule] = await stores.schedules.due(LATER, 10)
        assert (schedule.group_id, schedule.next_due_at) == (place.group_id, LATER)

    async def test_what_was_refused_for_its_old_id_is_done_once_more(self, stores: Database) -> None:
        place, _ = await self.asked(stores)
        elsewhere = await stores.directory.place_of(replace(OLD, workspace="T2"), "UTC")
        event = {"origin": {"platform": "slack", "workspace": "T1", "channel": "G1", "user": "U1"}, "command": "hint"}
        for key, payload, reason, moment in (
            ("card", {"workspace_id": place.workspace_id, "answer_id": 7}, "no-channel", LATER),
            ("event", {"event": event}, "no-channel", LATER),
            ("early", {"workspace_id": place.workspace_id}, "no-channel", NOON),
            ("archived", {"workspace_id": place.workspace_id}, "archived", LATER),
            ("elsewhere", {"workspace_id": elsewhere.workspace_id}, "no-channel", LATER),
        ):
            await stores.jobs.add(NewJob(JobKind.DELIVER, key, payload, NOON))
            [job] = await stores.jobs.claim([JobKind.DELIVER], 1, NOON, 30.0)
            assert await stores.jobs.bury(job, reason, moment)
        assert await self.change(stores)
        again = await stores.jobs.claim([JobKind.DELIVER], 9, LATER, 30.0)
        assert [(job.key, job.attempts) for job in again] == [("card", 1), ("event", 1)]
