"""Which of a forum's tags fit a question: its track and its difficulty, as a server's owner may have called them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from bot.core.bank.question import Question

_DIFFICULTY: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("very easy", "easy"),
    2: ("easy",),
    3: ("medium", "middle"),
    4: ("hard",),
    5: ("very hard", "hard"),
}


class Tag(Protocol):
    """A forum's tag."""

    @property
    def id(self) -> int:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...


def tags_of(question: Question | None, usable: Sequence[Tag], *, required: bool) -> list[str]:
    """Ids of the tags for a post.

    Args:
        question: What the post puts, if it puts a question.
        usable: Tags that may be set.
        required: Whether the forum takes no post without one; then the first is set where none fits.
    """
    ids = {tag.name: str(tag.id) for tag in reversed(usable)}
    chosen = fitting_tags(question, [tag.name for tag in usable]) if question else []
    if required and not chosen and usable:
        chosen = [usable[0].name]
    return [ids[name] for name in chosen]


def fitting_tags(question: Question, names: Sequence[str]) -> list[str]:
    """Those among a forum's tags that say a question's track or difficulty, in that order, each once.

    A track is recognised however it is spelled (`SQL & data` is `sql-and-data`), a difficulty as `2`, `2/5`,
    `difficulty 2`, `level 2`, dots or stars, or in words from "very easy" to "very hard".
    """
    plain = {_plain(name): name for name in reversed(names)}
    level = question.difficulty
    numbers = (f"difficulty {level}", f"level {level}", str(level), f"{level} 5", f"{level} of 5")
    wanted = ((_plain(question.track.value),), (*numbers, *_DIFFICULTY[level]))
    found = [next((plain[name] for name in several if name in plain), None) for several in wanted]
    return list(dict.fromkeys(name for name in found if name is not None))


def _plain(name: str) -> str:
    """A tag in plain words: lower case, signs as spaces, dots and stars counted."""
    filled = sum(name.count(mark) for mark in "●★⭐*")
    if filled and not any(character.isalnum() for character in name):
        return str(filled)
    words = name.lower().replace("&", " and ").replace("+", " and ")
    return " ".join(re.findall(r"[^\W_]+", words))
