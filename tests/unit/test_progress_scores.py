from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.vocabulary import Skill, Track
from bot.core.grading.grade import GradeState, JudgeIdentity, Verdict
from bot.core.progress.attempts import Attempt, CriterionMark
from bot.core.progress.estimating import HALF_LIFE, PRIOR_MEAN, Observation, estimate
from bot.core.progress.gains import gains
from bot.core.progress.scores import (
    CriterionKey,
    best_tries,
    criterion_scores,
    page_scores,
    skill_scores,
)
from bot.core.records import Answer, Grade, GradedAnswer
from tests import samples
from tests.attempts import attempt_of
from tests.samples import ADA, JUDGE, NOON, verdict

BANK = samples.content().bank
DAY = timedelta(days=1)
OTHER = JudgeIdentity(name="other", model="m", version="1")
scores = st.lists(st.floats(0, 100), max_size=20)


def observed(score: float, age: timedelta = timedelta(0), spread: float = 0) -> Observation:
    return Observation(score, score - spread, score + spread, NOON - age)


def entry(
    number: int,
    opinion: Verdict | None,
    question_id: str = "coin-flips",
    at: datetime = NOON,
    *,
    stand_in: bool = False,
) -> GradedAnswer:
    answer = Answer(number, 1, 1, 1, question_id, "Text.", at, at.date(), GradeState.GRADED, ADA)
    return GradedAnswer(answer, Grade(number, number, opinion, at, stand_in) if opinion else None)


def tried(
    number: int,
    opinion: Verdict | None,
    question_id: str = "coin-flips",
    at: datetime = NOON,
    *,
    stand_in: bool = False,
) -> Attempt:
    return attempt_of(entry(number, opinion, question_id, at, stand_in=stand_in))


def test_without_answers_the_level_is_the_middle_and_may_be_nearly_anything() -> None:
    found = estimate([], NOON)
    assert (found.level, round(found.low), round(found.high)) == (PRIOR_MEAN, 18, 82)


def test_more_answers_make_the_range_narrower() -> None:
    widths = []
    for count in (0, 1, 3, 10, 100):
        found = estimate([observed(70)] * count, NOON)
        widths.append(found.high - found.low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 6


def test_old_answers_count_less_than_new_ones() -> None:
    found = estimate([observed(20, HALF_LIFE), observed(80)], NOON)
    assert found.mean == pytest.approx((0.5 * 20 + 80) / 1.5)
    assert estimate([observed(90, 50 * HALF_LIFE)], NOON).level == pytest.approx(PRIOR_MEAN, abs=0.01)


def test_a_judge_that_is_unsure_is_believed_less() -> None:
    sure, unsure = estimate([observed(90)], NOON), estimate([observed(90, spread=30)], NOON)
    assert unsure.level < sure.level
    assert unsure.high - unsure.low >= sure.high - sure.low


@given(scores, st.integers(0, 400))
def test_a_level_is_within_its_range_and_between_the_middle_and_the_scores(found: list[float], age: int) -> None:
    level = estimate([observed(score, age * DAY) for score in found], NOON)
    assert 0 <= level.low <= level.level + 1e-9
    assert level.level - 1e-9 <= level.high <= 100
    assert min([*found, PRIOR_MEAN]) - 1e-6 <= level.level <= max([*found, PRIOR_MEAN]) + 1e-6


@given(scores, st.floats(0, 100))
def test_a_better_answer_never_lowers_a_level(found: list[float], score: float) -> None:
    before, after = (estimate([observed(one) for one in (*found, last)], NOON).level for last in (score, 100))
    assert after >= before - 1e-9


def test_the_criteria_of_an_answer_that_show_a_skill_make_one_observation() -> None:
    [structure, statistics] = sorted(
        skill_scores([tried(1, verdict(score=2))], BANK, NOON), key=lambda one: -one.criteria
    )
    assert (structure.of, structure.criteria, structure.answers) == (Skill.STATISTICS, 2, 1)
    assert (statistics.of, statistics.criteria, statistics.answers) == (Skill.STRUCTURE, 1, 1)
    assert structure.mean == 50


def test_judges_are_kept_apart_and_their_versions_are_counted() -> None:
    newer = JUDGE.model_copy(update={"version": "2"})
    entries = [
        tried(1, verdict(score=1)),
        tried(2, verdict(score=3, judge=newer), "dice-rolls"),
        tried(3, verdict(score=4, judge=OTHER)),
    ]
    found = {(one.of, one.judge): one for one in skill_scores(entries, BANK, NOON)}
    assert len(found) == 4
    assert found[Skill.STATISTICS, "fake"].mean == 50
    assert found[Skill.STATISTICS, "fake"].identities == 2
    assert found[Skill.STATISTICS, "other"].identities == 1


def test_a_stand_in_among_them_makes_a_score_provisional() -> None:
    entries = [tried(1, verdict(score=1), stand_in=True), tried(2, verdict(score=1, judge=OTHER), "dice-rolls")]
    assert {one.judge: one.provisional for one in skill_scores(entries, BANK, NOON)} == {"fake": True, "other": False}


def test_tracks_and_criteria_are_scored_too() -> None:
    entries = [tried(1, verdict(score=2)), tried(2, verdict(score=4), "say-it-simply", NOON - DAY)]
    assert [(one.of, one.mean) for one in page_scores(entries, BANK, NOON, 1).tracks] == [
        (Track.EXPERIMENTATION, 50),
        (Track.COMMUNICATION, 100),
    ]
    by_criterion = {one.of: one for one in criterion_scores(entries, BANK, NOON)}
    assert by_criterion[CriterionKey("coin-flips", "design")].mean == 50
    assert by_criterion[CriterionKey("say-it-simply", "advice")].latest == NOON - DAY


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["coin-flips", "dice-rolls", "say-it-simply", "gone"]),
            st.sampled_from([0.0, 1.5, 2.0, 4.0]),
            st.sampled_from([JUDGE, JUDGE.model_copy(update={"version": "2"}), OTHER]),
            st.integers(0, 200),
        ),
        max_size=8,
    ),
    st.integers(1, 3),
)
def test_the_outermost_criteria_are_the_ends_of_all(
    tries: list[tuple[str, float, JudgeIdentity, int]], most: int
) -> None:
    entries = [
        tried(number, verdict(score=score, judge=judge), question, NOON - days * DAY)
        for number, (question, score, judge, days) in enumerate(tries)
    ]
    everything = criterion_scores(entries, BANK, NOON)
    judges = [score.judge for score in everything]
    told = [one for one in everything if one.judge == min(judges, key=lambda name: (-judges.count(name), name))]
    ends = told if len(told) <= 2 * most else told[:most] + told[-most:]
    assert page_scores(entries, BANK, NOON, most).outermost == tuple(ends)


def test_questions_that_left_the_bank_are_passed_over() -> None:
    assert skill_scores([tried(1, verdict(score=2), "gone")], BANK, NOON) == ()


def test_the_best_try_counts_by_question_and_judge() -> None:
    entries = [
        tried(1, verdict(score=1)),
        tried(2, verdict(score=3)),
        tried(3, verdict(score=2, judge=OTHER)),
        tried(4, None),
    ]
    assert [one.answer_id for one in best_tries(entries)] == [2, 3]


def test_gains_are_measured_from_the_first_try_by_its_judge() -> None:
    entries = [
        tried(1, verdict(score=1), at=NOON),
        tried(2, verdict(score=4, judge=OTHER), at=NOON + DAY),
        tried(3, verdict(score=3), at=NOON + 2 * DAY),
        tried(4, verdict(score=2), at=NOON + 3 * DAY),
        tried(5, verdict(score=2), "dice-rolls"),
    ]
    [gain] = gains(reversed(entries))
    assert (gain.question_id, gain.first, gain.best, gain.points, gain.tries) == ("coin-flips", 25, 75, 50, 3)


@given(st.floats(0, 4), st.booleans(), st.booleans())
def test_an_attempt_holds_what_its_verdict_says_of_each_criterion(score: float, estimate: bool, stand_in: bool) -> None:
    opinion = verdict(score=score, estimate=estimate)
    mark = tried(1, opinion, stand_in=stand_in).mark
    assert mark is not None
    assert (mark.total, mark.low, mark.high) == (opinion.total, opinion.low, opinion.high)
    assert (mark.estimate, mark.stand_in, mark.judge) == (
        estimate,
        stand_in,
        tuple(opinion.judge.model_dump().values()),
    )
    for name in CriterionMark._fields:
        assert [getattr(one, name) for one in mark.criteria] == [getattr(one, name) for one in opinion.criteria]
