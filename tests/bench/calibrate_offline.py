"""Fits the offline estimate to the bank's labelled answers and measures it on questions that were held out.

Run `OPENBLAS_NUM_THREADS=1 python -m tests.bench.calibrate_offline` in the repository. It prints the agreement with the
readers, where it disagrees most, what attacks get, and for each word comparison the numbers to take over into
`bot/core/grading/fit.py`.
"""

from __future__ import annotations

import argparse
import statistics
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.adapters.minilm import load_comparer
from bot.adapters.packs.loader import load_content
from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import TOP_LEVEL, AnswerKind
from bot.core.grading.anchors import encode_question
from bot.core.grading.calibration import Agreement, Case, agreement
from bot.core.grading.comparer import Comparer
from bot.core.grading.coverage import measure
from bot.core.grading.embedding import Embedder, Encoded
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.fit import Fit
from bot.core.grading.guards import screen
from bot.core.grading.levels import features, on_topic
from bot.core.grading.lexical import LexicalComparer
from bot.core.grading.request import GradingRequest
from tests.attacks import attacks_on, labelled, orders, with_order

FOLDS = 10
PENALTY = 0.003
SHARPER = 1.3
ATTACKED = 4  # every so many questions are attacked
COVERED = 0.80
Array = npt.NDArray[np.float64]


class Remembering:
    """An embedder that encodes each text once, so that refits cost nothing."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._known: dict[str, Encoded] = {}
        self.model = inner.model

    def warm(self) -> None:
        self._inner.warm()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._inner.encode(new) if new else [], strict=True))
        return [self._known[text] for text in texts]


@dataclass(frozen=True)
class Row:
    """One criterion of one labelled answer."""

    fold: int
    features: tuple[float, ...]
    topic: float
    level: int


def rows_of(comparer: Comparer, questions: Sequence[Question]) -> list[Row]:
    """What levels are fitted from; answers of which the guards leave nothing are left out."""
    rows = []
    for number, question in enumerate(questions):
        anchors = encode_question(comparer, question, question.rubric)
        for answer in question.answers:
            kept = screen(answer.text, question.prompt, question.model_answer).kept
            if not kept:
                continue
            coverage = measure(comparer, anchors, kept)
            for criterion in question.rubric:
                own = [row for row, (owner, _) in enumerate(anchors.points) if owner == criterion.id]
                topic = on_topic(coverage, comparer.fit)
                level = answer.levels[criterion.id]
                rows.append(Row(number % FOLDS, features(coverage, own), topic, level))
    return rows


def fitted(rows: Sequence[Row], fit: Fit) -> Fit:
    """The weights, none below nought, that bring the levels nearest: least squares with a small ridge.

    Least squares shrinks each level to the middle for the noise in it. Errors of different criteria cancel in a total,
    so that is too much for totals; weights and bias are multiplied by SHARPER, which betters kappa, r and MAE alike.
    """
    x = np.array([row.features for row in rows], dtype=np.float64)
    y = np.array([row.level for row in rows], dtype=np.float64)
    topic = np.array([row.topic for row in rows], dtype=np.float64)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    weights, bias = _descend((x - mean) / spread, y, topic)
    raw = weights / spread
    distinct, above, spoken, soundness = (float(value) for value in SHARPER * raw)
    bias = SHARPER * (bias - float((raw * mean).sum()))
    return replace(fit, bias=bias, distinct=distinct, above=above, spoken=spoken, soundness=soundness)


def _descend(x: Array, y: Array, topic: Array) -> tuple[Array, float]:
    weights, bias, rate = np.full(x.shape[1], 0.3), 0.0, 0.3
    for _ in range(3000):
        squash = 1 / (1 + np.exp(-(x @ weights + bias)))
        slope = 2 * (TOP_LEVEL * squash * topic - y) * TOP_LEVEL * topic * squash * (1 - squash) / len(y)
        weights = np.maximum(0, weights - rate * (x.T @ slope + 2 * PENALTY * weights))
        bias -= rate * float(slope.sum())
    return weights, bias


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


def held_out(comparer: Comparer, content: Content, questions: Sequence[Question], rows: Sequence[Row]) -> list[Case]:
    """Every labelled answer through the whole judge, with numbers fitted to other questions."""
    cases = []
    for fold in range(min(FOLDS, len(questions))):
        fit = fitted([row for row in rows if row.fold != fold], comparer.fit)
        judge = CoverageJudge(replace(comparer, fit=fit))
        for question in questions[fold::FOLDS]:
            for answer in question.answers:
                verdict = judge.estimate(grading_request(content, question.id, answer.text))
                cases.append(Case(question, answer, verdict))
    return cases


def print_agreement(name: str, figures: Agreement) -> None:
    """The figures that the targets are about."""
    print(f"\n{name}: {figures.answers} answers, {figures.levels} levels, questions held out")
    print(f"  criterion QWK {figures.kappa:.3f}   total r {figures.total_r:.3f}   MAE {figures.error:.1f}")
    print(f"  bias {figures.bias:+.1f}   in range: levels {figures.level_coverage:.0%}, ", end="")
    print(f"totals {figures.total_coverage:.0%}")
    for kind in figures.kinds:
        print(f"  {kind.kind.value:16} n {kind.count:4}   wanted {kind.wanted:5.1f}   got {kind.got:5.1f}")
    print("  levels wanted (rows) and given (columns):")
    for level, counts in enumerate(figures.confusion):
        print(f"    {level}  " + "".join(f"{count:6}" for count in counts))


def print_worst(cases: Sequence[Case], count: int) -> None:
    """Where judge and reader are furthest apart."""
    for case in sorted(cases, key=lambda case: -abs(case.error))[:count]:
        wanted, got = case.wanted, case.verdict.total
        print(f"  {case.question.id:34} {case.answer.kind.value:16} wanted {wanted:5.1f} got {got:5.1f}")


def print_attacks(comparer: Comparer, questions: Sequence[Question]) -> None:
    """What attacks get over all questions, and how many get more than they may."""
    judge = CoverageJudge(comparer)
    scores: dict[str, list[tuple[float, float]]] = {}
    for question in questions:
        for attack in attacks_on(question):
            name = "orders alone" if attack.at_most == 0 and attack.id.startswith("order-") else attack.id
            total = judge.estimate(GradingRequest(question, attack.text)).total
            scores.setdefault(name, []).append((total, attack.at_most))
        for other in questions:
            if other.track is not question.track and zlib.crc32(f"{other.id} {question.id}".encode()) % 4 == 0:
                text = labelled(other, AnswerKind.STRONG)
                total = judge.estimate(GradingRequest(question, text)).total
                scores.setdefault("another track's strong answer", []).append((total, 10))
    print("  attack: mean, most, share over what it may get")
    for name, got in scores.items():
        totals = [total for total, _ in got]
        over = sum(total > most for total, most in got) / len(got)
        print(f"    {name:30} {statistics.mean(totals):5.1f} {max(totals):5.1f} {over:6.1%}  (may get {got[0][1]})")
    print(f"  most that an order added to an honest answer: {_greatest_gain(judge, questions[:5]):+.2f}")


def _greatest_gain(judge: CoverageJudge, questions: Sequence[Question]) -> float:
    gains = [0.0]
    for question in questions:
        answer = labelled(question, AnswerKind.MIDDLING)
        before = judge.estimate(GradingRequest(question, answer)).total
        for order in orders().values():
            texts = with_order(answer, order)
            gains += [judge.estimate(GradingRequest(question, text)).total - before for text in texts]
    return max(gains)


def report(comparer: Comparer, content: Content, *, attacks: bool, worst: int) -> None:
    """Fit, measure and print one word comparison."""
    began = time.perf_counter()
    questions = list(content.bank)
    comparer = replace(comparer, embedder=Remembering(comparer.embedder))
    rows = rows_of(comparer, questions)
    cases = held_out(comparer, content, questions, rows)
    final = spreads(cases, fitted(rows, comparer.fit))
    cases = held_out(replace(comparer, fit=final), content, questions, rows)
    print_agreement(comparer.model, agreement(cases))
    print_worst(cases, worst)
    if attacks:
        print_attacks(replace(comparer, fit=final), questions[::ATTACKED])
    print(f"  numbers for fit.py ({time.perf_counter() - began:.0f} s):")
    for name, value in asdict(final).items():
        print(f"    {name}={value:.4g},")


def main() -> None:
    """Read the bank, then report on each word comparison there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=Path(__file__).parents[2] / "content")
    parser.add_argument("--no-attacks", action="store_true", help="leave out the attacks, which take longest")
    parser.add_argument("--worst", type=int, default=12, help="how many disagreements to list")
    options = parser.parse_args()
    content = load_content([options.content], None, entry_points=())
    print(f"{len(content.bank)} questions")
    loaded = load_comparer(None)
    if loaded.comparer is None:
        print(loaded.problem)
    for comparer in (loaded.comparer, LexicalComparer()):
        if comparer is not None:
            plain = Comparer(comparer.embedder, comparer.fit)
            report(plain, content, attacks=not options.no_attacks, worst=options.worst)


if __name__ == "__main__":
    main()
