"""An interviewer who lets the candidate finish, on Slack and Discord, also over a kill."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.interviews.state import Session, TurnKind
from tests.wire.discord import DiscordServer
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot
from tests.wire.slack_stage import SlackStage
from tests.wire.test_interviews_whole import NO_JUDGE

pytestmark = pytest.mark.slow

FIRST, SECOND = "I like small cats.", "They purr when it rains."
AnyStage = SlackStage | DiscordStage


@asynccontextmanager
async def _on(platform: str, folder: pytest.TempPathFactory) -> AsyncIterator[AnyStage]:
    made: SlackBot | DiscordBot
    if platform == "slack":
        async with a_slack() as slack, slack_bot(folder.mktemp("slack"), slack) as made:
            await _start(made)
            yield SlackStage(made, "patient")
        return
    async with DiscordServer() as discord, discord_bot(folder.mktemp("discord"), discord) as made:
        discord.admin.set_intents("content")
        await _start(made)
        yield DiscordStage(made)


async def _start(bot: SlackBot | DiscordBot) -> None:
    bot.settings |= NO_JUDGE | {"GREENROOM_INTERVIEW_PATIENCE": "5"}
    await bot.start()


def messages(stage: AnyStage) -> int:
    """How many messages were kept, done or not."""
    return int(stage.bot.rows("SELECT count(*) FROM jobs WHERE key LIKE '%/message:%'")[0][0])


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_two_messages_that_come_together_draw_one_probe_though_the_bot_is_killed_while_they_wait(
    platform: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with _on(platform, tmp_path_factory) as stage:
        await stage.command("ada", "mock two-stages", "channel")
        await stage.settle()
        await stage.say("ada", FIRST, "thread")
        await stage.say("ada", SECOND, "thread")
        await stage.bot.until(lambda: messages(stage) == 2)
        await stage.restart()
        await stage.settle()
        [(state,)] = stage.bot.rows("SELECT state FROM interviews")
        session = Session.model_validate_json(state)
        assert session.stages[0].answers == (f"{FIRST}\n\n{SECOND}",)
        assert [turn.kind for turn in session.turns[-3:]] == [TurnKind.ANSWER, TurnKind.ANSWER, TurnKind.PROBE]
        seen = await stage.seen("ada", "thread")
        assert sum("How would you go on with" in text for text in seen) == 1
