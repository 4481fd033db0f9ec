"""kill -9 between receiving and replying, at random moments: nothing is lost, nothing is said twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.wire.slack import User
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot
from tests.wire.slack_stage import SlackStage, read

pytestmark = pytest.mark.slow

KILLS = 16
CHANNELS = 6
A_ROUND = 3
LONGEST = 0.7
PATIENCE = 240.0
QUICK = {"GREENROOM_GRADER": "local"}  # a judge that is there at once
A_BREATH = 4
"""After so many kills all is let come to its end: a job whose process died eight times is given up on purpose."""


class Crowd:
    """New people every round, each with an answer that nobody else gives."""

    def __init__(self, bot: SlackBot, stages: list[SlackStage], chance: random.Random) -> None:
        self.bot = bot
        self.stages = stages
        self.chance = chance
        self.in_threads: list[str] = []
        self.in_forms: list[str] = []
        self.unacknowledged: list[str] = []

    def _somebody(self) -> tuple[SlackStage, User, str]:
        number = len(self.in_threads) + len(self.in_forms) + len(self.unacknowledged)
        stage, person = self.chance.choice(self.stages), self.bot.slack.admin.person(f"crowd-{number}")
        stage.channel.members.append(person.id)
        return stage, person, f"I would flip it {10_000 + number} times and compare the share with one half."

    async def write(self) -> None:
        """Somebody answers in a thread."""
        stage, person, text = self._somebody()
        await self.bot.slack.people.say(person, stage.channel, text, thread=stage.question)
        self.in_threads.append(text)

    async def fill_in(self) -> None:
        """Somebody answers in a form, which counts if Slack was told that it arrived."""
        stage, person, text = self._somebody()
        slack = self.bot.slack
        assert stage.question is not None
        pressed = await slack.people.press(person, stage.question, "Answer privately")
        forms = slack.read.modals(person)
        for _ in range(20 if pressed.acknowledged else 0):
            if forms := slack.read.modals(person):
                break
            await asyncio.sleep(0.05)
        sent = await slack.people.submit(person, forms[-1], {"Your answer": text}) if forms else pressed
        (self.in_forms if forms and sent.acknowledged else self.unacknowledged).append(text)


def shown_in_threads(stages: list[SlackStage]) -> list[str]:
    slack = stages[0].slack
    return [
        read(slack, message)
        for stage in stages
        for message in slack.read.messages(stage.channel, thread=stage.question, by_app=True)
    ]


def shown_directly(bot: SlackBot) -> list[str]:
    slack = bot.slack
    direct = [channel for channel in slack.world.channels.values() if channel.kind == "im"]
    return [read(slack, message) for channel in direct for message in slack.read.messages(channel, by_app=True)]


async def test_a_bot_that_is_killed_again_and_again_loses_and_repeats_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    async with a_slack(retries=(0.5,) * 120) as slack, slack_bot(tmp_path, slack, **QUICK) as bot:
        await bot.start()
        stages = [SlackStage(bot, f"kill{number}") for number in range(CHANNELS)]
        for stage in stages:
            await stage.put("coin-flips")
        crowd = Crowd(bot, stages, chance)
        for number in range(KILLS):
            if number % A_BREATH == 0:
                await bot.settle(seconds=PATIENCE)
            doing = [asyncio.create_task(crowd.write()) for _ in range(A_ROUND - 1)]
            doing.append(asyncio.create_task(crowd.fill_in()))
            await asyncio.sleep(chance.uniform(0.0, LONGEST))
            await bot.kill()
            await asyncio.gather(*doing)
            await bot.start()
        await bot.settle(refreshed=True, seconds=PATIENCE)

        stored = Counter(str(row[0]) for row in bot.rows("SELECT text FROM answers"))
        public, private = shown_in_threads(stages), shown_directly(bot)
        cards = {text: sum(text in shown for shown in public) for text in crowd.in_threads}
        cards |= {text: sum(text in shown for shown in private) for text in crowd.in_forms}
        told = [delivery for delivery in slack.deliveries.all if delivery.kind == "events_api"]
        with capsys.disabled():
            print(
                f"\n{bot.starts - 1} kills (seed {seed}): {len(crowd.in_threads)} answers in threads and "
                f"{len(crowd.in_forms)} in forms acknowledged, {len(crowd.unacknowledged)} forms not; "
                f"{sum(len(delivery.attempts) - 1 for delivery in told)} redeliveries; "
                f"stored once {sum(stored[text] == 1 for text in cards)}, "
                f"shown once {sum(count == 1 for count in cards.values())} of {len(cards)}"
            )
        assert all(delivery.acknowledged for delivery in told)
        assert {text: stored[text] for text in cards} == dict.fromkeys(cards, 1)
        assert {text: count for text, count in cards.items() if count != 1} == {}
        assert all(stored[text] <= 1 for text in crowd.unacknowledged)
        assert [shown for shown in [*public, *private] if "Got it" in shown] == []
