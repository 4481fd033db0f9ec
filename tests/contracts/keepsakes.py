"""What stores do with all that is kept of a member besides their answers: hand it over, and erase it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.belongings import Keepsakes, KeptInterview, KeptPass, KeptSuggestion
from bot.core.delivery.records import Sent
from bot.core.errors import TryLaterError
from bot.core.interviews.kept import InterviewRunningError, turn_key
from bot.core.interviews.state import Phase, Rating, dump_session
from bot.core.progress.cards import MemoryCard
from bot.core.progress.ports import Chosen
from bot.core.progress.scores import CriterionKey
from bot.core.records import JobKind, Place
from tests.contracts.answering import AtAPlace
from tests.contracts.interviews import SOON, later, opened
from tests.contracts.opened import TODAY, OpenedStores, new_job
from tests.samples import ADA, BOB, NOON

NOTHING = Keepsakes([], [], Chosen(), [], [])
CARD = MemoryCard(CriterionKey("coin-flips", "design-first"), 2, 3.5, 6.25, NOON + timedelta(days=3), NOON)


async def fill(stores: OpenedStores, place: Place, name: str) -> None:
    """Let a member pass, suggest, choose, review a card, and begin an interview."""
    posting = await stores.postings.open_posting(place, "coin-flips", f"day-{name}", NOON, TODAY)
    await stores.postings.pass_on(place, posting.id, SOON)
    await stores.schedules.suggest(place, name, f"dice-{name}", f"{name} likes it.")
    await stores.preferences.save_preferences(place, on_boards=False)
    await stores.decks.save_deck(place, [CARD], 0, 7)
    await stores.interviews.begin(opened(name, place), f"event-{name}", SOON, [new_job(f"say:{name}", JobKind.DELIVER)])


class KeepsakesContract(AtAPlace):
    async def test_of_a_new_member_nothing_is_kept(self, stores: OpenedStores, place: Place) -> None:
        assert await stores.keeping.keepsakes(place) == NOTHING

    async def test_all_that_is_kept_of_a_member_is_handed_over_and_nobody_elses(
        self, stores: OpenedStores, place: Place
    ) -> None:
        await fill(stores, place, "ada")
        await fill(stores, await stores.directory.place_of(BOB, "UTC"), "bob")
        session = opened("ada", place).kept.session
        assert await stores.keeping.keepsakes(place) == Keepsakes(
            [KeptPass("coin-flips", TODAY, SOON)],
            [KeptSuggestion("dice-ada", "ada likes it.", "open")],
            Chosen(on_boards=False),
            [CARD],
            [KeptInterview("ada", "two-stages", "live", dump_session(session))],
        )

    async def test_all_of_it_is_erased_with_the_member_and_nobody_elses(
        self, stores: OpenedStores, place: Place
    ) -> None:
        bob = await stores.directory.place_of(BOB, "UTC")
        for member, name in ((place, "ada"), (bob, "bob")):
            await fill(stores, member, name)
        await stores.ledger.forget(place)
        assert await stores.keeping.keepsakes(place) == NOTHING
        assert len((await stores.keeping.keepsakes(bob)).interviews) == 1
        assert [job.key for job in await stores.jobs.claim([JobKind.DELIVER], 10, NOON, 30)] == ["say:bob"]

    async def test_a_forgotten_members_interviews_leave_neither_events_nor_ratings(
        self, stores: OpenedStores, place: Place
    ) -> None:
        told = await stores.interviews.begin(opened(place=place), "event-1", SOON)
        rated = later(told, phase=Phase.DONE, rating=Rating(stars=5, why="Patient."))
        await stores.interviews.take(rated, "event-2", None)
        await stores.ledger.forget(place)
        for key in ("event-1", "event-2"):
            assert await stores.interviews.told(place.workspace_id, key) is None
        assert await stores.interviews.ratings(place.workspace_id) == []
        assert await stores.interviews.current(place) is None
        assert await stores.interviews.due(SOON, 10) == []

    async def test_where_a_forgotten_members_turns_were_shown_is_forgotten(
        self, stores: OpenedStores, place: Place
    ) -> None:
        told = await stores.interviews.begin(opened("a_%", place), "event-1", SOON)
        key = turn_key("a_%", told.turns[0])
        theirs, others = (
            [key, f"{key}:1", "interview:a_%:notes"],
            ["interview:abc:1", "interview:a_%b:1", "interview:a_"],
        )
        for name in theirs + others:
            await stores.deliveries.begin(name, 0, name, NOON)
            await stores.deliveries.sent(name, 0, Sent("room", name), NOON)
        await stores.deliveries.begin("thinks", 0, "interview:a_%:after:2", NOON)
        await stores.ledger.forget(place)
        assert [await stores.deliveries.shown_in(name) for name in theirs] == [[], [], []]
        assert (await stores.deliveries.begin("thinks", 0, "interview:a_%:after:2", NOON)).fresh
        assert [await stores.deliveries.shown_in(name) for name in others] == [[Sent("room", name)] for name in others]

    async def test_what_comes_in_for_an_interview_of_a_member_who_was_forgotten_meanwhile_is_not_kept(
        self, stores: OpenedStores, place: Place
    ) -> None:
        told = await stores.interviews.begin(opened(place=place), "event-1", SOON)
        await stores.ledger.forget(place)
        assert await stores.interviews.take(later(told), "event-2", SOON, [new_job("say")]) is None
        with pytest.raises(TryLaterError):
            await stores.interviews.begin(opened("two", place), "event-3", SOON, [new_job("say-too")])
        assert not (await stores.jobs.counts()).by_kind
        back = await stores.directory.place_of(ADA, "UTC")
        again = await stores.interviews.begin(opened("two", back), "event-3", SOON)
        assert await stores.interviews.current(back) == again.kept

    async def test_forgetting_amid_events_of_an_interview_leaves_nothing_behind(
        self, stores: OpenedStores, place: Place
    ) -> None:
        told = await stores.interviews.begin(opened(place=place), "event-1", SOON, [new_job("say:1")])
        interviews, over = stores.interviews, later(told, phase=Phase.DONE, rating=Rating(stars=3))
        events = (interviews.take(over, f"event-{n}", SOON, [new_job(f"say:{n}")]) for n in range(2, 8))
        delivered = (interviews.settle(place.workspace_id, "one", n) for n in range(1, 4))
        begun = (interviews.begin(opened(f"id-{n}", place), f"begin-{n}", SOON, [new_job(f"b:{n}")]) for n in range(4))
        results = await asyncio.gather(*events, *delivered, stores.ledger.forget(place), *begun, return_exceptions=True)
        problems = [result for result in results if isinstance(result, BaseException)]
        assert all(isinstance(problem, TryLaterError | InterviewRunningError) for problem in problems)
        assert await stores.keeping.keepsakes(place) == NOTHING
        assert await interviews.ratings(place.workspace_id) == []
        assert not (await stores.jobs.counts()).by_kind
