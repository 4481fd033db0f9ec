"""Grades put together from what coverage measured, with the answer's own passages as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.bank.question import Criterion
from bot.core.grading import feedback
from bot.core.grading.fit import Fit
from bot.core.grading.grade import CriterionGrade, JargonFinding, MistakeFinding, PointFinding, Quote
from bot.core.grading.guards import ASKING_LEVEL, Screened, only_asks
from bot.core.grading.jargon import cap_for
from bot.core.grading.levels import NEGATED_LEVEL, NOTHING, Estimate, estimate, is_negated, strengths
from bot.core.grading.opening import LATE_LEVEL, opens_late
from bot.core.grading.request import GradingRequest
from bot.core.grading.text import words

if TYPE_CHECKING:
    from bot.core.grading.coverage import Coverage

_MOST_QUOTES = 3
_COVERED = 3  # level from which a criterion's points are mostly there


@dataclass(frozen=True)
class Assessed:
    """One answer with all that was found in it.

    Attributes:
        request: What was asked.
        screened: What the guards left of the answer.
        jargon: Words that the audience should not have to know.
        points: (criterion id, point id) in the order of the coverage's rows.
        coverage: The measurements; none where no sentence was left to measure.
        fit: The fitted numbers.
    """

    request: GradingRequest
    screened: Screened
    jargon: tuple[JargonFinding, ...]
    points: tuple[tuple[str, str], ...]
    coverage: Coverage | None
    fit: Fit

    def grade(self, criterion: Criterion, weight: float) -> CriterionGrade:
        """The grade of one criterion."""
        caps = self._caps(criterion)
        rows = self._rows(criterion.id)
        result = self._estimate(rows, list(caps.values()))
        uncapped = self._estimate(rows, [])
        findings = self._findings(rows) if rows else _unseen(criterion)
        return CriterionGrade(
            criterion_id=criterion.id,
            name=criterion.name,
            weight=weight,
            level=result.level,
            score=result.score,
            low=result.low,
            high=result.high,
            quotes=_quotes(findings) if result.score > 0 else (),
            points=findings,
            why_not_higher=feedback.why_not_higher(criterion, result.level),
            improve=feedback.improvement(criterion, result.level, findings),
            marks=tuple(f"capped: {why}" for why, cap in caps.items() if uncapped.score > cap),
        )

    def mistakes(self) -> tuple[MistakeFinding, ...]:
        """The common mistakes that the answer makes, in the question's order.

        Whoever says what a criterion asks for hardly makes a mistake about it; there one must be made plainly.
        """
        if self.coverage is None:
            return ()
        made, plain = self.coverage.mistakes, self.coverage.plain
        return tuple(
            MistakeFinding(mistake_id=mistake.id, quote=self._sentence(made[mistake.id]), correction=mistake.correction)
            for mistake in self.request.question.mistakes
            if mistake.id in made and (mistake.id in plain or not self._is_covered(mistake.criterion))
        )

    def _is_covered(self, criterion_id: str) -> bool:
        rows = self._rows(criterion_id)
        return bool(rows) and self._estimate(rows, []).level >= _COVERED

    def _estimate(self, rows: Sequence[int], caps: Sequence[int]) -> Estimate:
        return NOTHING if self.coverage is None else estimate(self.coverage, rows, self.fit, caps)

    def _caps(self, criterion: Criterion) -> dict[str, int]:
        caps = {}
        if self.screened.level_cap is not None:
            caps["keywords"] = self.screened.level_cap
        if only_asks(self.screened.kept, self.request.asked):
            caps["questions only"] = ASKING_LEVEL
        if self.coverage is not None and is_negated(self.coverage):
            caps["denials"] = NEGATED_LEVEL
        jargon = cap_for(criterion, self.request.audience, self.jargon)
        if jargon is not None:
            caps["jargon"] = jargon
        style = self.request.style
        first = style.criteria[0].id if style is not None else None
        if criterion.id == first and opens_late(self.request.answer, style):
            caps["late opening"] = LATE_LEVEL
        return caps

    def _findings(self, rows: Sequence[int]) -> tuple[PointFinding, ...]:
        if self.coverage is None:
            return ()
        found = []
        for row, strength in zip(rows, strengths(self.coverage, rows, self.fit), strict=True):
            place = self._places.get(row)
            quote = self._sentence(place) if place is not None else None
            found.append(PointFinding(point_id=self.points[row][1], strength=round(strength, 2), quote=quote))
        return tuple(found)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        """The number of the sentence to quote for each point that is plain enough to be shown."""
        if self.coverage is None:
            return {}
        from bot.core.grading.quoting import places

        owners = [owner for owner, _ in self.points]
        shown = []
        for criterion in dict.fromkeys(owners):
            rows = self._rows(criterion)
            found = zip(rows, strengths(self.coverage, rows, self.fit), strict=True)
            shown += [row for row, strength in found if strength >= self.fit.shown]
        return places(self.coverage.shows, owners, shown, [len(words(item.text)) for item in self.screened.kept])

    def _rows(self, criterion_id: str) -> list[int]:
        return [row for row, (owner, _) in enumerate(self.points) if owner == criterion_id]

    def _sentence(self, number: int) -> Quote:
        sentence = self.screened.kept[number]
        return Quote.of(self.request.answer, sentence.start, sentence.end)


def _unseen(criterion: Criterion) -> tuple[PointFinding, ...]:
    return tuple(PointFinding(point_id=point.id, strength=0) for point in criterion.key_points)


def _quotes(findings: Sequence[PointFinding]) -> tuple[Quote, ...]:
    strongest = sorted(findings, key=lambda finding: -finding.strength)
    quotes = dict.fromkeys(finding.quote for finding in strongest if finding.quote is not None)
    return tuple(quotes)[:_MOST_QUOTES]
