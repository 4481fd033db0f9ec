"""A reminder and a weekly recap that are due are sent once: after kills at awkward moments, and by two processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.core.groups.settings import GroupSettings
from storage.database import open_database
from tests.postgres import running_server
from tests.transcripts.stage import Stage
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.running import NOON, ZONE, Home
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot
from tests.wire.slack_stage import SlackStage

pytestmark = pytest.mark.slow

FLIPS = "I would flip it a thousand times and compare the share of heads with one half."
_LONG = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Club:
    """A group with a question that Bob has not answered; Bob wants to be reminded.

    Attributes:
        bot: The bot, as its own process.
        stage: The group's channel.
        sent: How many messages the bot has sent so far.
    """

    bot: SlackBot | DiscordBot
    stage: Stage
    sent: Callable[[], int]

    async def begin(self) -> None:
        """Ada answers, Bob asks to be reminded; then the bot ends, and by the database both are due since noon."""
        await self.stage.put("coin-flips")
        await self.stage.say("ada", FLIPS, "thread")
        await self.stage.command("bob", "remind", "channel")  # which is then a group of his
        await self.stage.settle()
        await self.bot.stop()
        await self._make_due()

    async def _make_due(self) -> None:
        noon = datetime.now(ZoneInfo(ZONE)).replace(hour=NOON, minute=0, second=0, microsecond=0)
        async with await open_database(self.bot.environment["GREENROOM_DATABASE_URL"]) as database:
            [reminder] = await database.reminders.due_reminders(_LONG, 2, ZONE)
            await database.reminders.save_reminder(reminder.place, 60 * NOON, noon.astimezone(UTC))
            place = reminder.place
            [(group_id,)] = self.bot.rows("SELECT group_id FROM schedules")
            settings = GroupSettings(recap_day=noon.weekday(), recap_hour=NOON)
            await database.directory.save_group(place.workspace_id, int(str(group_id)), settings, noon.astimezone(UTC))
            await database.recaps.unplan(place.workspace_id, int(str(group_id)))  # the bot may have planned it already
            await database.recaps.plan(place.workspace_id, int(str(group_id)), noon.astimezone(UTC))

    def queued(self) -> bool:
        return bool(self._jobs("key IS NOT NULL"))

    def done(self) -> bool:
        """Whether both were queued, and nothing more is to be done of them."""
        return len(self._jobs("outcome = 'done'")) == len(self._jobs("key IS NOT NULL")) == 2

    def _jobs(self, which: str) -> list[tuple[Any, ...]]:
        return self.bot.rows(f"SELECT key FROM jobs WHERE kind IN ('nudge', 'recap') AND {which}")

    async def seen_once(self) -> None:
        """See that Bob was reminded once, and that the group had one recap."""
        await self.stage.settle()
        private, public = await self.stage.seen("bob", "direct"), await self.stage.seen("ada", "channel")
        assert sum("Your day ends" in said for said in private) == 1, private
        assert sum("took part, with" in said for said in public) == 1, public


@asynccontextmanager
async def on_slack(folder: Path, **settings: str) -> AsyncIterator[Club]:
    async with a_slack() as slack, slack_bot(folder, slack, **settings) as bot:
        await bot.start()
        yield Club(bot, SlackStage(bot, "due"), lambda: sum(len(one.messages) for one in slack.world.channels.values()))
        assert slack.log.complaints == []


@asynccontextmanager
async def on_discord(folder: Path, **settings: str) -> AsyncIterator[Club]:
    async with DiscordServer() as discord, discord_bot(folder, discord, **settings) as bot:
        await bot.start()
        stage = DiscordStage(bot)
        yield Club(bot, stage, lambda: sum(len(one.messages) for one in discord.world.channels.values()))


PLATFORMS = pytest.mark.parametrize("on_platform", [on_slack, on_discord])
OnPlatform = Callable[..., AbstractAsyncContextManager[Club]]


async def begun_anew(bot: SlackBot | DiscordBot) -> None:
    """Start a bot without waiting until it is connected."""
    await (bot.start(connected=False) if isinstance(bot, SlackBot) else bot.start(ready=False))


@PLATFORMS
async def test_what_is_due_is_sent_once_however_often_the_process_is_killed(
    on_platform: OnPlatform, tmp_path: Path
) -> None:
    async with on_platform(tmp_path) as club:
        await club.begin()
        before = club.sent()
        moments = (club.queued, lambda: club.sent() > before, lambda: club.sent() > before + 1)
        for moment in moments:
            await begun_anew(club.bot)
            await club.bot.until(moment)
            await club.bot.kill()
        await club.bot.start()
        await club.bot.until(club.done)
        await club.seen_once()


@PLATFORMS
async def test_two_processes_on_one_database_send_what_is_due_once(
    on_platform: OnPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = running_server()
    url = server.url(server.create())

    def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
        statement = query.replace("%", "%%" if values else "%").replace("?", "%s").replace("NOT IN ()", "NOT IN ('')")
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode(), values or None).fetchall()

    async with on_platform(tmp_path, GREENROOM_DATABASE_URL=url) as club:
        monkeypatch.setattr(club.bot, "rows", rows)
        await club.begin()
        (tmp_path / "other").mkdir()
        other = replace(club.bot, home=Home(tmp_path / "other"))
        try:
            await asyncio.gather(begun_anew(club.bot), begun_anew(other))
            await club.bot.until(club.done)
            await club.seen_once()
            assert other.process is not None
            assert other.process.returncode is None
        finally:
            await other.kill()
