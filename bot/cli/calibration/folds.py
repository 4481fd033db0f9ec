"""The offline judge on questions it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.bank.question import LabelledAnswer, Question
from bot.core.grading.agreement import figures_of
from bot.core.grading.assembly import Assessed
from bot.core.grading.calibration import Case
from bot.core.grading.calibration_report import HeldOut
from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.fit import Fit
from bot.core.grading.request import GradingRequest

if TYPE_CHECKING:
    from bot.core.grading.fitting import Row

FOLDS = 10
FEWEST = 20
"""Questions below which nothing is held out: the rest would be too few to fit to."""

TOO_FEW = f"not measured: it takes at least {FEWEST} questions"


class RememberingJudge(CoverageJudge):
    """The offline judge, which remembers what it measured of labelled answers.

    Other weights make other grades of the same measurements; the answers need not be read again.
    """

    def __init__(self, comparer: Comparer) -> None:
        super().__init__(comparer)
        self.fit = comparer.fit
        self.assessed: dict[tuple[str, str], Assessed] = {}

    def assess(self, request: GradingRequest) -> Assessed:
        """Measure one answer; blocking."""
        assessed = super().assess(request)
        if any(answer.text == request.answer for answer in request.question.answers):
            self.assessed[request.question.id, request.answer] = assessed
        return assessed

    def rows(self, question: Question) -> Iterator[Row]:
        """What levels are fitted from; answers of which the guards leave nothing are left out."""
        # Not before the judge is at work: numpy may be imported only once the weights' loader has set it up.
        from bot.core.grading.fitting import row_of

        for answer in question.answers:
            found = self.assessed[question.id, answer.text]
            if found.coverage is None:
                continue
            for criterion in question.rubric:
                points = [number for number, (owner, _) in enumerate(found.points) if owner == criterion.id]
                yield row_of(found.coverage, points, answer.levels[criterion.id], self.fit)


def hold_out(judge: RememberingJudge, questions: Sequence[Question], advance: Callable[[int], None]) -> HeldOut:
    """Judge each question with weights fitted to the questions of the other folds; blocking.

    Args:
        judge: Has judged all labelled answers of the questions; its thresholds and ranges stay as they are.
        questions: All that is measured.
        advance: Called with how many questions are done.
    """
    if len(questions) < FEWEST:
        return HeldOut(note=TOO_FEW)
    cases: list[Case] = []
    for done, own in enumerate(held_out(judge, questions), start=1):
        cases += own
        advance(done)
    return HeldOut(figures=figures_of(cases))


def held_out(judge: RememberingJudge, questions: Sequence[Question]) -> Iterator[list[Case]]:
    """Each question's labelled answers with verdicts by weights that were fitted to the other folds; fold by fold."""
    from bot.core.grading.fitting import fitted

    rows = [list(judge.rows(question)) for question in questions]
    for fold in range(FOLDS):
        others = [row for number, own in enumerate(rows) if number % FOLDS != fold for row in own]
        fit = fitted(others, judge.fit)
        for question in questions[fold::FOLDS]:
            yield [_judged(judge, fit, question, answer) for answer in question.answers]


def _judged(judge: RememberingJudge, fit: Fit, question: Question, answer: LabelledAnswer) -> Case:
    assessed = replace(judge.assessed[question.id, answer.text], fit=fit)
    return Case(question, answer, judge.verdict_on(assessed))
