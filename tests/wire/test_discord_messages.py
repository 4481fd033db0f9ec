"""What becomes of messages: who is spoken to, what they reply to, and what is deleted around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.wire.discord import text_of
from tests.wire.discord.interactions import interaction_json
from tests.wire.discord_bot import DiscordBot, working_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.test_discord_faults import CALLBACK, tell
from tests.wire.test_discord_flows import FLIPS, only

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with working_bot(tmp_path_factory.mktemp("messages")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def stage(bot: DiscordBot) -> DiscordStage:
    return DiscordStage(bot)


async def test_a_mention_of_the_bots_own_role_speaks_to_it(stage: DiscordStage) -> None:
    roles = stage.discord.world.guild(stage.guild).roles.values()
    [role] = [role.id for role in roles if role.bot_id == stage.discord.bot_id]
    said = stage.discord.people.say(stage._name("olga"), stage.channel, f"<@&{role}> schedule")
    await stage.bot.took(f"message:{said['id']}")
    await stage.settle()
    assert "schedule" in text_of(only(stage.discord.read.direct_messages(stage._name("olga"))))


async def test_a_reply_to_the_question_in_its_channel_is_an_answer_in_its_thread(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    question = only(stage.discord.read.bot_messages(stage.channel))
    said = stage.discord.people.say(stage._name("bob"), stage.channel, FLIPS, reply_to=question)
    await stage.bot.took(f"message:{said['id']}")
    await stage.settle()
    assert "75 of 100" in text_of(only(stage.discord.read.bot_messages(stage._thread())))
    stage.discord.people.delete(stage._name("bob"), said)
    await stage.bot.took(f"delete:{said['id']}")
    await stage.settle()
    assert "Withdrawn" in text_of(only(stage.discord.read.bot_messages(stage._thread())))


async def test_a_message_that_was_graded_from_its_menu_takes_its_answer_along(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    talk, said = (stage.discord.people.say(stage._name("bob"), stage.channel, text) for text in ("Morning!", FLIPS))
    asked = stage.discord.people.context_menu(stage._name("bob"), said, "Grade this answer")
    await stage.discord.read.wait_settled(asked)
    await stage.settle()
    stage.discord.people.delete(stage._name("bob"), talk)
    stage.discord.people.delete(stage._name("bob"), said)
    await stage.bot.took(f"delete:{said['id']}")
    await stage.settle()
    assert "Withdrawn" in (await stage.seen("bob", "alone"))[-1]
    assert not stage.bot.rows("SELECT 1 FROM jobs WHERE key LIKE ?", f"%delete:{talk['id']}")
    assert len(stage.discord.read.bot_messages(stage.channel)) == 1


async def test_a_card_whose_thread_was_deleted_comes_as_a_direct_message(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    stage.discord.admin.delete_channel(stage._thread())
    await stage.release_judge()
    await stage.settle_soon()
    assert "75 of 100" in text_of(only(stage.discord.read.direct_messages(stage._name("bob"))))


async def test_a_question_that_was_deleted_stays_away_and_its_thread_goes_on(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    stage.discord.people.delete(stage._name("olga"), only(stage.discord.read.bot_messages(stage.channel)))
    await stage.say("bob", FLIPS, "thread")
    await stage.bot.settle(refreshed=True)
    assert "75 of 100" in text_of(only(stage.discord.read.bot_messages(stage._thread())))
    assert stage.discord.read.bot_messages(stage.channel) == []


@pytest.mark.parametrize("told", [{"type": 0}, {"type": 2, "name": "Lounge"}, {"type": 99}, {}])
async def test_where_one_has_it_for_oneself_little_is_told_of_the_channel(
    told: dict[str, Any], stage: DiscordStage
) -> None:
    elsewhere, name = f"Elsewhere {stage.number}", stage._name("ines")
    stage.discord.admin.add_user(name, installed=True)
    stage.discord.admin.add_guild(elsewhere, bot=False, members=(name,), channels=(f"lobby-{stage.number}",))
    stage.discord.faults.plant(CALLBACK, "refused", status=404, code=10062)
    before = len(stage.discord.read.requests(CALLBACK))
    asked = stage.discord.people.slash(name, f"lobby-{stage.number}", "progress")
    await stage.bot.until(lambda: len(stage.discord.read.requests(CALLBACK)) > before)
    whole = interaction_json(stage.discord.world, stage.discord.world.interactions[asked["id"]])
    whole["channel"] = {"id": whole["channel"]["id"], **told}
    del whole["guild"], whole["attachment_size_limit"]
    tell(stage, "INTERACTION_CREATE", whole)
    await stage.discord.read.wait_settled(asked)


# Direct messages that are closed --------------------------------------------------------------------------------------


async def test_an_interview_that_nobody_could_see_waits_and_its_debrief_is_shown_where_one_asks(
    stage: DiscordStage,
) -> None:
    bob = stage._name("bob")
    stage.discord.admin.close_messages(bob)
    await stage.command("bob", "mock two-stages private=yes", "channel")
    await stage.settle()
    assert "I cannot send you direct messages" in text_of(only(stage.discord.read.bot_messages(stage.channel)))
    stage.discord.admin.close_messages(bob, closed=False)
    await stage.command("bob", "mock action=resume", "channel")
    await stage.settle()
    assert "Good to meet you." in text_of(stage.discord.read.direct_messages(bob)[0])
    stage.discord.admin.close_messages(bob)
    await stage.command("bob", "mock action=stop", "channel")
    await stage.settle()
    assert not any("Debrief" in text_of(message) for message in stage.discord.read.direct_messages(bob))
    await stage.command("bob", "mock", "channel")
    await stage.settle()
    assert "Debrief: Two stages" in (await stage.seen("bob", "alone"))[-1]


async def test_a_pair_whose_interviewer_cannot_be_written_to_is_told_and_its_clock_stopped(stage: DiscordStage) -> None:
    stage.discord.admin.close_messages(stage._name("bob"))
    await stage.command("ada", "pair two-stages", "channel")
    await stage.settle()
    await stage.press("bob", "I'll interview")
    await stage.settle()
    await stage.press("ada", "Start")
    await stage.settle()
    assert "I can't write to the interviewer in private" in (await stage.seen("ada", "channel"))[0]
