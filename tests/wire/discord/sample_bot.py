"""A bot of the real discord.py that uses what a bot can use, for the small Discord's own tests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from tests.wire.discord.library import discord
from tests.wire.discord.server import DiscordServer

app_commands, ui = discord.app_commands, discord.ui
Talk = discord.Interaction[discord.Client]


class CountButton(ui.DynamicItem[ui.Button[Any]], template=r"count:(?P<number>\d+)"):
    """A button whose state is in its custom id."""

    def __init__(self, number: int) -> None:
        super().__init__(ui.Button(label=f"Pressed {number}", custom_id=f"count:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Talk, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: Talk) -> None:
        await interaction.response.edit_message(view=counting(self.number + 1))


def counting(number: int) -> ui.LayoutView:
    """A message of components: text, a line, a button."""
    view = ui.LayoutView(timeout=None)
    row: ui.ActionRow[Any] = ui.ActionRow(CountButton(number))
    view.add_item(ui.Container(ui.TextDisplay(f"# Pressed {number} times"), ui.Separator(), row))
    return view


class AnswerForm(ui.Modal, title="Your answer"):
    """A form with every field that the bot's forms have."""

    text: ui.Label[Self] = ui.Label(
        text="Answer", component=ui.TextInput(style=discord.TextStyle.paragraph, custom_id="text", max_length=4000)
    )
    ticks: ui.Label[Self] = ui.Label(
        text="Said",
        component=ui.CheckboxGroup(
            custom_id="ticks",
            required=False,
            options=[discord.CheckboxGroupOption(label=it.title(), value=it) for it in ("mean", "median")],
        ),
    )
    track: ui.Label[Self] = ui.Label(
        text="Track", component=ui.Select(custom_id="track", options=[discord.SelectOption(label="ML", value="ml")])
    )

    async def on_submit(self, interaction: Talk, /) -> None:
        values = [getattr(label.component, name) for label, name in self._read()]
        await interaction.response.send_message(f"{values}", ephemeral=True)

    def _read(self) -> list[tuple[ui.Label[Self], str]]:
        return [(self.text, "value"), (self.ticks, "values"), (self.track, "values")]


class SampleBot(discord.AutoShardedClient):
    """The bot, and what it has heard."""

    def __init__(self, intents: discord.Intents, **options: Any) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.1, max_messages=None, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.happened: list[str] = []
        add_commands(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits 5 s here between sessions; the small Discord does not ask for it."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(CountButton)
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        self.happened.append(event_name)
        super().dispatch(event_name, *args, **kwargs)


def add_commands(tree: app_commands.CommandTree[SampleBot]) -> None:
    """Commands of each kind."""

    @tree.command(description="Answers at once")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ping(interaction: Talk, word: str = "pong") -> None:
        await interaction.response.send_message(word)

    @tree.command(description="Thinks first")
    @app_commands.describe(track="What about")
    async def think(interaction: Talk, track: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=said(track))
        await interaction.followup.send("and more", ephemeral=True)

    @think.autocomplete("track")
    async def tracks(interaction: Talk, current: str) -> list[app_commands.Choice[str]]:
        names = [name for name in ("statistics", "sql", "ml") if name.startswith(current)]
        return [app_commands.Choice(name=name, value=name) for name in names]

    @tree.command(description="Opens a form")
    async def answer(interaction: Talk) -> None:
        await interaction.response.send_modal(AnswerForm(custom_id="answer"))

    @tree.command(description="For admins")
    @app_commands.default_permissions(manage_guild=True)
    async def settings(interaction: Talk) -> None:
        await interaction.response.send_message("settings", ephemeral=True)

    @tree.context_menu(name="Grade this answer")
    async def grade(interaction: Talk, message: discord.Message) -> None:
        await interaction.response.send_message(f"graded: {message.content}", ephemeral=True)


def said(text: str) -> ui.LayoutView:
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay(text))
    return view


def text_channel(bot: SampleBot, name: str = "general") -> discord.TextChannel:
    """A text channel that the bot sees."""
    found = discord.utils.get(bot.get_all_channels(), name=name)
    assert isinstance(found, discord.TextChannel)
    return found


@asynccontextmanager
async def running(
    server: DiscordServer, *, intents: discord.Intents | None = None, **options: Any
) -> AsyncIterator[SampleBot]:
    """The bot, logged in and ready."""
    bot = SampleBot(intents or discord.Intents.default(), **options)
    task = asyncio.create_task(bot.start(server.token))
    try:
        while not bot.is_ready():
            if task.done():
                await task
            await asyncio.sleep(0.005)
        yield bot
    finally:
        await bot.close()
        await task
