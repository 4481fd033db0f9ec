"""What goes wrong between Slack and the bot: nothing is lost, nothing is said twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.bot_process import Judge
from tests.wire.running import Home
from tests.wire.slack import Slack, faults
from tests.wire.slack_bot import PATIENCE, SlackBot, a_slack, slack_bot, working_bot
from tests.wire.slack_stage import COMMAND, SlackStage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

GOOD = "I would flip it a thousand times and compare the share of heads with one half."
_NUMBERS: Iterator[int] = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with working_bot(tmp_path_factory.mktemp("bot")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def stage(bot: SlackBot) -> AsyncIterator[SlackStage]:
    yield SlackStage(bot, f"fault{next(_NUMBERS)}")
    bot.slack.faults.clear()
    bot.judge.release()


async def cards(stage: SlackStage) -> list[str]:
    """The cards in the question's thread."""
    await stage.settle()
    return [text for text in await stage.seen("bob", "thread") if "of 100" in text]


# Answers that get lost


@pytest.mark.parametrize(
    "fault",
    [faults.drop_after(), faults.status(500, accepted=True), faults.error("internal_error", accepted=True)],
    ids=["the connection drops", "status 500", "an error of Slack's own"],
)
async def test_a_message_whose_answer_got_lost_is_there_once(fault: faults.Fault, stage: SlackStage) -> None:
    stage.slack.faults.next("chat.postMessage", fault)
    await stage.put("coin-flips")
    await stage.settle()
    assert len(await stage.seen("bob", "channel")) == 1
    stage.slack.faults.next("chat.postMessage", fault)
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1
    assert len(await stage.seen("bob", "thread")) == 1
    assert stage.slack.faults.left == 0


@pytest.mark.parametrize(
    "fault",
    [faults.drop_before(), faults.status(503), faults.error("service_unavailable")],
    ids=lambda fault: fault.name,
)
async def test_a_message_that_never_arrived_is_sent_again(fault: faults.Fault, stage: SlackStage) -> None:
    await stage.put("coin-flips")
    stage.slack.faults.next("chat.postMessage", fault)
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1
    assert len(await stage.seen("bob", "thread")) == 1


async def test_a_direct_message_whose_answer_got_lost_is_there_once(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.press("bob", "Answer privately")
    stage.slack.faults.next("chat.postMessage", faults.drop_after())
    await stage.fill("bob", {"text": GOOD})
    await stage.settle()
    assert len(await stage.seen("bob", "direct")) == 1


async def test_an_edit_that_failed_is_made_again(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    stage.slack.faults.next("chat.update", faults.status(500), faults.drop_before())
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1


# Rate limits


async def test_a_rate_limit_is_waited_out(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    stage.slack.log.clear()
    stage.slack.faults.next("chat.postMessage", faults.ratelimited(3))
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1
    [limited] = stage.slack.log.limited
    posts = stage.slack.log.of("chat.postMessage", channel=stage.channel.id)
    assert posts[0] is limited
    assert posts[1].at - limited.at >= 3


async def test_many_answers_at_once_stay_within_slacks_limits(stage: SlackStage) -> None:
    stage.slack.limits.enforced = True
    try:
        await stage.put("coin-flips")
        stage.slack.log.clear()
        people = [stage.slack.admin.person(f"many-{number}") for number in range(8)]
        stage.channel.members += [person.id for person in people]
        for person in people:
            await stage.slack.people.say(person, stage.channel, GOOD, thread=stage.question)
        assert len(await cards(stage)) == len(people)
        assert stage.slack.log.limited == []
        assert stage.slack.log.busiest("chat.postMessage", stage.channel.id) <= stage.slack.limits.burst + 1
    finally:
        stage.slack.limits.enforced = False


# The socket


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_socket_that_breaks_around_an_event_loses_and_repeats_nothing(when: str, stage: SlackStage) -> None:
    await stage.put("coin-flips")
    stage.slack.sockets.cut_on_next(when)
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1
    assert len(await stage.seen("bob", "thread")) == 1
    told = stage.slack.deliveries.events("message", user=stage.people["bob"].id)
    assert [delivery.acknowledged for delivery in told] == [True]
    assert len(told[0].attempts) > 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_is_renewed_when_slack_asks_for_it(reason: str, stage: SlackStage) -> None:
    await stage.put("coin-flips")
    opened = stage.slack.sockets.opened
    await stage.slack.sockets.disconnect(reason, grace=0.2)
    await stage.say("bob", GOOD, "thread")
    await stage.bot.until(lambda: stage.slack.sockets.opened > opened)
    assert len(await cards(stage)) == 1
    told = stage.slack.deliveries.events("message", user=stage.people["bob"].id)
    assert all(delivery.acknowledged for delivery in told)


async def test_a_socket_that_drops_comes_back_by_itself(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    opened = stage.slack.sockets.opened
    stage.slack.sockets.drop()
    stage.slack.faults.next("apps.connections.open", faults.status(503), faults.drop_before())
    await stage.bot.until(lambda: stage.slack.sockets.opened > opened)
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1


async def test_what_a_socket_says_that_is_no_event_ends_nothing(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    opened = stage.slack.sockets.opened
    await stage.slack.sockets.ping()
    [*_, connection] = stage.slack.sockets.connections
    for said in ("Ping from applink-1", "[]", "null", '{"type": "news"}', '{"type": "events_api", "envelope_id": "e"}'):
        await connection.socket.send_str(said)
    await connection.send({"type": "events_api", "envelope_id": "e", "payload": None})
    await stage.say("bob", GOOD, "thread")
    assert len(await cards(stage)) == 1
    assert stage.slack.sockets.opened == opened
    assert connection.pongs > 0


async def test_events_that_come_again_are_answered_once(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.say("ada", "progress", "channel", mention=True)
    await stage.settle()
    for delivery in list(stage.slack.deliveries.all)[-12:]:
        if delivery.kind == "events_api":
            await stage.slack.deliveries.again(delivery).settled()
    assert len(await cards(stage)) == 1
    assert len(await stage.seen("ada", "alone")) == 1


# What takes long, and what is acknowledged meanwhile


async def test_slack_is_told_at_once_however_slow_everything_is(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.put("coin-flips")
    monkeypatch.setattr(stage.slack.deliveries, "pace", replace(stage.slack.deliveries.pace, deadline=4.5))
    await stage.hold_judge()
    stage.slack.faults.next("users.info", faults.slow(5))
    stage.slack.faults.next("chat.postMessage", faults.slow(5))
    stage.slack.faults.next("views.open", faults.slow(2))
    await stage.say("bob", GOOD, "thread")
    stage.last = await stage.slack.people.slash(stage.people["ada"], COMMAND, "progress", channel=stage.channel)
    assert stage.last.acknowledged
    await stage.press("ada", "Answer privately")
    await stage.slack.deliveries.settled()
    told = stage.slack.deliveries.events("message", user=stage.people["bob"].id)
    assert [len(delivery.attempts) for delivery in told if delivery.acknowledged] == [1]
    await stage.release_judge()
    assert len(await cards(stage)) == 1


async def test_an_admin_is_one_though_slack_takes_its_time_to_say_so(stage: SlackStage) -> None:
    stage.slack.faults.next("users.info", faults.slow(1.2))
    await stage.command("ada", "schedule weekdays 9:00", "channel")
    await stage.settle()
    assert "Did I get this right?" in (await stage.seen("ada", "alone"))[-1]


async def test_an_answer_outlives_a_restart_while_it_is_judged(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    await stage.restart()
    await stage.release_judge()
    assert len(await cards(stage)) == 1
    assert len(await stage.seen("bob", "thread")) == 1


async def test_a_message_that_somebody_deleted_is_written_anew(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    [receipt] = stage.slack.read.messages(stage.channel, thread=stage.question, by_app=True)
    await stage.slack.people.delete("ada", receipt)
    await stage.release_judge()
    assert len(await cards(stage)) == 1


# What is out of reach


async def scheduled(stage: SlackStage) -> None:
    """A schedule that ada made."""
    await stage.command("ada", "schedule weekdays 9:00", "channel")
    await stage.settle()
    await stage.press("ada", "Save")
    await stage.settle()


def halted(stage: SlackStage) -> list[object]:
    query = "SELECT schedules.halted FROM schedules JOIN groups ON groups.id = group_id WHERE channel = ? AND NOT ended"
    return [row[0] for row in stage.bot.rows(query, stage.channel.id)]


async def test_a_schedule_in_an_archived_channel_is_halted_and_its_maker_is_told_once(stage: SlackStage) -> None:
    await scheduled(stage)
    await stage.slack.admin.archive(stage.channel)
    await stage.settle()
    assert halted(stage) == ["archived"]
    [told] = await stage.seen("ada", "direct")
    assert "archived" in told
    assert await stage.seen("bob", "direct") == []


async def test_a_schedule_in_a_channel_that_the_bot_was_removed_from_is_halted(stage: SlackStage) -> None:
    await scheduled(stage)
    await stage.slack.admin.kick_bot(stage.channel)
    await stage.settle()
    assert halted(stage) == ["removed"]
    assert len(await stage.seen("ada", "direct")) == 1


async def test_a_channel_that_was_archived_unheard_is_found_out_at_the_next_question(stage: SlackStage) -> None:
    await scheduled(stage)
    stage.slack.faults.next("chat.postMessage", faults.error("is_archived"))
    await stage.command("ada", "schedule post", "channel")
    await stage.slack.read.until(lambda: halted(stage) == ["archived"])
    stage.bot.failed |= {row[0] for row in stage.bot.rows("SELECT key FROM jobs WHERE outcome = 'buried'")}
    await stage.settle()


# Tokens


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def ended(bot: SlackBot) -> int:
    """Wait for the bot to end by itself; its exit code."""
    assert bot.process is not None
    return await asyncio.wait_for(bot.process.wait(), PATIENCE)


def complaints(bot: SlackBot) -> list[str]:
    """What it wrote beside what it says when it starts."""
    return [line for line in bot.log.splitlines() if not line.startswith("Serving Slack.")]


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("GREENROOM_SLACK_BOT_TOKEN", "copy the Bot User OAuth Token"),
        ("GREENROOM_SLACK_APP_TOKEN", "make an app-level token"),
    ],
)
async def test_a_token_that_slack_refuses_ends_it_with_one_line(
    setting: str, remedy: str, bot: SlackBot, home: Home
) -> None:
    other = SlackBot(home=home, slack=bot.slack, judge=bot.judge, settings={setting: "xoxb-wrong"})
    await other.start(connected=False)
    assert await ended(other) == 2
    [line] = complaints(other)
    assert line.startswith(f"greenroom: {setting}: Slack refuses it (invalid_auth); {remedy}")


async def test_a_missing_app_token_is_named(bot: SlackBot, home: Home) -> None:
    other = SlackBot(home=home, slack=bot.slack, judge=bot.judge, settings={"GREENROOM_SLACK_APP_TOKEN": ""})
    await other.start(connected=False)
    assert await ended(other) == 2
    [line] = complaints(other)
    assert line.startswith("greenroom: GREENROOM_SLACK_APP_TOKEN: this is needed for Socket Mode")


async def test_slack_out_of_reach_is_waited_for(home: Home) -> None:
    async with a_slack() as slack:
        judge = Judge()
        other = SlackBot(home=home, slack=slack, judge=judge)
        slack.faults.next("auth.test", faults.status(503), faults.drop_before())
        await other.start()
        await other.stop()
        assert other.log.count("slack_not_reached") == 2


async def test_a_token_that_is_revoked_halts_all_schedules_and_ends_it_when_it_reconnects(home: Home) -> None:
    async with a_slack() as slack, slack_bot(home.folder, slack) as other:
        await other.start()
        stage = SlackStage(other, "revoked")
        await scheduled(stage)
        await slack.admin.revoke_token()
        await stage_posts(slack, stage)
        await slack.read.until(lambda: halted(stage) == ["revoked"])
        slack.world.app.app_tokens.clear()
        slack.sockets.drop()
        assert await ended(other) == 2
        assert "GREENROOM_SLACK_APP_TOKEN: Slack refuses it" in other.log
        other.process = None


async def test_schedules_that_were_halted_for_a_token_go_on_once_slack_takes_it_again(home: Home) -> None:
    async with a_slack() as slack, slack_bot(home.folder, slack) as other:
        await other.start()
        stage, archived = SlackStage(other, "reinstalled"), SlackStage(other, "meanwhile")
        for each in (stage, archived):
            await scheduled(each)
        await slack.admin.archive(archived.channel)
        await slack.read.until(lambda: halted(archived) == ["archived"])
        await slack.admin.revoke_token()
        await stage_posts(slack, stage)
        await slack.read.until(lambda: halted(stage) == ["revoked"])
        await other.kill()
        slack.world.installation(slack.world.team().id).state = "active"
        await other.start()
        assert (halted(stage), halted(archived)) == ([None], ["archived"])
        await slack.read.until(lambda: slack.read.messages(stage.channel, by_app=True))


async def stage_posts(slack: Slack, stage: SlackStage) -> None:
    """Something that the bot would have to say in the channel."""
    await slack.people.slash(stage.people["ada"], COMMAND, "schedule post", channel=stage.channel)
