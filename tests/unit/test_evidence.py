from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.evidence import find_quote

ANSWER = "First I’d check the  split:\n is it 50/50?  Then — and only then — the “cost”."


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("is it 50/50?", "is it 50/50?"),
        ("CHECK THE SPLIT", "check the  split"),
        ("check the split: is it", "check the  split:\n is it"),
        ("  the split:  ", "the  split:"),
        ("I'd check", "I’d check"),
        ('the "cost"', "the “cost”"),
        ("Then - and only then -", "Then — and only then —"),
        ('"is it 50/50?"', "is it 50/50?"),
        ("“First I’d check”", "First I’d check"),
    ],
)
def test_a_quote_that_reads_alike_is_found(quote: str, passage: str) -> None:
    found = find_quote(ANSWER, quote)
    assert found is not None
    assert found.text == passage
    assert ANSWER[found.start : found.end] == passage


@pytest.mark.parametrize(
    ("answer", "quote", "passage"),
    [
        ("It drives **some weights** to *zero*.", "drives some weights to zero", "drives **some weights** to *zero"),
        ("It drives some weights to zero.", "drives **some weights** to `zero`", "drives some weights to zero"),
        ("Use `learning_rate` 2*3, __now__", "use learning_rate 2*3, now", "Use `learning_rate` 2*3, __now"),
        ("I would scale them first and wait", "…scale them first...", "scale them first"),
        ("I would scale them first and wait", '"Scale them first."', "scale them first"),
        ("Well… then I wait", "well... then I wait", "Well… then I wait"),
        ("Ask at the cafe\u0301, then go", "at the CAF\u00c9", "at the cafe\u0301"),
        ("Ask at the caf\u00e9, then go", "at the cafe\u0301", "at the caf\u00e9"),
        ("An e\ufb03cient test", "efficient", "e\ufb03cient"),
    ],
)
def test_marks_around_words_and_encodings_are_forgiven(answer: str, quote: str, passage: str) -> None:
    found = find_quote(answer, quote)
    assert found is not None
    assert found.text == passage


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("It takes 2*3 weeks", "takes 23 weeks"),
        ("We set learning_rate low", "learningrate low"),
        ("I would scale them first and then wait", "I would scale ... then wait"),
        ("We look at the totals", "look at the total!s"),
    ],
)
def test_marks_within_words_and_words_left_out_are_not(answer: str, quote: str) -> None:
    assert find_quote(answer, quote) is None


@pytest.mark.parametrize("quote", ["check the cost", "it is 50/50", "", "  ", "...", '""', "check the split is it"])
def test_a_quote_with_other_words_is_not_found(quote: str) -> None:
    assert find_quote(ANSWER, quote) is None


def test_invisible_characters_in_the_answer_do_not_hide_a_passage() -> None:
    answer = "we che\u200bck the split"
    found = find_quote(answer, "check the split")
    assert found is not None
    assert found.text == "che\u200bck the split"


def test_a_letter_that_folds_to_two_keeps_its_place() -> None:
    found = find_quote("Die Straße ist lang", "STRASSE")
    assert found is not None
    assert found.text == "Straße"


def test_nothing_is_found_in_an_empty_answer() -> None:
    assert find_quote("", "anything") is None


@given(st.text(max_size=200), st.text(max_size=40))
def test_a_found_quote_is_always_verbatim(answer: str, quote: str) -> None:
    found = find_quote(answer, quote)
    assert found is None or answer[found.start : found.end] == found.text


@given(st.data())
def test_a_passage_with_other_spaces_and_case_is_found(data: st.DataObject) -> None:
    said = data.draw(st.lists(st.text(alphabet="abcdeé19", min_size=1, max_size=6), min_size=1, max_size=30))
    answer = " ".join(said)
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    found = find_quote(answer, "\n \t".join(said[first : last + 1]).upper())
    assert found is not None
    assert answer[found.start : found.end] == found.text
    assert found.text.upper().split() == [word.upper() for word in said[first : last + 1]]
