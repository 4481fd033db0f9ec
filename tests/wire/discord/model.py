"""What the small Discord holds: people, guilds, channels, messages, commands and interactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from tests.wire.discord.clock import Snowflake
from tests.wire.discord.errors import Json


class ChannelKind(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class MessageKind(IntEnum):
    DEFAULT = 0
    PINNED = 6
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class Flag(IntFlag):
    """Flags of a message."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class Asked(IntEnum):
    """Types of an interaction."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


REQUIRE_TAG = 1 << 4


@dataclass
class User:
    id: Snowflake
    name: str
    bot: bool = False
    locale: str = "en-US"
    accepts_messages: bool = True
    installed: bool = False  # the app, for themselves


@dataclass
class Role:
    id: Snowflake
    name: str
    permissions: int
    position: int = 1
    managed: bool = False
    mentionable: bool = False
    bot_id: Snowflake | None = None


@dataclass
class Member:
    user: User
    joined_at: str
    roles: list[Snowflake] = field(default_factory=list)
    nick: str | None = None


@dataclass
class Guild:
    id: Snowflake
    name: str
    owner_id: Snowflake
    roles: dict[Snowflake, Role] = field(default_factory=dict)
    members: dict[Snowflake, Member] = field(default_factory=dict)
    channels: dict[Snowflake, Channel] = field(default_factory=dict)
    locale: str = "en-US"
    available: bool = True

    def threads(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.thread]


@dataclass
class Overwrite:
    kind: int  # 0: a role, 1: a member
    allow: int = 0
    deny: int = 0


@dataclass
class Thread:
    """What only a thread has."""

    owner_id: Snowflake
    created_at: str
    archive_timestamp: str
    auto_archive: int = 1440
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    members: dict[Snowflake, str] = field(default_factory=dict)
    tags: list[Snowflake] = field(default_factory=list)
    sent: int = 0


@dataclass
class Channel:
    id: Snowflake
    kind: ChannelKind
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    topic: str | None = None
    position: int = 0
    slowmode: int = 0
    flags: int = 0
    overwrites: dict[Snowflake, Overwrite] = field(default_factory=dict)
    recipients: list[Snowflake] = field(default_factory=list)
    tags: list[Json] = field(default_factory=list)
    messages: dict[Snowflake, Message] = field(default_factory=dict)
    thread: Thread | None = None
    last_message_id: Snowflake | None = None

    @property
    def placed(self) -> Channel:
        """The channel itself, or the one that a thread is in."""
        return self.parent if self.thread and self.parent else self


@dataclass
class Attachment:
    id: Snowflake
    filename: str
    content: bytes
    content_type: str
    description: str | None = None


@dataclass
class Mentions:
    """Who a message mentions, as far as it was allowed to."""

    users: list[Snowflake] = field(default_factory=list)
    roles: list[Snowflake] = field(default_factory=list)
    everyone: bool = False


@dataclass
class Message:
    id: Snowflake
    channel: Channel
    author: User
    content: str
    timestamp: str
    kind: int = MessageKind.DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: Mentions = field(default_factory=Mentions)
    edited_at: str | None = None
    nonce: int | str | None = None
    pinned_at: str | None = None
    reference: Json | None = None
    reactions: dict[str, list[Snowflake]] = field(default_factory=dict)
    interaction: Interaction | None = None
    versions: list[Json] = field(default_factory=list)
    notified: list[Snowflake] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & Flag.EPHEMERAL)

    @property
    def v2(self) -> bool:
        return bool(self.flags & Flag.COMPONENTS_V2)


@dataclass
class Command:
    """An application command as it is registered."""

    id: Snowflake
    version: Snowflake
    guild_id: Snowflake | None
    body: Json

    @property
    def key(self) -> tuple[str, int]:
        return self.body["name"], self.body.get("type", 1)


@dataclass
class Interaction:
    """Something a member did with the app, and what came of it.

    Attributes:
        created: When, by the world's clock.
        acknowledged_after: Seconds until the callback, or None while there is none.
        callback: The callback's type.
        original: The initial response, or the message a component is on.
        modal: The form it opened.
        triggered_by: For a form that was sent: the interaction that opened it.
    """

    id: Snowflake
    token: str
    kind: Asked
    user: User
    channel: Channel
    data: Json
    created: float
    owners: dict[str, Snowflake]
    context: int
    message: Message | None = None
    acknowledged_after: float | None = None
    callback: int | None = None
    original: Message | None = None
    loading: bool = False
    deferred: bool = False
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    triggered_by: Interaction | None = None

    @property
    def only_user_installed(self) -> bool:
        return set(self.owners) == {"1"}
