"""Interviews, on Slack and Discord, in which all happens at once, or that lose their place or their member."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

import pytest
import pytest_asyncio

from bot.core.interviews.state import Phase, Session
from tests.transcripts.stage import Stage, Where
from tests.wire.discord import DiscordServer, text_of
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot
from tests.wire.slack_stage import SlackStage
from tests.wire.test_interviews_whole import NO_JUDGE, PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

SECRET = "zanzibar"
_NUMBERS = count(1)
AnyStage = SlackStage | DiscordStage


@asynccontextmanager
async def _on(platform: str, folder: pytest.TempPathFactory) -> AsyncIterator[SlackBot | DiscordBot]:
    if platform == "slack":
        async with a_slack() as slack, slack_bot(folder.mktemp("slack"), slack) as on_slack:
            yield on_slack
        return
    async with DiscordServer() as discord, discord_bot(folder.mktemp("discord"), discord) as on_discord:
        discord.admin.set_intents("content")
        yield on_discord


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["slack", "discord"])
async def bot(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SlackBot | DiscordBot]:
    async with _on(request.param, tmp_path_factory) as made:
        made.settings |= NO_JUDGE | {"GREENROOM_INTERVIEW_PAUSE": "0"}
        await made.start()
        yield made


@pytest.fixture
def stage(bot: SlackBot | DiscordBot) -> AnyStage:
    return SlackStage(bot, f"edge{next(_NUMBERS)}") if isinstance(bot, SlackBot) else DiscordStage(bot)


async def say(stage: Stage, *texts: str, who: str = "ada", where: Where = "thread") -> None:
    for text in texts:
        await stage.say(who, text, where)
        await stage.settle()


async def typed(stage: Stage, text: str, where: Where = "channel", who: str = "ada") -> None:
    await stage.command(who, text, where)
    await stage.settle()


async def press(stage: Stage, who: str, *labels: str) -> None:
    for label in labels:
        await stage.press(who, label)
        await stage.settle()


def newest(stage: AnyStage) -> Session:
    [(state,)] = stage.bot.rows("SELECT state FROM interviews ORDER BY id DESC LIMIT 1")
    return Session.model_validate_json(state)


def everything(stage: AnyStage) -> str:
    """All rows of all tables."""
    tables = [name for (name,) in stage.bot.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(f"{name}: {row}" for name in tables for row in stage.bot.rows(f'SELECT * FROM "{name}"'))


def live(stage: AnyStage) -> int:
    [(found,)] = stage.bot.rows("SELECT count(*) FROM interviews WHERE phase IN ('live', 'paused')")
    return int(found)


def bare(text: str) -> str:
    """A text without what a platform marks, escapes and wraps it with."""
    return re.sub(r"[\W_⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", text).lower()


def in_order(session: Session, shown: Sequence[str]) -> None:
    """See that all turns stand there, each after those before it."""
    read, place = "".join(map(bare, shown)), 0
    for turn in session.turns:
        if turn.persona is not None:
            found = read.find(bare(turn.text), place)
            assert found >= 0, f"{turn.kind} {turn.number} does not come after those before it: {turn.text}"
            place = found + len(bare(turn.text))


async def test_what_is_said_and_pressed_at_once_is_all_heard_and_answered_in_order(stage: AnyStage) -> None:
    await typed(stage, "mock two-stages")
    before = newest(stage).turns[-1].number
    lines = [f"note: - number {number}" for number in range(4)]
    async with asyncio.TaskGroup() as at_once:
        for line in lines:
            at_once.create_task(stage.say("ada", line, "thread"))
        at_once.create_task(stage.press("ada", "Say it again"))
        at_once.create_task(stage.command("ada", "mock action=time", "direct"))  # on another device
    await stage.settle()
    session = newest(stage)
    assert [turn.number for turn in session.turns] == list(range(1, len(session.turns) + 1))
    heard = [turn.text for turn in session.turns if turn.persona is None and turn.number > before]
    assert sorted(heard) == sorted([*lines, "repeat", "time"])
    assert sorted(session.stages[0].notes) == [f"number {number}" for number in range(4)]
    in_order(session, [text for text in await stage.seen("ada", "thread") if not text.startswith("Notes")])


def pins(stage: AnyStage) -> tuple[list[str], int]:
    """What is pinned in an interview's thread, and how often something was pinned by the bot."""
    if isinstance(stage, SlackStage):
        words = {message.ts: stage.slack.read.words(message) for message in stage.slack.world.messages()}
        channel = stage.channel.id
        return [words[ts] for ts in stage.channel.pins], len(stage.slack.log.of("pins.add", channel=channel))
    thread = stage._thread()
    asked = stage.discord.read.requests("PUT /channels/{channel_id}/messages/pins/{message_id}")
    there = stage.discord.read.messages(thread)
    pinned = [text_of(message) for message in there if message["pinned"]]
    return pinned, sum(f"/channels/{thread}/" in request["path"] for request in asked)


async def until_pinned(stage: AnyStage, count: int) -> None:
    """Wait until so many messages are pinned, which comes a moment after they are shown or changed."""
    async with asyncio.timeout(PATIENCE):
        while len(pins(stage)[0]) != count:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def test_notes_are_pinned_again_once_where_an_interview_that_was_stopped_goes_on(stage: AnyStage) -> None:
    await typed(stage, "mock two-stages")
    await say(stage, "note: breathe")
    await until_pinned(stage, 1)
    await say(stage, "stop")
    await until_pinned(stage, 0)
    await say(stage, "resume", "note: ask first", "note: count twice")
    await until_pinned(stage, 1)
    [notes], times = pins(stage)
    assert [bullet in notes for bullet in ("breathe", "ask first", "count twice")] == [True] * 3
    assert times == 2
    assert sum("count twice" in text for text in await stage.seen("ada", "thread")) == 1
    await say(stage, "stop")
    await until_pinned(stage, 0)


async def lose_its_place(stage: AnyStage) -> None:
    if isinstance(stage, SlackStage):
        await stage.slack.admin.archive(stage.channel)
    else:
        stage.discord.admin.delete_channel(stage._thread())


async def settle_with_one_given_up(stage: AnyStage) -> None:
    with suppress(AssertionError):  # which Slack's stage raises once for each
        await stage.bot.settle()
    await stage.bot.settle()
    given_up = stage.bot.rows("SELECT key FROM jobs WHERE outcome = 'buried' AND key LIKE ?", f"%{newest(stage).id}%")
    assert len(given_up) == 1


async def test_an_interview_whose_place_is_gone_is_put_away_and_goes_on_with_the_lost_turn_in_private(
    stage: AnyStage,
) -> None:
    await typed(stage, "mock two-stages")
    await say(stage, "I like numbers.")
    await lose_its_place(stage)
    await stage.command("ada", "mock action=time", "direct")
    await settle_with_one_given_up(stage)
    lost = newest(stage)
    assert (lost.phase, lost.running_since) == (Phase.PARKED, None)
    assert any("can't write any more where your interview" in text for text in await stage.seen("ada", "direct"))
    assert stage.bot.rows("SELECT due_at FROM interviews WHERE session_id = ?", lost.id) == [(None,)]
    await stage.command("ada", "mock action=resume", "direct")
    await stage.bot.settle()
    back = newest(stage)
    assert back.phase is Phase.LIVE
    missed = [turn for turn in back.turns if turn.number >= lost.turns[-1].number]
    in_order(back.model_copy(update={"turns": tuple(missed)}), await stage.seen("ada", "direct"))
    await stage.say("ada", "Because they are small.", "direct")
    await stage.bot.settle()
    assert "Because they are small." in [turn.text for turn in newest(stage).turns]


async def test_a_debrief_that_could_not_be_shown_comes_once_in_private(stage: AnyStage) -> None:
    await typed(stage, "mock two-stages")
    await say(stage, "I like numbers.")
    await lose_its_place(stage)
    await stage.command("ada", "mock action=stop", "direct")
    await settle_with_one_given_up(stage)
    assert newest(stage).owes_debrief
    assert any("haven't seen its debrief" in text for text in await stage.seen("ada", "direct"))
    for text in ("hello?", "hello again"):
        await stage.say("ada", text, "direct")
        await stage.bot.settle()
    said = await stage.seen("ada", "direct")
    assert [sum(words in text for text in said) for words in ("here it is.", "Debrief: Two stages")] == [1, 1]
    assert not newest(stage).owes_debrief


async def test_a_debrief_for_whom_direct_messages_are_closed_comes_once_where_they_give_the_command(
    stage: AnyStage,
) -> None:
    if isinstance(stage, SlackStage):
        pytest.skip("nobody can close their direct messages on Slack")
    await typed(stage, "mock")  # after which direct messages count for this server
    await typed(stage, "mock two-stages", "direct")
    await say(stage, "I like numbers.", where="direct")
    stage.discord.admin.close_messages(stage._name("ada"))
    await stage.command("ada", "mock action=stop", "channel")
    await settle_with_one_given_up(stage)
    assert newest(stage).owes_debrief
    for _ in range(2):
        await typed(stage, "mock")
    shown = await stage.seen("ada", "alone")
    assert [sum(words in text for text in shown) for words in ("here it is.", "Debrief: Two stages")] == [1, 1]
    assert not any("Debrief:" in text for text in await stage.seen("ada", "channel"))


async def test_whoever_leaves_takes_their_interview_and_their_part_of_a_pair_along(stage: AnyStage) -> None:
    await typed(stage, "mock two-stages")
    await say(stage, f"note: - {SECRET} counts", f"I like {SECRET}.", "stop", f"3, {SECRET} was hard.")
    await typed(stage, "pair two-stages")
    await press(stage, "bob", "I'll interview")
    await press(stage, "ada", "Start")
    await press(stage, "bob", "A3", "Note")
    await stage.fill("bob", {"text": f"She spoke of {SECRET}."})
    await stage.settle()
    await say(stage, f"In writing: {SECRET}.")
    before = everything(stage)
    assert {line.partition(":")[0] for line in before.splitlines() if SECRET in line} >= {"interviews", "pairs"}
    await typed(stage, "forget")
    await press(stage, "ada", "Erase everything")
    told = "\n".join(await stage.seen("bob", "direct"))
    assert "what was noted is erased" in told
    assert "The other one has left Greenroom" in told
    assert any("One of the two has left" in text for text in await stage.seen("bob", "channel"))
    assert SECRET not in everything(stage)
    await typed(stage, "forget", who="bob")
    await press(stage, "bob", "Erase everything")
    assert stage.bot.rows("SELECT count(*) FROM pair_seats") == [(0,)]


async def test_whoever_leaves_in_the_middle_is_heard_no_more_and_nothing_fails(stage: AnyStage) -> None:
    before, log = live(stage), len(stage.bot.log)
    await typed(stage, "mock two-stages")
    await say(stage, f"note: - {SECRET}")
    assert live(stage) == before + 1
    async with asyncio.TaskGroup() as at_once:  # what is under way meets the leaving
        at_once.create_task(stage.say("ada", f"I like {SECRET}.", "thread"))
        at_once.create_task(stage.command("ada", "forget sure=yes", "channel"))
    await stage.settle()
    await typed(stage, "forget sure=yes")
    await say(stage, f"And {SECRET} too.")
    assert SECRET not in everything(stage)
    assert live(stage) == before
    assert not re.search("job_failed|job_buried|Traceback", stage.bot.log[log:])


async def close_channel(stage: AnyStage, *, closed: bool) -> None:
    """Let the bot no longer write in the channel, or again."""
    if isinstance(stage, SlackStage):
        await (stage.slack.admin.archive if closed else stage.slack.admin.unarchive)(stage.channel)
    else:
        (stage.discord.admin.deny if closed else stage.discord.admin.allow)(stage.channel, "view_channel")


async def test_a_pair_whose_channel_is_closed_stands_still_until_it_is_resumed(stage: AnyStage) -> None:
    await typed(stage, "pair two-stages")
    await press(stage, "bob", "I'll interview")
    await press(stage, "ada", "Start")
    await close_channel(stage, closed=True)
    await stage.press("bob", "Next part")
    with suppress(AssertionError):  # which Slack's stage raises once for each that is given up
        await stage.bot.settle()
    await stage.bot.settle()
    [(phase,)] = stage.bot.rows("SELECT phase FROM pairs ORDER BY id DESC LIMIT 1")
    assert phase == "paused"
    for who in ("ada", "bob"):
        assert any("in the channel in which you met" in text for text in await stage.seen(who, "direct"))
    await close_channel(stage, closed=False)
    await press(stage, "bob", "Resume")
    assert stage.bot.rows("SELECT phase FROM pairs ORDER BY id DESC LIMIT 1") == [("live",)]
    assert any("Part 2 of 3" in text for text in await stage.seen("ada", "channel"))
