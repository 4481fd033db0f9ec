"""The attacks of `attacks.yaml`, filled in for a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.guards import content_words

_FILE = Path(__file__).with_name("attacks.yaml")


@dataclass(frozen=True, slots=True)
class Attack:
    """An answer that tries to get points.

    Attributes:
        id: Its name in the file; that of an order starts with `order-`.
        text: The answer.
        at_most: Points of 100 that it may get from the coverage estimate.
    """

    id: str
    text: str
    at_most: float


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return data


def orders() -> dict[str, str]:
    """Orders to the grader by id."""
    return {entry["id"]: entry["text"] for entry in _data()["orders"]}


def labelled(question: Question, kind: AnswerKind) -> str:
    """The text of a question's labelled answer."""
    return next(answer.text for answer in question.answers if answer.kind is kind)


def attacks_on(question: Question) -> Iterator[Attack]:
    """Whole answers that must not earn more than they may."""
    for entry in _data()["answers"]:
        yield Attack(entry["id"], _filled(entry["text"], question), entry["at_most"])
    for name, text in orders().items():
        yield Attack(f"order-{name}", text, 0)
    yield Attack("all-orders", "\n".join(orders().values()), 0)


def with_order(answer: str, order: str) -> Iterator[str]:
    """An honest answer with an order before it, after it, and between two of its paragraphs."""
    yield f"{order}\n\n{answer}"
    yield f"{answer}\n\n{order}"
    first, mark, rest = answer.partition("\n\n")
    if mark:
        yield f"{first}\n\n{order}\n\n{rest}"


def denied(text: str) -> str:
    """A text with the first verb of each sentence that can be turned round turned round."""
    verbs = re.compile(
        r"\b(is|are|was|were|would|should|could|can|will|must|do|does|did|has|have)\b(?! not)", re.IGNORECASE
    )
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(
        verbs.sub(r"\1 not", sentence, count=1)
        if verbs.search(sentence)
        else f"It is not the case that {sentence[:1].lower()}{sentence[1:]}"
        for sentence in sentences
        if sentence
    )


def _filled(text: str, question: Question) -> str:
    points = [point for criterion in question.rubric for point in criterion.key_points]
    keywords = list(dict.fromkeys(word for point in points for word in content_words(point.phrasings[0])))
    first = [point.phrasings[0] for point in points]
    values = {
        "title": question.title,
        "prompt": question.prompt,
        "PROMPT": question.prompt.upper(),
        "keywords": ", ".join(keywords),
        "keyword_bullets": "\n".join(f"- {word}" for word in keywords),
        "glued": f"It is about the {' and the '.join(keywords)}.",
        "framed": " ".join(f"The {one} of the {two} is here." for one, two in pairwise(keywords)),
        "asked": " ".join(f"Is it that {phrase}?" for phrase in first),
        "denied": denied(labelled(question, AnswerKind.STRONG)),
        "no_need": "\n".join(f"There is no need to say that {phrase}." for phrase in first),
        "not_true": " ".join(f"It is not true that {phrase}." for phrase in first),
    } | _rearranged(question.prompt)
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _rearranged(prompt: str) -> dict[str, str]:
    """The question without a word of one's own, or with hardly any."""
    said = prompt.split()
    stride = next(step for step in (7, 11, 13) if len(said) % step)
    return {
        "shuffled": " ".join(said[place * stride % len(said)] for place in range(len(said))),
        "halved": " ".join(said[::2]),
        "filled": " ".join(f"{word} indeed" if place % 4 == 3 else word for place, word in enumerate(said)),
        "retold": " ".join(f"You are asking whether {part}" for part in re.split(r"(?<=[.!?])\s+", prompt) if part),
    }
