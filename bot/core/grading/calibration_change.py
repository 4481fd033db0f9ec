"""What changed between two calibration reports of the same judge and model, and whether they can be compared at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.core.grading.agreement import Figures, Part
from bot.core.grading.calibration_report import Measured, Report


class Change(Part):
    """A figure before and after; `better` is none where it did not change or neither way is better."""

    name: str
    before: float
    after: float
    better: bool | None


class Comparison(Part):
    """A report beside an earlier one.

    Attributes:
        since: Day of the earlier one.
        same_version: Whether the prompt or the estimate's rules have the version they had.
        same_bank: Whether the very same questions and answers were measured.
        notes: What is the same and what differs, in words.
        changes: The figures.
    """

    since: date
    same_version: bool
    same_bank: bool
    notes: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    better_up: bool | None


_READINGS = {
    "qwk": _Reading("criterion QWK", True),
    "total_r": _Reading("total r", True),
    "mae": _Reading("MAE", False),
    "bias": _Reading("bias", None),
    "rmse": _Reading("RMSE", False),
    "exact": _Reading("levels exact", True),
    "total_coverage": _Reading("totals in range", True),
}


def newest_like(reports: Iterable[Report], report: Report) -> Report | None:
    """The newest report of the same judge and model; of two of one day the one about the same questions."""
    alike = [
        other for other in reports if (other.judge.name, other.judge.model) == (report.judge.name, report.judge.model)
    ]
    return max(
        alike, key=lambda other: (other.date, other.measured.selection == report.measured.selection), default=None
    )


def compare(before: Report, after: Report) -> Comparison:
    """What changed from one report to another."""
    return Comparison(
        since=before.date,
        same_version=before.judge == after.judge,
        same_bank=before.measured.hash == after.measured.hash,
        notes=tuple(_notes(before, after)),
        changes=tuple(_changes(before, after)),
    )


def _notes(before: Report, after: Report) -> Iterator[str]:
    old, new = before.judge.version, after.judge.version
    yield f"The version is the same, {new}." if old == new else f"The version was {old} and is {new}."
    was, now = before.measured, after.measured
    if was.hash == now.hash:
        yield f"The questions and answers are the same (bank {now.hash})."
        return
    yield (
        f"The bank differs: {_size(was)} (bank {was.hash}) then, {_size(now)} (bank {now.hash}) now. A change may be "
        "the bank's and not the judge's."
    )
    if was.selection != now.selection:
        yield f"Then {was.selection} was measured, now {now.selection}."


def _size(measured: Measured) -> str:
    questions = "1 question" if measured.questions == 1 else f"{measured.questions} questions"
    answers = "1 answer" if measured.answers == 1 else f"{measured.answers} answers"
    return f"{questions} with {answers}"


def _changes(before: Report, after: Report) -> Iterator[Change]:
    # In-sample figures say little and are never set beside held-out ones: each is compared with its own kind.
    pairs = [(" held out" if after.in_sample else "", before.unseen, after.unseen)]
    if before.in_sample and after.in_sample:
        pairs.append((" in sample", before.figures, after.figures))
    for suffix, was, now in pairs:
        if was is not None and now is not None:
            yield from _figures(suffix, was, now)


def _figures(suffix: str, was: Figures, now: Figures) -> Iterator[Change]:
    for field, reading in _READINGS.items():
        old, new = getattr(was, field), getattr(now, field)
        if old is None or new is None:
            continue
        better = None if reading.better_up is None or old == new else (new > old) == reading.better_up
        yield Change(name=f"{reading.name}{suffix}", before=old, after=new, better=better)
