"""The screen that is printed on: its colours, its width, and what it cannot show."""

from __future__ import annotations

import codecs
import io
from typing import TextIO

from rich.console import Console
from rich.theme import Theme

PLAIN_WIDTH = 80
"""Columns of output that goes to a file or a pipe."""

MEASURE = 92
"""Longest line that is pleasant to read, in columns; wider screens keep the rest empty."""

# Only the sixteen colours that terminals' own light and dark themes adapt, and never the only sign of anything.
THEME = Theme(
    {
        "title": "bold",
        "heading": "bold",
        "subtle": "dim",
        "command": "bold cyan",
        "callout": "cyan",
        "callout.label": "bold cyan",
        "bar.full": "cyan",
        "bar.range": "cyan",
        "bar.rest": "dim",
        "mark.good": "green underline",
        "mark.good.number": "green",
        "mark.other": "magenta underline",
        "mark.other.number": "magenta",
        "quote": "italic",
        "edge": "dim",
        "refusal": "magenta",
        "markdown.code": "bold",
        "markdown.code_block": "none",
        "markdown.item.bullet": "dim",
        "markdown.item.number": "dim",
        "markdown.link": "underline",
        "markdown.link_url": "dim",
    },
    inherit=True,
)

_ERRORS = "greenroom-plainer"
_PLAINER = {
    **dict.fromkeys("█", "#"),
    **dict.fromkeys("▒", "="),
    **dict.fromkeys("○·", "."),
    **dict.fromkeys("●•", "*"),
    **dict.fromkeys("┃│▌", "|"),
    **dict.fromkeys("─━–—−", "-"),
    **dict.fromkeys("«“”»", '"'),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("›→", ">"),
    **dict.fromkeys("⏎", " "),
    **{superscript: str(digit) for digit, superscript in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAINER.get(character, "?") for character in missing), error.end


def open_console(stream: TextIO, *, animated: bool = True) -> Console:
    """A console on a stream: as wide as the terminal, or `PLAIN_WIDTH` columns without colour for a file or a pipe.

    The usual environment variables (`NO_COLOR`, `FORCE_COLOR`, `TERM`) are honoured. Characters that the stream's
    encoding lacks are printed as plainer ones.

    Args:
        stream: Where to print.
        animated: Whether a person looks on, so that a spinner may turn there if it is a terminal.
    """
    codecs.register_error(_ERRORS, _plainer)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_ERRORS)
    terminal = stream.isatty()
    return _QuietConsole(
        file=stream,
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else PLAIN_WIDTH,
        force_interactive=None if terminal and animated else False,
    )


def lets_grow(console: Console) -> bool:
    """Whether a text may be printed while it is being written: on a terminal, unless plain output is wanted."""
    return console.is_interactive and not console.no_color


def plain_console(width: int) -> Console:
    """A console that keeps what is printed, as plain text; read it from `file`."""
    return Console(
        file=io.StringIO(),
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        width=width,
        color_system=None,
        force_terminal=False,
        legacy_windows=False,
    )


class _QuietConsole(Console):
    """A console that leaves a reader who went away to whoever prints."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError
