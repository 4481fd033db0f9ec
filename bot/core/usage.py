"""What judging took, summed up by month, judge and model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.grading.grade import Usage


def total_usage(usages: Iterable[Usage | None]) -> Usage | None:
    """All together; none where nothing was paid for."""
    paid = [usage for usage in usages if usage is not None]
    return sum(paid[1:], start=paid[0]) if paid else None


@dataclass(frozen=True, slots=True)
class UsageLine:
    """A month of one judge and model.

    Attributes:
        month: `YYYY-MM`.
        judge: The judge's name.
        model: Its model.
        usage: The sum; its cost is that of the tries whose cost is known, none if there are no such tries.
        tries: Answers tried, again each time.
        graded: Tries that came to a grade.
        unpriced: Tries whose cost is unknown.
        failed: How many tries came to no grade, by reason.
    """

    month: str
    judge: str
    model: str
    usage: Usage
    tries: int
    graded: int
    unpriced: int
    failed: Mapping[str, int] = field(default_factory=dict)

    @property
    def cached_share(self) -> float:
        """Share of the tokens read that came from the cache, 0-1."""
        usage = self.usage
        read = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens
        return usage.cache_read_tokens / read if read else 0.0
