"""What is printed, and how far apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from bot.adapters.terminal.files import save
from bot.adapters.terminal.frames import Column
from bot.adapters.terminal.growing import Growing
from bot.adapters.terminal.render import render_reply
from bot.adapters.terminal.safe import as_markdown, literal
from bot.adapters.terminal.words import say
from bot.core.chat import Document, Part, Reply, ReplyKind, Text


class Screen:
    """A console on which replies stand apart by an empty line.

    Args:
        console: Where to print.
        folder: Where files go that come with a reply; the working directory if none.
    """

    def __init__(self, console: Console, folder: Path | None = None) -> None:
        self.console = console
        self._folder = folder or Path()
        self._growing = Growing(console)

    def show(self, reply: Reply, at_hand: Mapping[str, str] | None = None) -> None:
        """Print a reply; `at_hand` as for `render_reply`. Files that come with it are written."""
        self._growing.lose()
        parts = tuple(self._saved(part) if isinstance(part, Document) else part for part in reply.parts)
        self.console.print(render_reply(replace(reply, parts=parts), at_hand))
        self.console.print()

    def _saved(self, document: Document) -> Part:
        """A file that came with a reply as the words on where it is."""
        try:
            path = save(document, self._folder)
        except OSError as error:
            reason = as_markdown(error.strerror or str(error))
            return Text(say("document.not-saved", name=document.name, reason=reason))
        return Text(say("document.saved", name=path.name, size=len(document.content)))

    def grow(self, reply: Reply, words: int | None = None) -> None:
        """Print what has come of a reply that is being written, or so many words of it, on the same line."""
        self._growing.grow(reply, words)

    def end_line(self) -> None:
        """Leave the line on which a reply grew."""
        self._growing.end_line()

    def finish(self, reply: Reply, at_hand: Mapping[str, str] | None = None) -> None:
        """Print what is left of a reply that grew; if it has become another, say so and print that."""
        begun = self._growing.begun
        if self._growing.finish(reply, at_hand):
            self.console.print()
            return
        if begun:
            self.console.print()
            self.parts(Text(say("draft.instead"), subtle=True))
        self.show(reply, at_hand)

    def parts(self, *parts: Part) -> None:
        """Print parts that are not a reply to anything."""
        self.show(Reply(ReplyKind.NOTICE, parts))

    def notice(self, markdown: str) -> None:
        """Print a remark."""
        self.parts(Text(markdown))

    def refuse(self, markdown: str) -> None:
        """Print why something was not done."""
        self.show(Reply(ReplyKind.REFUSAL, (Text(markdown),)))

    def echo(self, mark: str, typed: str) -> None:
        """Repeat what a script typed, so that its transcript reads like a conversation."""
        grid = Table.grid()
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Line(mark, style="command"), literal(typed))
        self.console.print(Column(grid))
        self.console.print()

    def mark(self, mark: str) -> None:
        """Print a prompt's mark and stay on its line."""
        self.console.print(mark, end="", soft_wrap=True)
