from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.text import sentences, words

LONG = (
    "if one and three are clean and the low end still beats the cost, we ramp up slowly, "
    "otherwise we leave it, and we say so to the team in the same meeting before lunch"
)


def texts(answer: str) -> list[str]:
    return [sentence.text for sentence in sentences(answer)]


def test_a_sentence_ends_at_its_mark() -> None:
    assert texts("Check the split. Is it even? Then go on!") == ["Check the split.", "Is it even?", "Then go on!"]


def test_a_decimal_or_an_abbreviation_ends_nothing() -> None:
    assert texts("The lift is 0.08 points, e.g. eight per 10.000 vs. nine.") == [
        "The lift is 0.08 points, e.g. eight per 10.000 vs. nine."
    ]


def test_each_short_line_is_its_own_sentence() -> None:
    assert texts("check srm\nthen guardrails\nship to 10%") == ["check srm", "then guardrails", "ship to 10%"]


def test_a_wrapped_line_goes_on_in_the_next() -> None:
    wrapped = "I would first look at whether the arms really have the sizes that were\nplanned for them. Then the rest."
    assert texts(wrapped) == [wrapped[: wrapped.index(" Then")], "Then the rest."]


def test_a_bullet_starts_a_sentence_and_is_left_out_of_it() -> None:
    answer = "Three things:\n- the split\n* the cost\n1) the harm\n2. the rest\n> quoted"
    assert texts(answer) == ["Three things:", "the split", "the cost", "the harm", "the rest", "quoted"]


def test_a_semicolon_ends_a_statement() -> None:
    assert texts("Check the split; then go on.") == ["Check the split;", "then go on."]


def test_lines_of_code_stay_as_they_are() -> None:
    answer = "Like so:\n```sql\nSELECT a, b\nFROM t; -- all. of it\n```\nDone."
    found = sentences(answer)
    assert [sentence.text for sentence in found] == ["Like so:", "SELECT a, b", "FROM t; -- all. of it", "Done."]
    assert [sentence.code for sentence in found] == [False, True, True, False]


def test_an_unclosed_block_of_code_runs_to_the_end() -> None:
    assert [sentence.code for sentence in sentences("```\na b\nc d")] == [True, True]


def test_a_long_sentence_is_cut_into_clauses_of_some_size() -> None:
    found = texts(LONG)
    assert len(found) > 1
    assert all(len(words(text)) >= 5 for text in found)


def test_a_run_without_marks_is_cut_at_white_space() -> None:
    found = texts("word " * 400)
    assert max(map(len, found)) <= 400
    assert all(text.split() == ["word"] * len(text.split()) for text in found)


def test_a_run_without_white_space_is_cut_anyway() -> None:
    assert max(map(len, texts("x" * 5000))) <= 400


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ("先检查分流。然后看成本！", 2),
        ("पहले जाँच करो। फिर आगे बढ़ो।", 2),
        ("هل هذا صحيح؟ نعم.", 2),
        ("Проверь. Потом дальше.", 2),
    ],
)
def test_other_scripts_have_sentences(answer: str, count: int) -> None:
    assert len(texts(answer)) == count


@pytest.mark.parametrize("answer", ["", " \n\t", "👍👍", "...", "--- *** ###", "\u200b"])
def test_what_has_no_word_has_no_sentence(answer: str) -> None:
    assert texts(answer) == []


def test_words_are_lower_case_and_keep_their_apostrophe() -> None:
    assert words("I'd check p95, DON’T ask_me") == ["i'd", "check", "p95", "don't", "ask", "me"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=600))
def test_a_sentence_is_a_passage_of_the_answer(answer: str) -> None:
    last = 0
    for sentence in sentences(answer):
        assert answer[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert sentence.start >= last
        last = sentence.end


@given(
    st.lists(
        st.sampled_from(["Check it.", "- a point", "```", "x y", "", "so, then", "e.g. this", "用户。"]), max_size=12
    )
)
def test_no_word_is_lost(lines: list[str]) -> None:
    answer = "\n".join(lines)
    kept = [word for sentence in sentences(answer) for word in words(sentence.text)]
    assert kept == words(answer)
