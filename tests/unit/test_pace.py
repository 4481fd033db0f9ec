from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.delivery.pace import Limit, Pacer, singly
from bot.core.errors import NotItsTurnError
from tests.fakes.clock import START, FakeClock, settle
from tests.fakes.simulation import LeapingClock, simulate

CHANNEL = Limit("channel", per_second=1)
OTHER = Limit("other channel", per_second=1)
ALL = Limit("all", per_second=10, burst=3)


class Calls:
    """Callers that note who went when."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.pacer = Pacer(self.clock)
        self.went: list[tuple[str, float]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def call(self, name: str, *limits: Limit, urgent: bool = True) -> asyncio.Task[None]:
        task = asyncio.create_task(self._call(name, limits, urgent))
        self.tasks.append(task)
        return task

    async def _call(self, name: str, limits: tuple[Limit, ...], urgent: bool) -> None:
        await self.pacer.turn(limits, urgent=urgent)
        self.went.append((name, (self.clock.now() - START).total_seconds()))

    def post(self, name: str, *limits: Limit) -> None:
        self.tasks.append(asyncio.create_task(self._post(name, limits), name=name))

    async def _post(self, name: str, limits: tuple[Limit, ...]) -> None:
        self.pacer.book(limits, name)
        await self._call(name, limits, urgent=False)

    def put_off(self) -> list[tuple[str, float]]:
        """The posts that were told to come back, and in how many seconds."""
        told = [task for task in self.tasks if task.done() and isinstance(task.exception(), NotItsTurnError)]
        self.tasks = [task for task in self.tasks if task not in told]
        return [
            (task.get_name(), error.retry_after)
            for task in told
            if isinstance(error := task.exception(), NotItsTurnError)
        ]

    async def run(self, seconds: float, step: float = 0.05) -> None:
        for _ in range(round(seconds / step)):
            await self.clock.pass_time(step)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.went]


async def test_a_call_with_room_goes_at_once() -> None:
    calls = Calls()
    calls.call("a", CHANNEL)
    await settle()
    assert calls.went == [("a", 0.0)]


async def test_calls_of_one_limit_keep_their_distance_and_their_order() -> None:
    calls = Calls()
    for name in "abc":
        calls.call(name, CHANNEL)
    await calls.run(3)
    assert calls.names == ["a", "b", "c"]
    assert [round(at) for _, at in calls.went] == [0, 1, 2]


async def test_a_busy_channel_does_not_hold_up_another() -> None:
    calls = Calls()
    for name, limit in (("a", CHANNEL), ("b", CHANNEL), ("c", OTHER)):
        calls.call(name, limit, ALL)
    await settle()
    assert calls.names == ["a", "c"]
    await calls.run(1.1)
    assert calls.names == ["a", "c", "b"]


async def test_who_is_waited_for_goes_before_posts() -> None:
    calls = Calls()
    calls.call("first", CHANNEL)
    await settle()
    calls.call("post", CHANNEL, urgent=False)
    calls.call("reply", CHANNEL)
    await calls.run(2.5)
    assert calls.names == ["first", "reply", "post"]


async def test_a_caller_who_gave_up_uses_nobodys_turn() -> None:
    calls = Calls()
    calls.call("first", CHANNEL)
    gone = calls.call("gone", CHANNEL)
    calls.call("last", CHANNEL)
    await settle()
    gone.cancel()
    await calls.run(1.1)
    assert calls.names == ["first", "last"]


async def test_after_a_rest_a_burst_may_go_at_once_and_no_more() -> None:
    calls = Calls()
    await calls.run(10, step=5)
    for number in range(5):
        calls.call(str(number), ALL)
    await settle()
    assert len(calls.went) == 3


async def test_limits_that_have_rested_are_forgotten() -> None:
    calls = Calls()
    for number in range(3000):
        calls.call(str(number), Limit(f"channel {number}", per_second=10))
        if number % 500 == 0:
            await calls.run(1, step=1)
    await settle()
    assert len(calls.went) == 3000
    assert len(calls.pacer._gone) + len(calls.pacer._promised) <= 2 * 1500


async def test_a_post_that_brings_others_along_counts_for_them_and_an_edit_does_not() -> None:
    calls = Calls()
    limit = Limit("channel", per_second=1, cost=2)
    for name, limits in (("post", [limit]), ("edit", singly([limit])), ("last", [limit])):
        calls.call(name, *limits)
    await calls.run(4)
    assert [(name, round(at)) for name, at in calls.went] == [("post", 0), ("edit", 2), ("last", 3)]


async def test_an_edit_does_not_count_where_a_limit_holds_for_posts_only() -> None:
    limit = Limit("workspace", per_second=1, posts_only=True)
    assert singly([limit, Limit("channel", per_second=1)]) == [Limit("channel", per_second=1)]


async def test_a_post_whose_turn_is_far_away_keeps_its_place_and_comes_back_shortly_before() -> None:
    calls = Calls()
    for number in range(11):
        calls.post(str(number), CHANNEL)
    await settle()
    waits = dict(calls.put_off())
    assert {name: int(name) - wait for name, wait in waits.items()} == {
        name: pytest.approx(0.6, abs=0.3) for name in map(str, range(2, 11))
    }
    await calls.run(waits["10"])
    for name in ("newcomer", "10"):
        calls.post(name, CHANNEL)
    await calls.run(1)
    assert calls.names == ["0", "1", "10"]
    assert [name for name, _ in calls.put_off()] == ["newcomer"]


async def test_posts_for_a_busy_platform_do_not_stand_in_the_way_of_others() -> None:
    calls = Calls()
    for number in range(100):
        calls.post(f"busy {number}", CHANNEL)
    calls.post("free", OTHER)
    await settle()
    assert len(calls.put_off()) == 98
    assert calls.names == ["busy 0", "free"]


async def test_a_place_of_a_post_that_never_comes_back_is_forgotten() -> None:
    calls = Calls()
    for number in range(10):
        calls.post(str(number), CHANNEL)
    await calls.run(8000, step=1000)
    assert len(calls.put_off()) == 8
    for name in "ab":
        calls.call(name, OTHER)
    await calls.run(2, step=1)
    assert not calls.pacer._places


@settings(deadline=None)
@given(
    posts=st.integers(1, 60),
    replies=st.lists(st.integers(0, 20), max_size=20),
    rate=st.sampled_from([0.7, 2.0, 5.0]),
    burst=st.integers(1, 3),
)
def test_posts_that_stay_away_until_their_turn_lose_no_time(
    posts: int, replies: list[int], rate: float, burst: int
) -> None:
    limit = Limit("platform", rate, burst)
    in_line, away = (last_of(posts, replies, limit, stays_away=stays_away) for stays_away in (False, True))
    assert away <= in_line + 1 / rate


def last_of(posts: int, replies: list[int], limit: Limit, *, stays_away: bool) -> float:
    """Seconds until all posts, which come up together, and all replies, each at its time, have gone."""
    clock = LeapingClock()
    pacer = Pacer(clock)

    async def post(number: int) -> None:
        while stays_away and (wait := far_away(pacer, [limit], str(number))) is not None:
            await clock.sleep(wait)
        await pacer.turn([limit], urgent=False)

    async def reply(at: float) -> None:
        await clock.sleep(at)
        await pacer.turn([limit])

    async def all_of_them() -> None:
        await asyncio.gather(*map(post, range(posts)), *map(reply, replies))

    simulate(clock, all_of_them())
    return (clock.now() - START).total_seconds()


def far_away(pacer: Pacer, limits: list[Limit], key: str) -> float | None:
    """Seconds until a post is to come back, if its turn is not soon."""
    try:
        pacer.book(limits, key)
    except NotItsTurnError as error:
        return error.retry_after
    return None


@settings(deadline=None)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ab"), st.booleans()), max_size=40),
    rate=st.sampled_from([0.5, 1.0, 5.0]),
    burst=st.integers(1, 4),
)
async def test_no_window_ever_holds_more_than_its_limits_allow(
    arrivals: list[tuple[int, str, bool]], rate: float, burst: int
) -> None:
    calls = Calls()
    limits = {name: Limit(name, rate, burst) for name in "ab"}
    for tick in range(31):
        for at, name, urgent in arrivals:
            if at == tick:
                calls.call(name, limits[name], urgent=urgent)
        await calls.run(0.2, step=0.2)
    await calls.run(len(arrivals) / rate + 1, step=0.5)
    assert len(calls.went) == len(arrivals)
    for name in "ab":
        times = [at for went, at in calls.went if went == name]
        for first in range(len(times)):
            for last in range(first, len(times)):
                span = times[last] - times[first]
                assert last - first + 1 <= burst + rate * span + 1e-6, timedelta(seconds=span)
