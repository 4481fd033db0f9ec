from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.alignment import pack, recall, token_matches
from bot.core.grading.coverage import Coverage
from bot.core.grading.fit import LEXICAL, MINILM
from bot.core.grading.levels import estimate, is_negated, on_topic, strengths
from tests.fakes.embedder import FakeEmbedder

MEASURES = st.floats(-1, 1)


def coverage(**changes: object) -> Coverage:
    """An honest, middling answer about two points."""
    plain = Coverage(
        distinct=np.array([0.3, 0.1], dtype=np.float32),
        place=np.array([0, 1]),
        doubtful=np.array([False, False]),
        shows=np.zeros((2, 2), dtype=np.float32),
        above=-0.05,
        spoken=0.4,
        soundness=-0.3,
        topic=0.9,
        mistakes={},
        plain=frozenset(),
        contrary=0.0,
        dismissed=0.0,
        negative=0.3,
        related=6,
        sentences=10,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", ["above", "spoken", "soundness"])
@given(low=MEASURES, high=MEASURES)
def test_more_of_anything_measured_is_never_worth_less(measure: str, low: float, high: float) -> None:
    low, high = sorted((low, high))
    less = estimate(coverage(**{measure: low}), [0, 1], MINILM)
    more = estimate(coverage(**{measure: high}), [0, 1], MINILM)
    assert less.score <= more.score


@given(score=MEASURES, cap=st.integers(0, 4))
def test_a_score_lies_in_its_range_and_under_its_cap(score: float, cap: int) -> None:
    found = estimate(coverage(soundness=score), [0, 1], LEXICAL, [cap])
    assert 0 <= found.low <= found.level <= found.high <= cap
    assert found.score <= cap


def test_an_answer_about_something_else_is_worth_nothing() -> None:
    assert on_topic(coverage(topic=0.1), MINILM) == 0
    assert on_topic(coverage(topic=0.9), MINILM) == 1
    assert 0 < on_topic(coverage(topic=(MINILM.off_topic + MINILM.on_topic) / 2), MINILM) < 1
    assert estimate(coverage(topic=0.1), [0, 1], MINILM).score == 0


def test_the_point_that_is_nearer_is_the_stronger() -> None:
    near, far = strengths(coverage(), [0, 1], MINILM)
    assert near > far + 0.2


def test_a_point_whose_sentence_leans_to_a_mistake_is_halved() -> None:
    doubted = strengths(coverage(doubtful=np.array([True, False])), [0, 1], MINILM)
    assert doubted[0] == pytest.approx(strengths(coverage(), [0, 1], MINILM)[0] / 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"dismissed": 0.5},
        {"negative": 0.7, "contrary": 0.3},
        {"negative": 0.9},
    ],
)
def test_an_answer_that_refuses_or_negates_throughout_is_negated(changes: dict[str, float]) -> None:
    assert is_negated(coverage(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dismissed": 0.1},
        {"dismissed": 0.5, "related": 2},
        {"negative": 0.6, "contrary": 0.5},
        {"negative": 0.7, "contrary": 0.1},
        {"negative": 1.0, "sentences": 3},
    ],
)
def test_an_answer_with_a_refusal_here_and_there_is_not(changes: dict[str, float]) -> None:
    assert not is_negated(coverage(**changes))


def test_a_text_without_tokens_is_found_nowhere() -> None:
    embedder = FakeEmbedder()
    anchors, texts = pack(embedder.encode(["split", "", "the"])), pack(embedder.encode(["the split", ""]))
    found = recall(anchors, token_matches(anchors, texts))
    assert found.tolist() == [[1, 0], [0, 0], [1, 0]]


def test_only_telling_words_count_where_there_are_any() -> None:
    embedder = FakeEmbedder()
    packed = pack(embedder.encode(["the split", "of the"]), telling_only=True)
    assert packed.starts.tolist() == [0, 1]
    assert len(packed) == 2
    assert len(packed.vectors) == 3
