"""A call to the Web API: its arguments, its token, and what both allow; and the table of methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wire.slack.backend import Backend
from tests.wire.slack.errors import SlackError
from tests.wire.slack.limits import MOST_READ_UNLISTED, READING
from tests.wire.slack.things import Channel, Installation, Json, Message

READ_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}
_TS = re.compile(r"\d{10}\.\d{1,6}")


@dataclass
class Context:
    """One call while it is answered.

    Attributes:
        backend: All there is.
        args: Arguments as they came: JSON values from JSON, text from a form.
        installation: Whose bot token it came with.
        app_level: It came with an app-level token.
        warnings: For `response_metadata.warnings`.
    """

    backend: Backend
    method: str
    args: Json
    token: str = ""
    installation: Installation | None = None
    app_level: bool = False
    basic: tuple[str, str] | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def installed(self) -> Installation:
        """The installation that the token belongs to.

        Raises:
            SlackError: The token is no bot token.
        """
        if self.installation is None:
            raise SlackError("not_allowed_token_type")
        return self.installation

    def text(self, name: str) -> str:
        """A required argument.

        Raises:
            SlackError: It is missing.
        """
        value = self.args.get(name)
        if value is None or value == "":
            raise SlackError("invalid_arguments", [f"missing required field: {name}"])
        return str(value)

    def flag(self, name: str) -> bool:
        """An argument that is true or false; false if it is missing."""
        return self.args.get(name) in {True, "true", "True", "1"}

    def number(self, name: str, default: int, most: int) -> int:
        """A number between 1 and `most`.

        Raises:
            SlackError: It is none.
        """
        try:
            value = int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_limit") from None
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def need(self, *scopes: str) -> None:
        """Go on only with one of these scopes.

        Raises:
            SlackError: `missing_scope`, naming what is needed and what there is.
        """
        if not set(scopes) & self.installed.scopes:
            provided = ",".join(sorted(self.installed.scopes))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """The conversation of an argument, if the bot may see it: a public one, or one it is in.

        Raises:
            SlackError: `channel_not_found`.
        """
        found = self.backend.world.channels.get(self.text(name))
        if found is None or not self.sees(found):
            raise SlackError("channel_not_found")
        return found

    def sees(self, channel: Channel) -> bool:
        """Whether the bot may know of a conversation."""
        if channel.team_id != self.installed.team_id:
            return False
        return channel.kind == "channel" or self.installed.bot_user in channel.members

    def is_member(self, channel: Channel) -> bool:
        """Whether the bot is in a conversation."""
        return self.installed.bot_user in channel.members

    def message(self, channel: Channel, ts: Any) -> Message:
        """A message that everyone there sees.

        Raises:
            SlackError: `message_not_found`; ephemeral ones cannot be found either.
        """
        found = self.backend.world.message(channel.id, str(ts))
        if found is None or found.seen_by is not None:
            raise SlackError("message_not_found")
        return found

    def timestamp(self, name: str, error: str) -> str | None:
        """An argument that is a message's timestamp.

        Raises:
            SlackError: It does not look like one.
        """
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not _TS.fullmatch(value):
            raise SlackError(error)
        return value


Handler = Callable[[Context], Json]


@dataclass(frozen=True)
class Method:
    """A method of the Web API.

    Attributes:
        scopes: Any one of them is enough; none for methods that need none or choose by conversation.
        tokens: `bot`, `app`, `any` or `none`.
    """

    handler: Handler
    scopes: tuple[str, ...] = ()
    tokens: str = "bot"


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, tokens: str = "bot") -> Callable[[Handler], Handler]:
    """Enter a function into the table of methods."""

    def enter(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, scopes, tokens)
        return handler

    return enter


def page(items: list[Any], context: Context, default: int, most: int = 1000) -> tuple[list[Any], Mapping[str, Any]]:
    """One page of a list, and the `response_metadata` with the cursor of the next.

    Raises:
        SlackError: `invalid_cursor`.
    """
    cursor = str(context.args.get("cursor") or "")
    if cursor and not re.fullmatch(r"next:\d+", cursor):
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("next:") or 0) if cursor else 0
    size = context.number("limit", default, most)
    if context.backend.limits.unlisted and context.method in READING:
        size = min(size, MOST_READ_UNLISTED)
    end = start + size
    return items[start:end], {"next_cursor": f"next:{end}" if end < len(items) else ""}
