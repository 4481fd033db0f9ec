"""What is Discord's own: forums, menus, windows, tokens that end, closed direct messages, places without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.wire.discord import DiscordServer, drafts, gateway, payloads, rest_messages, text_of, tokens
from tests.wire.discord.components import leaves
from tests.wire.discord.errors import ApiError, Json
from tests.wire.discord.model import Guild
from tests.wire.discord.world import World
from tests.wire.discord_bot import DiscordBot, discord_bot, working_bot
from tests.wire.discord_stage import DiscordStage

pytestmark = pytest.mark.asyncio(loop_scope="module")

LAYOUT = 1 << 15
TYPING = "POST /channels/{channel_id}/typing"
FLIPS = "I would flip it a thousand times and compare the share of heads with one half."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with working_bot(tmp_path_factory.mktemp("flows")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def stage(bot: DiscordBot) -> DiscordStage:
    return DiscordStage(bot)


@pytest_asyncio.fixture(loop_scope="module")
async def late_stage(tmp_path: Path) -> AsyncIterator[DiscordStage]:
    """A stage with a Discord of its own, whose time can go on."""
    async with DiscordServer() as discord, discord_bot(tmp_path, discord) as started:
        await started.start()
        yield DiscordStage(started)


def only(messages: list[Json]) -> Json:
    [message] = messages
    return message


def confirming(stage: DiscordStage, who: str) -> bool:
    shown = stage.discord.read.ephemeral(stage._name(who))
    return any("Did I get this right?" in text_of(message) for message in shown)


async def test_when_it_is_added_to_a_server_it_says_what_to_do_next(
    bot: DiscordBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def joined(guild: Guild, *others: Any, **more: Any) -> Json:
        """A server that is new is told of without a word on whether it is available."""
        told = payloads.guild_create_json(guild, *others, **more) | {"system_channel_id": next(iter(guild.channels))}
        return {name: value for name, value in told.items() if name != "unavailable"}

    monkeypatch.setattr(gateway, "guild_create_json", joined)
    stage = DiscordStage(bot)
    await bot.discord.read.wait_message(stage.channel, "I am **Greenroom**")
    await stage.press("ada", "Set the schedule")
    await stage.discord.read.wait_answered(stage.last)
    assert stage.discord.read.open_modals(stage._name("ada"))


async def test_where_a_layout_is_refused_an_embed_says_the_same(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_layouts(world: World, body: Any, *others: Any, **more: Any) -> drafts.Draft:
        if body.get("flags", 0) & LAYOUT:
            raise ApiError(400, {"message": "Invalid Form Body", "code": 50035, "errors": {}})
        return drafts.read_draft(world, body, *others, **more)

    for module in (rest_messages, tokens):
        monkeypatch.setattr(module, "read_draft", no_layouts)
    await stage.put("coin-flips")
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    question, [card] = (
        only(stage.discord.read.bot_messages(stage.channel)),
        stage.discord.read.bot_messages(stage._thread()),
    )
    assert "A fair coin?" in question["embeds"][0]["description"]
    assert "75 of 100" in card["embeds"][0]["description"]
    await stage.command("bob", "progress", "channel")
    await stage.settle()
    assert "Your progress" in (await stage.seen("bob", "alone"))[-1]
    await stage.press("bob", "Hint")
    await stage.settle()
    assert stage.discord.read.all_pinged() == []


# Forums --------------------------------------------------------------------------------------------------------------


async def test_in_a_forum_each_question_is_a_post_with_its_tags(stage: DiscordStage) -> None:
    forum = f"practice-{stage.number}"
    stage.discord.admin.add_forum(stage.guild, forum, tags=("hard", "Easy", "Experimentation"), tag_required=True)
    talk = stage.discord.people.post(stage._name("olga"), forum, "Set-up", "Let us begin.", tags=("hard",))
    stage.channel = talk["id"]  # commands work in a post
    await stage._asked("olga", "schedule", text="weekdays 9:00")
    await stage.press("olga", "Save")
    await stage._asked("olga", "suggest", question="coin-flips")
    [(suggestion,)] = stage.bot.rows("SELECT max(id) FROM suggestions")
    await stage._asked("olga", "suggest", decision="approve", suggestion=suggestion)
    stage.discord.faults.plant("POST /channels/{channel_id}/threads", "drop-after")
    await stage._asked("olga", "schedule", action="post")
    await stage.settle()
    post = only([it for it in stage.discord.read.threads(forum) if it["name"] != "Set-up"])
    names = {tag["id"]: tag["name"] for tag in stage.discord.read.channel(forum)["available_tags"]}
    assert post["name"] == "A fair coin?"
    assert [names[tag] for tag in post["applied_tags"]] == ["Experimentation", "Easy"]
    stage.discord.people.say(stage._name("bob"), post["id"], FLIPS)
    await stage.bot.until(lambda: "75 of 100" in text_of(stage.discord.read.bot_messages(post["id"])[-1]))
    await stage.bot.settle(refreshed=True)
    question, _card = stage.discord.read.bot_messages(post["id"])
    assert "1** member has answered" in text_of(question)


# What is typed, chosen and filled in ---------------------------------------------------------------------------------


async def test_a_message_can_be_graded_from_its_menu_by_its_author_alone(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    said = stage.discord.people.say(stage._name("bob"), stage.channel, FLIPS)
    for who in ("ada", "bob"):
        asked = stage.discord.people.context_menu(stage._name(who), said, "Grade this answer")
        await stage.discord.read.wait_settled(asked)
    await stage.settle()
    assert "Only who wrote a message" in (await stage.seen("ada", "alone"))[-1]
    assert "75 of 100" in (await stage.seen("bob", "alone"))[-1]
    assert await stage.seen("bob", "thread") == []


async def test_options_are_completed_while_they_are_typed(stage: DiscordStage) -> None:
    asked = stage.discord.people.autocomplete(
        stage._name("bob"), stage.channel, "question", "question", question="fair coin"
    )
    answered = await stage.discord.read.wait_answered(asked)
    assert [choice["value"] for choice in answered["choices"]] == ["coin-flips"]
    asked = stage.discord.people.autocomplete(
        stage._name("bob"), stage.channel, "question", "track", track="sql-and-data,exp"
    )
    answered = await stage.discord.read.wait_answered(asked)
    assert [choice["value"] for choice in answered["choices"]] == ["sql-and-data,experimentation"]


async def test_points_are_ticked_in_a_list_that_shows_what_was_chosen(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    await stage.press("bob", "Self-check")
    await stage.settle()
    shown = stage.discord.read.ephemeral(stage._name("bob"))[-1]
    menu = next(leaf for leaf in leaves(shown["components"]) if leaf.get("options"))
    values = [option["value"] for option in menu["options"]]
    stage.discord.people.select(stage._name("bob"), shown, menu["custom_id"], *values[:2])
    await stage.settle()
    after = stage.discord.read.message(shown)
    chosen = next(leaf for leaf in leaves(after["components"]) if leaf.get("options"))["options"]
    assert [option["value"] for option in chosen if option.get("default")] == values[:2]
    assert len(stage.discord.read.ephemeral(stage._name("bob"))) == 1


async def test_a_schedule_can_be_filled_in_over_several_windows(stage: DiscordStage) -> None:
    asked = stage.discord.people.slash(stage._name("olga"), stage.channel, "schedule", action="form")
    await stage.discord.read.wait_answered(asked)
    while not confirming(stage, "olga"):
        await stage.fill("olga", {})
        await stage.settle()
        if not confirming(stage, "olga"):
            await stage.press("olga", "Go on")
    only(stage.discord.read.ephemeral(stage._name("olga")))
    await stage.press("olga", "Save")
    await stage.settle()
    assert stage.bot.rows("SELECT halted FROM schedules ORDER BY id DESC LIMIT 1") == [(None,)]


async def test_a_text_that_cannot_be_taken_is_given_back(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.press("bob", "Answer privately")
    await stage.fill("bob", {"text": "... !!!"})
    shown = text_of(stage.discord.read.ephemeral(stage._name("bob"))[-1])
    assert "no words" in shown
    assert "..." in shown
    await stage.press("bob", "Fill in again")
    await stage.fill("bob", {"text": FLIPS})
    await stage.settle()
    assert any("75 of 100" in text for text in await stage.seen("bob", "direct"))


async def test_a_button_of_another_version_gets_a_word(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    question = only(stage.discord.read.bot_messages(stage.channel))
    held = stage.discord.world.message(question)
    for leaf in leaves(held.components):
        if leaf.get("label") == "Hint":
            leaf["custom_id"] = "gr9:hint:old"
    await stage.press("bob", "Hint")
    assert "another version" in (await stage.seen("bob", "alone"))[-1]


@pytest.mark.slow
async def test_a_window_that_was_open_over_a_restart_is_still_read(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.press("bob", "Answer privately")
    await stage.restart()
    await stage.fill("bob", {"text": FLIPS})
    await stage.settle()
    assert any("75 of 100" in text for text in await stage.seen("bob", "direct"))
    assert await stage.seen("bob", "thread") == []


async def test_a_command_without_a_question_is_about_the_thread_it_is_used_in(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    asked = stage.discord.people.slash(stage._name("bob"), stage._thread(), "answer")
    await stage.discord.read.wait_answered(asked)
    await stage.fill("bob", {"text": FLIPS})
    await stage.settle()
    assert any("75 of 100" in text for text in await stage.seen("bob", "direct"))
    asked = stage.discord.people.slash(stage._name("bob"), stage._thread(), "revise")
    await stage.discord.read.wait_answered(asked)
    assert stage.discord.read.open_modals(stage._name("bob"))


async def test_what_members_write_pings_nobody_and_comes_alive_nowhere(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    ada = stage.discord.world.user(stage._name("ada")).id
    hostile = f"I flip it @everyone <@{ada}> || **bold** https://evil.example ``` # heads"
    await stage.say("bob", hostile, "thread")
    await stage.settle()
    [card] = stage.discord.read.bot_messages(stage._thread())
    assert stage.discord.read.pinged(card) == []
    [(kept,)] = stage.bot.rows("SELECT text FROM answers ORDER BY id DESC LIMIT 1")
    assert kept == hostile.replace(f"<@{ada}>", f"@{stage._name('ada').title()}")


# Tokens and direct messages ------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_card_that_takes_longer_than_the_token_comes_as_a_direct_message(late_stage: DiscordStage) -> None:
    stage = late_stage
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.press("bob", "Answer privately")
    await stage.fill("bob", {"text": FLIPS})
    await stage.settle()
    stage.discord.admin.advance(16 * 60)
    await stage.release_judge()
    await stage.settle()
    card = only(stage.discord.read.direct_messages(stage._name("bob")))
    assert "75 of 100" in text_of(card)
    await stage.press("bob", "Revise")  # in the direct message, where only the button says which server it is about
    await stage.fill("bob", {"text": f"{FLIPS} And once more."})
    await stage.settle()
    assert "Since your last try" in text_of(stage.discord.read.direct_messages(stage._name("bob"))[-1])
    await stage.press("bob", "Share")
    await stage.settle()
    assert "A fair coin?" in text_of(only(stage.discord.read.bot_messages(stage._thread())))


async def test_with_closed_direct_messages_a_word_in_the_thread_leads_to_the_card(stage: DiscordStage) -> None:
    await stage.command("ada", "settings private=yes", "channel")
    await stage.put("coin-flips")
    stage.discord.admin.close_messages(stage._name("bob"))
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    word = only(stage.discord.read.bot_messages(stage._thread()))
    assert "I cannot send you direct messages" in text_of(word)
    assert "100" not in text_of(word)
    assert stage.discord.read.direct_messages(stage._name("bob")) == []
    await stage.press("bob", "Show it to me alone")
    await stage.settle()
    assert "75 of 100" in (await stage.seen("bob", "alone"))[-1]


async def test_sharing_says_where_it_was_done_unless_that_is_before_ones_eyes(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    await stage.press("bob", "Share")
    await stage.settle()
    assert stage.discord.read.ephemeral(stage._name("bob")) == []
    [(answer,)] = stage.bot.rows("SELECT max(id) FROM answers")
    asked = stage.discord.people.slash(stage._name("bob"), stage.channel, "share", answer_id=answer)
    settled = await stage.discord.read.wait_settled(asked)
    assert "discord.com/channels/" in text_of(settled["message"])


async def test_a_card_in_an_archived_thread_is_changed_all_the_same(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    stage.discord.admin.archive(stage._thread())
    await stage.release_judge()
    await stage.settle()
    assert "75 of 100" in (await stage.seen("bob", "thread"))[-1]


async def test_a_card_in_a_locked_thread_comes_as_a_direct_message(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    stage.discord.admin.archive(stage._thread(), locked=True)
    await stage.release_judge()
    await stage.settle()
    assert "75 of 100" in text_of(only(stage.discord.read.direct_messages(stage._name("bob"))))


async def test_it_is_seen_typing_while_an_answer_is_read(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.hold_judge()
    before = len(stage.discord.read.requests(TYPING))
    await stage.say("bob", FLIPS, "thread")
    await stage.say("ada", FLIPS, "direct")
    typing = await stage.discord.read.wait_request(TYPING, before + 1)
    assert typing[-1]["status"] == 204
    await stage.release_judge()
    await stage.settle()


# Places --------------------------------------------------------------------------------------------------------------


async def test_one_who_has_it_for_themselves_practises_anywhere(stage: DiscordStage) -> None:
    elsewhere = f"Elsewhere {stage.number}"
    name = f"eve-{stage.number}"
    stage.discord.admin.add_user(name, installed=True)
    stage.discord.admin.add_guild(elsewhere, bot=False, members=(name,), channels=(f"lobby-{stage.number}",))
    asked = stage.discord.people.slash(name, f"lobby-{stage.number}", "question", question="coin-flips")
    await stage.discord.read.wait_settled(asked)
    shown = only(stage.discord.read.ephemeral(name))
    pressed = stage.discord.people.press(name, shown, "Answer privately")
    await stage.discord.read.wait_answered(pressed)
    opened = stage.discord.read.open_modals(name)[-1]
    stage.discord.people.submit(name, {"t1:text": FLIPS}, opened)
    await stage.discord.read.wait_ephemeral(name, "75 of 100")
    assert stage.discord.read.bot_messages(f"lobby-{stage.number}") == []


async def test_what_is_asked_for_among_friends_is_seen_by_nobody_else(stage: DiscordStage) -> None:
    name, friend = f"eve-{stage.number}", f"flo-{stage.number}"
    stage.discord.admin.add_user(name, installed=True)
    stage.discord.admin.add_user(friend)
    friends = stage.discord.admin.add_friends(name, friend)["id"]
    asked = stage.discord.people.slash(name, friends, "question", question="coin-flips")
    await stage.discord.read.wait_settled(asked)
    assert "A fair coin?" in text_of(only(stage.discord.read.ephemeral(name)))
    assert stage.discord.read.bot_messages(friends) == []


async def test_what_is_done_in_direct_messages_belongs_to_the_server_one_came_from(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", FLIPS, "thread")
    await stage.settle()
    await stage.say("bob", "history", "direct")
    await stage.settle()
    assert "A fair coin?" in (await stage.seen("bob", "direct"))[-1]
    await stage.say("bob", "question dice-rolls", "direct")
    await stage.settle()
    await stage.say("bob", "I would roll it six hundred times and count every face.", "direct")
    await stage.settle()
    assert "Score" in (await stage.seen("bob", "direct"))[-1] or "100" in (await stage.seen("bob", "direct"))[-1]
    await stage.command("bob", "history", "channel")
    await stage.settle()
    assert "A fair die?" in (await stage.seen("bob", "alone"))[-1]
    await stage.delete("bob")  # in the conversation, where Discord does not say whose message it was
    await stage.settle()
    assert "Withdrawn" in "".join(await stage.seen("bob", "direct"))
    rows = stage.bot.rows(
        "SELECT count(*) FROM members WHERE external_id = ?", stage.discord.world.user(stage._name("bob")).id
    )
    assert rows == [(1,)]


async def test_one_whom_nobody_knows_belongs_to_the_only_server_that_they_share_with_the_bot(
    late_stage: DiscordStage,
) -> None:
    stage = late_stage
    await stage.say("bob", "progress", "direct")
    await stage.settle()
    eve = stage.discord.admin.add_user("eve", installed=True)
    said = stage.discord.people.tell("eve", "progress")
    await stage.bot.took(f"message:{said['id']}")
    await stage.settle()
    found = stage.bot.rows(
        "SELECT m.external_id, w.external_id FROM members m JOIN workspaces w ON w.id = m.workspace_id ORDER BY m.id"
    )
    guild = stage.discord.world.guild(stage.guild).id
    assert found == [(stage.discord.world.user(stage._name("bob")).id, guild), (eve["id"], "@me")]


async def test_one_who_begins_with_direct_messages_chooses_the_server_that_they_count_for(
    late_stage: DiscordStage,
) -> None:
    stage = late_stage
    admin, read, people = stage.discord.admin, stage.discord.read, stage.discord.people
    eve, other = f"eve-{stage.number}", f"Other {stage.number}"
    admin.add_guild(other, owner=f"olga-{stage.number}", channels=(f"other-{stage.number}",))
    for guild in (stage.guild, other):
        admin.add_member(guild, eve)
    there = people.direct_channel(eve)
    said = people.tell(eve, "progress")
    await stage.bot.took(f"message:{said['id']}")
    await stage.settle()

    async def home(expected: str, **options: str) -> None:
        """Ask until it says so: it looks for a short while only where somebody is."""
        shown = ""
        for _ in range(20):
            await read.wait_answered(people.slash(eve, there, "home", **options))
            shown = text_of(read.direct_messages(eve)[-1])
            if expected in shown:
                return
        raise AssertionError(shown)

    await home(f"Such as: {other}, {stage.guild}.")
    typing = people.autocomplete(eve, there, "home", "server", server="oth")
    choices = (await read.wait_answered(typing))["choices"]
    assert [choice["name"] for choice in choices] in ([other], [])
    await home("cannot tell which server", server="Nowhere")
    await home(f"belong to **{other}**. What", server=stage.discord.world.guild(other).id)
    await home("and stay there", server=stage.guild)
    people.tell(eve, "question coin-flips")
    await stage.bot.until(lambda: "A fair coin?" in text_of(read.direct_messages(eve)[-1]))
    await stage.settle()
    homes = stage.bot.rows(
        "SELECT w.external_id, count(p.id) FROM members m JOIN workspaces w ON w.id = m.workspace_id"
        " LEFT JOIN postings p ON p.workspace_id = w.id WHERE m.external_id = ? GROUP BY w.id",
        stage.discord.world.user(eve).id,
    )
    assert homes == [("@me", 0), (stage.discord.world.guild(other).id, 1)]
    seen = len(read.direct_messages(eve))
    await stage.bot.restart()  # what was said before the choice is read again, and known
    await stage.settle()
    assert len(read.direct_messages(eve)) == seen


async def test_whoever_holds_a_role_that_is_named_as_an_admin_manages_the_group(stage: DiscordStage) -> None:
    stage.discord.admin.set_role(stage.guild, "Mentors")
    stage.discord.admin.give_role(stage.guild, stage._name("bob"), "Mentors")
    role = next(it for it in stage.discord.world.guild(stage.guild).roles.values() if it.name == "Mentors")
    await stage.command("bob", "settings private=yes", "channel")
    await stage.settle()
    assert "Only the workspace's admins" in (await stage.seen("bob", "alone"))[-1]
    await stage._asked("ada", "settings", admins=f"<@&{role.id}>")
    await stage.settle()
    await stage.command("bob", "settings private=yes", "channel")
    await stage.settle()
    assert "Only" not in (await stage.seen("bob", "alone"))[-1]
    stage.discord.people.say(stage._name("bob"), stage.channel, "settings private=no", mention=True)
    await stage.settle()
    assert "Only" not in (await stage.seen("bob", "channel") or [""])[-1]


@pytest.mark.slow
async def test_an_admin_cannot_reach_into_another_server(stage: DiscordStage, bot: DiscordBot) -> None:
    other = DiscordStage(bot)
    target = stage.discord.world.channel(other.channel).id
    await stage._asked("olga", "schedule", action="add", text="weekdays 9:00", channel=target)
    await stage.press("olga", "Save")
    await stage._asked("olga", "schedule", action="post", channel=target)
    await stage.settle()
    assert other.discord.read.bot_messages(other.channel) == []


@pytest.mark.slow
async def test_what_was_said_and_deleted_while_the_bot_was_away_is_made_up_for(stage: DiscordStage) -> None:
    await stage.put("coin-flips")
    await stage.say("ada", FLIPS, "thread")
    await stage.settle()
    await stage.bot.kill()
    said = stage.discord.people.say(stage._name("bob"), stage._thread(), FLIPS)
    await stage.bot.start()
    await stage.bot.took(f"message:{said['id']}")
    await stage.settle()
    assert len(await stage.seen("bob", "thread")) == 2
    await stage.delete("ada")  # nobody remembers who wrote it
    await stage.settle()
    assert ["Withdrawn" in text for text in await stage.seen("bob", "thread")] == [True, False]


@pytest.mark.slow
async def test_commands_are_registered_only_when_they_have_changed(stage: DiscordStage) -> None:
    registrations = "PUT /applications/{application_id}/commands"
    before = len(stage.discord.read.requests(registrations))
    await stage.restart()
    assert len(stage.discord.read.requests(registrations)) == before
    del stage.discord.world.commands[stage.discord.read.registered()[0]["id"]]
    await stage.restart()
    await stage.discord.read.wait_request(registrations, before + 1)
