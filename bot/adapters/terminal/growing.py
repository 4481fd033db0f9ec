"""A text that is printed while it is being written: it goes on where it stopped, and the whole does not repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.segment import Segment, Segments

from bot.adapters.terminal.render import render_reply
from bot.core.chat import Reply, Text

WORD_SECONDS = 0.03
"""Seconds from one word to the next: about as fast as a model writes."""


def new_words(before: str, reply: Reply) -> range:
    """How many words of a reply are to be shown, one after the other, where those of another text are there already."""
    words = words_of(reply)
    known = len(before.split()) if words.startswith(before) else 0
    return range(known + 1, len(words.split()) + 1)


class Growing:
    """What was printed of a reply so far.

    A word never leaves its line for what comes after it, so the next state of a text is the last one and what follows.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._printed = ""
        self._words = ""
        self._lost = False

    @property
    def words(self) -> str:
        """The text that has grown so far."""
        return self._words

    @property
    def begun(self) -> bool:
        """Whether something was printed that is to be gone on with."""
        return bool(self._printed)

    def grow(self, reply: Reply, words: int | None = None) -> None:
        """Print what has come since; a text that has become another one is left as it stands.

        Args:
            reply: The text so far.
            words: How many of its words; all if none.
        """
        if not self._lost and self._is_continued_by(reply):
            self._words = words_of(reply)
            self._go_on(list(_first(self._segments(reply, None), words)))

    def end_line(self) -> None:
        """Leave the line, so that something else can be printed."""
        if self._printed and not self._printed.endswith("\n"):
            self._console.print()
            self._printed += "\n"

    def lose(self) -> None:
        """Let something else stand in the middle of it: it cannot be gone on with."""
        if self._printed and not self._printed.endswith("\n"):
            self.end_line()
            self._console.print()
            self._printed, self._words, self._lost = "", "", True

    def finish(self, reply: Reply, at_hand: Mapping[str, str] | None = None) -> bool:
        """Print what is left of the whole, and begin anew; False, with nothing printed, if it is another text."""
        same = self.begun and self._is_continued_by(reply)
        if same:
            self._go_on([*self._segments(reply, at_hand), Segment.line()])
        self.end_line()
        self._printed, self._words, self._lost = "", "", False
        return same

    def _is_continued_by(self, reply: Reply) -> bool:
        return words_of(reply).startswith(self._words)

    def _segments(self, reply: Reply, at_hand: Mapping[str, str] | None) -> Sequence[Segment]:
        lines = self._console.render_lines(render_reply(reply, at_hand), pad=False)
        return [segment for line in lines for segment in (*line, Segment.line())][:-1]

    def _go_on(self, segments: Sequence[Segment]) -> None:
        text = "".join(segment.text for segment in segments)
        if not text.startswith(self._printed):  # the terminal has become wider or narrower
            self.end_line()
            self._printed = ""
        rest = list(_after(segments, len(self._printed)))
        self._console.print(Segments(rest), end="", soft_wrap=True)
        self._printed = text


def words_of(reply: Reply) -> str:
    """The text that grows: the first one."""
    return next((part.markdown for part in reply.parts if isinstance(part, Text)), "")


def _first(segments: Sequence[Segment], words: int | None) -> Iterator[Segment]:
    """The first so many words."""
    text = "".join(segment.text for segment in segments)
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    left = len(text) if words is None or words >= len(ends) else ends[words - 1]
    for said, style, control in segments:
        yield Segment(said[:left], style, control)
        left = max(0, left - len(said))


def _after(segments: Sequence[Segment], characters: int) -> Iterator[Segment]:
    """What follows the first so many characters."""
    for text, style, control in segments:
        if len(text) > characters:
            yield Segment(text[characters:], style, control)
        characters = max(0, characters - len(text))
