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
