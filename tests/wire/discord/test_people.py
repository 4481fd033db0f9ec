"""What people and admins of the small Discord do, as the real discord.py hears of it."""

from __future__ import annotations

import pytest

from tests.wire.discord import CannotError, DiscordServer
from tests.wire.discord.library import discord
from tests.wire.discord.sample_bot import SampleBot, running, text_channel

Talk = discord.Interaction[discord.Client]


async def test_messages_are_written_edited_deleted_and_reacted_to(server: DiscordServer, bot: SampleBot) -> None:
    said = server.people.say("ada", "general", "mine", mention=True)
    server.people.react("grace", said, "👍")
    server.people.unreact("grace", said, "👍")
    server.people.edit("ada", said, f"<@{server.bot_id}> changed")
    server.people.delete("ada", said)
    await server.read.until(lambda: "raw_message_delete" in bot.happened)
    assert [it for it in bot.happened if it.startswith("raw_")] == [
        "raw_reaction_add", "raw_reaction_remove", "raw_message_edit", "raw_message_delete",
    ]  # fmt: skip
    with pytest.raises(CannotError):
        server.people.delete("grace", server.people.say("ada", "general", "still mine"))


async def test_a_reply_to_the_bot_mentions_it(server: DiscordServer, bot: SampleBot) -> None:
    sent = await text_channel(bot).send("What is a p-value?")
    server.people.say("ada", "general", "A probability.", reply_to=str(sent.id))
    await server.read.until(lambda: len(bot.heard) == 2)
    assert bot.heard[-1].content == "A probability."
    assert bot.heard[-1].reference is not None
    assert bot.heard[-1].reference.message_id == sent.id


async def test_people_open_threads_and_posts(server: DiscordServer, bot: SampleBot) -> None:
    server.admin.add_forum("Study", "practice", tags=("easy",))
    server.people.open_thread("ada", server.people.say("ada", "general", "a topic"), "Topic")
    server.people.post("ada", "practice", "A question", "How?", tags=("easy",))
    await server.read.until(lambda: bot.happened.count("thread_create") == 2)
    assert {it.name for guild in bot.guilds for it in guild.threads} == {"Topic", "A question"}


async def test_choices_of_a_menu_arrive_with_what_they_stand_for(server: DiscordServer, bot: SampleBot) -> None:
    chosen: list[list[str]] = []

    class Menus(discord.ui.View):
        @discord.ui.select(custom_id="track", options=[discord.SelectOption(label=it) for it in ("ml", "sql")])
        async def track(self, interaction: Talk, menu: discord.ui.Select[discord.ui.View]) -> None:
            chosen.append(menu.values)
            await interaction.response.defer()

        @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who")
        async def who(self, interaction: Talk, menu: discord.ui.UserSelect[discord.ui.View]) -> None:
            chosen.append([it.name for it in menu.values])
            await interaction.response.edit_message(content="thanks", view=None)

    await text_channel(bot).send("choose", view=Menus())
    message = server.read.bot_messages("general")[0]
    with pytest.raises(CannotError):
        server.people.select("ada", message, "track", "r")
    deferred = await server.read.wait_answered(server.people.select("ada", message, "track", "sql"))
    assert (deferred["callback"], deferred["message"]["content"]) == (6, "choose")
    await server.read.wait_answered(server.people.select("ada", message, "who", "grace"))
    assert chosen == [["sql"], ["grace"]]
    assert server.read.message(message)["content"] == "thanks"


async def test_what_admins_change_is_told(server: DiscordServer) -> None:
    server.admin.set_intents("members")
    intents = discord.Intents.default()
    intents.members = True
    async with running(server, intents=intents) as bot:
        server.admin.add_channel("Study", "more")
        server.admin.rename_channel("more", "less")
        server.admin.delete_channel("less")
        server.admin.set_role("Study", "Mentors", "manage_messages")
        server.admin.give_role("Study", "ada", "Mentors")
        server.admin.add_member("Study", "eve")
        server.admin.remove_member("Study", "eve")
        await server.read.until(lambda: "member_remove" in bot.happened)
        heard = [it for it in bot.happened if it.startswith(("guild_channel_", "guild_role_", "member_"))]
    assert heard == [
        "guild_channel_create", "guild_channel_update", "guild_channel_delete", "guild_role_create", "member_update",
        "member_join", "member_remove",
    ]  # fmt: skip
    assert "manage_messages" in server.read.may("general", "ada")


async def test_direct_messages_are_between_two(server: DiscordServer, bot: SampleBot) -> None:
    person = await bot.fetch_user(int(server.world.user("ada").id))
    await person.send("your card")
    server.people.tell("ada", "thanks")
    await server.read.wait_request("POST /users/@me/channels")
    assert [it["content"] for it in server.read.direct_messages("ada")] == ["your card", "thanks"]
    assert server.read.direct_messages("grace") == []


async def test_pins_and_history_are_read(server: DiscordServer) -> None:
    server.admin.set_intents()
    server.admin.set_role("Study", "greenroom", "view_channel", "send_messages", "read_message_history", "pin_messages")
    async with running(server) as bot:
        channel = text_channel(bot)
        sent = [await channel.send(str(number)) for number in range(3)]
        server.people.say("ada", "general", "hidden from the bot")
        await sent[1].pin()
        assert [it.content async for it in channel.history(limit=10)] == ["", "", "2", "1", "0"]
        assert [it.content async for it in channel.history(after=sent[0], limit=1)] == ["1"]
        assert [it.content async for it in channel.pins()] == ["1"]
        await channel.delete_messages(sent[:1])
        with pytest.raises(discord.Forbidden):
            await channel.delete_messages(sent[1:])
