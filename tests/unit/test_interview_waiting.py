"""What happens to an answer that waits for its author to finish, while they edit, delete, pause or are elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.answers import MOST_CHARACTERS
from bot.core.errors import NotItsTurnError
from bot.core.interviews.answering import is_open
from bot.core.interviews.state import Phase, TurnKind
from bot.core.records import JobKind
from tests.transcripts.core_stage import CONTENT
from tests.unit.interview_samples import Talk, make, plan
from tests.unit.patient_stage import (
    FIRST,
    PATIENCE,
    SECOND,
    THIRD,
    PatientStage,
    answers,
    begun,
    deleted,
    edited,
    kinds,
    probes,
    session,
    told,
)


@pytest.fixture
async def stage() -> PatientStage:
    return await begun()


async def test_an_answer_whose_last_piece_is_taken_back_is_followed_up_all_the_same(stage: PatientStage) -> None:
    await told(stage, FIRST, gap=3)
    await told(stage, SECOND, gap=PATIENCE - 2)
    assert answers(stage) == (FIRST,)
    assert probes(stage) == 0
    await deleted(stage)
    await stage.settle()
    assert answers(stage) == (FIRST,)
    assert probes(stage) == 1
    assert (await stage.stores.jobs.counts()).waiting == 0


async def test_what_was_taken_back_in_the_middle_leaves_one_answer_of_the_rest(stage: PatientStage) -> None:
    await told(stage, FIRST, SECOND, gap=2)
    await deleted(stage)
    await told(stage, THIRD)
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\n{THIRD}",)
    assert probes(stage) == 1


async def test_taking_back_the_last_piece_does_not_wake_who_has_paused(stage: PatientStage) -> None:
    await told(stage, FIRST, gap=3)
    await told(stage, SECOND, gap=PATIENCE - 2)
    await deleted(stage)
    await told(stage, "pause", gap=0)
    assert session(stage).phase is Phase.PAUSED
    await stage.settle()
    assert session(stage).phase is Phase.PAUSED
    await told(stage, "that's all")
    await stage.settle()
    assert answers(stage) == (FIRST,)
    assert probes(stage) == 1


async def test_taking_back_the_only_message_says_nothing_at_all(stage: PatientStage) -> None:
    before = session(stage)
    await told(stage, FIRST)
    await deleted(stage)
    await stage.settle()
    assert session(stage) == before


@pytest.mark.parametrize("text", ["", "  ", "...", "!!!", "```", "You there?"])
async def test_what_says_nothing_does_not_keep_the_answer_before_it_waiting(stage: PatientStage, text: str) -> None:
    await told(stage, FIRST, text)
    await stage.settle()
    assert answers(stage) == (FIRST,)
    assert probes(stage) == 1


async def test_a_message_that_failed_once_is_heard_with_the_words_of_its_edit(stage: PatientStage) -> None:
    await failing(stage)
    await edited(stage, SECOND)
    await stage.settle()
    assert answers(stage) == (SECOND,)


async def test_a_message_that_failed_once_is_not_heard_if_it_was_deleted(stage: PatientStage) -> None:
    await failing(stage)
    await deleted(stage)
    await stage.settle()
    assert answers(stage) == ()


async def failing(stage: PatientStage) -> None:
    """Say something whose handling ends in an error at first."""
    await stage.say("bob", FIRST, "direct")
    [job] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    later = stage.clock.now() + timedelta(seconds=1)
    await stage.stores.jobs.retry(job, later, "the disk was full", failed=True)


async def test_what_was_said_before_a_question_was_asked_for_is_no_answer_to_that_question(
    stage: PatientStage,
) -> None:
    await told(stage, "pause")
    await told(stage, FIRST)
    await stage.command("bob", "question", "direct")
    await stage.settle()
    assert session(stage).phase is Phase.LIVE
    assert answers(stage) == (FIRST,)


async def test_after_a_question_was_asked_for_what_is_said_answers_it(stage: PatientStage) -> None:
    await told(stage, "pause")
    await stage.command("bob", "question", "direct")
    await stage.settle()
    await told(stage, FIRST)
    await stage.settle()
    assert session(stage).phase is Phase.PAUSED
    assert answers(stage) == ()


async def test_what_comes_right_after_the_end_is_not_said_in_an_interview_that_is_over(stage: PatientStage) -> None:
    await stage.say("bob", "stop", "direct")
    await stage.say("bob", "How heavy is the coin?", "direct")
    first, second = await stage.stores.jobs.claim([JobKind.EVENT], 2, stage.clock.now(), 30)
    await stage.stores.jobs.retry(first, stage.clock.now(), "its process died", failed=False)
    with pytest.raises(NotItsTurnError) as raised:
        await stage.process()(second)
    assert raised.value.retry_after == 0
    assert session(stage).phase is Phase.STOPPED
    await stage.perform(second)
    await stage.settle()
    assert not any("This interview is stopped" in text for text in await stage.seen("bob", "direct"))


async def test_pieces_that_become_too_long_together_are_refused_one_by_one_and_the_rest_is_followed_up(
    stage: PatientStage,
) -> None:
    long = "I count cats. " * (MOST_CHARACTERS // 28 + 10)
    await told(stage, long, long, SECOND)
    await stage.settle()
    assert [said.split() for said in answers(stage)] == [f"{long} {SECOND}".split()]
    assert probes(stage) == 1
    assert sum(turn.kind is TurnKind.REMARK and "character" in turn.text for turn in session(stage).turns) == 1


async def test_others_in_the_thread_neither_go_on_from_an_answer_nor_take_it_back(stage: PatientStage) -> None:
    await told(stage, "stop")
    await stage.settle()
    await stage.command("bob", "mock two-stages", "channel")
    await stage.settle()
    await stage.say("bob", FIRST, "thread")
    await stage.say("ann", "I would never say that.", "thread")
    await stage.delete("ann")
    await stage.settle()
    held = next(found.session for found, *_ in stage.stores.interviews.kept.values() if not found.session.over)
    assert held.stages[0].answers == (FIRST,)
    assert sum(turn.kind is TurnKind.PROBE for turn in held.turns) == 1


async def test_who_forgets_it_all_while_an_answer_waits_leaves_no_word_of_it(stage: PatientStage) -> None:
    await stage.command("bob", "question", "direct")
    await told(stage, FIRST)
    await stage.command("bob", "forget sure=yes", "direct")
    await stage.settle()
    assert not stage.stores.interviews.kept
    assert not any(FIRST in str(row) for row in vars(stage.stores.jobs)["_rows"].values())
    assert not any(FIRST in answer.text for answer in stage.stores.state.answers.values())


@pytest.fixture
async def evaluated() -> PatientStage:
    """A stage on which the part before was evaluated, and the next one asked."""
    made = await begun(replace(CONTENT, interviews={"two-stages": plan(evaluation="after-each")}))
    await told(made, "skip", FIRST, "that's all", "that's all", gap=PATIENCE + 1)
    assert TurnKind.EVALUATION in kinds(made, 20)
    return made


async def test_an_objection_waits_for_its_reason_and_is_put_with_it(evaluated: PatientStage) -> None:
    await told(evaluated, "I disagree with your evaluation.", "The cats were all there, each in its house.")
    await evaluated.settle()
    [record] = [record for record in session(evaluated).stages if record.objections]
    assert record.objections == ("I disagree with your evaluation.\n\nThe cats were all there, each in its house.",)
    assert record.push_backs == 1
    assert kinds(evaluated, 3) == [TurnKind.ANSWER, TurnKind.ANSWER, TurnKind.REMARK]
    assert session(evaluated).open_stage.answers == ()


async def test_an_objection_that_gives_its_reason_leaves_what_follows_an_answer(evaluated: PatientStage) -> None:
    objection = "I don't agree with your evaluation, because each cat was in there with its house and its street."
    await told(evaluated, objection, "What would you like to hear of the job, then?")
    await evaluated.settle()
    [record] = [record for record in session(evaluated).stages if record.objections]
    assert record.objections == (objection,)


@pytest.mark.parametrize("word", ["hint", "time?", "note: cats", "repeat"])
async def test_a_word_after_an_objection_has_it_put_at_once(evaluated: PatientStage, word: str) -> None:
    await told(evaluated, "I disagree with your evaluation.", word)
    await evaluated.settle()
    [record] = [record for record in session(evaluated).stages if record.objections]
    assert record.objections == ("I disagree with your evaluation.",)


async def test_an_objection_whose_reason_is_taken_back_is_put_as_it_is() -> None:
    talk = Talk(make(evaluation="after-each"))
    await talk.begin()
    await talk.say("skip", FIRST, "that's all", "that's all")
    said = "I disagree with your evaluation."
    step = await talk.conductor.hear(talk.script, talk.session, said, talk.at, goes_on=True)
    assert [turn.persona for turn in step.turns] == [None]
    assert is_open(step.session)
    step = await talk.conductor.hear(talk.script, step.session, "", talk.at)
    [record] = [record for record in step.session.stages if record.objections]
    assert record.objections == (said,)
    assert not is_open(step.session)
