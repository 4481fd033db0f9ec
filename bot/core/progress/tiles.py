"""A score to show around: a row of moons, one a criterion, that says how it went and nothing of the answer.

Five levels are five phases, from new to full, so that they differ in shape, in lightness and in colour. What they stand
for is not said: names of criteria would give away what a good answer holds. The total is a band of ten points, too
wide to tell weights from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading.grade import Verdict
from bot.core.wording import say, say_count

MOONS = "🌑🌒🌓🌔🌕"
"""Levels 0 to 4, for chats."""

DISCS = "○◔◑◕●"
"""Levels 0 to 4 in plain characters."""

_BAND = 10
_LAST = 90


@dataclass(frozen=True, slots=True)
class Tiles:
    """What a share card shows.

    Attributes:
        name: Whose it is; empty if that is not known.
        title: The question's title.
        track: Its track.
        levels: A level (0-4) a criterion, in the rubric's order.
        band: From and to how many points of 100 it has.
        estimate: Whether that is an offline estimate.
        streak: Days in a row with an answer.
    """

    name: str
    title: str
    track: str
    levels: tuple[int, ...]
    band: tuple[int, int]
    estimate: bool = False
    streak: int = 0

    @property
    def moons(self) -> str:
        """The row, for chats."""
        return "".join(MOONS[level] for level in self.levels)

    @property
    def discs(self) -> str:
        """The row in plain characters."""
        return " ".join(DISCS[level] for level in self.levels)

    @property
    def score(self) -> str:
        """The band in words."""
        return say("shared.band.estimate" if self.estimate else "shared.band", low=self.band[0], high=self.band[1])

    @property
    def counts(self) -> str:
        """The row in numbers, for those who do not see it."""
        return say("shared.levels", levels=", ".join(str(level) for level in self.levels), top=TOP_LEVEL)

    @property
    def alt(self) -> str:
        """The card in words."""
        whose = say("shared.title", name=self.name or say("shared.somebody"), track=self.track)
        lines = [f"{whose}.", f"{self.title}: {self.score}.", self.counts]
        if self.streak > 1:
            lines.append(f"{say_count('shared.streak', self.streak)}.")
        return " ".join(lines)


def levels_of(verdict: Verdict) -> tuple[int, ...]:
    """A level a criterion, in the rubric's order; halves are rounded down, so that a full moon is a whole one."""
    return tuple(min(max(math.ceil(graded.score - 0.5), 0), TOP_LEVEL) for graded in verdict.criteria)


def band_of(verdict: Verdict) -> tuple[int, int]:
    """The band of ten points that a total is in; for an estimate its own range, as on the score card."""
    if verdict.estimate:
        return round(verdict.low), round(verdict.high)
    start = _start(verdict.total)
    return start, _end(start)


def _start(points: float) -> int:
    return min(round(points) // _BAND * _BAND, _LAST)


def _end(start: int) -> int:
    return 100 if start == _LAST else start + _BAND - 1
