"""A private channel that is shared with another company gets another id; and Slack leaves out events."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.wire.slack import Delivery, Slack
from tests.wire.slack_bot import SlackBot, working_bot
from tests.wire.slack_stage import COMMAND, SlackStage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

GOOD = "I would flip it a thousand times and compare the share of heads with one half."
_NUMBERS: Iterator[int] = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with working_bot(tmp_path_factory.mktemp("bot")) as made:
        yield made
        assert "Traceback" not in made.log


class PrivateStage(SlackStage):
    """A private channel, which can be shared."""

    def __init__(self, bot: SlackBot, name: str) -> None:
        super().__init__(bot, name)
        self.channel.kind = "group"

    async def share(self) -> Delivery:
        told = await self.slack.admin.share(self.channel)
        assert told is not None
        assert (await told.settled()).acknowledged
        return told


@pytest_asyncio.fixture(loop_scope="module")
async def stage(bot: SlackBot) -> AsyncIterator[PrivateStage]:
    yield PrivateStage(bot, f"shared{next(_NUMBERS)}")
    bot.slack.faults.clear()
    bot.judge.release()


def not_found(slack: Slack) -> list[str]:
    return [call.method for call in slack.log.refused if call.error == "channel_not_found"]


async def test_a_question_goes_on_where_its_channel_has_another_id(stage: PrivateStage) -> None:
    await stage.put("coin-flips")
    await stage.settle()
    before = stage.channel.id
    told = await stage.share()
    assert stage.channel.id != before
    assert (await stage.slack.deliveries.again(told).settled()).acknowledged
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    assert len([text for text in await stage.seen("bob", "thread") if "of 100" in text]) == 1
    assert "1** member has answered" in (await stage.seen("bob", "channel"))[0]
    assert len(await stage.seen("bob", "channel")) == 1
    assert not_found(stage.slack) == []
    groups = "SELECT channel FROM groups WHERE channel IN (?, ?)"
    assert stage.bot.rows(groups, before, stage.channel.id) == [(stage.channel.id,)]


async def test_an_answer_from_before_can_still_be_edited_and_its_card_finds_its_place(stage: PrivateStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", "I would look at it.", "thread")
    await stage.settle()
    await stage.share()
    await stage.edit("bob", GOOD)
    await stage.settle()
    [(text,)] = stage.bot.rows("SELECT text FROM answers ORDER BY id DESC LIMIT 1")
    assert text == GOOD
    await stage.release_judge()
    await stage.settle()
    [card] = await stage.seen("bob", "thread")
    assert "of 100" in card


async def test_the_schedule_posts_under_the_new_id(stage: PrivateStage) -> None:
    await stage.put("coin-flips")
    await stage.share()
    await stage.slack.people.slash(stage.host, COMMAND, "schedule post", channel=stage.channel)
    await stage.settle()
    assert len(await stage.seen("bob", "channel")) == 2
    assert not_found(stage.slack) == []


async def test_what_is_said_between_the_change_and_the_word_of_it_is_not_lost(stage: PrivateStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    before = stage.channel.id
    stage.slack.world.app.events -= {"channel_id_changed"}  # Slack's word is late
    await stage.slack.admin.share(stage.channel)
    stage.slack.world.app.events |= {"channel_id_changed"}
    await stage.slack.people.slash(stage.people["ada"], COMMAND, "schedule", channel=stage.channel)
    await stage.settle()
    halted = "SELECT s.halted FROM schedules s JOIN groups g ON g.id = s.group_id WHERE g.channel = ?"
    word = {"type": "channel_id_changed", "old_channel_id": before, "new_channel_id": stage.channel.id}
    assert await tell(stage, word)
    await stage.release_judge()
    await stage.settle()
    assert stage.bot.rows(halted, stage.channel.id) == [(None,)]
    [card] = await stage.seen("bob", "thread")
    assert "of 100" in card


async def test_a_card_that_slack_refused_before_it_told_of_the_new_id_comes_all_the_same(stage: PrivateStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", GOOD, "thread")
    await stage.bot.settle(refreshed=True)
    before = stage.channel.id
    stage.slack.world.app.events -= {"channel_id_changed"}
    await stage.slack.admin.share(stage.channel)
    stage.slack.world.app.events |= {"channel_id_changed"}
    await stage.release_judge()
    await stage.bot.until(lambda: not stage.bot.unsettled(refreshed=True))
    given_up = "SELECT kind, reason FROM jobs WHERE outcome = 'buried'"
    assert ("deliver", "no-channel") in stage.bot.rows(given_up)
    assert await tell(
        stage, {"type": "channel_id_changed", "old_channel_id": before, "new_channel_id": stage.channel.id}
    )
    await stage.settle()
    assert stage.bot.rows(given_up) == []
    [card] = await stage.seen("bob", "thread")
    assert "of 100" in card


async def tell(stage: PrivateStage, event: dict[str, str]) -> bool:
    """Whether an event of the stage's channel is acknowledged."""
    told = stage.slack.people._backend.events.in_channel(stage.channel, {**event})
    assert told is not None
    return (await told.settled()).acknowledged


async def test_an_unknown_channel_that_gets_another_id_is_nobodys_concern(stage: PrivateStage) -> None:
    rows = "SELECT (SELECT count(*) FROM groups), (SELECT count(*) FROM channel_ids)"
    before = stage.bot.rows(rows)
    await stage.share()
    assert await tell(stage, {"type": "channel_id_changed", "old_channel_id": "", "new_channel_id": "C9"})
    await stage.settle()
    assert stage.bot.rows(rows) == before


async def test_the_operator_is_told_once_a_minute_that_slack_leaves_out_events(bot: SlackBot) -> None:
    minute = 1_518_467_820
    for told in (minute, minute, minute + 60, minute):
        assert (await bot.slack.admin.leave_out_events(told)).acknowledged
    lines = [line for line in bot.log.splitlines() if "slack_events_left_out" in line]
    assert [moment for line in lines for moment in ("20:37", "20:38") if f"2018-02-12 {moment} UTC" in line] == [
        "20:37",
        "20:38",
    ]
