"""What can be asked of a schedule and not be done."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import GreenroomError


@dataclass
class UnknownScheduleError(GreenroomError):
    """The group has no such schedule, or has several and none was named.

    Attributes:
        schedule_id: What was asked for, if anything.
        ids: The group's schedules.
    """

    schedule_id: int | None
    ids: tuple[int, ...]

    def __str__(self) -> str:
        return f"there is no schedule {self.schedule_id}"


@dataclass
class DraftGoneError(GreenroomError):
    """A proposal that is dealt with.

    Attributes:
        replaces: The schedule that it was to change, if one.
    """

    replaces: int | None

    def __str__(self) -> str:
        return "the proposal is saved or dropped already"


@dataclass
class HaltedError(GreenroomError):
    """A schedule that posts nothing until it is resumed.

    Attributes:
        schedule_id: The schedule.
        reason: Why.
    """

    schedule_id: int
    reason: str

    def __str__(self) -> str:
        return f"schedule {self.schedule_id} is halted: {self.reason}"


@dataclass
class TooLateToSwapError(GreenroomError):
    """A posting that cannot be swapped any more, or there is none."""

    def __str__(self) -> str:
        return "there is no open posting that nobody has answered"


@dataclass
class NothingElseError(GreenroomError):
    """A posting that cannot be swapped, because no other question could be asked."""

    def __str__(self) -> str:
        return "there is no other question that could be asked"
