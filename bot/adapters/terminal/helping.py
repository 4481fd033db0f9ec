"""`/help` as it is on a terminal: the commands as typed, and the keys."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.terminal.translate import ANOTHER, LEAVING, SENDING
from bot.adapters.terminal.words import say
from bot.core.chat import Heading, Part, Reply, ReplyKind, Rows, Text
from bot.core.commands import COMMANDS

_WORDED_HERE = {"question": "help.question", "answer": "help.answer"}


def help_reply(*, keys: bool) -> Reply:
    """What can be typed.

    Args:
        keys: Whether to tell about the editor's keys too.
    """
    columns = tuple(say("help.columns").split("|"))
    parts: list[Part] = [Heading(say("help.title")), Rows(columns, tuple(_commands()))]
    if keys:
        names = ("enter", "send", "clear", "editor")
        parts += [Heading(say("help.keys")), Text("\n".join(f"- {say(f'help.key.{name}')}" for name in names))]
    return Reply(ReplyKind.HELP, tuple(parts))


def _commands() -> Iterator[tuple[str, str]]:
    for command in COMMANDS:
        local = _WORDED_HERE.get(command.name)
        yield f"/{command.name}", say(local) if local else command.summary
        if command.name == "question":
            yield f"/{ANOTHER}", say("help.another")
    yield f"/{SENDING}", say("help.send")
    yield f"/{LEAVING[0]}", say("help.quit")
