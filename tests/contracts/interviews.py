"""What every store of interviews does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.interviews.kept import DueInterview, InterviewRunningError, InterviewStore, Kept, Told
from bot.core.interviews.session import begin
from bot.core.interviews.state import Phase, Rating, Session
from bot.core.records import Origin, Place
from tests.samples import ADA, NOON
from tests.unit.interview_samples import make

PLACE = Place(1, 1, 1, "UTC")
OTHER_MEMBER = replace(PLACE, member_id=2)
OTHER_WORKSPACE = Place(2, 2, 3, "UTC")
SOON = NOON + timedelta(minutes=4)


def opened(session_id: str = "one", place: Place = PLACE, origin: Origin = ADA) -> Told:
    step = begin(make(), session_id, NOON)
    return Told(Kept(step.session, 1, place, origin), step.turns)


def later(told: Told, **changes: object) -> Told:
    session = told.kept.session.model_copy(update={"heard": SOON, **changes})
    return Told(replace(told.kept, session=session, revision=told.kept.revision + 1), told.kept.session.turns[:1])


class InterviewStoreContract:
    async def test_what_was_begun_is_found_as_it_was(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        found = await interviews.get(1, "one")
        assert found == told.kept
        assert await interviews.current(PLACE) == told.kept

    async def test_an_event_that_comes_again_finds_what_it_led_to_and_changes_nothing(
        self, interviews: InterviewStore
    ) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        assert await interviews.begin(opened("two"), "event-1", SOON) == told
        assert await interviews.get(1, "two") is None
        taken = await interviews.take(later(told), "event-2", SOON)
        again = later(later(told), phase=Phase.PAUSED)
        assert await interviews.take(again, "event-2", SOON) == taken
        assert await interviews.told(1, "event-2") == taken
        held = await interviews.get(1, "one")
        assert held is not None
        assert (held.revision, held.session.phase) == (2, Phase.LIVE)

    async def test_of_two_events_on_one_revision_the_second_is_turned_away(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        assert await interviews.take(later(told), "event-2", SOON) is not None
        assert await interviews.take(later(told, phase=Phase.PAUSED), "event-3", SOON) is None
        assert await interviews.told(1, "event-3") is None

    async def test_a_member_holds_one_interview_at_a_time(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        with pytest.raises(InterviewRunningError) as caught:
            await interviews.begin(opened("two"), "event-2", SOON)
        assert caught.value.session_id == "one"
        await interviews.begin(opened("three", OTHER_MEMBER), "event-3", SOON)
        await interviews.take(later(told, phase=Phase.PARKED), "event-4", None)
        await interviews.begin(opened("two"), "event-5", SOON)
        parked = await interviews.get(1, "one")
        assert parked is not None
        back = Told(replace(parked, revision=3, session=_phase(parked.session, Phase.LIVE)), ())
        with pytest.raises(InterviewRunningError):
            await interviews.take(back, "event-6", SOON)

    async def test_one_that_runs_is_the_current_one_else_the_last_heard(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        await interviews.take(later(told, phase=Phase.DONE), "event-2", None)
        found = await interviews.current(PLACE)
        assert found is not None
        assert found.session.id == "one"
        await interviews.begin(opened("two"), "event-3", SOON)
        found = await interviews.current(PLACE)
        assert found is not None
        assert found.session.id == "two"
        assert await interviews.current(OTHER_MEMBER) is None

    async def test_workspaces_do_not_see_each_others(self, interviews: InterviewStore) -> None:
        await interviews.begin(opened(), "event-1", SOON)
        assert await interviews.get(2, "one") is None
        assert await interviews.told(2, "event-1") is None
        assert await interviews.current(OTHER_WORKSPACE) is None

    async def test_what_is_due_is_found_the_longest_due_first(self, interviews: InterviewStore) -> None:
        await interviews.begin(opened("one"), "event-1", SOON)
        await interviews.begin(opened("two", OTHER_MEMBER), "event-2", SOON - timedelta(minutes=1))
        await interviews.begin(opened("three", OTHER_WORKSPACE), "event-3", None)
        assert await interviews.due(SOON, 10) == [DueInterview(1, "two"), DueInterview(1, "one")]
        assert await interviews.due(SOON, 1) == [DueInterview(1, "two")]
        assert await interviews.due(NOON, 10) == []

    async def test_where_turns_go_and_what_was_delivered_is_noted_beside_the_events(
        self, interviews: InterviewStore
    ) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        thread = replace(ADA, thread="T9")
        await interviews.settle(1, "one", 3, thread)
        found = await interviews.get(1, "one")
        assert found == replace(told.kept, origin=thread, said=3)
        taken = await interviews.take(later(told), "event-2", SOON)
        assert taken is not None
        assert (taken.kept.origin, taken.kept.said, taken.kept.revision) == (thread, 3, 2)
        assert await interviews.current(PLACE) == taken.kept
        await interviews.settle(1, "one", 2)
        await interviews.settle(2, "one", 7)
        await interviews.settle(1, "nowhere", 7)
        found = await interviews.get(1, "one")
        assert found is not None
        assert (found.origin, found.said) == (thread, 3)

    async def test_one_that_is_held_alone_with_a_user_is_found_from_any_workspace(
        self, interviews: InterviewStore
    ) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        assert await interviews.alone_with(ADA.platform, ADA.user) is None
        await interviews.settle(1, "one", 0, replace(ADA, direct=True))
        found = await interviews.alone_with(ADA.platform, ADA.user)
        assert found is not None
        assert found.session == told.kept.session
        assert await interviews.alone_with(ADA.platform, "somebody else") is None
        assert await interviews.alone_with("elsewhere", ADA.user) is None

    async def test_of_those_held_alone_with_a_user_the_one_that_runs_is_found_else_the_latest(
        self, interviews: InterviewStore
    ) -> None:
        alone = replace(ADA, direct=True)
        told = await interviews.begin(opened(origin=alone), "event-1", SOON)
        await interviews.take(later(told, phase=Phase.DONE), "event-2", None)
        other = await interviews.begin(opened("two", place=OTHER_WORKSPACE, origin=alone), "event-3", SOON)
        found = await interviews.alone_with(ADA.platform, ADA.user)
        assert found is not None
        assert found.session.id == "two"
        before = {"phase": Phase.PARKED, "heard": told.kept.session.began}
        await interviews.take(later(other, **before), "event-4", None)
        found = await interviews.alone_with(ADA.platform, ADA.user)
        assert found is not None
        assert found.session.id == "one"

    async def test_ratings_are_kept_by_plan_and_persona(self, interviews: InterviewStore) -> None:
        told = await interviews.begin(opened(), "event-1", SOON)
        rating = Rating(stars=4, why="Good pauses.")
        await interviews.take(later(told, phase=Phase.DONE, rating=rating), "event-2", None)
        [rated] = await interviews.ratings(1)
        assert (rated.plan_id, rated.personas, rated.rating) == ("two-stages", ("kim",), rating)
        assert await interviews.ratings(2) == []
        assert await interviews.ratings(None) == [rated]


def _phase(session: Session, phase: Phase) -> Session:
    return session.model_copy(update={"phase": phase})
