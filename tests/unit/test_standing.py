"""What a progress page tells beside skills: tracks, the best and worst criteria, and what members count themselves."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Bars, Buttons, Checklist, Heading, Part, Reply, Text
from bot.core.grading.grade import GradeState, JudgeIdentity
from bot.core.practice import Card
from bot.core.progress.attempts import Attempt
from bot.core.progress.highlights import MOST, highlights
from bot.core.progress.scores import page_scores
from bot.core.progress.self_checks import own_counts, self_check_score
from bot.core.progress.streaks import streak
from bot.core.progress.summary import Progress, summarise
from bot.core.records import Answer, Grade, GradedAnswer, SelfCheck
from bot.core.replies.looking_back import history_reply, progress_reply, self_check_reply
from tests.attempts import mark_of
from tests.samples import ADA, JUDGE, NOON, content, verdict

BANK = content().bank
OTHER = JudgeIdentity(name="other", model="other-1", version="1")
QUESTIONS = ("coin-flips", "dice-rolls", "say-it-simply")
EVERYTHING = frozenset(point.id for one in BANK.get("coin-flips").rubric for point in one.key_points)

ANSWER = Answer(1, 1, 1, 1, "coin-flips", "I flip it.", NOON, NOON.date(), GradeState.GRADED, ADA)


def tried(number: int, score: float, question: str = "coin-flips", judge: JudgeIdentity = JUDGE) -> Attempt:
    grade = Grade(number, number, verdict(score=score, judge=judge), NOON)
    return Attempt(number, question, NOON - timedelta(days=number), NOON.date(), None, mark_of(grade))


def page(history: list[Attempt], checks: tuple[SelfCheck, ...] = ()) -> Progress:
    return summarise(history, streak([NOON.date()], NOON.date()), BANK, NOON, [NOON.date()], checks)


def headed(reply: Reply) -> dict[str, Part]:
    """What stands under each heading."""
    return {
        before.text: after
        for before, after in zip(reply.parts, reply.parts[1:], strict=False)
        if isinstance(before, Heading)
    }


def words(reply: Reply) -> str:
    return "\n".join(str(part) for part in reply.parts)


def test_the_streak_is_told_once_and_what_would_keep_it_while_today_is_open() -> None:
    history, day = [tried(1, 0.5)], NOON.date()
    kept = progress_reply(page(history))
    assert "of your streak" not in words(kept)
    still_open = summarise(history, streak([day], day + timedelta(days=1)), BANK, NOON, [day], ())
    assert "an answer today keeps it" in words(progress_reply(still_open))


def test_the_page_shows_levels_by_track_and_the_best_and_worst_criteria_with_their_ranges() -> None:
    shown = headed(progress_reply(page([tried(1, 0.5), tried(2, 4.0, "say-it-simply")])))
    tracks, weakest = shown["By track, weakest first"], shown["Criteria with most to gain"]
    strongest = shown["Criteria that sit best"]
    assert isinstance(tracks, Bars)
    assert [bar.label for bar in tracks.items] == ["experimentation", "communication"]
    assert isinstance(weakest, Bars)
    assert isinstance(strongest, Bars)
    for bar in (*weakest.items, *strongest.items):
        assert bar.low is not None
        assert bar.high is not None
        assert bar.low < bar.value < bar.high
        assert f"{round(bar.low)} to {round(bar.high)} of 100" in bar.caption
    assert max(bar.value for bar in weakest.items) < min(bar.value for bar in strongest.items)
    assert BANK.get("coin-flips").title in weakest.items[0].caption


def test_criteria_that_are_all_low_sit_nowhere_best() -> None:
    shown = headed(progress_reply(page([tried(1, 0.5), tried(2, 1.5, "say-it-simply")])))
    assert "Criteria with most to gain" in shown
    assert "Criteria that sit best" not in shown


@given(st.lists(st.tuples(st.sampled_from(QUESTIONS), st.floats(0, 4), st.sampled_from([JUDGE, OTHER])), max_size=8))
def test_no_criterion_is_both_best_and_worst_and_judges_are_not_compared(
    tries: list[tuple[str, float, JudgeIdentity]],
) -> None:
    history = [tried(number, score, question, judge) for number, (question, score, judge) in enumerate(tries)]
    told = highlights(page_scores(history, BANK, NOON, MOST).outermost, BANK)
    assert len(told.strongest) <= len(told.weakest) <= MOST
    both = [*told.weakest, *told.strongest]
    assert len({one.score.of for one in both}) == len(both)
    assert len({one.score.judge for one in both}) <= 1


def test_what_members_count_themselves_stands_beside_what_each_judge_said_of_the_same_answers() -> None:
    history = [tried(1, 2.0), tried(2, 4.0, judge=OTHER), tried(3, 1.0, "dice-rolls")]
    checks = tuple(SelfCheck(number, EVERYTHING, NOON) for number in (1, 2))
    mine, others = own_counts(history, checks, BANK)
    assert (mine.judge, mine.answers, mine.own, mine.judged) == ("fake", 1, 100, 50)
    assert (others.judge, others.answers, others.own, others.judged) == ("other", 1, 100, 100)
    shown = words(progress_reply(page(history, checks)))
    assert "By your own count **100** of 100 for 1 answer that you checked; fake: 50." in shown


def test_the_own_count_stands_in_the_list_of_answers_only_where_there_is_one() -> None:
    entries = [GradedAnswer(ANSWER, None)]
    [plain] = [part for part in history_reply(entries, BANK).parts if not isinstance(part, Heading)]
    assert "By you" not in str(plain)
    checked = words(history_reply(entries, BANK, [SelfCheck(entries[0].answer.id, EVERYTHING, NOON)]))
    assert "By you" in checked
    assert "'100'" in checked


def test_a_self_check_says_what_was_found_and_what_was_not_and_leads_to_the_model_answer() -> None:
    opinion = verdict("I flip it.", 2.0)
    graded = GradedAnswer(ANSWER, Grade(1, 1, opinion, NOON))
    card = Card(BANK.get("coin-flips"), graded, None, streak([], NOON.date()), SelfCheck(1, EVERYTHING, NOON))
    reply = self_check_reply(card)
    [checklist] = [part for part in reply.parts if isinstance(part, Checklist)]
    hints = {tick.hint for tick in checklist.items if tick.hint}
    assert hints <= {"not found", *(hint for hint in hints if hint.startswith("found: "))}
    said = [part.markdown for part in reply.parts if isinstance(part, Text)]
    assert said[0].endswith("6 of 6 points, 100 of 100 by weight.")
    assert said[1].startswith("fake: 50 of 100.")
    [buttons] = [part for part in reply.parts if isinstance(part, Buttons)]
    assert [button.command for button in buttons.items] == ["model-answer"]


def test_the_own_count_weighs_criteria_as_the_rubric_does() -> None:
    question = BANK.get("coin-flips")
    first = frozenset(point.id for point in question.rubric[0].key_points)
    assert self_check_score(question, first) == question.rubric[0].weight
    assert self_check_score(question, EVERYTHING) == 100
