from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind, Level
from bot.core.grading.agreement import by_skill, by_track, figures_of, worst_criteria
from bot.core.grading.calibration import Case
from bot.core.grading.grade import Quote
from tests import samples

LEVELS = st.sampled_from(get_args(Level))
CRITERIA = ("design", "numbers", "advice")
RATINGS = st.lists(st.tuples(st.tuples(LEVELS, LEVELS, LEVELS), st.tuples(LEVELS, LEVELS, LEVELS)), min_size=1)


def case(
    wanted: tuple[int, int, int],
    got: tuple[int, int, int],
    question: Question | None = None,
    kind: AnswerKind = AnswerKind.STRONG,
) -> Case:
    """An answer with the reader's levels and the judge's, for design, numbers and advice."""
    asked = question or samples.question()
    answer = asked.answers[2].model_copy(update={"levels": dict(zip(CRITERIA, wanted, strict=True)), "kind": kind})
    verdict = samples.verdict(answer.text)
    grades = tuple(
        grade.model_copy(update={"level": level, "score": float(level), "low": level, "high": level})
        for grade, level in zip(verdict.criteria, got, strict=True)
    )
    return Case(asked, answer, verdict.model_copy(update={"criteria": grades}))


def place(question: Question, number: int) -> str:
    return f"{question.id}.yaml:{number}"


@given(RATINGS)
def test_figures_keep_their_order(ratings: list[tuple[tuple[int, int, int], tuple[int, int, int]]]) -> None:
    figures = figures_of([case(wanted, got) for wanted, got in ratings])
    assert abs(figures.bias) <= figures.mae + 0.01
    assert figures.mae <= figures.rmse + 0.01
    assert figures.exact <= figures.within_one
    assert sum(map(sum, figures.confusion)) == figures.levels == 3 * len(ratings)
    assert figures.exact == figures.level_coverage, "ranges are the level itself here"


def test_figures_of_known_cases() -> None:
    figures = figures_of([case((0, 0, 0), (0, 1, 0)), case((4, 4, 4), (4, 4, 0))])
    # The totals miss by +7.5 and by -20.
    assert figures.mae == 13.75
    assert figures.bias == -6.25
    assert figures.rmse == pytest.approx(15.10, abs=0.01)
    assert figures.exact == pytest.approx(4 / 6, abs=1e-4)
    assert figures.within_one == pytest.approx(5 / 6, abs=1e-4)
    assert [(kind.kind, kind.answers, kind.wanted) for kind in figures.kinds] == [(AnswerKind.STRONG, 2, 50.0)]


def test_telling_kinds_apart_is_no_agreement_within_them() -> None:
    weak = AnswerKind.WEAK
    apart = [case((4, 4, 4), (4, 4, 4)), case((3, 4, 4), (4, 4, 4)), case((0, 0, 0), (0, 0, 0), kind=weak)]
    apart += [case((1, 0, 0), (0, 0, 0), kind=weak)]
    figures = figures_of(apart)
    assert (figures.total_r or 0) > 0.9
    assert figures.within_kinds_r is None, "the judge does not vary within a kind"
    turned = figures_of([case((4, 4, 4), (3, 4, 4)), case((3, 4, 4), (4, 4, 4))])
    assert turned.within_kinds_r == -1


def test_what_counting_words_would_get_does_not_depend_on_the_judge() -> None:
    long, short = case((4, 4, 4), (0, 0, 0)), case((0, 0, 0), (4, 4, 4))
    wordy = long.answer.model_copy(update={"text": "many more words than the other one has"})
    figures = figures_of([Case(long.question, wordy, long.verdict), short])
    assert figures.length_r == 1
    assert figures.total_r == -1


def test_what_is_no_number_is_none() -> None:
    figures = figures_of([case((2, 2, 2), (2, 2, 2))])
    assert (figures.qwk, figures.total_r) == (None, None)


@given(RATINGS, st.integers(0, 5))
def test_criteria_come_worst_first_and_only_with_disagreements(
    ratings: list[tuple[tuple[int, int, int], tuple[int, int, int]]], most: int
) -> None:
    cases = [case(wanted, got) for wanted, got in ratings]
    found = worst_criteria(cases, place, most)
    assert len(found) <= most
    errors = [criterion.error for criterion in found]
    assert errors == sorted(errors, reverse=True)
    for criterion in found:
        gaps = [abs(item.got - item.wanted) for item in criterion.disagreements]
        assert gaps == sorted(gaps, reverse=True)
        assert min(gaps) > 0
        assert criterion.error * criterion.answers == pytest.approx(sum(gaps), abs=0.01 * criterion.answers)


def test_a_disagreement_says_where_why_and_what_was_found() -> None:
    one = case((4, 2, 2), (1, 2, 2))
    quoted = one.verdict.criteria[0].model_copy(update={"quotes": (Quote(text="so  long\n" * 40, start=0, end=360),)})
    verdict = one.verdict.model_copy(update={"criteria": (quoted, *one.verdict.criteria[1:])})
    (criterion,) = worst_criteria([Case(one.question, one.answer, verdict)], place, 10)
    (item,) = criterion.disagreements
    assert (criterion.question, criterion.criterion, criterion.bias) == ("coin-flips", "design", -3)
    assert (item.place, item.wanted, item.got, item.why) == ("coin-flips.yaml:2", 4, 1, "It says little.")
    assert item.quote.startswith("so long so long")
    assert item.quote.endswith("...")
    assert len(item.quote) <= 160


def test_without_a_quote_none_is_made_up() -> None:
    one = case((0, 0, 4), (0, 0, 0))
    (criterion,) = worst_criteria([one], place, 1)
    assert criterion.disagreements[0].quote == ""


def test_tracks_and_skills_come_least_agreement_first() -> None:
    other = samples.question("say-it", track="communication")
    cases = [
        case((0, 4, 2), (0, 4, 2)),
        case((4, 0, 2), (4, 0, 2)),
        case((0, 4, 2), (4, 0, 2), other),
        case((4, 0, 2), (0, 4, 2), other),
    ]
    tracks = by_track(cases)
    assert [(group.group, group.levels, group.error) for group in tracks] == [
        ("communication", 6, 2.67),
        ("experimentation", 6, 0),
    ]
    assert tracks[1].qwk == 1
    skills = by_skill(cases)
    assert [(group.group, group.levels) for group in skills] == [("statistics", 8), ("structure", 4)]
    assert skills[1].qwk is None, "structure has one level only"


def test_a_criterion_without_a_label_is_left_out() -> None:
    one = case((1, 2, 3), (0, 0, 0))
    partly = one.answer.model_copy(update={"levels": {"design": 1}})
    found = worst_criteria([Case(one.question, partly, one.verdict)], place, 5)
    assert [criterion.criterion for criterion in found] == ["design"]
