"""Several interviewers: what each of them thinks, and what they recommend together, by stated thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.interviews.plan import Persona
from bot.core.interviews.telling import EARNED

STRONG_YES, YES, UNSURE = 75.0, 60.0, 45.0
_FULLY = 3.5  # score (0-4) up to which something speaks against a candidate
"""Points of 100 from which somebody says strong yes, yes, or is unsure; below the last it is a no."""


class Stance(StrEnum):
    """What one interviewer thinks."""

    STRONG_YES = "strong-yes"
    YES = "yes"
    UNSURE = "unsure"
    NO = "no"
    NONE = "none"


class Advice(StrEnum):
    """What all of them recommend."""

    HIRE = "hire"
    LEAN_HIRE = "lean-hire"
    LEAN_NO = "lean-no"
    NO_HIRE = "no-hire"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class View:
    """What one interviewer thinks.

    Attributes:
        persona: Who.
        stance: Their view.
        total: Points of 100 over their parts, weighted by minutes; none where they heard no answer.
        low: Lowest plausible points.
        high: Highest plausible points.
        minutes: Minutes of the parts that count.
        best: Name of the criterion that went best; empty without any.
        least: Name of the one that went worst.
    """

    persona: Persona
    stance: Stance
    total: float | None
    low: float = 0.0
    high: float = 0.0
    minutes: int = 0
    best: str = ""
    least: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What they recommend together.

    Attributes:
        advice: The recommendation.
        total: Points of 100 over all their parts; none where nobody heard an answer.
        yes: How many are for it.
        unsure: How many are unsure.
        no: How many are against it.
        reasons_for: Names of criteria that speak for it, by who says so.
        reasons_against: Names of criteria that speak against it, by who says so.
        missing: Who heard no answer.
        estimate: Whether it rests on estimates.
    """

    advice: Advice
    total: float | None
    yes: int
    unsure: int
    no: int
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    missing: tuple[str, ...]
    estimate: bool


def views_of(parts: Sequence[tuple[Persona, int, Verdict | None, bool]]) -> tuple[View, ...]:
    """What each interviewer thinks, in the order in which they appear.

    Args:
        parts: For each part who led it, its minutes, its grade, and whether it counts.
    """
    people = dict.fromkeys(persona.id for persona, *_ in parts)
    return tuple(_view([part for part in parts if part[0].id == person]) for person in people)


def stance_of(total: float | None) -> Stance:
    """What a number of points leads to."""
    if total is None:
        return Stance.NONE
    if total >= STRONG_YES:
        return Stance.STRONG_YES
    if total >= YES:
        return Stance.YES
    return Stance.UNSURE if total >= UNSURE else Stance.NO


def recommend(views: Sequence[View], *, estimate: bool) -> Recommendation:
    """What the views add up to.

    Hire: most are for it and nobody is against. Lean to hire: more are for it than against, and the whole is nearer to
    a yes than to a no. Do not hire: most are against it. Lean not to hire: all else. No recommendation where fewer
    than half of them heard an answer.
    """
    heard = [view for view in views if view.total is not None]
    minutes = sum(view.minutes for view in heard)
    total = sum((view.total or 0.0) * view.minutes for view in heard) / minutes if minutes else None
    yes = sum(view.stance in {Stance.STRONG_YES, Stance.YES} for view in heard)
    no = sum(view.stance is Stance.NO for view in heard)
    best = sorted(heard, key=lambda view: -(view.total or 0.0))
    return Recommendation(
        advice=_advice(len(views), len(heard), yes, no, total or 0.0),
        total=total,
        yes=yes,
        unsure=len(heard) - yes - no,
        no=no,
        reasons_for=tuple(f"{view.best} ({view.persona.name})" for view in best if view.best)[:3],
        reasons_against=tuple(f"{view.least} ({view.persona.name})" for view in best[::-1] if view.least)[:3],
        missing=tuple(view.persona.name for view in views if view.total is None),
        estimate=estimate,
    )


def _advice(all_of_them: int, heard: int, yes: int, no: int, total: float) -> Advice:
    if heard * 2 < all_of_them or not heard:
        return Advice.OPEN
    if yes * 2 > heard and not no:
        return Advice.HIRE
    if yes > no and total >= (YES + UNSURE) / 2:
        return Advice.LEAN_HIRE
    return Advice.NO_HIRE if no * 2 > heard else Advice.LEAN_NO


def _view(parts: Sequence[tuple[Persona, int, Verdict | None, bool]]) -> View:
    persona = parts[0][0]
    counted = [(minutes, verdict) for _, minutes, verdict, counts in parts if counts]
    weight = sum(minutes for minutes, _ in counted)
    if not weight:
        return View(persona, Stance.NONE, None)
    total, low, high = (
        sum(minutes * (getattr(verdict, name) if verdict else 0.0) for minutes, verdict in counted) / weight
        for name in ("total", "low", "high")
    )
    graded = sorted(
        (graded for _, verdict in counted if verdict for graded in verdict.criteria), key=lambda graded: graded.score
    )
    best = graded[-1] if graded and graded[-1].score >= EARNED else None
    least = graded[0] if graded and graded[0] is not best and graded[0].score < _FULLY else None
    return View(persona, stance_of(total), total, low, high, weight, _name(best), _name(least))


def _name(graded: CriterionGrade | None) -> str:
    return (graded.name or graded.criterion_id) if graded is not None else ""
