"""What members are told when something cannot be kept or shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.discord.answers import DEFER, MESSAGE, Answers
from bot.adapters.discord.failures import RefusedError
from bot.adapters.discord.receiving import Receiver
from bot.adapters.discord.translate import COMMAND, Asked, Spot, deleted_event
from bot.core.chat import ChatEvent
from bot.core.errors import StorageError
from bot.core.inbox import Inbox
from bot.core.practice import Practice, Stores
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.log import FakeLog
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores

HERE = Spot("G1", "C1", None, direct=False, user="U1")
PROGRESS = Asked("I1", COMMAND, "A1", "token", HERE, datetime(2026, 11, 18, tzinfo=UTC), {"name": "progress"})


class FakeAnswers(Answers):
    """Remembers callbacks; refuses them if told to."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9", "test")
        self.callbacks: list[tuple[int, str]] = []
        self.refuses = False

    async def callback(self, interaction: str, token: str, kind: int, data: Mapping[str, Any] | None = None) -> None:
        if self.refuses:
            raise RefusedError(404, 10062, "Unknown interaction")
        self.callbacks.append((kind, str(data)))


class FullInbox(Inbox):
    """Has no room a few times."""

    times: list[int] = [0]  # noqa: RUF012 - the inbox is frozen

    async def take(self, event: ChatEvent) -> bool:
        self.times[0] += 1
        if self.times[0] <= 2:
            raise OSError("disk full")
        return await super().take(event)


class DistantInbox(Inbox):
    """Cannot be read."""

    async def knows(self, event: ChatEvent) -> bool:
        raise StorageError("nothing listens there", "start PostgreSQL", passes=True)


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


def receiver(stores: InMemoryStores, inbox: Inbox, woken: list[int]) -> Receiver:
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    return Receiver(room_of(practice, stores), inbox, lambda: woken.append(1), FakeAnswers(), FakeLog())


async def test_an_event_is_kept_before_it_is_acknowledged_and_the_workers_are_woken(stores: InMemoryStores) -> None:
    woken: list[int] = []
    taking = receiver(stores, Inbox(stores.jobs, FakeClock(samples.NOON)), woken)
    await taking.asked(PROGRESS)
    assert [kind for kind, _ in taking.answers.callbacks] == [DEFER]  # type: ignore[attr-defined]
    assert (await stores.jobs.counts()).waiting == 1
    assert woken


async def test_an_acknowledgement_that_comes_too_late_loses_nothing(stores: InMemoryStores) -> None:
    taking = receiver(stores, Inbox(stores.jobs, FakeClock(samples.NOON)), [])
    taking.answers.refuses = True  # type: ignore[attr-defined]
    await taking.asked(PROGRESS)
    await taking.asked(PROGRESS)
    assert (await stores.jobs.counts()).waiting == 1


async def test_what_cannot_be_kept_is_said_and_not_acknowledged(stores: InMemoryStores) -> None:
    FullInbox.times[0] = 0
    taking = receiver(stores, FullInbox(stores.jobs, FakeClock(samples.NOON)), [])
    await taking.asked(PROGRESS)
    [(kind, said)] = taking.answers.callbacks  # type: ignore[attr-defined]
    assert kind == MESSAGE
    assert "could not save" in said
    assert (await stores.jobs.counts()).waiting == 0


async def test_a_message_that_cannot_be_kept_is_tried_again(
    stores: InMemoryStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    FullInbox.times[0] = 0
    taking = receiver(stores, FullInbox(stores.jobs, FakeClock(samples.NOON)), [])
    await taking.heard(ChatEvent("message:1", HERE.origin, samples.NOON, "message", "Flip it."))
    assert len(waits) == 2
    assert (await stores.jobs.counts()).waiting == 1


async def test_a_deletion_is_kept_where_the_database_cannot_tell_now_whose_message_it_was(
    stores: InMemoryStores,
) -> None:
    gone = deleted_event("M1", HERE, samples.NOON)
    assert not await receiver(stores, Inbox(stores.jobs, FakeClock(samples.NOON)), []).holds(gone)
    assert await receiver(stores, DistantInbox(stores.jobs, FakeClock(samples.NOON)), []).holds(gone)
