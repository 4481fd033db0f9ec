"""Discord when it fails: lost answers, rate limits, outages, broken lines; nothing is lost and nothing comes twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio

from tests.wire.discord import text_of
from tests.wire.discord.errors import Json
from tests.wire.discord.interactions import interaction_json
from tests.wire.discord_bot import DiscordBot, working_bot
from tests.wire.discord_stage import DiscordStage

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
CALLBACK = "POST /interactions/{interaction_id}/{token}/callback"
ORIGINAL = "PATCH /webhooks/{application_id}/{token}/messages/@original"
FLIPS = "I would flip it a thousand times and compare the share of heads with one half."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with working_bot(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def stage(bot: DiscordBot) -> AsyncIterator[DiscordStage]:
    yield DiscordStage(bot)
    bot.discord.faults.clear()


def questions(stage: DiscordStage) -> list[Json]:
    return [it for it in stage.discord.read.bot_messages(stage.channel) if "A fair coin?" in text_of(it)]


async def cards(stage: DiscordStage) -> list[Json]:
    await stage.settle()
    return stage.discord.read.bot_messages(stage._thread())


# Answers that get lost -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reset", [True, False])
async def test_a_question_whose_answer_is_lost_stands_once_and_has_its_thread(
    stage: DiscordStage, *, reset: bool
) -> None:
    stage.discord.faults.plant(POST, "drop-after", reset=reset)
    await stage.put("coin-flips")
    await stage.settle()
    assert len(questions(stage)) == 1
    assert [it["name"] for it in stage.discord.read.threads(stage.channel)] == ["A fair coin?"]
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1


async def test_a_question_that_never_arrived_is_posted_again(stage: DiscordStage) -> None:
    stage.discord.faults.plant(POST, "drop-before")
    await stage.put("coin-flips")
    await stage.settle()
    assert len(questions(stage)) == 1


async def test_a_thread_whose_answer_is_lost_is_found(stage: DiscordStage) -> None:
    stage.discord.faults.plant(THREAD, "drop-after")
    await stage.put("coin-flips")
    await stage.settle()
    assert len(questions(stage)) == len(stage.discord.read.threads(stage.channel)) == 1
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1


async def test_a_receipt_whose_answer_is_lost_becomes_the_card(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(POST, "drop-after")
    await stage.say("bob", FLIPS, "thread")
    [card] = await cards(stage)
    assert "75 of 100" in text_of(card)


async def test_a_card_whose_answer_is_lost_is_edited_again(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(EDIT, "drop-after")
    await stage.say("bob", FLIPS, "thread")
    [card] = await cards(stage)
    assert "75 of 100" in text_of(card)


async def test_a_private_answer_whose_answer_is_lost_is_shown_once(stage: DiscordStage) -> None:
    stage.discord.faults.plant(ORIGINAL, "drop-after")
    await stage.command("bob", "progress", "channel")
    await stage.settle()
    assert len(await stage.seen("bob", "alone")) == 1
    assert await stage.seen("bob", "direct") == []


@pytest.mark.parametrize("kind", ["429", "error", "drop-before", "drop-after"])
async def test_an_acknowledgement_that_fails_is_given_again_within_the_three_seconds(
    stage: DiscordStage, kind: Literal["429", "error", "drop-before", "drop-after"]
) -> None:
    stage.discord.faults.plant(CALLBACK, kind)
    asked = stage.discord.people.slash(stage._name("bob"), stage.channel, "progress")
    settled = await stage.discord.read.wait_settled(asked)
    assert settled["acknowledged_after"] < 3
    await stage.settle()
    assert len(await stage.seen("bob", "alone")) == 1
    assert await stage.seen("bob", "direct") == []


async def test_an_interaction_that_is_told_of_twice_at_once_is_responded_to_once(stage: DiscordStage) -> None:
    world = stage.discord.world
    asked = stage.discord.people.slash(stage._name("bob"), stage.channel, "progress")
    for _ in range(2):
        world.publish(
            "INTERACTION_CREATE", interaction_json(world, world.interactions[asked["id"]]), world.guild(stage.guild)
        )
    await stage.discord.read.wait_settled(asked)
    await stage.settle()
    assert len(await stage.seen("bob", "alone")) == 1
    assert stage.bot.told("discord_event_failed") == 0


async def test_a_long_card_comes_in_several_messages_each_once_though_an_answer_is_lost(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant("POST /webhooks/{application_id}/{token}", "drop-after")
    await stage.press("bob", "Answer privately")
    opened = stage.discord.read.open_modals(stage._name("bob"))[-1]
    words = [f"{number} flips more make it surer." for number in range(400)]
    boxes = {f"t{box}:text": " ".join(words[100 * box : 100 * box + 100]) for box in (1, 2, 3)}
    stage.last = stage.discord.people.submit(stage._name("bob"), boxes, opened)
    await stage.discord.read.wait_answered(stage.last)
    await stage.settle()
    shown = await stage.seen("bob", "direct")
    assert len(shown) > 2
    assert len(set(shown)) == len(shown)
    whole = "".join(shown)
    assert all(whole.count(f"{number} flips more") >= 1 for number in range(100, 400))


# Limits and outages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["429", "429-global", "429-shared"])
async def test_a_limit_is_waited_out(stage: DiscordStage, kind: str) -> None:
    stage.discord.faults.plant(POST, kind, times=2)  # type: ignore[arg-type]
    await stage.put("coin-flips")
    await stage.settle()
    assert len(questions(stage)) == 1


async def test_a_long_limit_of_one_channel_holds_up_no_other(bot: DiscordBot) -> None:
    slow, quick = DiscordStage(bot), DiscordStage(bot)
    await slow.put("coin-flips")
    await quick.put("coin-flips")
    before = bot.told("rate-limited")
    bot.discord.faults.plant(POST, "429", seconds=3600)
    await slow.say("bob", FLIPS, "thread")
    await bot.until(lambda: bot.told("rate-limited") > before)  # or the other's could be the next post
    await quick.say("bob", FLIPS, "thread")
    await bot.until(lambda: bot.discord.read.bot_messages(quick._thread()))
    assert bot.discord.read.bot_messages(slow._thread()) == []


@pytest.mark.slow
async def test_a_global_limit_does_not_keep_members_waiting(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(POST, "429-global", seconds=8)
    await stage.say("ada", FLIPS, "thread")
    asked = stage.discord.people.slash(stage._name("bob"), stage.channel, "progress")
    settled = await stage.discord.read.wait_settled(asked)
    assert settled["acknowledged_after"] < 8
    await stage.settle()
    assert any("75 of 100" in text for text in await stage.seen("ada", "thread"))


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_that_fails_is_asked_again(stage: DiscordStage, status: int) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(POST, "error", status=status)
    await stage.say("bob", FLIPS, "thread")
    [card] = await cards(stage)
    assert "75 of 100" in text_of(card)


@pytest.mark.slow
async def test_many_answers_at_once_stay_within_discords_limits(bot: DiscordBot) -> None:
    stages = [DiscordStage(bot) for _ in range(4)]
    for stage in stages:
        await stage.put("coin-flips")
    bot.discord.limits.enforced, before = True, bot.discord.limits.sent_429
    try:
        for number in range(6):
            name = f"member-{number}"
            for stage in stages:
                bot.discord.admin.add_member(stage.guild, name)
                bot.discord.people.say(name, stage._thread(), FLIPS)
        for stage in stages:
            thread = stage._thread()
            await bot.until(lambda thread=thread: _cards_in(bot, thread) == 6)  # type: ignore[misc]
        assert bot.discord.limits.sent_429 == before
    finally:
        bot.discord.limits.enforced = False


def _cards_in(bot: DiscordBot, thread: str) -> int:
    return sum("75 of 100" in text_of(it) for it in bot.discord.read.bot_messages(thread))


# The gateway ---------------------------------------------------------------------------------------------------------


async def test_what_is_said_while_the_line_is_down_is_heard_after_the_resume(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.gateway.drop()
    await stage.say("bob", FLIPS, "thread")
    await stage.say("ada", FLIPS, "direct")
    assert len(await cards(stage)) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_loses_nothing(stage: DiscordStage, *, resumable: bool) -> None:
    await stage.put("coin-flips")
    stage.discord.gateway.invalidate(resumable=resumable)
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1


async def test_a_failed_resume_loses_nothing(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.gateway.drop(forget=True)
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1


async def test_a_line_that_discord_asks_to_change_or_that_is_dead_is_left_and_nothing_is_lost(
    stage: DiscordStage,
) -> None:
    await stage.put("coin-flips")
    stage.discord.gateway.ask_to_reconnect()
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1


# Events that are not as the library expects them ---------------------------------------------------------------------


def tell(stage: DiscordStage, event: str, data: Json) -> None:
    """Have the gateway tell of something, exactly so."""
    for session in stage.discord.gateway.of_shard(None):
        session.dispatch(event, lambda _content: data)


async def test_an_event_that_the_library_cannot_read_ends_nothing(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.say("ada", FLIPS, "thread")
    said = stage.discord.read.message(stage.newest["ada"])
    media = {"text": "Which?"}
    answers = [{"answer_id": 1, "poll_media": media}]
    poll = {"question": media, "answers": answers, "expiry": None, "allow_multiselect": False, "layout_type": 1}
    before = stage.bot.told("discord_event_not_read")
    number = str(int(said["id"]) + 1)
    tell(stage, "MESSAGE_CREATE", {**said, "id": number, "channel_id": stage._thread(), "poll": poll})
    await stage.bot.until(lambda: stage.bot.told("discord_event_not_read") > before)
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 2


@pytest.mark.parametrize("where", ["channel", "direct"])
async def test_an_interaction_that_names_its_channel_by_id_alone_is_answered(
    where: Literal["channel", "direct"], stage: DiscordStage
) -> None:
    stage.discord.faults.plant(CALLBACK, "refused", status=404, code=10062)
    before = len(stage.discord.read.requests(CALLBACK))
    asked = stage.discord.people.slash(stage._name("bob"), stage._place("bob", where), "progress")
    await stage.bot.until(lambda: len(stage.discord.read.requests(CALLBACK)) > before)
    whole = interaction_json(stage.discord.world, stage.discord.world.interactions[asked["id"]])
    del whole["channel"], whole["context"], whole["authorizing_integration_owners"]
    tell(stage, "INTERACTION_CREATE", whole)
    await stage.discord.read.wait_settled(asked)


# Answers that are not Discord's, and limits of an unusual kind -------------------------------------------------------


def put_off(stage: DiscordStage, kind: str) -> list[object]:
    """Why jobs of a kind wait."""
    return [reason for (reason,) in stage.bot.rows("SELECT reason FROM jobs WHERE outcome IS NULL AND kind = ?", kind)]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("page", "not now: blocked"), ("429-untold", "not now: rate-limited")],
)
async def test_a_question_that_is_refused_for_now_waits_and_its_schedule_stands(
    kind: Literal["page", "429-untold"], reason: str, stage: DiscordStage
) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(POST, kind, status=403)
    await stage._asked("olga", "schedule", action="post")
    await stage.bot.until(lambda: reason in put_off(stage, "post"))
    assert set(stage.bot.rows("SELECT halted FROM schedules WHERE ended = 0")) == {(None,)}


async def test_a_posting_that_was_edited_too_often_is_not_posted_anew(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(EDIT, "refused", status=400, code=30046)
    before = len(stage.discord.read.requests(EDIT))
    stage.bot.judge.hold()
    await stage.say("bob", FLIPS, "thread")
    await stage.bot.until(lambda: len(stage.discord.read.requests(EDIT)) > before)
    stage.bot.judge.release()
    await stage.settle()
    assert len(questions(stage)) == 1


async def test_a_page_in_the_place_of_an_answer_leaves_a_message_once(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.faults.plant(POST, "page", status=200)
    await stage.say("bob", FLIPS, "thread")
    assert len(await cards(stage)) == 1
