from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery.pace import Limit, Pacer
from tests.fakes.clock import START, FakeClock, settle

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
    for number in range(50):
        calls.call(str(number), Limit(f"channel {number}", per_second=1))
    await calls.run(2, step=1)
    calls.call("later", CHANNEL)
    await settle()
    assert set(calls.pacer._buckets) == {"channel"}


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
