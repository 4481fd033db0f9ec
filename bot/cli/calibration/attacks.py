"""Which attacks are tried on which question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cli.calibration.suite import attacks_on, labelled, orders, with_order
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind, Track
from bot.core.grading.attack_table import OFF_TOPIC


@dataclass(frozen=True, slots=True)
class Attempt:
    """A text that tries to get points.

    Attributes:
        name: The kind of attack, as in the report.
        text: The answer that is sent.
        allowed: Points of 100 that it may get, or add, from the coverage estimate.
        gain: Whether what counts is what it adds to the honest answer's points.
    """

    name: str
    text: str
    allowed: float
    gain: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The attempts on one question, and the honest answer that orders are put into."""

    question: Question
    honest: str
    attempts: tuple[Attempt, ...]


def plans_for(sample: Sequence[Question], bank: Sequence[Question], others: int = 1) -> list[Plan]:
    """All attacks on each question of a sample; each order is put into the honest answer of one of the questions.

    Args:
        sample: The questions to attack.
        bank: Where answers to something else come from.
        others: How many strong answers of each other track are tried on a question.
    """
    return [
        Plan(
            question,
            labelled(question, AnswerKind.MIDDLING),
            (*_whole(question), *_other_subject(question, bank, place, others), *_orders(question, place, len(sample))),
        )
        for place, question in enumerate(sample)
    ]


def _whole(question: Question) -> Iterator[Attempt]:
    for attack in attacks_on(question):
        name = "an order alone" if attack.id.startswith("order-") else attack.id
        yield Attempt(name, attack.text, attack.at_most)


def _other_subject(question: Question, bank: Sequence[Question], place: int, count: int) -> Iterator[Attempt]:
    """Strong answers to questions of each other track; to the next question of the sample, the next ones."""
    for track in Track:
        others = [other for other in bank if other.track is track and track is not question.track]
        for number in range(min(count, len(others))):
            other = others[(place * count + number) % len(others)]
            yield Attempt("another track's strong answer", labelled(other, AnswerKind.STRONG), OFF_TOPIC)


def _orders(question: Question, place: int, of: int) -> Iterator[Attempt]:
    """The honest answer with an order in it, for this question's share of the orders."""
    honest = labelled(question, AnswerKind.MIDDLING)
    for order in list(orders().values())[place::of]:
        for text in with_order(honest, order):
            yield Attempt("an order in an honest answer", text, 0, gain=True)
