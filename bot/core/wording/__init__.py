"""All that a member reads, in one place that can be reviewed and translated."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.wording.en import ENGLISH


def say(key: str, /, **values: object) -> str:
    """The text under a key with its values filled in.

    Values are put in as they are; what a member wrote does not belong here but in an `Excerpt` or `Quotation`.

    Raises:
        KeyError: There is no such key, or a value is missing.
    """
    return ENGLISH[key].format_map(values)


def say_count(key: str, count: int, /, **values: object) -> str:
    """As `say`, from `key.one` for a count of one and `key.many` for any other; the text may use `{count}`."""
    return say(f"{key}.one" if count == 1 else f"{key}.many", count=f"{count:,}", **values)


def catalogue() -> Mapping[str, str]:
    """Every key with its text, for tests and translators."""
    return ENGLISH
