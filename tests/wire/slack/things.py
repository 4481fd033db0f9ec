"""What a workspace is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Team:
    """A workspace; one in an Enterprise organisation has an enterprise's id too."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None


@dataclass
class User:
    """A person or a bot user. `tz_offset` is in seconds east of UTC."""

    id: str
    name: str
    team_id: str
    real_name: str
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    updated: int = 0

    def wire(self, *, with_email: bool = False) -> Json:
        """As `users.info` shows them."""
        profile: Json = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
        }
        if with_email and not self.is_bot:
            profile["email"] = f"{self.name}@example.com"
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }


@dataclass
class Message:
    """A message in a conversation.

    Attributes:
        channel: Id of the conversation.
        body: Its wire form, without metadata, reactions and what its thread adds.
        metadata: `event_type` and `event_payload`, if any.
        seen_by: The only person who sees it, for an ephemeral message.
        edits: Earlier bodies, oldest first.
        reactions: People by emoji.
        streaming: It is being streamed and not finished.
        stopped_by_member: Somebody who read it has ended that.
        deleted: It is gone.
    """

    channel: str
    body: Json
    metadata: Json | None = None
    seen_by: str | None = None
    edits: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    streaming: bool = False
    stopped_by_member: bool = False
    deleted: bool = False

    @property
    def ts(self) -> str:
        """Its timestamp, which is its id in the conversation."""
        return str(self.body["ts"])

    @property
    def text(self) -> str:
        """Its text, escaped as Slack keeps it."""
        return str(self.body.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks as Slack keeps them, ids filled in."""
        return list(self.body.get("blocks") or [])

    @property
    def user(self) -> str:
        """Id of its author."""
        return str(self.body.get("user", ""))

    @property
    def thread_ts(self) -> str | None:
        """The thread it belongs to, itself for a parent with replies."""
        found = self.body.get("thread_ts")
        return None if found is None else str(found)

    @property
    def is_reply(self) -> bool:
        """Whether it is a reply in a thread."""
        return self.thread_ts not in {None, self.ts}

    def wire(self, *, with_metadata: bool = False) -> Json:
        """As `conversations.history` shows it, thread counts apart."""
        shown = dict(self.body)
        if self.reactions:
            shown["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if with_metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass
class Channel:
    """A conversation; `kind` is `channel` (public), `group` (private), `im` or `mpim`, as events name it."""

    id: str
    name: str
    team_id: str
    kind: str
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)

    def replies(self, ts: str) -> list[Message]:
        """Replies of a thread, oldest first."""
        return [found for found in self.visible() if found.thread_ts == ts and found.is_reply]

    def visible(self) -> Iterator[Message]:
        """Messages that everyone in the conversation sees, oldest first."""
        return (found for found in self.messages.values() if not found.deleted and found.seen_by is None)

    def shown(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message with what its thread adds to it."""
        wire = message.wire(with_metadata=with_metadata)
        replies = self.replies(message.ts)
        if replies and not message.is_reply:
            authors = list(dict.fromkeys(reply.user for reply in replies))
            wire |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users_count": len(authors),
                "latest_reply": replies[-1].ts,
                "reply_users": authors,
                "is_locked": False,
                "subscribed": False,
            }
        if message.is_reply and message.thread_ts in self.messages:
            wire["parent_user_id"] = self.messages[message.thread_ts].user
        return wire

    def wire(self, viewer: str) -> Json:
        """As `conversations.info` shows it to a bot user."""
        common: Json = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
        }
        if self.kind == "im":
            other = next((member for member in self.members if member != viewer), viewer)
            return common | {"user": other, "is_org_shared": False, "is_user_deleted": False, "priority": 0}
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "unlinked": 0,
            "creator": self.creator,
            "is_member": viewer in self.members,
            "context_team_id": self.team_id,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass
class Installation:
    """The app in a workspace.

    Attributes:
        state: What a call with its token gets: `active`, or one of the codes `token_revoked`, `token_expired`,
            `account_inactive`.
        earlier: Tokens that were followed by others, and until when they are good all the same.
    """

    team_id: str
    bot_user: str
    bot_id: str
    token: str
    scopes: frozenset[str]
    installer: str
    state: str = "active"
    refresh_token: str | None = None
    expires_at: float | None = None
    earlier: dict[str, float] = field(default_factory=dict)


@dataclass
class File:
    """A file on its way or there; `refusals_left` is how often an image is still refused as not yet processed."""

    id: str
    name: str
    length: int
    owner: str
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)
    refusals_left: int = 0


@dataclass
class View:
    """A modal or a Home tab; `body` has all its wire fields except `state`, `values` what is filled in."""

    id: str
    user: str
    body: Json
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, ids filled in."""
        return list(self.body["blocks"])

    @property
    def callback_id(self) -> str:
        """What the app calls it."""
        return str(self.body["callback_id"])

    @property
    def title(self) -> str:
        """Its title, empty for a Home tab."""
        return str((self.body.get("title") or {}).get("text", ""))
