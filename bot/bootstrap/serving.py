"""Serving every platform that is set up, the schedules and the workers, in one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from bot.bootstrap.running import Greenroom, open_greenroom
from bot.core.errors import GreenroomError, SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.charts import MatplotlibCharts

SETTLED_AFTER = 3.0
"""Seconds after which a start is over, and what makes pictures and long work quicker is done."""


class Platform(Protocol):
    """A chat platform that is connected for as long as `run` runs."""

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: What only the operator can mend, such as a token that is refused.
        """
        ...


async def serve(settings: Settings) -> None:
    """Serve until told to stop by SIGINT or SIGTERM; what is under way is given back for the next start.

    Raises:
        SettingsError: No platform is set up, or one of them cannot be used.
    """
    from bot.adapters.charts import MatplotlibCharts

    async with MatplotlibCharts() as charts, open_greenroom(settings, charts=charts) as greenroom:
        platforms = connected_platforms(settings, greenroom)
        if not platforms:
            raise SettingsError(
                "GREENROOM_SLACK_BOT_TOKEN",
                "not set, and neither is GREENROOM_DISCORD_TOKEN; serving needs one of them, see docs/settings.md",
            )
        settling = asyncio.get_running_loop().call_later(SETTLED_AFTER, _settle, charts)
        try:
            await run_all(greenroom, platforms)
        finally:
            settling.cancel()


def _settle(charts: MatplotlibCharts) -> None:
    """Do what makes later work quicker, once the start itself is over."""
    charts.warm_up()
    keep_what_is_there()


def keep_what_is_there() -> None:
    """Let the garbage collector pass over what was loaded at start: looking at it takes tens of milliseconds."""
    gc.collect()
    gc.freeze()


def connected_platforms(settings: Settings, greenroom: Greenroom) -> list[Platform]:
    """The platforms that the settings name, each with its transport connected to the room."""
    platforms: list[Platform] = []
    if settings.slack_bot_token is not None or settings.slack_client_id is not None:
        from bot.bootstrap.slack import slack_platform

        platforms.append(slack_platform(settings, greenroom))
    if settings.discord_token is not None:
        from bot.bootstrap.discord import discord_platform

        platforms.append(discord_platform(settings, greenroom))
    return platforms


async def run_all(greenroom: Greenroom, platforms: list[Platform]) -> None:
    """Run the workers, the tick and the platforms until a signal comes or one of them fails.

    Raises:
        GreenroomError: What made one of them fail.
    """
    from bot.adapters.scheduler import ticking

    async def tick() -> None:
        try:
            await greenroom.tick()
        except GreenroomError as error:  # such as a database that is away: it is looked for again at the next tick
            greenroom.log.error("what_is_due_not_looked_for", reason=str(error))  # noqa: TRY400 - the reason says all

    with _told_to_stop() as told:
        async with ticking(tick):
            tasks = [asyncio.create_task(greenroom.crew.run(), name="crew")]
            tasks += [asyncio.create_task(platform.run(), name=type(platform).__name__) for platform in platforms]
            stop = asyncio.create_task(told.wait(), name="stop")
            await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in (*tasks, stop):
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


@contextlib.contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """An event that is set by the signals that end a service."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    try:
        yield told
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
