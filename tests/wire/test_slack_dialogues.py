"""Every dialogue, on Slack: one bot as its own process, over a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.transcripts.steps import NAMES, play
from tests.wire.slack_bot import SlackBot, working_bot
from tests.wire.slack_stage import SlackStage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with working_bot(tmp_path_factory.mktemp("bot")) as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
async def test_a_dialogue_goes_as_written(name: str, bot: SlackBot) -> None:
    await play(name, SlackStage(bot, name.replace("_", "-")))
    assert bot.slack.log.refused == []
