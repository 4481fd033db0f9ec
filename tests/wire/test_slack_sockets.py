"""When a socket is opened, and how soon the next one, against the tests' Slack in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from slack_bolt.async_app import AsyncApp

from bot.adapters.slack.api import Api
from bot.adapters.slack.sockets import SocketMode
from bot.adapters.slack.waiting import Waiting
from bot.core.worker import SilentLog
from tests.fakes.clock import FakeClock
from tests.wire.slack import Slack, faults


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))


@contextmanager
def connected(slack: Slack, api: Api, clock: FakeClock) -> Iterator[None]:
    """A client that stays connected; what it waits for is up to the clock."""
    app = AsyncApp(name="test", client=api.client("xoxb-test"), request_verification_enabled=False)
    mode = SocketMode(app, api, slack.app_token, Waiting(clock, SilentLog()), SilentLog())
    task = asyncio.create_task(mode.run())
    try:
        yield
    finally:
        task.cancel()


async def test_a_socket_that_is_to_be_renewed_as_soon_as_it_is_open_is_not_opened_in_a_rush(
    slack: Slack, api: Api, clock: FakeClock
) -> None:
    with connected(slack, api, clock):
        for opened in range(1, 5):
            await slack.read.until(lambda: [item for item in slack.sockets.connections if not item.retiring])
            assert slack.sockets.opened == opened
            await slack.sockets.disconnect("refresh_requested", grace=60.0)
            await slack.read.until(lambda: clock.sleeping)
            await clock.pass_time(4.0)  # the longest that it waits once Slack has greeted it
            await slack.read.until(lambda: not clock.sleeping)


async def test_where_an_app_has_too_many_sockets_the_next_one_waits_for_longer_and_longer(
    slack: Slack, api: Api, clock: FakeClock
) -> None:
    with connected(slack, api, clock):
        for opened in range(1, 6):
            await slack.read.until(lambda: [item for item in slack.sockets.connections if not item.retiring])
            assert slack.sockets.opened == opened
            await slack.sockets.disconnect("too_many_websockets", grace=60.0)
            await slack.read.until(lambda: clock.sleeping)
            await slack.read.until(
                lambda: not slack.sockets.connections
            )  # it does not hold what there is too little of
            await clock.pass_time(0.25 * 2 ** (opened - 1) - 0.01)  # the shortest that it waits
            assert clock.sleeping
            await clock.pass_time(0.25 * 2 ** (opened - 1) + 0.01)
            await slack.read.until(lambda: not clock.sleeping)


async def test_connections_that_are_refused_are_tried_again_after_longer_and_longer(
    slack: Slack, api: Api, clock: FakeClock
) -> None:
    slack.faults.next("apps.connections.open", faults.status(503), times=6)
    with connected(slack, api, clock):
        for tried in range(1, 7):
            await slack.read.until(lambda: clock.sleeping)
            assert len(slack.log.of("apps.connections.open")) == tried
            await clock.pass_time(0.5 * 2 ** (tried - 1))
        await slack.read.until(lambda: slack.sockets.opened == 1)


async def test_a_rate_limit_on_opening_is_waited_out(slack: Slack, api: Api, clock: FakeClock) -> None:
    slack.faults.next("apps.connections.open", faults.ratelimited(20))
    with connected(slack, api, clock):
        await slack.read.until(lambda: clock.sleeping)
        await clock.pass_time(19.0)
        assert clock.sleeping == 1
        await clock.pass_time(1.0)
        await slack.read.until(lambda: slack.sockets.opened == 1)
