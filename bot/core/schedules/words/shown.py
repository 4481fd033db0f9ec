"""Making what was typed and lists of things fit for a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.wording import say

_LONGEST = 60  # characters
_CHOICES = 6


def literal(text: str) -> str:
    """What somebody typed, made fit to stand between backticks."""
    shown = "".join(character for character in text if character.isprintable() and character != "`")
    return shown[:_LONGEST] or "?"


def listed(items: Sequence[str]) -> str:
    """All of some items: "Monday, Wednesday and Friday"."""
    return say("schedule.and", most=", ".join(items[:-1]), last=items[-1]) if len(items) > 1 else "".join(items)


def choices(items: Sequence[str]) -> str:
    """Some items to choose from, between backticks; of many, the first few."""
    names = [f"`{literal(item)}`" for item in items]
    if len(names) > _CHOICES:
        return ", ".join([*names[:_CHOICES], "…"])
    return say("schedule.or", most=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)
