"""Proposals: schedules that nobody has saved yet. They stand beside the others, are never due and post nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from bot.core.rhythm.records import ScheduleRecord
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule, rule_data

_RULE, _REPLACES, _BASE, _HALTED = "proposed", "replaces", "base", "halted"
_COLLECTIONS = {"skip": frozenset, "themes": tuple}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed.

    Attributes:
        rule: The rule.
        replaces: The schedule whose rule it would become; none for a schedule of its own.
        base: That schedule's rule when this was made of it; none for a schedule of its own.
        halted: Why that schedule was halted then, if it was.
    """

    rule: Rule
    replaces: int | None = None
    base: Rule | None = None
    halted: str | None = None

    @classmethod
    def change(cls, record: ScheduleRecord, rule: Rule) -> Draft:
        """Another rule for a schedule, made of what it is now.

        Raises:
            InvalidRuleError: The schedule's rule cannot be read.
        """
        return cls(rule, record.id, read_rule(record.rule), record.halted)

    def applied(self, record: ScheduleRecord) -> tuple[Rule, str | None]:
        """What a schedule becomes by it: only what was proposed changes, so that what others did meanwhile stays.

        Args:
            record: The schedule as it is now.

        Returns:
            Its rule, and why it stays halted; none if it goes on, as whoever proposed it was shown.

        Raises:
            InvalidRuleError: The schedule's rule cannot be read, or does not go together with the change any more.
        """
        if self.base is None or record.id != self.replaces:
            return self.rule, None
        now = read_rule(record.rule)
        changes = {each.name: _merged(each.name, self.base, self.rule, now) for each in fields(Rule)}
        return replace(now, **changes), None if record.halted == self.halted else record.halted


def draft_data(draft: Draft) -> dict[str, object]:
    """What is stored in a rule's place, so that a draft is one from its first moment and can never be due."""
    data: dict[str, object] = {_RULE: rule_data(draft.rule), _REPLACES: draft.replaces}
    if draft.base is not None:
        data |= {_BASE: rule_data(draft.base), _HALTED: draft.halted}
    return data


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
    replaces, base, halted = (record.rule.get(key) for key in (_REPLACES, _BASE, _HALTED))
    return Draft(
        read_rule(cast("Mapping[str, object]", record.rule[_RULE])),
        replaces if isinstance(replaces, int) else None,
        read_rule(cast("Mapping[str, object]", base)) if base is not None else None,
        halted if isinstance(halted, str) else None,
    )


def _merged(name: str, base: Rule, proposed: Rule, now: Rule) -> Any:  # noqa: ANN401  (a field of any type)
    """A field of the rule: as it is now, but for what the proposal makes of what it was made of."""
    was, wanted, found = (getattr(rule, name) for rule in (base, proposed, now))
    if name not in _COLLECTIONS:
        return found if wanted == was else wanted
    kept = [one for one in found if one in wanted or one not in was]
    return _COLLECTIONS[name]([*kept, *(one for one in wanted if one not in was and one not in kept)])
