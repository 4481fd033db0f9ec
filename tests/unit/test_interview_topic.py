"""Whether an answer is about its question is not whether it is a good one."""

from __future__ import annotations

from functools import cache

import pytest

from bot.adapters.packs.loader import load_content
from bot.core.bank.content import Content
from bot.core.bank.vocabulary import Track
from bot.core.grading.grade import Flag
from bot.core.interviews.habits import observe
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.state import Session, StageRecord
from bot.core.interviews.topic import Aim, aim_of
from bot.settings import BUILT_IN_PACK
from tests.samples import NOON
from tests.unit.interview_samples import verdict_on

PLANS = ("glitter-bots", "meta-community-insights", "netflix-ds-loop")

WEAK_BUT_ABOUT_IT = {
    "harm": "Bots are annoying and nobody likes them. They are bad for the platform, for members and for advertisers.",
    "features": "I'd look at whether the account looks suspicious, whether it posts many links and replies quickly.",
    "dataset": "I'd number the countries and devices 1, 2, 3, join the tables on the account and drop what is missing.",
    "labels": "The rule sounds good. Ten reports means that something is wrong with the account, so it's a bot.",
    "implementation": "98.8% accuracy is great, so let's block the flagged accounts and buy GPUs for the load.",
}
MIGRATION = """I led a cross-functional migration of our warehouse to a lakehouse, which cut our cloud bill by forty
percent. I aligned stakeholders early, built trust with finance, and mentored two juniors, since promoted."""
MEDICINE = """What excites me most is how quickly medicine moves. Protein structures that took a doctorate each are now
predicted overnight, and hospitals plan vaccines around them. My sister is a nurse, so this is close to my heart."""
PRICING = """For pricing I'd run a conjoint study with shoppers, estimate willingness to pay by segment, then propose a
bundle with coffee and a loyalty discount, watching margin and basket size through the winter season."""
BAKERY = """Our bakery opens at five. The sourdough rests for eighteen hours, and on Saturdays the queue goes round the
corner. I learned there that patience and a good oven matter more than any recipe in a cookbook."""


@cache
def content() -> Content:
    return load_content([BUILT_IN_PACK], None, entry_points=())


@cache
def script(plan: str) -> Script:
    return make_script(content(), plan)


def record(stage: str, *answers: str) -> StageRecord:
    return StageRecord(id=stage, answers=answers)


@pytest.mark.parametrize(("stage", "answer"), WEAK_BUT_ABOUT_IT.items())
def test_a_weak_answer_to_the_question_is_about_it(stage: str, answer: str) -> None:
    assert aim_of(script("glitter-bots"), record(stage, answer)) is Aim.AT_IT


@pytest.mark.parametrize("stage", WEAK_BUT_ABOUT_IT)
@pytest.mark.parametrize("answer", [MIGRATION, MEDICINE, PRICING])
def test_a_fluent_answer_to_nothing_that_was_asked_is_elsewhere(stage: str, answer: str) -> None:
    assert aim_of(script("glitter-bots"), record(stage, answer)) is Aim.ELSEWHERE


@pytest.mark.parametrize("plan", PLANS)
def test_no_labelled_answer_to_a_case_is_said_to_be_elsewhere_however_weak(plan: str) -> None:
    held = script(plan)
    aims = {
        (part.id, answer.kind, aim_of(held, record(part.id, answer.text)))
        for part in held.parts
        if part.from_bank and part.question.track is not Track.BEHAVIORAL
        for answer in part.question.answers
    }
    assert len(aims) > 12
    assert {aim for *_, aim in aims} == {Aim.AT_IT}


@pytest.mark.parametrize("plan", PLANS)
def test_most_answers_to_other_questions_are_said_to_be_elsewhere(plan: str) -> None:
    held = script(plan)
    asked = {part.question.id for part in held.parts}
    others = [question.answers[0].text for question in content().bank if question.answers and question.id not in asked]
    parts = [part for part in held.parts if part.from_bank and part.question.track is not Track.BEHAVIORAL]
    aims = [aim_of(held, record(part.id, text)) for part in parts for text in others[::4]]
    assert len(aims) > 100
    assert aims.count(Aim.ELSEWHERE) * 2 > len(aims)


def test_a_few_words_tell_nothing() -> None:
    assert aim_of(script("glitter-bots"), record("labels", "Precision, mostly.")) is Aim.UNCLEAR


@pytest.mark.parametrize("flagged", [False, True])
def test_a_story_of_ones_own_has_its_own_words_unless_a_judge_missed_the_subject_as_well(*, flagged: bool) -> None:
    held, answer = script("netflix-ds-loop"), BAKERY
    verdict = verdict_on(held.part("phone-project").request(answer))
    flags = (Flag.OFF_TOPIC,) if flagged else ()
    told = record("phone-project", answer).model_copy(update={"grade": verdict.model_copy(update={"flags": flags})})
    assert aim_of(held, told) is (Aim.ELSEWHERE if flagged else Aim.UNCLEAR)


@pytest.mark.parametrize(("swapped", "good"), [(None, True), ("labels", False)])
def test_the_habit_goes_by_what_was_talked_about_and_names_the_part(swapped: str | None, good: bool) -> None:
    held = script("glitter-bots")
    answers = WEAK_BUT_ABOUT_IT | ({swapped: MIGRATION} if swapped else {})
    stages = tuple(record(part.id, answers[part.id]) if part.id in answers else record(part.id) for part in held.parts)
    session = Session(id="one", plan_id="glitter-bots", began=NOON, heard=NOON, stage="labels", stages=stages)
    [seen] = [item for item in observe(held, session) if item.id == "question-asked"]
    assert seen.good is good
    assert ("The labels" in seen.because) is (swapped is not None)
