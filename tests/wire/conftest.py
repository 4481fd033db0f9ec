from __future__ import annotations

import signal
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.wire.running import Home

if TYPE_CHECKING:
    from bot.adapters.slack.api import Api
    from tests.wire.slack import Slack

if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # whoever runs the tests in the background has them, and what they start, ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """The tests' Slack, for tests in one process with it; those with a bot of their own open theirs."""
    from tests.wire.slack_bot import a_slack

    async with a_slack() as server:
        yield server


@pytest.fixture
async def api(slack: Slack) -> AsyncIterator[Api]:
    """Slack's API as the adapter calls it."""
    from bot.adapters.clock import SystemClock
    from bot.adapters.slack.api import Api
    from bot.adapters.slack.logger import sdk_logger
    from bot.core.worker import SilentLog

    async with Api(slack.api_url, SystemClock(), sdk_logger(SilentLog())) as made:
        yield made
