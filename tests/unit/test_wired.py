"""Schedules in the bot as it is put together for production."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import UndeliverableError
from bot.core.records import Origin
from bot.core.rhythm import words_to_admins
from tests import samples
from tests.bench.fanout import BEFORE, DUE, opened
from tests.bench.wires import Wire
from tests.fakes.simulation import LeapingClock, simulate
from tests.fakes.transport import FakeTransport

GROUP = Origin("here", "W1", "C1", "ada", "Ada")


def lived(folder: Path, platform: FakeTransport, span: timedelta) -> None:
    """Let a group's schedule be due, and live on for a while."""
    clock = LeapingClock(DUE - BEFORE)

    async def run() -> None:
        wire = Wire(clock, random.Random(1))
        async with opened(folder, [GROUP], samples.content(), wire, {"here": platform}) as bot:
            working = asyncio.create_task(bot.crew.run())
            await clock.sleep(BEFORE.total_seconds())
            assert await bot.ticker.tick(clock.now()) == 1
            bot.crew.wake()
            await clock.sleep(span.total_seconds())
            bot.crew.stop()
            await working

    simulate(clock, run())


def told(platform: FakeTransport) -> list[str]:
    """What the schedule's maker was told in private."""
    return [message.text for message in platform.messages.values() if message.place == "C1/ada"]


def test_a_posting_is_shown_and_its_schedules_maker_hears_in_time_that_the_questions_come_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = FakeTransport()
    monkeypatch.setattr(words_to_admins, "QUIET", timedelta())  # hours of looking for work take their time
    lived(tmp_path, platform, timedelta(minutes=2))
    assert len(platform.messages) == 2
    [word] = told(platform)
    assert "questions come again" in word


def test_a_channel_that_is_archived_halts_its_schedule_and_its_maker_is_told(tmp_path: Path) -> None:
    platform = FakeTransport()
    platform.before.append(UndeliverableError("archived"))
    lived(tmp_path, platform, timedelta(minutes=1))
    [word] = told(platform)
    assert "its channel is archived" in word
