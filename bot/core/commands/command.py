"""What a command is, and what its handlers take and give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.chat import ChatEvent, Reply, Text
from bot.core.room import Room

Handler = Callable[[Room, ChatEvent], Awaitable[Reply | None]]


class OptionError(Exception):
    """An option has a value that does not fit; carries the reply that says so."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply

    @property
    def plain(self) -> str:
        """The reply's words on one line, for places without Markdown."""
        return " ".join(part.markdown for part in self.reply.parts if isinstance(part, Text)).replace("`", "'")


@dataclass(frozen=True, slots=True)
class Option:
    """A named value a command takes; `choices` closes the list, `number` says that digits are meant."""

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """Something a member can do.

    Attributes:
        name: What it is called on every platform.
        summary: What it does, in a few words.
        handler: Does it; no reply means that nothing is to be said.
        usage: How it is typed.
        options: Its named values.
        takes_text: Whether free text belongs to it.
        aliases: Other names it is found under.
        for_admins: Whether it changes a group, so that platforms offer it to those who manage one.
    """

    name: str
    summary: str
    handler: Handler
    usage: str
    options: tuple[Option, ...] = ()
    takes_text: bool = False
    aliases: tuple[str, ...] = ()
    for_admins: bool = False
