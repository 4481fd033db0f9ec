"""Small rules that Block Kit's checks are put together from; a rule notes what is wrong in Slack's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """What is wrong so far.

    Attributes:
        surface: `message`, `modal` or `home`.
        known_file: Whether an image may be shown from a Slack file.
        problems: Lines such as `must be less than 76 characters [json-pointer:/blocks/0/text/text]`.
    """

    surface: str = "message"
    known_file: Callable[[Mapping[str, Any]], bool] = lambda _file: True
    problems: list[str] = field(default_factory=list)

    def add(self, problem: str, at: str) -> None:
        """Note a problem at a JSON pointer."""
        self.problems.append(f"{problem} [json-pointer:{at}]")


Rule = Callable[[Any, str, Report], None]


def string(most: int, least: int = 0, pattern: str = "", wrong: str = "is not in a valid format") -> Rule:
    """A string of some length, and of some form."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must provide a string", at)
        elif len(value) > most:
            report.add(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            report.add(f"must be more than {least - 1} characters", at)
        elif pattern and not re.fullmatch(pattern, value):
            report.add(wrong, at)

    return check


def boolean(value: Any, at: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.add("must provide a boolean", at)


def integer(least: int, most: int) -> Rule:
    """A whole number between two, both included."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must provide an integer", at)
        elif not least <= value <= most:
            report.add(f"must be between {least} and {most}", at)

    return check


def one_of(*values: str) -> Rule:
    """One of some words."""

    def check(value: Any, at: str, report: Report) -> None:
        if value not in values:
            report.add("must be a valid enum value", at)

    return check


def array(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of some length, whose items follow a rule."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must provide an array", at)
            return
        if len(value) > most:
            report.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            report.add(f"no fewer than {least} items allowed", at)
        for number, item in enumerate(value):
            rule(item, f"{at}/{number}", report)

    return check


def fields(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others; a null is not a field left out."""
    allowed = dict(required) | dict(optional or {})

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", at)
            return
        for name in required:
            if name not in value:
                report.add(f"missing required field: {name}", at)
        for name, held in value.items():
            if name == "type" and name not in allowed:
                continue
            if name not in allowed:
                report.add(f"invalid additional property: {name}", at)
            else:
                allowed[name](held, f"{at}/{name}", report)

    return check


def typed(rules: Callable[[], Mapping[str, Rule]]) -> Rule:
    """An object whose `type` says which rule it follows."""

    def check(value: Any, at: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must provide an object", at)
        elif "type" not in value:
            report.add("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in rules():
            report.add(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            rules()[value["type"]](value, at, report)

    return check


def both(*rules: Rule) -> Rule:
    """Several rules for the same value; the later ones only if the first found nothing."""

    def check(value: Any, at: str, report: Report) -> None:
        before = len(report.problems)
        for rule in rules:
            if len(report.problems) == before:
                rule(value, at, report)

    return check


def unique(name: str) -> Rule:
    """Items of a list that do not share an id."""

    def check(value: Any, at: str, report: Report) -> None:
        seen: set[str] = set()
        for number, item in enumerate(value):
            found = item.get(name) if isinstance(item, dict) else None
            if found is not None and found in seen:
                report.add(f'`{name}` "{found}" already exists', f"{at}/{number}/{name}")
            seen.add(str(found))

    return check
