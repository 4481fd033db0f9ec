"""The small Discord's state: who and what there is, how to find it, and who is told of a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tests.wire.discord import permissions
from tests.wire.discord.clock import Clock, Snowflake
from tests.wire.discord.errors import CannotError, Json, refused
from tests.wire.discord.message_payloads import event_json
from tests.wire.discord.model import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Interaction,
    Message,
    User,
)
from tests.wire.discord.payloads import channel_json, seen_json

CALLBACK_WITHIN = 3.0
Ref = str | Json
Build = Callable[[bool], Json]

PRESENCES, MEMBERS, CONTENT = 1 << 8, 1 << 1, 1 << 15


@dataclass
class App:
    """The bot's application.

    Attributes:
        id: Of the application and of its bot user.
        token: What it authenticates with.
        privileged: Names of the privileged intents that are enabled for it: members, presences, content.
        public_key: For webhooks of interactions, which the small Discord does not send.
    """

    id: Snowflake
    token: str
    name: str
    owner_id: Snowflake
    privileged: set[str]
    public_key: str = "0" * 64

    @property
    def flags(self) -> int:
        """The application's flags; those that end in LIMITED, as for an app in few guilds."""
        bits = {"presences": 1 << 13, "members": 1 << 15, "content": 1 << 19}
        return sum(bits[name] for name in self.privileged)

    @property
    def refused_intents(self) -> int:
        bits = {"presences": PRESENCES, "members": MEMBERS, "content": CONTENT}
        return sum(bit for name, bit in bits.items() if name not in self.privileged)

    @property
    def reads_content(self) -> bool:
        return "content" in self.privileged


class Listener(Protocol):
    """Who is told of events: the gateway."""

    def publish(self, event: str, build: Build, guild: Guild | None, *, direct: bool) -> None: ...


class World:
    """Everything there is.

    Attributes:
        users: People and the bot by id.
        channels: Channels of every kind by id, direct messages and threads among them.
        commands: Application commands by id.
        interactions: All interactions by id, oldest first.
        failures: What went wrong in the small Discord itself.
        nonces: Messages by author and nonce, with the time: what `enforce_nonce` looks at.
        callback_within: Seconds in which an interaction has to be answered: Discord's three, unless a test is patient.
    """

    def __init__(self, app_name: str, token: str) -> None:
        self.clock = Clock()
        owner = User(self.clock.snowflake(), "developer")
        self.app = App(self.clock.snowflake(), token, app_name, owner.id, {"content"})
        self.bot = User(self.app.id, app_name, bot=True)
        self.users: dict[Snowflake, User] = {owner.id: owner, self.bot.id: self.bot}
        self.guilds: dict[Snowflake, Guild] = {}
        self.channels: dict[Snowflake, Channel] = {}
        self.commands: dict[Snowflake, Command] = {}
        self.interactions: dict[Snowflake, Interaction] = {}
        self.nonces: dict[tuple[Snowflake, str], tuple[float, Message]] = {}
        self.attachments: dict[Snowflake, Attachment] = {}
        self.listener: Listener | None = None
        self.failures: list[Exception] = []
        self.callback_within = CALLBACK_WITHIN
        self.base_url = "http://127.0.0.1"

    # How people and places are found -----------------------------------------------------------------------------

    def user(self, ref: Ref) -> User:
        """A person by name, id or JSON."""
        key = key_of(ref)
        found = self.users.get(key) or next((it for it in self.users.values() if it.name == key), None)
        if found is None:
            raise CannotError(f"nobody here is called {key!r}")
        return found

    def guild(self, ref: Ref) -> Guild:
        key = key_of(ref)
        found = self.guilds.get(key) or next((it for it in self.guilds.values() if it.name == key), None)
        if found is None:
            raise CannotError(f"there is no guild {key!r}")
        return found

    def channel(self, ref: Ref) -> Channel:
        """A channel or thread by id, JSON, name, or `guild/name`."""
        key = key_of(ref)
        if key in self.channels:
            return self.channels[key]
        guild_name, _, name = key.rpartition("/")
        found = [
            it
            for it in self.channels.values()
            if it.name == name and (not guild_name or (it.guild and it.guild.name == guild_name))
        ]
        if len(found) != 1:
            raise CannotError(f"there are {len(found)} channels called {key!r}")
        return found[0]

    def message(self, ref: Ref) -> Message:
        """A message by id or JSON, ephemeral ones included."""
        key = key_of(ref)
        for channel in self.channels.values():
            if key in channel.messages:
                return channel.messages[key]
        raise CannotError(f"there is no message {key}")

    def find_message(self, reference: Json) -> Message | None:
        channel = self.channels.get(str(reference.get("channel_id")))
        return channel.messages.get(str(reference.get("message_id"))) if channel else None

    def direct(self, user: User) -> Channel:
        """The direct messages of a person and the app."""
        pair = {user.id, self.bot.id}
        for channel in self.channels.values():
            if channel.kind == ChannelKind.DM and set(channel.recipients) == pair:
                return channel
        made = Channel(self.clock.snowflake(), ChannelKind.DM, recipients=[user.id, self.bot.id])
        self.channels[made.id] = made
        return made

    # What the app may reach --------------------------------------------------------------------------------------

    def reach(self, channel_id: Snowflake, *needed: str) -> Channel:
        """A channel the app wants to do something in.

        Raises:
            ApiError: Unknown channel, missing access or missing permissions.
        """
        channel = self.channels.get(channel_id)
        if channel is None:
            raise refused(10003)
        held = permissions.in_channel(channel, self.bot.id)
        if not held & permissions.BITS["view_channel"] or self._hidden(channel):
            raise refused(50001)
        if any(not held & permissions.BITS[name] for name in needed):
            raise refused(50013)
        return channel

    def _hidden(self, channel: Channel) -> bool:
        """A private thread the app is not in."""
        thread = channel.thread
        if thread is None or channel.kind != ChannelKind.PRIVATE_THREAD or self.bot.id in thread.members:
            return False
        return not permissions.in_channel(channel, self.bot.id) & permissions.BITS["manage_threads"]

    def reach_message(self, channel: Channel, message_id: Snowflake) -> Message:
        """A message of a channel, as the channel's own endpoints know it: ephemeral ones are unknown to them."""
        message = channel.messages.get(message_id)
        if message is None or message.ephemeral:
            raise refused(10008)
        return message

    def reach_guild(self, guild_id: Snowflake) -> Guild:
        guild = self.guilds.get(guild_id)
        if guild is None or self.bot.id not in guild.members:
            raise refused(10004)
        return guild

    # Who is told -------------------------------------------------------------------------------------------------

    def publish(self, event: str, data: Json, guild: Guild | None) -> None:
        """Tell the app of an event; of one without a guild as if it were a direct message."""
        if self.listener:
            self.listener.publish(event, lambda _content: data, guild, direct=guild is None)

    def publish_message(self, event: str, message: Message) -> None:
        """Tell the app of a message it can see."""
        guild = message.channel.guild
        direct = guild is None or message.ephemeral
        visible = permissions.in_channel(message.channel, self.bot.id) & permissions.BITS["view_channel"]
        if self.listener and (visible or (message.ephemeral and guild is not None)):
            self.listener.publish(
                event,
                lambda content: event_json(self, message, app_reads_content=content),
                None if direct else guild,
                direct=direct,
            )

    def publish_channel(self, event: str, channel: Channel, **more: object) -> None:
        """Tell the app of a channel; of a thread only if it can see it."""
        if channel.thread and not permissions.in_channel(channel, self.bot.id):
            return
        self.publish(event, seen_json(channel, self.bot.id, self.users) | more, channel.guild)

    def show_channel(self, channel: Channel) -> Json:
        """A channel as the app sees it."""
        return channel_json(channel, self.bot.id, self.users)

    def media_url(self, attachment: Attachment) -> str:
        """Where an attachment can be fetched."""
        self.attachments[attachment.id] = attachment
        return f"{self.base_url}/attachments/{attachment.id}/{attachment.filename}"


def key_of(ref: Ref) -> str:
    """The id or name that a reference has."""
    return str(ref["id"]) if isinstance(ref, dict) else str(ref)
