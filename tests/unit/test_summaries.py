from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Bars, Heading, Quotation, Text
from bot.core.grading.grade import GradeState, Verdict
from bot.core.records import Answer, Grade, GradedAnswer, Origin, Posting
from bot.core.replies.posting import within_text
from bot.core.replies.summary import summary_reply
from bot.core.rhythm.late import is_late, late_members
from bot.core.rhythm.notes import note_of, notes_in
from bot.core.schedules.pick import Relaxed
from tests import samples
from tests.samples import NOON

QUESTION = samples.question()
POSTING = Posting(1, 1, QUESTION.id, NOON, NOON.date(), closes_at=NOON + timedelta(days=1))


def graded(member: int, verdict: Verdict | None, minutes: int = 1, **origin: object) -> GradedAnswer:
    where = Origin("here", "W1", "C1", f"user-{member}", f"Member {member}", **origin)  # type: ignore[arg-type]
    at = NOON + timedelta(minutes=minutes)
    answer = Answer(member, 1, 1, member, QUESTION.id, "Flip it.", at, NOON.date(), GradeState.GRADED, where, 1)
    return GradedAnswer(answer, Grade(member, member, verdict, NOON) if verdict else None)


def with_scores(**scores: float) -> Verdict:
    """A verdict with a score for each criterion."""
    verdict = samples.verdict("Flip it.", 3.0)
    criteria = tuple(
        grade.model_copy(update={"score": scores[grade.criterion_id], "level": round(scores[grade.criterion_id])})
        for grade in verdict.criteria
    )
    return verdict.model_copy(update={"criteria": criteria})


def parts(answers: list[GradedAnswer], late: int = 0) -> tuple[object, ...]:
    return summary_reply(QUESTION, POSTING, answers, late).parts


def bars(answers: list[GradedAnswer]) -> dict[str, tuple[float, str]]:
    """Mean and caption of each criterion, in their order."""
    shown = next((part for part in parts(answers) if isinstance(part, Bars)), Bars(()))
    return {bar.label: (bar.value, bar.caption) for bar in shown.items}


def test_averages_come_hardest_first_and_name_the_hardest() -> None:
    verdict = with_scores(design=3.0, numbers=1.0, advice=2.0)
    answers = [graded(member, verdict) for member in range(3)]
    assert list(bars(answers)) == ["About numbers", "About advice", "About design"]
    assert Text("Hardest was **About numbers**.") in parts(answers)


def test_where_all_went_alike_nothing_was_the_hardest() -> None:
    answers = [graded(member, samples.verdict(score=2.0)) for member in range(3)]
    assert len(bars(answers)) == 3
    assert not [part for part in parts(answers) if isinstance(part, Text) and "Hardest" in part.markdown]


def test_fewer_than_three_are_not_averaged_because_it_would_tell_who_got_what() -> None:
    assert not bars([graded(member, samples.verdict()) for member in range(2)])
    assert not bars([graded(1, samples.verdict(), minutes) for minutes in range(5)])


def test_judges_are_not_mixed_the_one_with_most_grades_counts() -> None:
    claude = [graded(member, samples.verdict(score=3.0)) for member in range(3)]
    other = samples.JUDGE.model_copy(update={"name": "another"})
    estimates = [graded(member, samples.verdict(score=0.0, judge=other)) for member in range(3, 5)]
    assert {value for value, _ in bars(claude + estimates).values()} == {3.0}
    assert not bars(claude[:2] + estimates)


def test_averages_of_estimates_say_so() -> None:
    answers = [graded(member, samples.verdict(score=2.0, estimate=True)) for member in range(3)]
    assert {caption for _, caption in bars(answers).values()} == {"about 2.0 of 4 on average, by estimates"}


def test_authors_of_the_best_points_are_named_the_first_of_equals() -> None:
    answers = [graded(member, samples.verdict("Flip it.", 4.0)) for member in (2, 1)]
    [quotation] = [part for part in parts(answers) if isinstance(part, Quotation)]
    assert quotation == Quotation("Flip", "About design: Member 2")


def test_a_members_last_answer_counts_and_any_public_one_can_be_quoted() -> None:
    public = graded(1, samples.verdict("Public it is.", 3.0))
    revised = graded(1, samples.verdict("Private now.", 4.0), 5, private=True)
    shown = parts([public, revised])
    assert [part.text for part in shown if isinstance(part, Quotation)] == ["Public"]
    assert Text("1 member answered.") in shown


def test_without_answers_the_model_answer_is_shown_all_the_same() -> None:
    shown = parts([])
    assert shown[0] == Heading("Closed: A fair coin?")
    assert Text(QUESTION.model_answer) in shown


@pytest.mark.parametrize(("late", "said"), [(0, ""), (1, "**1** member answered late."), (2, "**2** members answered")])
def test_late_answers_are_counted_apart(late: int, said: str) -> None:
    text = next(part.markdown for part in parts([graded(1, samples.verdict())], late) if isinstance(part, Text))
    assert text.startswith("1 member answered.")
    assert said in text
    assert bool(late) == ("late" in text)


@given(st.integers(0, 40 * 24 * 3600), st.integers(0, 24 * 3600))
def test_what_is_said_of_the_time_left_stays_true_as_time_goes_on(seconds: int, later: int) -> None:
    said = within_text(timedelta(seconds=seconds)).removeprefix("within ")
    number, unit = said.split()
    bound = int(number.replace(",", "")) * {"m": 60, "h": 3600, "d": 86400}[unit[0]]
    assert max(seconds - later, 0) <= bound
    assert bound - seconds <= {"m": 60, "h": 3600, "d": 86400}[unit[0]]


@given(st.booleans(), st.lists(st.sampled_from(Relaxed), unique=True))
def test_a_note_is_read_back_as_it_was_written(late: bool, relaxed: list[Relaxed]) -> None:
    note = note_of(late=late, relaxed=relaxed)
    expected = [("posting.late", ())] * late + [("posting.relaxed", tuple(relaxed))] * bool(relaxed)
    assert list(notes_in(note)) == expected
    assert (note is None) == (not expected)


def test_an_answer_is_late_from_the_end_on_and_only_if_there_is_one() -> None:
    in_time, late = graded(1, None, 24 * 60 - 1).answer, graded(2, None, 24 * 60).answer
    assert [is_late(answer, POSTING) for answer in (in_time, late)] == [False, True]
    assert not is_late(late, replace(POSTING, closes_at=None))
    assert is_late(late, replace(POSTING, closes_at=None, closed_at=NOON + timedelta(hours=23)))


def test_who_answered_in_time_as_well_is_not_counted_as_late() -> None:
    answers = [graded(1, None), graded(1, None, 2000), graded(2, None, 2000), graded(2, None, 3000)]
    assert late_members(answers, POSTING) == 1
