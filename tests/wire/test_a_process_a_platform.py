"""One process for Slack and one for Discord, on one database: neither touches what only the other can do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgres import running_server
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.slack_bot import a_slack, slack_bot
from tests.wire.slack_stage import SlackStage

pytestmark = pytest.mark.slow

FLIPS = "I would flip it a thousand times and compare the share of heads with one half."
LATER = "UPDATE jobs SET outcome = NULL, ended_at = NULL, attempts = 0 WHERE kind = 'post' AND key = ?"


async def test_a_process_for_slack_and_one_for_discord_share_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = running_server()
    url = server.url(server.create())

    def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
        statement = query.replace("%", "%%" if values else "%").replace("?", "%s")
        with psycopg.connect(url) as connection:
            found = connection.execute(statement.encode(), values or None)
            return found.fetchall() if found.description else []

    folders = [tmp_path / "slack", tmp_path / "discord"]
    for folder in folders:
        folder.mkdir()
    async with (
        a_slack() as slack,
        DiscordServer() as discord,
        slack_bot(folders[0], slack, GREENROOM_DATABASE_URL=url) as on_slack,
        discord_bot(folders[1], discord, GREENROOM_DATABASE_URL=url) as on_discord,
    ):
        for bot in (on_slack, on_discord):
            monkeypatch.setattr(bot, "rows", rows)
        await on_slack.start()
        await on_discord.start()
        stages = SlackStage(on_slack, "both"), DiscordStage(on_discord)
        for stage in stages:
            await stage.put("coin-flips")
            await stage.say("bob", FLIPS, "thread")
            await stage.settle()
            assert "of 100" in (await stage.seen("bob", "thread"))[-1]
        assert rows("SELECT key FROM jobs WHERE attempts > 1") == []
        assert "is not connected" not in on_slack.log + on_discord.log
        assert rows("SELECT platform FROM presence ORDER BY platform") == [("discord",), ("slack",)]
        await on_slack.kill()
        [(key,)] = rows("SELECT jobs.key FROM jobs WHERE kind = 'post' ORDER BY id LIMIT 1")
        rows(LATER, key)
        await asyncio.to_thread(rows, "SELECT pg_sleep(1)")  # in which its workers look again and again
        assert rows("SELECT attempts, outcome FROM jobs WHERE key = ?", key) == [(0, None)]
        await on_slack.start()
        await on_slack.settle()
        assert rows("SELECT attempts, outcome FROM jobs WHERE key = ?", key) == [(1, "done")]
