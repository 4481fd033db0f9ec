"""What judging took, summed up by month, judge and model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.grading.grade import Usage
from bot.core.months import month_of
from bot.core.records import GRADED, JudgeCall


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
    """

    month: str
    judge: str
    model: str
    usage: Usage
    tries: int
    graded: int
    unpriced: int

    @property
    def cached_share(self) -> float:
        """Share of the tokens read that came from the cache, 0-1."""
        usage = self.usage
        read = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens
        return usage.cache_read_tokens / read if read else 0.0


def summarise_usage(calls: Iterable[JudgeCall], time_zone: str) -> list[UsageLine]:
    """Tries by month, judge and model, in this order.

    Args:
        calls: The tries.
        time_zone: IANA zone whose calendar makes the months.
    """
    groups: dict[tuple[str, str, str], list[JudgeCall]] = {}
    for call in calls:
        groups.setdefault((month_of(call.at, time_zone), call.judge, call.model), []).append(call)
    return [_line(key, groups[key]) for key in sorted(groups)]


def _line(key: tuple[str, str, str], calls: list[JudgeCall]) -> UsageLine:
    costs = [call.usage.cost_usd for call in calls if call.usage.cost_usd is not None]
    total = sum((call.usage for call in calls), Usage())
    return UsageLine(
        *key,
        usage=total.model_copy(update={"cost_usd": sum(costs) if costs else None}),
        tries=len(calls),
        graded=sum(call.outcome == GRADED for call in calls),
        unpriced=len(calls) - len(costs),
    )
