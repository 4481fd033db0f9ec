from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.calibration import Case
from bot.core.grading.overlap import overlap_of
from tests import samples

HEADS_IS_DUE = "As I said, after five tails heads is due, so I would bet on it."
OWN_WORDS = "A run of tails means that the next one must be the other side."


def case(kind: AnswerKind, text: str, score: float = 2.0) -> Case:
    question = samples.question()
    answer = question.answers[0].model_copy(update={"kind": kind, "text": text})
    return Case(question, answer, samples.verdict(text, score))


def test_wrong_answers_are_split_by_whether_they_echo_a_mistake() -> None:
    found = overlap_of(
        [case(AnswerKind.FLUENT_WRONG, HEADS_IS_DUE, 0.0), case(AnswerKind.FLUENT_WRONG, OWN_WORDS, 3.0)]
    )
    assert (found.echoing.answers, found.echoing.got) == (1, 0.0)
    assert (found.own_words.answers, found.own_words.got) == (1, 75.0)
    assert found.own_words.wanted == 12.5
    assert found.mistakes == 0.25, "one of two lines, in one of two answers"


def test_lines_of_points_are_looked_for_in_good_answers_only() -> None:
    said = "Here is design first said one way, and more."
    assert overlap_of([case(AnswerKind.MIDDLING, said)]).points is None
    found = overlap_of([case(AnswerKind.STRONG, said)]).points
    assert found is not None
    assert 0 < found < 0.2


def test_without_wrong_answers_nothing_is_made_up() -> None:
    found = overlap_of([case(AnswerKind.STRONG, OWN_WORDS)])
    assert found.mistakes is None
    assert (found.echoing.answers, found.echoing.wanted, found.echoing.got) == (0, None, None)


@given(st.lists(st.tuples(st.sampled_from(AnswerKind), st.sampled_from([HEADS_IS_DUE, OWN_WORDS])), max_size=8))
def test_each_wrong_answer_is_on_one_side(answers: list[tuple[AnswerKind, str]]) -> None:
    found = overlap_of([case(kind, text) for kind, text in answers])
    wrong = sum(kind is AnswerKind.FLUENT_WRONG for kind, _ in answers)
    assert found.echoing.answers + found.own_words.answers == wrong
    assert all(share is None or 0 <= share <= 1 for share in (found.points, found.mistakes))
