"""Reply -> what is printed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text as Line

from bot.adapters.terminal.console import plain_console
from bot.adapters.terminal.frames import Column, Edged
from bot.adapters.terminal.parts import view
from bot.adapters.terminal.words import say
from bot.core.chat import Buttons, Callout, Facts, Heading, Part, Quotation, Reply, ReplyKind, Text

_ROOM_FOR_A_PANEL = 60
_ROWS_OF_THE_PROMPT = 4


def render_reply(reply: Reply, at_hand: Mapping[str, str] | None = None) -> RenderableType:
    """How a reply looks on a terminal.

    Args:
        reply: What to show.
        at_hand: Options that a typed command may leave out because the conversation stands there; those of the
            reply's own context unless told otherwise.
    """
    if at_hand is None:
        at_hand = {"question": reply.context.get("question_id", ""), "answer_id": reply.context.get("answer_id", "")}
    return Column(_ReplyView(reply, at_hand))


def render_plain(reply: Reply, width: int = 80) -> str:
    """A reply as plain text, no line of which is wider than `width` columns or ends in spaces."""
    console = plain_console(width)
    console.print(render_reply(reply))
    file = console.file
    assert isinstance(file, io.StringIO)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines()).strip("\n") + "\n"


class _ReplyView:
    """A reply's parts below each other; a question's stand in a panel where there is room."""

    def __init__(self, reply: Reply, at_hand: Mapping[str, str]) -> None:
        self._reply = reply
        self._at_hand = at_hand

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The parts, spaced."""
        parts = tuple(map(self._worded, self._reply.parts))
        roomy = console.is_terminal and options.max_width >= _ROOM_FOR_A_PANEL
        if self._reply.kind is ReplyKind.QUESTION and roomy:
            inside = [part for part in parts if not isinstance(part, Buttons)]
            parts = tuple(part for part in parts if isinstance(part, Buttons))
            yield Panel(Group(*self._spaced(inside, underline=False)), box=box.ROUNDED, border_style="edge")
        if self._reply.kind is ReplyKind.CARD:
            parts = self._recapped(parts, console, options)
        body = Group(*self._spaced(parts))
        yield Edged(body, "refusal", "┃ ") if self._reply.kind is ReplyKind.REFUSAL else body

    def _recapped(self, parts: tuple[Part, ...], console: Console, options: ConsoleOptions) -> tuple[Part, ...]:
        """A card whose top has left the screen by the time it ends says its main thing again before the choices."""
        lines = console.render_lines(Group(*self._spaced(parts)), options, pad=False)
        if not console.is_interactive or len(lines) < console.height - _ROWS_OF_THE_PROMPT:
            return parts
        title = [part for part in parts[:1] if isinstance(part, Heading)]
        next_step = [part for part in parts if isinstance(part, Callout)][:1]
        choices = [part for part in parts if isinstance(part, Buttons)]
        return (*(part for part in parts if not isinstance(part, Buttons)), *title, *next_step, *choices)

    def _worded(self, part: Part) -> Part:
        """The part, or what replaces it here: points are ticked by their numbers, not by a command of their own."""
        asks_for_ticks = self._reply.kind is ReplyKind.SELF_CHECK and isinstance(part, Buttons)
        return Text(say("ticks.how"), subtle=True) if asks_for_ticks else part

    def _spaced(self, parts: Sequence[Part], *, underline: bool = True) -> Iterator[RenderableType]:
        numbers = count(1)
        for place, part in enumerate(parts):
            title = place == 0 and isinstance(part, Heading)
            if place and not _belong_together(parts[place - 1], part, after_title=place == 1):
                yield Line("")
            yield view(part, self._at_hand, numbers)
            if title and underline:
                yield Rule(style="edge")


def _belong_together(before: Part, part: Part, *, after_title: bool) -> bool:
    """Whether two parts stand without an empty line between them."""
    if isinstance(before, Heading):
        return not after_title or isinstance(part, Facts)
    return isinstance(before, Quotation) and isinstance(part, Text)
