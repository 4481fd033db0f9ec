"""A calibration report's data: verdicts on labelled answers in, figures with their circumstances out, without any I/O.

How the figures are to be read is told in docs/calibration/README.md.
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.core.bank.lens import AudienceProfile
from bot.core.bank.question import LabelledAnswer, Question
from bot.core.bank.vocabulary import AnswerKind, Audience
from bot.core.grading.agreement import (
    CriterionAgreement,
    Figures,
    GroupFigures,
    Part,
    PlaceOf,
    by_skill,
    by_track,
    figures_of,
    worst_criteria,
)
from bot.core.grading.attack_table import AttackRow
from bot.core.grading.calibration import Case
from bot.core.grading.contested import ContestedGrades
from bot.core.grading.grade import JudgeIdentity, Usage, Verdict
from bot.core.grading.overlap import Overlap, overlap_of
from bot.core.grading.reviewed import ReviewedGrades
from bot.core.usage import total_usage

Item = TypeVar("Item")

WHOLE_BANK = "the whole bank"
FORMAT = 1
"""Version of the shape in which reports are saved."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled answer that was put to a judge.

    Attributes:
        question: The question.
        answer: One of its labelled answers.
        seconds: How long the judge took.
        verdict: Its verdict; none if it gave none, which counts as nothing and never as a zero.
        problem: Why it gave none.
        usage: What was spent, whether it gave a verdict or not; none for a judge that is not paid.
    """

    question: Question
    answer: LabelledAnswer
    seconds: float
    verdict: Verdict | None
    problem: str = ""
    usage: Usage | None = None


class Ungraded(Part):
    """A labelled answer that the judge gave no verdict on."""

    question: str
    kind: AnswerKind
    problem: str


class Measured(Part):
    """What a judge was measured against.

    Attributes:
        selection: Which questions, in words.
        questions: How many.
        answers: How many labelled answers they have.
        hash: Begin of a SHA-256 of the questions and the profiles of their audiences; differs when any of them does.
        fitted: On how many of the questions the judge's numbers were fitted.
    """

    selection: str
    questions: int
    answers: int
    hash: str
    fitted: int


class Effort(Part):
    """Time and tokens for the labelled answers; what the attacks took stands with them.

    Attributes:
        seconds_median: Median time for an answer that got a verdict, as waited for.
        seconds_p95: 95th percentile of it.
        usage: Tokens and cost of all answers together, also those without a verdict; none for a judge that is not
            paid by the token.
    """

    seconds_median: float
    seconds_p95: float
    usage: Usage | None = None


class HeldOut(Part):
    """Figures on questions that the judge's numbers were not fitted on; without them, why there are none."""

    figures: Figures | None = None
    note: str = ""


class Attacked(Part):
    """The attack suite on a sample of questions; without rows, why it was not run.

    Attributes:
        questions: How many questions were attacked.
        rows: What each kind of attack earned.
        note: Why there are no rows.
        usage: Tokens and cost of all attacks and of the honest answers beside them, also without a verdict; none for a
            judge that is not paid by the token.
    """

    questions: int = 0
    rows: tuple[AttackRow, ...] = ()
    note: str = ""
    usage: Usage | None = None


class Report(Part):
    """A calibration report; its fields say who was measured, against what, and what came out."""

    format: int = FORMAT
    date: date
    judge: JudgeIdentity
    measured: Measured
    figures: Figures
    held_out: HeldOut
    overlap: Overlap
    attacks: Attacked
    effort: Effort
    tracks: tuple[GroupFigures, ...]
    skills: tuple[GroupFigures, ...]
    criteria: tuple[CriterionAgreement, ...]
    ungraded: tuple[Ungraded, ...] = ()
    contested: ContestedGrades = ContestedGrades(note="not read")
    reviewed: ReviewedGrades = ReviewedGrades(note="not read")

    @property
    def in_sample(self) -> bool:
        """Whether `figures` are of answers that the judge's numbers were fitted on, at least in part."""
        return self.measured.fitted > 0

    @property
    def unseen(self) -> Figures | None:
        """Figures on questions that nothing was fitted on; none if they were not measured."""
        return self.held_out.figures if self.in_sample else self.figures

    def for_keeping(self) -> Report:
        """The report without what could tell the grade of a single member."""
        kept = {"contested": self.contested.for_keeping(), "reviewed": self.reviewed.for_keeping()}
        return self.model_copy(update=kept)


def build_report(
    today: date,
    judge: JudgeIdentity,
    measured: Measured,
    judged: Sequence[Judged],
    held_out: HeldOut,
    attacks: Attacked,
    *,
    place_of: PlaceOf,
    worst: int,
) -> Report:
    """Put a report together.

    Args:
        today: The day it is of.
        judge: Who was measured.
        measured: Against what.
        judged: What the judge made of the labelled answers, of which at least one has a verdict.
        held_out: The figures on held-out questions.
        attacks: What the attacks got.
        place_of: Where a labelled answer stands.
        worst: How many criteria to list with their disagreements.
    """
    cases = cases_of(judged)
    return Report(
        date=today,
        judge=judge,
        measured=measured,
        figures=figures_of(cases),
        held_out=held_out,
        overlap=overlap_of(cases),
        attacks=attacks,
        effort=_effort(judged),
        tracks=by_track(cases),
        skills=by_skill(cases),
        criteria=worst_criteria(cases, place_of, worst),
        ungraded=tuple(
            Ungraded(question=item.question.id, kind=item.answer.kind, problem=item.problem)
            for item in judged
            if item.verdict is None
        ),
    )


def cases_of(judged: Iterable[Judged]) -> list[Case]:
    """The answers that got a verdict."""
    return [Case(item.question, item.answer, item.verdict) for item in judged if item.verdict is not None]


def bank_hash(questions: Iterable[Question], audiences: Mapping[Audience, AudienceProfile]) -> str:
    """A short fingerprint of questions and the audiences they are for, the same in whatever order they come."""
    chosen = sorted(questions, key=lambda question: question.id)
    used = {question.audience for question in chosen if question.audience is not None} & set(audiences)
    parts = [question.model_dump_json() for question in chosen]
    parts += [audiences[audience].model_dump_json() for audience in sorted(used)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def evenly(items: Sequence[Item], most: int) -> list[Item]:
    """At most so many of the items, spread over all of them, the first one included."""
    if most >= len(items):
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]


def _effort(judged: Sequence[Judged]) -> Effort:
    took = sorted(item.seconds for item in judged if item.verdict is not None)
    return Effort(
        seconds_median=round(statistics.median(took), 3),
        seconds_p95=round(took[min(len(took) - 1, int(0.95 * len(took)))], 3),
        usage=total_usage(item.usage for item in judged),
    )
