"""The stage of Discord: a server with its members, whose deeds reach the bot through discord.py.

Three things are Discord's own. The reply to an answer that was given in private stands where it was given, seen by its
author alone, as long as Discord lets it be edited, and only later replies come as direct messages: both count as
`direct` here. Nobody can type a command that does not exist; one that an older version has left behind stands for it.
And without the message-content intent an answer in a thread has to mention the bot to be read.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from bot.core.commands.table import find
from bot.core.commands.typed import Choices, options_of
from tests import samples
from tests.transcripts.stage import Stage, Where
from tests.wire.discord import commands, text_of
from tests.wire.discord.components import leaves
from tests.wire.discord.errors import Json
from tests.wire.discord.interactions import interaction_json
from tests.wire.discord.model import Asked
from tests.wire.discord_bot import DiscordBot

_NUMBERS = count(1)
_LOADING = 1 << 7


class DiscordStage(Stage):
    """A server of its own, so that one bot can play many dialogues."""

    def __init__(self, bot: DiscordBot, *, content: bool = True, shard: int | None = None) -> None:
        self.bot = bot
        self.discord = bot.discord
        self.content = content
        self.number = next(_NUMBERS)
        self.channel = f"general-{self.number}"
        self.guild = f"Study {self.number}"
        self.newest: dict[str, str] = {}
        self.spoke: set[str] = set()
        self.last: Json = {}
        self.scheduled = False
        admin = self.discord.admin
        people = (self._name("ada"), self._name("bob"))
        admin.add_guild(self.guild, owner=self._name("olga"), members=people, channels=(self.channel,), shard=shard)
        admin.set_role(self.guild, "Managers", "manage_guild")
        admin.give_role(self.guild, self._name("ada"), "Managers")

    def leave(self) -> None:
        """Let the bot leave the server, so that those who come to it directly share but one with it."""
        for who in ("ada", "bob", "olga"):
            self.discord.admin.install(self._name(who))  # or it could not tell them
        self.discord.admin.kick_bot(self.guild)

    async def put(self, question_id: str) -> None:
        """A schedule posts now what was suggested and approved; all that is the server's owner's doing."""
        if not self.scheduled:
            await self._asked("olga", "schedule", text="weekdays 9:00")
            await self.press("olga", "Save")
            self.scheduled = True
        before = len(self.discord.read.bot_messages(self.channel))
        await self._asked("olga", "suggest", question=question_id)
        [(suggestion,)] = self.bot.rows("SELECT max(id) FROM suggestions")
        await self._asked("olga", "suggest", decision="approve", suggestion=suggestion)
        await self._asked("olga", "schedule", action="post")
        await self.bot.until(lambda: len(self.discord.read.bot_messages(self.channel)) > before)
        await self.settle()

    async def say(self, who: str, text: str, where: Where, *, mention: bool = False) -> None:
        mention = mention or (where == "thread" and not self.content and who not in self.spoke)
        said = self.discord.people.say(self._name(who), self._place(who, where), text, mention=mention)
        self.newest[who], self.last = said["id"], said
        self.spoke |= {who} if where == "thread" else set()
        if mention or where == "direct" or (where == "thread" and self.content):
            await self.bot.took(f"message:{said['id']}")

    async def edit(self, who: str, text: str) -> None:
        before = self.discord.read.message(self.newest[who])["content"]
        mention = f"<@{self.discord.bot_id}> " if before.startswith("<@") else ""
        self.last = self.discord.people.edit(self._name(who), self.newest[who], f"{mention}{text}")
        await self.bot.took(f"edit:{self.last['id']}:{self.last['edited_timestamp']}")

    async def delete(self, who: str) -> None:
        self.discord.people.delete(self._name(who), self.newest[who])
        self.spoke.discard(who)
        await self.bot.took(f"delete:{self.newest[who]}")

    async def react(self, who: str, to: str, *, on: bool = True) -> None:
        do = self.discord.people.react if on else self.discord.people.unreact
        before = self._reactions()
        do(self._name(who), self.newest[to], "🎉")
        await self.bot.until(lambda: self._reactions() > before)

    def _reactions(self) -> int:
        """How many reactions the bot has taken in."""
        [(found,)] = self.bot.rows("SELECT count(*) FROM jobs WHERE key LIKE '%/reaction-%'")
        return int(str(found))

    async def command(self, who: str, text: str, where: Where) -> None:
        name, _, rest = text.partition(" ")
        command = find(name)
        options: dict[str, Any] = dict(options_of(command, rest, {}, Choices.of(samples.content()))) if command else {}
        if command is None:
            commands.keep(self.discord.world, None, {"name": name, "description": "From an older version."}, None)
        numbers = {option.name for option in command.options if option.number} if command else set()
        options = {key: int(value) if key in numbers else value for key, value in options.items()}
        if command and command.takes_text and rest:
            options["text"] = rest
        await self._asked(who, name, self._place(who, where), **options)
        if name == "withdraw":
            self.spoke.discard(who)

    async def press(self, who: str, label: str) -> None:
        seen = sorted(self._before(who), key=lambda message: int(message["id"]), reverse=True)
        found = next(message for message in seen if label in _labels(message["components"]))
        self.last = self.discord.people.press(self._name(who), found, label)
        await self.discord.read.wait_answered(self.last)

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        opened = self.discord.read.open_modals(self._name(who))[-1]
        fields = {name: custom_id for custom_id, name in _fields(opened["modal"]["components"])}
        self.last = self.discord.people.submit(
            self._name(who), {fields[name]: value for name, value in values.items()}, opened
        )
        await self.discord.read.wait_answered(self.last)

    async def redeliver(self) -> None:
        world = self.discord.world
        if self.last["id"] in world.interactions:
            asked = world.interactions[self.last["id"]]
            world.publish("INTERACTION_CREATE", interaction_json(world, asked), asked.channel.guild)
        else:
            world.publish_message("MESSAGE_CREATE", world.message(self.last["id"]))
        await self._noticed()

    async def hold_judge(self) -> None:
        self.bot.judge.hold()

    async def release_judge(self) -> None:
        self.bot.judge.release()

    async def restart(self) -> None:
        await self.bot.restart()

    async def settle(self) -> None:
        await self._noticed()
        await self.bot.settle()

    async def settle_soon(self) -> None:
        """Wait until all that is due within a moment is done, where nothing can be noticed in the channel any more."""
        await self.bot.settle()

    async def seen(self, who: str, where: Where) -> Sequence[str]:
        if where == "channel":
            await self.bot.settle(refreshed=True)
        return [_read(_words(message)) for message in self._at(who, where)]

    async def _noticed(self) -> None:
        """What is typed after something is answered after it has reached the bot."""
        asked = self.discord.people.autocomplete(
            self._name("ada"), self.channel, "question", "question", question="coin"
        )
        await self.discord.read.wait_answered(asked)

    async def _asked(self, who: str, name: str, place: str | None = None, /, **options: Any) -> None:
        with self._offered_to_all(name):
            self.last = self.discord.people.slash(self._name(who), place or self.channel, name, **options)
        await self.discord.read.wait_settled(self.last)

    @contextlib.contextmanager
    def _offered_to_all(self, name: str) -> Iterator[None]:
        """A server's owner can let everybody use a command (Server Settings, Integrations); the bot still checks."""
        found = [it for it in self.discord.world.commands.values() if it.body["name"] == name]
        before = [it.body.get("default_member_permissions") for it in found]
        for it in found:
            it.body["default_member_permissions"] = None
        try:
            yield
        finally:
            for it, needed in zip(found, before, strict=True):
                it.body["default_member_permissions"] = needed

    def _name(self, who: str) -> str:
        return f"{who}-{self.number}"

    def _place(self, who: str, where: Where) -> str:
        if where == "direct":
            return self.discord.people.direct_channel(self._name(who))
        return self._thread() if where == "thread" else self.channel

    def _thread(self) -> str:
        return str(self.discord.read.threads(self.channel)[-1]["id"])

    def _at(self, who: str, where: Where) -> list[Json]:
        read = self.discord.read
        if where == "channel":
            return read.bot_messages(self.channel)
        if where == "thread":
            return read.bot_messages(self._thread())
        alone = [message for message in read.ephemeral(self._name(who)) if not message["flags"] & _LOADING]
        if where == "alone":
            return [message for message in alone if message["interaction_metadata"]["type"] != Asked.MODAL]
        direct = read.bot_messages(self.discord.people.direct_channel(self._name(who)))
        return direct + [message for message in alone if message["interaction_metadata"]["type"] == Asked.MODAL]

    def _before(self, who: str) -> list[Json]:
        """All that a member sees."""
        threads = self.discord.read.threads(self.channel)
        places: tuple[Where, ...] = ("channel", *(("thread",) if threads else ()), "direct", "alone")
        return [message for where in places for message in self._at(who, where)]


def _words(message: Json) -> str:
    """A message's text, and the names of the files that hang below it."""
    files = [leaf["file"]["url"].rpartition("/")[2] for leaf in leaves(message["components"]) if "file" in leaf]
    return "\n".join((text_of(message), *files))


def _read(text: str) -> str:
    """A message as it was sent and, below it, as it is read: without marks of passages and backslashes."""
    plain = re.sub(r"\\(.)", r"\1", text.replace("**", "").replace("__", ""))
    return f"{text}\n{re.sub('[⁰¹²³⁴-⁹]', '', plain)}"


def _labels(components: Sequence[Json]) -> Iterator[str]:
    for component in components:
        if component.get("label") and not component.get("disabled"):
            yield component["label"]
        yield from _labels(component.get("components") or ())


def _fields(components: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Custom ids and names of a form's fields, of several boxes the first."""
    for component in components:
        inner = component.get("component") or component
        found = re.fullmatch(r"[a-z]1?:(.+)", inner.get("custom_id", ""))
        if found is not None:
            yield inner["custom_id"], found[1]
