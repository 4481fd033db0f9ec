"""SIGKILL at random moments while members answer in a thread and in windows: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bot.core.records import JobKind
from tests.wire.discord import CannotError, DiscordServer, text_of
from tests.wire.discord.errors import Json
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage

KILLS = 10
LONGEST_LIFE = 1.2
CALM_EVERY = 5
"""Every so many lives one lasts until all is done: work that outlives eight processes is given up, visibly."""
FLIPS = "I would flip it a thousand times and compare, says"
CARD = "75 of 100"


class Crowd:
    """Members who come one after the other, each with one answer; half of them write it in a window."""

    def __init__(self, stage: DiscordStage, question: Json) -> None:
        self.stage = stage
        self.discord = stage.discord
        self.question = question
        self.said: list[str] = []
        self.sent: list[tuple[str, str]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def go_on(self) -> None:
        """Answer until the end."""
        number = 0
        while True:
            number += 1
            await self.free.wait()
            name = f"member-{number}"
            self.discord.admin.add_member(self.stage.guild, name)
            if number % 2:
                self.discord.people.say(name, self.stage._thread(), f"{FLIPS} {name}.")
                self.said.append(name)
            else:
                await self._fill_in(name)
            await asyncio.sleep(random.uniform(0.1, 0.6))

    async def _fill_in(self, name: str) -> None:
        """Open the window and send it, unless the bot dies meanwhile: then the member sees that it failed."""
        try:
            pressed = self.discord.people.press(name, self.question, "Answer privately")
            await self.discord.read.wait_answered(pressed, within=0.7)
            sent = self.discord.people.submit(name, {"t1:text": f"{FLIPS} {name}."})
        except (AssertionError, CannotError):
            return
        self.sent.append((name, sent["id"]))


def cards_of(bot: DiscordBot, name: str) -> int:
    """How many cards a member has been shown privately."""
    read = bot.discord.read
    return sum(CARD in text_of(it) for it in [*read.ephemeral(name), *read.direct_messages(name)])


def answers_of(bot: DiscordBot, name: str) -> int:
    return int(str(bot.rows("SELECT count(*) FROM answers WHERE text = ?", f"{FLIPS} {name}.")[0][0]))


@pytest.mark.slow
async def test_kills_at_random_moments_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    async with DiscordServer() as discord, discord_bot(tmp_path, discord) as bot:
        await bot.start()
        stage = DiscordStage(bot)
        await stage.put("coin-flips")
        [question] = discord.read.bot_messages(stage.channel)
        crowd = Crowd(stage, question)
        await bot.kill()
        answering = asyncio.create_task(crowd.go_on())
        for kill in range(KILLS):
            await bot.start(ready=kill % 3 != 0)
            await asyncio.sleep(random.uniform(0, LONGEST_LIFE))
            if kill % CALM_EVERY == 0:
                crowd.free.clear()
                await bot.until(lambda: not bot.waiting([JobKind.REFRESH]), 120)
                crowd.free.set()
            await bot.kill()
        answering.cancel()
        await asyncio.wait({answering})
        await bot.start()
        thread = stage._thread()
        await bot.until(lambda: all(answers_of(bot, name) for name in crowd.said), 60)
        await bot.until(lambda: _graded(bot, thread) >= len(crowd.said), 120)
        acknowledged = [name for name, sent in crowd.sent if discord.read.interaction(sent)["callback"] is not None]
        await bot.until(lambda: all(cards_of(bot, name) for name in acknowledged), 120)
        await bot.until(lambda: not bot.waiting([]), 120)
        stored = [name for name, _ in crowd.sent if answers_of(bot, name)]
        print(
            f"\n{KILLS} kills: {len(crowd.said)} answers in the thread, {len(crowd.sent)} in windows "
            f"({len(acknowledged)} acknowledged, {len(stored)} stored); {_graded(bot, thread)} cards in the thread, "
            f"{sum(cards_of(bot, name) for name, _ in crowd.sent)} shown privately, "
            f"{len(discord.read.requests())} requests"
        )
        assert len(discord.read.bot_messages(thread)) == _graded(bot, thread) == len(crowd.said)
        assert all(answers_of(bot, name) == 1 for name in crowd.said)
        assert set(acknowledged) <= set(stored)
        assert all(answers_of(bot, name) == cards_of(bot, name) == 1 for name in stored)
        assert len(discord.read.bot_messages(stage.channel)) == 1
        assert bot.rows("SELECT key, reason FROM jobs WHERE outcome = 'buried'") == []


def _graded(bot: DiscordBot, thread: str) -> int:
    return sum(CARD in text_of(it) for it in bot.discord.read.bot_messages(thread))
