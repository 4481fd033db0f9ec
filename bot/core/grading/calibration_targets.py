"""What each judge is held to, and how a report stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.grading.agreement import Figures
from bot.core.grading.calibration_report import Report

_CLASSES = {
    0: "nothing said (empty, echo, orders alone)",
    10: "about something else",
    25: "keywords without sentences",
    30: "key points denied",
}
_CLASSES_FOR_A_MODEL = {0: _CLASSES[0], 5: _CLASSES[10], 10: _CLASSES[25], 20: _CLASSES[30]}


@dataclass(frozen=True, slots=True)
class Target:
    """One figure beside what it should be.

    Attributes:
        name: What is measured.
        got: The figure; none where it was not measured.
        wanted: What it should be.
        at_least: Whether more is better; else it should be at most that.
    """

    name: str
    got: float | None
    wanted: float
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; none where nothing was measured."""
        if self.got is None:
            return None
        return self.got >= self.wanted if self.at_least else self.got <= self.wanted


_AGREEMENT = {"coverage": (0.45, 0.60, 15.0), "claude": (0.75, 0.85, 7.0)}


def targets_of(report: Report) -> tuple[Target, ...]:
    """The targets of the report's judge; agreement counts only on questions that nothing was fitted on.

    Returns:
        Agreement first, then a target a class of attacks; nothing for a judge that has no targets.
    """
    if report.judge.name not in _AGREEMENT:
        return ()
    return (*_agreement(report.unseen, *_AGREEMENT[report.judge.name]), *_attacks(report))


def is_model(judge_name: str) -> bool:
    """Whether a judge understands what it reads, rather than comparing words."""
    return judge_name != "coverage"


def _agreement(figures: Figures | None, qwk: float, total_r: float, mae: float) -> Iterator[Target]:
    yield Target("criterion QWK", figures.qwk if figures else None, qwk, at_least=True)
    yield Target("total r", figures.total_r if figures else None, total_r, at_least=True)
    yield Target("MAE of totals", figures.mae if figures else None, mae)


def _attacks(report: Report) -> Iterator[Target]:
    classes = _CLASSES_FOR_A_MODEL if is_model(report.judge.name) else _CLASSES
    rows = [row for row in report.attacks.rows if row.most is not None]
    for allowed, name in classes.items():
        got = [row.most for row in rows if not row.gain and row.allowed == allowed and row.most is not None]
        yield Target(f"most for {name}", max(got) if got else None, allowed)
    gains = [row for row in rows if row.gain]
    yield Target(
        "most gained by an order in an honest answer",
        max((row.most for row in gains if row.most is not None), default=None),
        gains[0].allowed if gains else (3.0 if is_model(report.judge.name) else 0.0),
    )
