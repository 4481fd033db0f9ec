"""The offline judge on questions it was not fitted on.

The fitting is the tests' own (`tests/bench/calibrate_offline.py`): it is there in a checkout, and not where only the
program is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.grading.agreement import figures_of
from bot.core.grading.calibration import Case
from bot.core.grading.calibration_report import HeldOut
from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge

FEWEST = 20
"""Questions below which nothing is held out: the rest would be too few to fit to."""

TOO_FEW = f"not measured: it takes at least {FEWEST} questions"
NOT_INSTALLED = "not measured: the fitting is in a checkout's `tests`, which is not installed here"


def remembering(comparer: Comparer) -> Comparer:
    """A comparer that encodes each text once, where a checkout offers one; judging twice then costs once."""
    try:
        from tests.bench.calibrate_offline import Remembering
    except ImportError:
        return comparer
    return Comparer(Remembering(comparer.embedder), comparer.fit)


def hold_out(
    comparer: Comparer, content: Content, questions: Sequence[Question], advance: Callable[[int], None]
) -> HeldOut:
    """Judge each question with weights fitted to the questions of the other folds; blocking.

    Args:
        comparer: How texts are compared; its thresholds and ranges stay as they are.
        content: The packs, for the audiences.
        questions: All that is measured.
        advance: Called with how many questions are done.
    """
    if len(questions) < FEWEST:
        return HeldOut(note=TOO_FEW)
    try:
        from tests.bench.calibrate_offline import FOLDS, fitted, rows_of
    except ImportError:
        return HeldOut(note=NOT_INSTALLED)
    rows = rows_of(comparer, questions)
    cases: list[Case] = []
    done = 0
    for fold in range(FOLDS):
        fit = fitted([row for row in rows if row.fold != fold], comparer.fit)
        judge = CoverageJudge(replace(comparer, fit=fit))
        for question in questions[fold::FOLDS]:
            for answer in question.answers:
                request = grading_request(content, question.id, answer.text)
                cases.append(Case(question, answer, judge.estimate(request)))
            done += 1
            advance(done)
    return HeldOut(figures=figures_of(cases))
