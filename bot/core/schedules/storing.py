"""A rule as JSON, in which it is stored, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from bot.core.schedules.errors import InvalidRuleError
from bot.core.schedules.rule import Rule


def rule_data(rule: Rule) -> dict[str, Any]:
    """The rule as JSON values; the same rule gives the same data in every process."""
    return cast("dict[str, Any]", _adapter().dump_python(rule, mode="json"))


def read_rule(data: Mapping[str, object]) -> Rule:
    """The rule that was stored as this.

    Raises:
        InvalidRuleError: It is no rule, or one of a later version.
    """
    try:
        return _adapter().validate_json(json.dumps(data))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(step) for step in fault["loc"])
        raise InvalidRuleError("stored", "rule", {"where": where, "fault": fault["msg"]}) from None


@cache
def _adapter() -> TypeAdapter[Rule]:
    return TypeAdapter(Rule)
