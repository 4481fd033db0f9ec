"""What happens on Discord -> `ChatEvent`. Pure: what discord.py knows beside the event is in `Spot` and its like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot.adapters.discord.addresses import split_address, unaddressed
from bot.adapters.discord.commands import CONTEXT_MENU
from bot.adapters.discord.handles import TOKEN_LASTS, Handle
from bot.adapters.discord.presses import Press, chosen, decode
from bot.adapters.discord.submissions import Submission, submission
from bot.core.chat import ChatEvent
from bot.core.commands.listening import message_key
from bot.core.commands.typed import spoken_command
from bot.core.records import Origin

PLATFORM: Final = "discord"
NO_SERVER: Final = "@me"
"""The workspace of people whom no server is known of: in direct messages, and where Greenroom is their own app."""

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
MENU = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened and by whom, in Discord's ids.

    Attributes:
        server: The server; none in direct messages and where Greenroom is only the person's own app.
        channel: The channel, and for a thread the one that it is in.
        thread: The thread, if it is one.
        direct: Whether it is a conversation with the bot alone.
        user: Who; empty if Discord does not tell, as for a deletion.
        user_name: What to call them.
        manages: Whether they may manage the server.
        roles: Which roles they hold there, each `&` and its id.
        home: Where no server is: the workspace that what they do belongs to, if it is not one of their own.
    """

    server: str | None
    channel: str
    thread: str | None
    direct: bool
    user: str
    user_name: str = ""
    manages: bool = False
    roles: tuple[str, ...] = ()
    home: str | None = None

    @property
    def origin(self) -> Origin:
        """Where the core says it was."""
        return Origin(
            PLATFORM,
            self.server or self.home or NO_SERVER,
            self.channel,
            self.user,
            self.user_name,
            thread=self.thread,
            direct=self.direct,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A message.

    Attributes:
        id: Its id.
        spot: Where and by whom.
        text: Its content; empty if the bot may not read it.
        at: When it was written.
        edited_at: When it was last edited.
        mentioned: Whether it mentions the bot.
        names: What `<@1>`, `<@!1>`, `<@&1>` and `<#1>` in it stand for.
    """

    id: str
    spot: Spot
    text: str
    at: datetime
    edited_at: datetime | None = None
    mentioned: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction.

    Attributes:
        id: Its id.
        kind: `COMMAND`, `COMPONENT`, `AUTOCOMPLETE` or `MODAL`.
        application: The application's id.
        token: What answers it.
        spot: Where and by whom.
        at: When.
        data: Its `data`, as Discord sends it.
        components: Those of the message that it was raised on.
    """

    id: str
    kind: int
    application: str
    token: str
    spot: Spot
    at: datetime
    data: Mapping[str, Any]
    components: Sequence[Mapping[str, Any]] = ()

    @property
    def origin(self) -> Origin:
        """Where it was; in a direct message a button's own server counts."""
        origin = self.spot.origin
        server, _ = split_address(str(self.data.get("custom_id", "")))
        if self.spot.direct and server is not None:
            origin = replace(origin, workspace=server)
        return replace(origin, private=not self.spot.direct, handle=str(self.handle))

    @property
    def handle(self) -> Handle:
        """What answers it."""
        return Handle(self.application, self.token, self.at + TOKEN_LASTS, alone=not self.spot.direct)


def said_event(said: Said, me: str) -> ChatEvent:
    """A message that was written.

    Args:
        said: The message.
        me: The bot's id, whose mention is no part of what was said.
    """
    text = plain_text(said.text, me, {})
    if spoken_command(text) is None:  # in a command, such as one that names admins, ids are what is meant
        text = plain_text(said.text, me, said.names)
    options = {"mentioned": "yes"} if said.mentioned else {}
    origin = replace(said.spot.origin, message=said.id)
    spot = said.spot
    return ChatEvent(message_key(said.id), origin, said.at, "message", text, options, spot.manages, spot.roles)


def edited_event(said: Said, me: str) -> ChatEvent:
    """A message that was edited."""
    moment = said.edited_at or said.at
    event = said_event(said, me)
    return replace(event, key=f"edit:{said.id}:{moment.isoformat()}", command="message-edited", at=moment)


def deleted_event(message: str, spot: Spot, at: datetime) -> ChatEvent:
    """A message that was deleted."""
    return ChatEvent(f"delete:{message}", replace(spot.origin, message=message), at, "message-deleted")


def asked_event(asked: Asked) -> ChatEvent | None:
    """What a command, a button or a menu asks for; None for one that is unknown, such as an older version's."""
    if asked.kind == COMMAND:
        return _menu_event(asked) if asked.data.get("type") == MENU else _command_event(asked)
    press = press_of(asked)
    return None if press is None else _event(asked, press.command, options=press.options)


def press_of(asked: Asked) -> Press | None:
    """The press behind a component; None if it is not ours or of another version."""
    _, custom_id = split_address(str(asked.data.get("custom_id", "")))
    values = asked.data.get("values")
    if values is None:
        return decode(custom_id)
    return chosen(custom_id, [str(value) for value in values], unaddressed(asked.components))


def sent_form(asked: Asked) -> Submission | None:
    """What was filled in; None if the form is not ours or of another version."""
    _, custom_id = split_address(str(asked.data.get("custom_id", "")))
    return submission(custom_id, asked.data.get("components") or (), asked.components)


def sent_event(asked: Asked, sent: Submission) -> ChatEvent:
    """A form that was filled in and sent."""
    return _event(asked, sent.command, sent.text, sent.options)


def typing_of(asked: Asked) -> tuple[str, str]:
    """The option that is being typed, and what stands there."""
    for option in asked.data.get("options") or ():
        if option.get("focused"):
            return str(option["name"]), str(option.get("value", ""))
    return "", ""


def plain_text(text: str, me: str, names: Mapping[str, str]) -> str:
    """What a member wrote, as it was on their screen: without the bot's mention, with names for ids."""
    text = re.sub(rf"<@!?{re.escape(me)}>", "", text)
    text = _MENTION.sub(lambda found: names.get(found[0].replace("!", ""), found[0]), text)
    return _EMOJI.sub(r"\1", text).strip()


_MENTION = re.compile(r"<(?:@[!&]?|#)[0-9]+>")
_EMOJI = re.compile(r"<a?(:[A-Za-z0-9_]+:)[0-9]+>")


def _command_event(asked: Asked) -> ChatEvent:
    options = {str(item["name"]): str(item.get("value", "")) for item in asked.data.get("options") or ()}
    text = options.pop("text", "")
    return _event(asked, str(asked.data["name"]), text, options)


def _menu_event(asked: Asked) -> ChatEvent:
    """A command of a message's menu, which brings the message along."""
    message = str(asked.data["target_id"])
    resolved = asked.data.get("resolved", {}).get("messages", {}).get(message, {})
    names = {f"<@{user['id']}>": f"@{_name(user)}" for user in resolved.get("mentions") or ()}
    text = plain_text(str(resolved.get("content", "")), asked.application, names)
    command = CONTEXT_MENU.get(str(asked.data["name"]), str(asked.data["name"]))
    event = _event(asked, command, text, {"author": str(resolved.get("author", {}).get("id", ""))})
    return replace(event, origin=replace(event.origin, message=message))


def _name(user: Mapping[str, Any]) -> str:
    return str(user.get("global_name") or user.get("username") or "")


def _event(asked: Asked, command: str, text: str = "", options: Mapping[str, str] | None = None) -> ChatEvent:
    spot = asked.spot
    return ChatEvent(asked.id, asked.origin, asked.at, command, text, options or {}, spot.manages, spot.roles)
