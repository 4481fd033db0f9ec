from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.alignment import Floats, Packed, pack
from bot.core.grading.fit import LEXICAL, MINILM
from bot.core.grading.lexical import LexicalEmbedder
from bot.core.grading.subject import _unpacked, likeness, packed, subject_of
from tests.fakes.embedder import FakeEmbedder

SAID = ["rain fell on the roof", "wind blew over the roof", "rain and wind again"]
OTHER = ["flour and eggs in a bowl", "sugar with the eggs"]
NUMBERS = st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=40).filter(lambda row: max(map(abs, row)) > 0.1)


def texts(*said: str) -> Packed:
    return pack(FakeEmbedder().encode([*SAID, *OTHER, *said])[len(SAID) + len(OTHER) :])


def ones(count: int) -> Floats:
    return np.ones(count, dtype=np.float32)


@given(NUMBERS)
def test_a_direction_comes_back_from_its_text_nearly_as_it_was(numbers: list[float]) -> None:
    row = np.array(numbers, dtype=np.float32)
    assert float(_unpacked(packed(row)) @ row) / float(np.linalg.norm(row)) > 0.99


def test_what_is_shared_is_taken_out() -> None:
    said = texts(*SAID)
    shared = packed(said.pooled.sum(axis=0))
    assert np.linalg.norm(subject_of(said, ones(3), "")) == pytest.approx(1)
    rest = subject_of(texts(SAID[0]), ones(1), shared)
    assert float(rest @ _unpacked(shared)) == pytest.approx(0, abs=1e-5)


def test_nothing_has_no_subject() -> None:
    assert not subject_of(texts("the of and"), ones(1), "").any()


def test_a_text_is_nearer_to_its_own_subject_than_to_another() -> None:
    subject = subject_of(texts(*SAID), ones(3), "")
    own, other = likeness(subject, texts(*SAID), ones(3), ""), likeness(subject, texts(*OTHER), ones(2), "")
    assert own > 1 > other


def test_few_sentences_are_not_held_against_a_text() -> None:
    """The cosine of one sentence alone is lower than that of all; what is expected of one is lower as well."""
    subject = subject_of(texts(*SAID), ones(3), "")
    bare = float(subject @ subject_of(texts(SAID[0]), ones(1), ""))
    assert likeness(subject, texts(SAID[0]), ones(1), "") > 2 * bare


def test_the_shipped_directions_have_the_width_of_their_comparisons() -> None:
    lexical = LexicalEmbedder().encode(["flour"])[0]
    assert _unpacked(LEXICAL.shared).shape == lexical.pooled.shape
    assert _unpacked(MINILM.shared).shape == (384,)
