"""Proposals: schedules that nobody has saved yet. They stand beside the others, are never due and post nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from bot.core.rhythm.records import ScheduleRecord
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule, rule_data

_RULE, _REPLACES = "proposed", "replaces"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed.

    Attributes:
        rule: The rule.
        replaces: The schedule whose rule it would become; none for a schedule of its own.
    """

    rule: Rule
    replaces: int | None = None


def draft_data(draft: Draft) -> dict[str, object]:
    """What is stored in a rule's place, so that a draft is one from its first moment and can never be due."""
    return {_RULE: rule_data(draft.rule), _REPLACES: draft.replaces}


def is_draft(record: ScheduleRecord) -> bool:
    """Whether a stored schedule is a proposal."""
    return _RULE in record.rule


def draft_of(record: ScheduleRecord) -> Draft | None:
    """What a stored schedule proposes; none if it is no proposal.

    Raises:
        InvalidRuleError: Its rule cannot be read.
    """
    if not is_draft(record):
        return None
    replaces = record.rule.get(_REPLACES)
    rule = read_rule(cast("Mapping[str, object]", record.rule[_RULE]))
    return Draft(rule, replaces if isinstance(replaces, int) else None)
