"""What can be wrong with a schedule: data, which `explain` puts into words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.errors import GreenroomError


@dataclass
class ScheduleError(GreenroomError):
    """A schedule that cannot be kept.

    Attributes:
        reason: What is wrong; a key of the wording under the subclass's own prefix.
    """

    reason: str


@dataclass
class InvalidRuleError(ScheduleError):
    """A rule with a field that cannot be.

    Attributes:
        field: The field's name in `Rule`.
        values: What the wording needs to tell the problem and its remedy.
    """

    field: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return f"{self.field}: {self.reason}" + (f" ({told})" if told else "")


@dataclass
class UnreadableScheduleError(ScheduleError):
    """Words for a schedule that cannot be understood.

    Attributes:
        word: The word at fault as it was typed; empty where something is missing.
        near: What may have been meant, likeliest first.
    """

    word: str = ""
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        hint = f"; near: {', '.join(self.near)}" if self.near else ""
        return f"{self.reason}: {self.word!r}{hint}"
