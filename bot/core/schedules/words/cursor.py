"""Reading words one after the other."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\s,;()\"“”„«»`]+")  # what is copied from a reply or from the documentation may bring its quotes
_QUOTES = "'‘’!"
_DASHES = str.maketrans("‐‑‒–—−", "------")


class Cursor:
    """A place in a text, which moves on as words are taken.

    Args:
        text: What was typed.
    """

    def __init__(self, text: str) -> None:
        words = (word.strip(_QUOTES) for word in _WORD.findall(text.translate(_DASHES)))
        self._typed = [word for word in words if word]
        self._place = 0

    def __bool__(self) -> bool:
        """Whether there is a word left."""
        return self._place < len(self._typed)

    @property
    def typed(self) -> str:
        """The word here as it was typed; empty at the end."""
        return self._typed[self._place] if self else ""

    @property
    def word(self) -> str:
        """The word here in lower case without full stops around and within, as in `a.m.`; empty at the end."""
        return self.ahead(0)

    def ahead(self, steps: int) -> str:
        """The word some steps further on, as `word` has it."""
        place = self._place + steps
        return _bare(self._typed[place]) if place < len(self._typed) else ""

    def joined(self, count: int) -> str | None:
        """The next words as they were typed, with spaces; none if there are fewer left."""
        words = self._typed[self._place : self._place + count]
        return " ".join(words) if len(words) == count else None

    def take(self, count: int = 1) -> str:
        """Move on; returns the first word taken, as `word` has it."""
        word = self.word
        self._place += count
        return word

    def take_any(self, words: frozenset[str]) -> bool:
        """Take the word here if it is one of these."""
        if self.word not in words:
            return False
        self.take()
        return True


def _bare(typed: str) -> str:
    return re.sub(r"([ap])\.m$", r"\1m", typed.casefold().strip(".!"))
