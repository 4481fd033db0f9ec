from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.bank.vocabulary import Skill
from bot.core.grading.grade import Verdict
from bot.core.records import JobKind
from bot.core.rhythm.weakness import FEWEST, LATELY, LOOKED_AT, WEAKEST, Scored, weakest_skills
from tests import samples
from tests.unit.rhythm_group import BOB, DAY, RhythmGroup

BANK = QuestionBank([samples.question()])  # design and numbers show statistics, advice shows structure


def scored(criterion_id: str, score: float, times: int = 4, judge: str = "claude") -> list[Scored]:
    return [Scored("coin-flips", criterion_id, judge, score)] * times


def test_the_skill_below_the_groups_own_average_is_its_weakest() -> None:
    assert weakest_skills([*scored("design", 3.0), *scored("advice", 1.0)], BANK) == (Skill.STRUCTURE,)
    assert weakest_skills([*scored("design", 1.0), *scored("advice", 3.0)], BANK) == (Skill.STATISTICS,)


def test_few_scores_or_a_single_skill_tell_nothing() -> None:
    assert weakest_skills([], BANK) == ()
    assert weakest_skills(scored("design", 1.0, 20), BANK) == ()
    assert weakest_skills([*scored("design", 3.0), *scored("advice", 0.0, FEWEST - 1)], BANK) == ()


def test_three_bad_scores_weigh_less_than_thirty() -> None:
    assert weakest_skills([*scored("design", 1.1, 30), *scored("advice", 0.9, 3)], BANK) == (Skill.STATISTICS,)


def test_only_the_judge_with_most_scores_counts() -> None:
    several = [*scored("design", 3.0), *scored("advice", 1.0)]
    others = [*scored("design", 0.0, 3, "coverage"), *scored("advice", 4.0, 3, "coverage")]
    assert weakest_skills([*several, *others], BANK) == (Skill.STRUCTURE,)


def test_questions_that_have_left_the_bank_are_left_out() -> None:
    gone = [Scored("gone", "design", "claude", 0.0)] * 50
    assert weakest_skills([*gone, *scored("design", 3.0), *scored("advice", 1.0)], BANK) == (Skill.STRUCTURE,)


def bank_of_two() -> Content:
    """Ten questions that show statistics alone, and ten that show structure as well."""
    rubric = [samples.criterion(name, weight) for name, weight in (("design", 50), ("numbers", 30), ("advice", 20))]
    plain = [
        samples.question(f"plain-{number}", title=f"Plain {number}", skills=["statistics"], rubric=rubric)
        for number in range(10)
    ]
    return samples.content(
        *plain, *(samples.question(f"both-{number}", title=f"Both {number}") for number in range(10))
    )


async def test_a_weak_group_is_asked_about_it_every_second_time_and_told_why() -> None:
    group = RhythmGroup(bank_of_two())
    await group.scheduled()
    asked: list[str] = []
    leaned: list[bool] = []
    expected: list[bool] = []
    for number in range(12):
        expected.append(number % 2 == 1 and await weak_at(group) == (Skill.STRUCTURE,))
        await group.until(group.now + DAY)
        posting = await group.latest()
        asked.append(posting.question_id)
        leaned.append("weak,structure" in (posting.note or ""))
        answer = await group.answered(BOB, None)
        (job,) = await group.stores.jobs.claim([JobKind.GRADE], 99, group.now, 30)
        weak = verdict_of(design=4.0, advice=0.0)
        assert await group.stores.ledger.save_grade(job, answer.id, weak, group.now, None)
    assert leaned == expected
    assert sum(leaned) >= 2
    assert len(set(asked)) == 12
    assert all(question.startswith("both-") for question, weak in zip(asked, leaned, strict=True) if weak)
    shown = [message.text for message in group.platform.messages.values()]
    assert sum("asks for *structure*, where your group has most to gain" in text for text in shown) == sum(leaned)


async def test_what_is_foreseen_of_a_weak_group_is_what_it_is_asked() -> None:
    group = RhythmGroup(bank_of_two())
    await group.scheduled()
    for _ in range(9):
        await group.until(group.now + DAY)
        answer = await group.answered(BOB, None)
        (job,) = await group.stores.jobs.claim([JobKind.GRADE], 99, group.now, 30)
        await group.stores.ledger.save_grade(job, answer.id, verdict_of(advice=0.0), group.now, None)
    foreseen = await group.room.scheduling.lookout.coming(await group.place(), group.now, 3)
    await group.until(group.now + 3 * DAY)
    put = await group.stores.postings.asked(await group.place())
    assert [one.question.id for one in foreseen] == list(put)[-3:]


async def weak_at(group: RhythmGroup) -> tuple[Skill, ...]:
    place = await group.place()
    scores = await group.stores.group_scores.recent_scores(
        place.workspace_id, place.group_id, group.now.date() - LATELY, LOOKED_AT
    )
    return weakest_skills(scores, group.content.bank)


def verdict_of(**scores: float) -> Verdict:
    """A verdict with a score of its own for some criteria."""
    plain = samples.verdict("Flip it often.", 3.0)
    criteria = tuple(
        one.model_copy(update={"score": scores.get(one.criterion_id, one.score)}) for one in plain.criteria
    )
    return plain.model_copy(update={"criteria": criteria})


CRITERIA = st.sampled_from(["design", "numbers", "advice", "unknown"])
SCORES = st.lists(st.builds(Scored, st.just("coin-flips"), CRITERIA, st.sampled_from("ab"), st.floats(0, 4)))


@given(SCORES)
def test_the_order_of_scores_does_not_matter_and_two_are_named_at_most(scores: list[Scored]) -> None:
    found = weakest_skills(scores, BANK)
    assert len(found) <= WEAKEST
    assert len(set(found)) == len(found)
    assert set(weakest_skills(sorted(scores, key=lambda one: one.criterion_id), BANK)) == set(found)
