"""What judging took, summed up plainly from all tries: what the stores give must be equal to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.core.grading.grade import Usage
from bot.core.months import month_of
from bot.core.records import GRADED, JudgeCall
from bot.core.usage import UsageLine


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
        failed=Counter(call.outcome for call in calls if call.outcome != GRADED),
    )
