from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.contracts.opened import TODAY, OpenedStores
from tests.samples import ADA, BOB, NOON


class PostingsContract:
    async def test_a_posting_is_found_by_its_key(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY, "meta")
        assert (made.question_id, made.posted_at, made.local_date, made.style) == ("coin-flips", NOON, TODAY, "meta")
        assert made.group_id == place.group_id
        assert await stores.postings.posting_of(place, "day-1") == made

    async def test_a_posting_may_close_be_private_and_have_a_note(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        end = NOON + timedelta(days=1)
        made = await stores.postings.open_posting(
            place, "coin-flips", "now:1", NOON, TODAY, closes_at=end, private=True, note="posting.late"
        )
        assert (made.closes_at, made.private, made.note) == (end, True, "posting.late")
        assert await stores.postings.posting(place.workspace_id, made.id) == made

    async def test_a_key_that_was_not_used_finds_nothing(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        assert await stores.postings.posting_of(place, "day-1") is None

    async def test_the_same_key_finds_the_first_posting_whatever_its_question(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        first = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        again = await stores.postings.open_posting(place, "dice-rolls", "day-1", NOON + timedelta(hours=1), TODAY)
        assert again == first
        assert await stores.postings.asked(place) == ["coin-flips"]

    async def test_all_members_of_a_group_see_its_postings(self, stores: OpenedStores) -> None:
        made = await stores.postings.open_posting(
            await stores.directory.place_of(ADA, "UTC"), "coin-flips", "day-1", NOON, TODAY
        )
        assert await stores.postings.posting_of(await stores.directory.place_of(BOB, "UTC"), "day-1") == made

    async def test_another_group_has_its_own_postings(self, stores: OpenedStores) -> None:
        here = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        first = await stores.postings.open_posting(here, "coin-flips", "day-1", NOON, TODAY)
        second = await stores.postings.open_posting(there, "dice-rolls", "day-1", NOON, TODAY)
        assert first.id != second.id
        assert await stores.postings.asked(here) == ["coin-flips"]
        assert await stores.postings.asked(there) == ["dice-rolls"]

    async def test_what_was_asked_is_told_oldest_first_with_repeats(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        for question, days in (("third", 3), ("first", 1), ("second", 2), ("first", 4)):
            at = NOON + timedelta(days=days)
            await stores.postings.open_posting(place, question, f"day-{days}", at, at.date())
        assert await stores.postings.asked(place) == ["first", "second", "third", "first"]

    async def test_a_posting_is_found_by_its_id_in_its_workspace(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        assert await stores.postings.posting(place.workspace_id, made.id) == made
        assert await stores.postings.posting(place.workspace_id, 4711) is None
        assert await stores.postings.posting(there.workspace_id, made.id) is None

    async def test_the_latest_posting_is_what_was_put_to_the_group_last(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        assert await stores.postings.latest_posting(place) is None
        newest = await stores.postings.open_posting(place, "second", "day-2", NOON + timedelta(days=2), TODAY)
        await stores.postings.open_posting(place, "first", "day-1", NOON, TODAY)
        await stores.postings.open_posting(there, "other", "day-3", NOON + timedelta(days=3), TODAY)
        assert await stores.postings.latest_posting(place) == newest

    async def test_what_one_member_asked_for_is_not_the_latest_for_all(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        on_show = await stores.postings.open_posting(place, "first", "day-1", NOON, TODAY)
        alone = await stores.postings.open_posting(place, "second", "ask:1", NOON + timedelta(hours=1), TODAY)
        assert await stores.postings.latest_posting(place, for_all=True) is None
        await stores.postings.shown(place.workspace_id, on_show.id, "17.3")
        assert await stores.postings.latest_posting(place, for_all=True) == replace(on_show, thread="17.3")
        assert await stores.postings.latest_posting(place) == alone

    async def test_a_posting_is_found_by_the_thread_in_which_it_is_answered(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, channel="elsewhere"), "UTC")
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        other = await stores.postings.open_posting(there, "coin-flips", "day-1", NOON, TODAY)
        assert await stores.postings.posting_in(place, "17.3") is None
        for posting in (made, made, other):
            await stores.postings.shown(place.workspace_id, posting.id, "17.3")
        assert await stores.postings.posting_in(place, "17.3") == replace(made, thread="17.3")
        assert await stores.postings.posting_in(there, "17.3") == replace(other, thread="17.3")
        assert await stores.postings.posting_in(place, "17.4") is None

    async def test_a_posting_that_was_shown_late_was_put_then(self, stores: OpenedStores) -> None:
        place, later = await stores.directory.place_of(ADA, "UTC"), NOON + timedelta(hours=5)
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        await stores.postings.shown(place.workspace_id, made.id, "17.3", later)
        assert await stores.postings.posting_in(place, "17.3") == replace(made, thread="17.3", posted_at=later)
        await stores.postings.shown(place.workspace_id, made.id, "17.4")
        assert await stores.postings.posting_in(place, "17.4") == replace(made, thread="17.4", posted_at=later)

    async def test_a_thread_belongs_to_the_posting_that_was_shown_there_last(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        made = [await stores.postings.open_posting(place, name, name, NOON, TODAY) for name in ("first", "second")]
        for posting in made:
            await stores.postings.shown(place.workspace_id, posting.id, "17.3")
        assert await stores.postings.posting_in(place, "17.3") == replace(made[1], thread="17.3")
        assert await stores.postings.posting(place.workspace_id, made[0].id) == made[0]

    async def test_another_workspaces_posting_is_not_shown_or_closed(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        there = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        await stores.postings.shown(there.workspace_id, made.id, "17.3")
        assert not await stores.postings.closed(there.workspace_id, made.id, NOON)
        await stores.postings.pass_on(there, made.id, NOON)
        assert await stores.postings.posting(place.workspace_id, made.id) == made
        assert await stores.postings.passes(place.workspace_id, made.id) == 0

    async def test_a_posting_is_closed_once(self, stores: OpenedStores) -> None:
        place = await stores.directory.place_of(ADA, "UTC")
        made = await stores.postings.open_posting(place, "coin-flips", "day-1", NOON, TODAY)
        assert await stores.postings.closed(place.workspace_id, made.id, NOON)
        assert not await stores.postings.closed(place.workspace_id, made.id, NOON + timedelta(hours=1))
        assert not await stores.postings.closed(place.workspace_id, 4711, NOON)
        assert await stores.postings.posting(place.workspace_id, made.id) == replace(made, closed_at=NOON)

    async def test_members_let_a_posting_go_once_each(self, stores: OpenedStores) -> None:
        ada, bob = await stores.directory.place_of(ADA, "UTC"), await stores.directory.place_of(BOB, "UTC")
        made = await stores.postings.open_posting(ada, "coin-flips", "day-1", NOON, TODAY)
        other = await stores.postings.open_posting(ada, "dice-rolls", "day-2", NOON, TODAY)
        for place in (ada, ada, bob):
            await stores.postings.pass_on(place, made.id, NOON)
        await stores.postings.pass_on(ada, other.id, NOON)
        await stores.postings.pass_on(ada, 4711, NOON)
        assert await stores.postings.passes(ada.workspace_id, made.id) == 2
        assert await stores.postings.passes(ada.workspace_id, other.id) == 1
        there = await stores.directory.place_of(replace(ADA, workspace="other"), "UTC")
        assert await stores.postings.passes(there.workspace_id, made.id) == 0
