"""Fits the offline estimate's numbers to the bank and prints those to take over into `bot/core/grading/fit.py`.

Run `OPENBLAS_NUM_THREADS=1 python -m tests.bench.calibrate_offline` in the repository after the content or the
estimate's rules have changed; it needs some 700 MB. How well the numbers do is told by `greenroom calibrate`; only
answers to something else are tried here in greater number than there, since few of them get any points.
"""

from __future__ import annotations

import argparse
import textwrap
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from bot.adapters.minilm import load_comparer
from bot.adapters.packs.loader import load_content
from bot.cli.calibration.folds import RememberingJudge, held_out
from bot.cli.calibration.suite import labelled
from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.agreement import figures_of
from bot.core.grading.anchors import encode_question
from bot.core.grading.calibration import Case
from bot.core.grading.comparer import Comparer
from bot.core.grading.embedding import Embedder, Encoded
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.fit import Fit
from bot.core.grading.fitting import fitted
from bot.core.grading.lexical import LexicalComparer
from bot.core.grading.request import GradingRequest
from bot.core.grading.subject import packed, subject_of

COVERED = 0.80


class Remembering(Embedder):
    """An embedder that encodes each text once, so that refits cost nothing."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._known: dict[str, Encoded] = {}

    @property
    def model(self) -> str:
        return self._inner.model

    def warm(self) -> None:
        self._inner.warm()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._inner.encode(new) if new else [], strict=True))
        return [self._known[text] for text in texts]


def shared(comparer: Comparer, questions: Sequence[Question]) -> str:
    """The direction that what questions ask, look for and give as model answers have in common."""
    bare = replace(comparer, fit=replace(comparer.fit, shared=""))
    wholes = []
    for question in questions:
        anchors = encode_question(bare, question, question.rubric)
        parts = (anchors.texts, anchors.reference, anchors.asked)
        wholes += [subject_of(texts, np.ones(len(texts), dtype=np.float32), "") for texts in parts]
    return packed(np.mean(wholes, axis=0))


def spreads(cases: Sequence[Case], fit: Fit) -> Fit:
    """The ranges that hold COVERED of the readers' levels and totals."""
    totals = sorted(abs(case.error) for case in cases)
    pairs = [pair for case in cases for pair in case.pairs()]
    level = next(
        spread
        for spread in np.arange(0.5, 3, 0.05)
        if np.mean([abs(wanted - grade.score) <= spread + 0.5 for wanted, grade in pairs]) >= COVERED
    )
    total = totals[min(len(totals) - 1, int(COVERED * len(totals)))]
    return replace(fit, level_spread=round(float(level), 2), total_spread=round(total, 0))


def elsewhere(judge: CoverageJudge, questions: Sequence[Question], each: int) -> list[tuple[float, str, str]]:
    """Totals of strong answers to questions of other tracks, so many a question, with both questions' ids."""
    found = []
    for place, question in enumerate(questions):
        others = [other for other in questions if other.track is not question.track]
        for other in (others[(place + number * len(others) // each) % len(others)] for number in range(each)):
            total = judge.estimate(GradingRequest(question, labelled(other, AnswerKind.STRONG))).total
            found.append((total, question.id, other.id))
    return sorted(found, reverse=True)


def print_elsewhere(found: Sequence[tuple[float, str, str]]) -> None:
    """How many of the answers to something else get points, and the worst of them."""
    totals = np.array([total for total, _, _ in found])
    over = ", ".join(f"{(totals > points).mean():.2%} over {points}" for points in (10, 25))
    print(f"  {len(found)} answers to something else: mean {totals.mean():.2f}, ", end="")
    print(f"99th percentile {np.percentile(totals, 99):.1f}, most {totals.max():.1f}; {over}")
    for total, question, other in found[:8]:
        print(f"    {total:5.1f}  {question} <- {other}")


def report(comparer: Comparer, content: Content, pairs: int) -> None:
    """Fit, measure and print one word comparison."""
    began = time.perf_counter()
    questions = list(content.bank)
    comparer = Comparer(Remembering(comparer.embedder), comparer.fit)
    comparer = replace(comparer, fit=replace(comparer.fit, shared=shared(comparer, questions)))
    judge = RememberingJudge(comparer)
    for question in questions:
        for answer in question.answers:
            judge.estimate(grading_request(content, question.id, answer.text))
    cases = [case for own in held_out(judge, questions) for case in own]
    figures = figures_of(cases)
    final = spreads(cases, fitted([row for question in questions for row in judge.rows(question)], comparer.fit))
    print(f"\n{comparer.model}, held out: criterion QWK {figures.qwk}, total r {figures.total_r}, ", end="")
    print(f"MAE {figures.mae}, bias {figures.bias:+}")
    print_elsewhere(elsewhere(CoverageJudge(replace(comparer, fit=final)), questions, pairs))
    print(f"  numbers for fit.py ({time.perf_counter() - began:.0f} s):")
    for name, value in asdict(final).items():
        if name != "shared":
            print(f"    {name}={value:.4g},")
    print("    shared=(")
    for line in textwrap.wrap(final.shared, 100):
        print(f'        "{line}"')
    print("    ),")


def main() -> None:
    """Read the bank, then report on each word comparison there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=Path(__file__).parents[2] / "content")
    parser.add_argument("--pairs", type=int, default=30, help="answers to something else that are tried on a question")
    options = parser.parse_args()
    content = load_content([options.content], None, entry_points=())
    print(f"{len(content.bank)} questions")
    loaded = load_comparer(None)
    if loaded.comparer is None:
        print(loaded.problem)
    for comparer in (loaded.comparer, LexicalComparer()):
        if comparer is not None:
            report(comparer, content, options.pairs)


if __name__ == "__main__":
    main()
