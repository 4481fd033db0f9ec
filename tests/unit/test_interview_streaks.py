"""What is answered in mock interviews counts for streaks, once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.state import Role, Seat
from bot.core.interviews.pairing.storing import Pairs
from bot.core.progress.streaks import Streak
from bot.core.records import Origin
from tests.fakes.stores import InMemoryStores
from tests.samples import NOON
from tests.transcripts.core_stage import CONTENT, CoreStage
from tests.unit.interview_samples import make
from tests.unit.pair_samples import HOME

BOB = Origin("core", "W1", "D-bob", "bob", "Bob", direct=True)
A_DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)


class Week:
    """A member who is in no group that is asked, so that every workday can be missed."""

    def __init__(self, since: datetime = MONDAY) -> None:
        self.stage = CoreStage()
        self.stage.clock.advance((since - self.stage.clock.now()).total_seconds())

    async def says(self, *texts: str) -> Streak:
        for text in texts:
            await self.stage.say("bob", text, "direct")
            await self.stage.settle()
        place = await self.stage.stores.directory.place_of(BOB, "UTC")
        return await self.stage.room.practice.streak_of(place, self.stage.clock.now())

    async def next_day(self, *texts: str) -> Streak:
        self.stage.clock.advance(A_DAY.total_seconds())
        return await self.says(*texts)


async def test_interviews_keep_a_streak_over_their_days_and_one_that_is_only_stopped_does_not() -> None:
    week = Week()
    monday = await week.says("mock two-stages", "I like numbers.", "I like them a lot.", "Very much.", "stop")
    assert (monday.current, monday.today) == (1, True)
    tuesday = await week.next_day("mock two-stages", "I like numbers.", "stop", "mock two-stages", "Numbers.", "stop")
    assert (tuesday.current, tuesday.today) == (2, True)
    wednesday = await week.next_day("mock two-stages", "stop", "mock rate 4 because of the pauses.")
    assert (wednesday.current, wednesday.today) == (2, False)
    thursday = await week.next_day("mock two-stages", "I like numbers.")
    assert (thursday.current, thursday.longest) == (1, 2)


async def test_who_only_held_an_interview_is_told_of_their_streak() -> None:
    week = Week()
    await week.says("mock two-stages", "I like numbers.", "stop")
    await week.stage.command("bob", "progress", "direct")
    await week.stage.settle()
    told = (await week.stage.seen("bob", "direct"))[-1]
    assert "Streak" in told
    assert "1 day" in told
    assert "Nothing here yet" not in told


@pytest.mark.parametrize(
    "said",
    [
        ["stop"],
        ["hint", "stop"],
        ["skip", "skip", "stop"],
        ["I don't know.", "stop"],
        ["skip", "What does the coin weigh?", "stop"],
        ["note: coins", "pause", "resume", "time", "stop"],
        ["stop", "5 because of the pauses."],
        ["stop", "mock rate 4 because of the pauses."],
    ],
    ids=" / ".join,
)
async def test_what_is_no_answer_begins_no_streak(said: list[str]) -> None:
    streak = await Week().says("mock two-stages", *said)
    assert (streak.current, streak.today) == (0, False)


async def test_an_evening_in_an_interview_counts_as_the_member_has_it_by_then() -> None:
    week = Week(MONDAY.replace(hour=23))
    await week.says("evenings", "mock two-stages", "I like numbers.")
    week.stage.clock.advance(2 * 3600)
    late = await week.says("A fair one.")
    assert (late.current, late.today) == (1, True)
    await week.stage.command("bob", "evenings no", "direct")
    await week.stage.settle()
    assert (await week.says("Because it is fair.")).current == 2


async def test_of_a_pair_the_candidate_keeps_the_day_once_they_wrote_or_were_given_a_level() -> None:
    stores = InMemoryStores()
    pairs = Pairs(CONTENT, stores.pairs, stores.directory, stores.interviews)
    ada, bob = (replace(BOB, user=user, channel="C1", direct=False, thread="T1") for user in ("ada", "bob"))
    candidate, reader = [await stores.directory.place_of(one, "UTC") for one in (ada, bob)]
    seats = [Seat(member_id=one.member_id, user=who) for one, who in ((candidate, "ada"), (reader, "bob"))]
    pair = moves.join(moves.invite(make(), HOME, seats[0], Role.CANDIDATE, NOON), seats[1], Role.READER)
    pair = moves.start(make(), pair, reader.member_id, NOON).but(thread="T1")
    kept = await stores.pairs.begin(candidate.workspace_id, pair, "begun", lambda _: ())

    async def level(value: int, at: datetime) -> list[object]:
        await pairs.do(
            kept.workspace_id,
            kept.id,
            f"level-{value}-{at}",
            at,
            lambda script, now: noting.give_level(script, now, reader.member_id, "warm-up", "drive", value),
        )
        return list((await stores.ledger.practised(candidate)).days)

    assert await level(0, NOON) == []
    assert await level(3, NOON) == [NOON.date()]
    assert await level(2, NOON + A_DAY) == [NOON.date()]
    assert await pairs.wrote(ada, "wrote", "A fair one has no edge.", NOON + 2 * A_DAY)
    assert (await stores.ledger.practised(candidate)).days == [NOON.date(), NOON.date() + 2 * A_DAY]
    assert not (await stores.ledger.practised(reader)).days
