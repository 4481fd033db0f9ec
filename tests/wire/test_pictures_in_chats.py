"""Pictures in Slack and Discord, drawn and uploaded by the bot as its own process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcripts.stage import Stage
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.slack_bot import a_slack, slack_bot
from tests.wire.slack_stage import SlackStage

pytestmark = pytest.mark.slow

PNG = b"\x89PNG"
GOOD = "I would flip it a thousand times and compare the share of heads with one half."


async def practised(stage: Stage) -> None:
    """Bob answers, looks at his progress and shows his score to the group."""
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    await stage.say("bob", "progress", "direct")
    await stage.settle()
    await stage.press("bob", "Share")
    await stage.settle()


async def test_in_slack_progress_and_a_shared_score_come_with_a_picture(tmp_path: Path) -> None:
    async with a_slack() as slack, slack_bot(tmp_path, slack) as bot:
        await bot.start()
        stage = SlackStage(bot, "pictures")
        await practised(stage)
        shown = slack.read.direct(stage.people["bob"], by_app=True)
        thread = slack.read.messages(stage.channel, thread=stage.question, by_app=True)
        blocks = [block for message in (*shown, *thread) for block in message.blocks if block["type"] == "image"]
        files = {block["alt_text"].split()[0]: slack.world.files[block["slack_file"]["id"]] for block in blocks}
        assert sorted(file.name for file in files.values()) == ["progress.png", "score.png"]
        assert all(file.alt_text and (file.content or b"").startswith(PNG) for file in files.values())
        assert slack.log.complaints == []


async def test_in_discord_progress_and_a_shared_score_come_with_a_picture(tmp_path: Path) -> None:
    async with DiscordServer() as discord, discord_bot(tmp_path, discord) as bot:
        await bot.start()
        stage = DiscordStage(bot)
        await practised(stage)
        found = [
            attachment
            for channel in discord.world.channels.values()
            for message in channel.messages.values()
            for attachment in message.attachments
        ]
        assert sorted(one.filename for one in found) == ["progress.png", "score.png"]
        assert all(one.description and one.content.startswith(PNG) for one in found)
