"""The tests' own small Discord, met by the real discord.py."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest

from tests.wire.discord import CannotError, DiscordServer, text_of
from tests.wire.discord.library import discord
from tests.wire.discord.sample_bot import SampleBot, counting, running, said, text_channel


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        started.admin.add_guild()
        with started.pointed_at():
            yield started


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[SampleBot]:
    async with running(server) as started:
        yield started


# Login, commands and what people do ----------------------------------------------------------------------------------


async def test_the_bot_logs_in_and_its_commands_are_there(server: DiscordServer, bot: SampleBot) -> None:
    assert bot.user is not None
    assert str(bot.user.id) == server.bot_id
    assert {it["name"] for it in server.read.registered()} == {
        "Grade this answer", "answer", "ping", "settings", "think",
    }  # fmt: skip
    assert {it.name for it in await bot.tree.fetch_commands()} == {it["name"] for it in server.read.registered()}


async def test_a_wrong_token_is_refused(server: DiscordServer) -> None:
    with pytest.raises(discord.LoginFailure):
        await SampleBot(discord.Intents.default()).login("wrong")
    assert server.read.requests()[-1]["status"] == 401


async def test_a_slash_command_is_answered(server: DiscordServer, bot: SampleBot) -> None:
    answered = await server.read.wait_answered(server.people.slash("ada", "general", "ping", word="hello"))
    assert answered["message"]["content"] == "hello"
    assert [it["content"] for it in server.read.bot_messages("general")] == ["hello"]


async def test_commands_are_offered_only_to_those_who_may_use_them(server: DiscordServer, bot: SampleBot) -> None:
    assert "settings" not in server.people.commands("ada", "general")
    assert "settings" in server.people.commands("adam", "general")
    with pytest.raises(CannotError):
        server.people.slash("ada", "general", "settings")


async def test_a_user_installed_command_works_in_direct_messages_and_where_the_bot_is_not(
    server: DiscordServer, bot: SampleBot
) -> None:
    server.admin.add_guild("Elsewhere", bot=False, channels=("lobby",))
    server.admin.install("ada")
    for place in (server.people.direct_channel("ada"), "lobby", server.admin.add_group("ada", "grace")):
        answered = await server.read.wait_answered(server.people.slash("ada", place, "ping"))
        assert answered["message"]["content"] == "pong"
        assert server.people.commands("ada", place) == ["ping"] or place == server.people.direct_channel("ada")


async def test_a_deferred_answer_is_edited_and_followed_up(server: DiscordServer, bot: SampleBot) -> None:
    interaction = server.people.slash("ada", "general", "think", track="ml")
    settled = await server.read.wait_settled(interaction)
    assert settled["deferred"]
    assert text_of(settled["message"]) == "ml"
    await server.read.wait_ephemeral("ada", "and more")
    assert server.read.messages("general") == []
    assert server.read.ephemeral("grace") == []


async def test_an_option_completes(server: DiscordServer, bot: SampleBot) -> None:
    interaction = server.people.autocomplete("ada", "general", "think", "track", track="s")
    answered = await server.read.wait_answered(interaction)
    assert [it["value"] for it in answered["choices"]] == ["statistics", "sql"]


async def test_a_form_is_opened_filled_in_and_sent(server: DiscordServer, bot: SampleBot) -> None:
    await server.read.wait_answered(server.people.slash("ada", "general", "answer"))
    assert server.read.open_modals("ada")[0]["modal"]["title"] == "Your answer"
    sent = server.people.submit("ada", {"text": "It depends.", "ticks": ["mean"], "track": ["ml"]})
    answered = await server.read.wait_answered(sent)
    assert answered["message"]["content"] == "['It depends.', ['mean'], ['ml']]"
    assert server.read.open_modals("ada") == []


async def test_a_form_takes_only_what_a_members_app_would_send(server: DiscordServer, bot: SampleBot) -> None:
    await server.read.wait_answered(server.people.slash("ada", "general", "answer"))
    for values in ({"text": "x" * 4001}, {"text": ""}, {"text": "x", "ticks": ["mode"]}, {"else": "x"}):
        with pytest.raises(CannotError):
            server.people.submit("ada", {"track": ["ml"], **values})


async def test_a_messages_menu_shows_the_app_what_it_may_not_read_otherwise(
    server: DiscordServer, bot: SampleBot
) -> None:
    server.admin.set_intents()
    message = server.people.say("ada", "general", "It depends.")
    answered = await server.read.wait_answered(server.people.context_menu("grace", message, "Grade this answer"))
    assert answered["message"]["content"] == "graded: It depends."


async def test_a_button_works_after_a_restart(server: DiscordServer) -> None:
    async with running(server) as first:
        await text_channel(first).send(view=counting(0))
    message = server.read.bot_messages("general")[0]
    async with running(server):
        answered = await server.read.wait_answered(server.people.press("ada", message, "count:0"))
    assert text_of(answered["message"]) == "# Pressed 1 times"
    assert [text_of(it) for it in server.read.versions(message)] == ["# Pressed 0 times"]
    with pytest.raises(CannotError):
        server.people.press("ada", message, "count:0")


# Deadlines -----------------------------------------------------------------------------------------------------------


async def test_a_callback_that_is_late_or_twice_is_refused(server: DiscordServer, bot: SampleBot) -> None:
    raised: list[int] = []

    @bot.event
    async def on_interaction(interaction: discord.Interaction[discord.Client]) -> None:
        late = interaction.data is not None and interaction.data.get("custom_id") == "late"
        server.admin.advance(3.1 if late else 0)
        for _ in range(2):
            response = discord.interactions.InteractionResponse(interaction)
            try:
                await response.send_message("x")
            except discord.HTTPException as error:
                raised.append(error.code)

    view = discord.ui.View(timeout=None)
    for name in ("late", "twice"):
        view.add_item(discord.ui.Button(label=name, custom_id=name))
    await text_channel(bot).send("choose", view=view)
    message = server.read.bot_messages("general")[0]
    server.people.press("ada", message, "late")
    await server.read.until(lambda: len(raised) == 2)
    server.people.press("ada", message, "twice")
    await server.read.until(lambda: len(raised) == 3)
    assert raised == [10062, 10062, 40060]


async def test_a_token_is_over_after_fifteen_minutes(server: DiscordServer, bot: SampleBot) -> None:
    held: list[discord.Interaction[discord.Client]] = []

    @bot.event
    async def on_interaction(interaction: discord.Interaction[discord.Client]) -> None:
        held.append(interaction)

    answered = await server.read.wait_answered(server.people.slash("ada", "general", "ping"))
    server.admin.advance(15 * 60 + 1)
    with pytest.raises(discord.HTTPException) as caught:
        await held[0].edit_original_response(content="late")
    assert (caught.value.status, caught.value.code) == (401, 50027)
    await text_channel(bot).get_partial_message(int(answered["message"]["id"])).edit(content="by its id")
    assert server.read.message(answered["message"])["content"] == "by its id"


# Messages, threads, forums and files ---------------------------------------------------------------------------------


async def test_content_is_empty_without_the_intent_but_for_mentions_and_direct_messages(
    server: DiscordServer, bot: SampleBot
) -> None:
    server.people.say("ada", "general", "not for you", files={"a.txt": "x"})
    server.people.say("ada", "general", "for you", mention=True)
    server.people.tell("ada", "only you")
    await server.read.until(lambda: len(bot.heard) == 3)
    plain, mentioned, direct = bot.heard
    assert (plain.content, plain.attachments) == ("", [])
    assert mentioned.content.endswith("for you")
    assert direct.content == "only you"
    assert direct.guild is None


async def test_with_the_intent_content_is_read(server: DiscordServer) -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    async with running(server, intents=intents) as bot:
        server.people.say("ada", "general", "read me")
        await server.read.until(lambda: bot.heard)
        assert bot.heard[0].content == "read me"


async def test_a_thread_is_opened_from_a_message_and_written_in(server: DiscordServer, bot: SampleBot) -> None:
    message = await text_channel(bot).send("Question 1")
    thread = await message.create_thread(name="Answers")
    assert thread.id == message.id
    server.people.say("ada", str(thread.id), "mine", mention=True)
    await server.read.until(lambda: any("mine" in it.content for it in bot.heard))
    await thread.send("thanks")
    assert [it["content"] for it in server.read.messages("Answers")][2:] == ["thanks"]
    assert server.read.threads("general")[0]["message_count"] == 2
    with pytest.raises(discord.HTTPException) as caught:
        await message.create_thread(name="Again")
    assert caught.value.code == 160004


async def test_an_archived_thread_refuses_edits_and_wakes_for_a_message(server: DiscordServer, bot: SampleBot) -> None:
    thread = await (await text_channel(bot).send("Question")).create_thread(name="Answers")
    sent = await thread.send("first")
    server.admin.archive("Answers")
    with pytest.raises(discord.HTTPException) as caught:
        await sent.edit(content="changed")
    assert caught.value.code == 50083
    await thread.send("second")
    assert not server.read.channel("Answers")["thread_metadata"]["archived"]


async def test_a_forums_post_carries_its_tags(server: DiscordServer, bot: SampleBot) -> None:
    server.admin.add_forum("Study", "practice", tags=("easy", "hard"), tag_required=True)
    await server.read.until(lambda: discord.utils.get(bot.get_all_channels(), name="practice"))
    forum = discord.utils.get(bot.get_all_channels(), name="practice")
    assert isinstance(forum, discord.ForumChannel)
    easy = discord.utils.get(forum.available_tags, name="easy")
    assert easy is not None
    made = await forum.create_thread(name="Question 1", view=said("What is a p-value?"), applied_tags=[easy])
    assert made.thread.id == made.message.id
    assert server.read.channel("Question 1")["applied_tags"] == [str(easy.id)]
    assert text_of(server.read.messages("Question 1")[0]) == "What is a p-value?"
    with pytest.raises(discord.HTTPException) as caught:
        await forum.create_thread(name="Question 2", content="?")
    assert caught.value.code == 40067


async def test_a_file_is_uploaded_and_shown(server: DiscordServer, bot: SampleBot) -> None:
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.File("attachment://card.txt"))
    sent = await text_channel(bot).send(view=view, file=discord.File(io.BytesIO(b"72 of 100"), "card.txt"))
    shown = server.read.bot_messages("general")[0]
    assert server.read.file(shown, "card.txt") == "72 of 100"
    assert shown["components"][0]["file"]["url"].endswith("/card.txt")
    assert isinstance(sent.components[0], discord.FileComponent)
    with pytest.raises(discord.HTTPException, match=r"attachment://card\.txt"):
        await text_channel(bot).send(view=view)


async def test_only_allowed_mentions_ping(server: DiscordServer, bot: SampleBot) -> None:
    ada = server.world.user("ada").id
    await text_channel(bot).send(f"<@{ada}> @everyone", allowed_mentions=discord.AllowedMentions.none())
    assert server.read.all_pinged() == []
    sent = await text_channel(bot).send(f"<@{ada}> @everyone `<@{server.world.user('grace').id}>`")
    assert server.read.pinged(str(sent.id)) == ["ada"]


async def test_a_ping_stays_one_after_an_edit_and_links_are_found(server: DiscordServer, bot: SampleBot) -> None:
    sent = await text_channel(bot).send(f"<@{server.world.user('ada').id}> https://a.example <https://b.example>")
    assert server.read.unfurled(str(sent.id)) == ["https://a.example"]
    await sent.edit(content=f"<@{server.world.user('grace').id}>", suppress=True)
    assert server.read.pinged(str(sent.id)) == ["ada"]
    assert server.read.unfurled(str(sent.id)) == []


async def test_an_ephemeral_answer_comes_back_as_if_it_were_a_direct_message(
    server: DiscordServer, bot: SampleBot
) -> None:
    await server.read.wait_settled(server.people.slash("ada", "general", "think", track="ml"))
    await server.read.until(lambda: bot.heard)
    assert bot.heard[0].author == bot.user
    assert bot.heard[0].guild is None
    with pytest.raises(discord.NotFound):
        await text_channel(bot).fetch_message(bot.heard[0].id)


async def test_the_same_nonce_makes_one_message_for_some_minutes(server: DiscordServer, bot: SampleBot) -> None:
    channel = text_channel(bot)
    first, again = [await channel.send("card", nonce="delivery-1") for _ in range(2)]
    assert first.id == again.id
    assert len(server.read.bot_messages("general")) == 1
    await first.delete()
    with pytest.raises(discord.NotFound):
        await channel.send("card", nonce="delivery-1")
    server.admin.advance(600)
    assert (await channel.send("card", nonce="delivery-1")).id != first.id
