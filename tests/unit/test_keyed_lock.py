from __future__ import annotations

import asyncio

import pytest

from bot.core.keyed_lock import KeyedLock
from tests.fakes.clock import settle


class Desk:
    """Notes who is served, and serves until told to let go."""

    def __init__(self) -> None:
        self.lock = KeyedLock()
        self.served: list[str] = []
        self.go_on = asyncio.Event()

    async def serve(self, key: str, name: str) -> None:
        async with self.lock.hold(key):
            self.served.append(name)
            await self.go_on.wait()


async def test_one_at_a_time_holds_a_key_first_come_first_served() -> None:
    desk = Desk()
    tasks = [asyncio.create_task(desk.serve("room", name)) for name in "abc"]
    await settle()
    assert desk.served == ["a"]
    desk.go_on.set()
    await asyncio.gather(*tasks)
    assert desk.served == ["a", "b", "c"]


async def test_another_key_does_not_wait() -> None:
    desk = Desk()
    tasks = [asyncio.create_task(desk.serve(key, key)) for key in ("here", "there")]
    await settle()
    assert desk.served == ["here", "there"]
    desk.go_on.set()
    await asyncio.gather(*tasks)


async def test_whoever_fails_or_is_cancelled_lets_the_next_one_in() -> None:
    desk = Desk()
    first, second, third = (asyncio.create_task(desk.serve("room", name)) for name in "abc")
    await settle()
    second.cancel()
    first.cancel()
    await settle()
    assert desk.served == ["a", "c"]
    desk.go_on.set()
    await third
    with pytest.raises(RuntimeError):
        async with desk.lock.hold("room"):
            raise RuntimeError
    await asyncio.wait_for(desk.serve("room", "d"), 60)


async def test_nothing_is_kept_of_a_key_that_nobody_holds() -> None:
    lock = KeyedLock()
    async with lock.hold("room"), lock.hold("hall"):
        assert len(lock._locks) == 2
    assert not lock._locks
