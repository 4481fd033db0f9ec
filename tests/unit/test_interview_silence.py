"""An interviewer lets the candidate finish: what is written within a few seconds is heard as one answer, in order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat import ChatEvent
from bot.core.commands import dispatch
from bot.core.errors import NotItsTurnError
from bot.core.inbox import HandleEvents
from bot.core.interviews.overdue import InterviewTicker
from bot.core.interviews.silence import Silence, is_piece
from bot.core.interviews.state import Phase, StageEnd, TurnKind
from bot.core.records import Job, JobKind, Origin
from tests.fakes.clock import settle
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


async def test_two_sentences_sent_as_two_messages_are_one_answer_and_draw_one_probe(stage: PatientStage) -> None:
    await told(stage, FIRST, SECOND)
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}",)
    assert kinds(stage, 3) == [TurnKind.ANSWER, TurnKind.ANSWER, TurnKind.PROBE]
    assert "How would you go on with drive?" in (await stage.seen("bob", "direct"))[-1]


async def test_an_answer_is_taken_up_when_its_author_has_been_silent_for_as_long_as_it_takes(
    stage: PatientStage,
) -> None:
    await stage.say("bob", FIRST, "direct")
    await stage.passes(PATIENCE - 0.1)
    assert answers(stage) == ()
    await stage.passes(0.1)
    assert answers(stage) == (FIRST,)
    assert probes(stage) == 1


async def test_every_message_lets_the_silence_begin_anew(stage: PatientStage) -> None:
    await told(stage, FIRST, SECOND, THIRD, gap=3)
    assert probes(stage) == 0
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}\n\n{THIRD}",)
    assert probes(stage) == 1


async def test_what_comes_after_the_silence_answers_the_probe(stage: PatientStage) -> None:
    await told(stage, FIRST, SECOND, gap=PATIENCE + 1)
    assert answers(stage) == (FIRST, SECOND)


async def test_more_than_four_pieces_are_still_one_answer(stage: PatientStage) -> None:
    said = [f"{number}. I would count the cats of street {number}." for number in range(1, 9)]
    await told(stage, *said)
    await stage.settle()
    assert answers(stage) == ("\n\n".join(said),)
    assert probes(stage) == 1


async def test_an_answer_that_was_late_itself_waits_no_longer(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    stage.clock.advance(60)
    await stage.work()
    assert probes(stage) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hint", TurnKind.HINT),
        ("how much time is left?", TurnKind.TIME),
        ("What was the question?", TurnKind.REPEAT),
        ("note: six cats", TurnKind.REMARK),
        ("hold on a sec", TurnKind.REMARK),
        ("How heavy is the coin?", TurnKind.FACT),
        ("skip", TurnKind.ASK),
        ("pause", TurnKind.TIME),
    ],
)
async def test_words_notes_and_questions_are_not_waited_for(stage: PatientStage, text: str, kind: TurnKind) -> None:
    await told(stage, "skip")
    await stage.settle()
    await stage.say("bob", text, "direct")
    await stage.work()
    assert session(stage).turns[-1].kind is kind


@pytest.mark.parametrize("by_button", [False, True])
async def test_a_word_has_the_answer_before_it_heard_first_and_nothing_asked_in_between(
    stage: PatientStage, by_button: bool
) -> None:
    await stage.say("bob", FIRST, "direct")
    await stage.passes(1)
    if by_button:
        await stage.press("bob", "Skip")
    else:
        await stage.say("bob", "skip", "direct")
    await stage.work()
    assert answers(stage) == (FIRST,)
    assert session(stage).stages[0].end is StageEnd.SKIPPED
    assert probes(stage) == 0
    await stage.settle()
    assert answers(stage) == (FIRST,)
    assert answers(stage, 1) == ()


async def test_stopping_at_once_loses_nothing_that_was_said(stage: PatientStage) -> None:
    for text in (FIRST, SECOND, "stop"):
        await stage.say("bob", text, "direct")
    await stage.work()
    assert session(stage).phase is Phase.STOPPED
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}",)
    assert probes(stage) == 0
    before = session(stage)
    await stage.settle()
    assert session(stage) == before


async def test_a_word_from_elsewhere_has_what_waits_heard_first(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    await stage.passes(1)
    await stage.command("bob", "mock action=stop", "channel")
    await stage.work()
    assert session(stage).phase is Phase.STOPPED
    assert answers(stage) == (FIRST,)


@pytest.mark.parametrize("word", ["that's all", "I don't know"])
async def test_what_ends_an_answer_has_it_followed_up_at_once(stage: PatientStage, word: str) -> None:
    await told(stage, FIRST)
    await stage.say("bob", word, "direct")
    await stage.work()
    assert answers(stage) == (FIRST,)
    assert session(stage).turns[-1].kind is TurnKind.PROBE
    assert session(stage).stages[0].end is None


@pytest.mark.parametrize("text", ["time?", "note: six cats", "Is that right?"])
async def test_what_does_not_go_on_from_an_answer_comes_after_its_probe(stage: PatientStage, text: str) -> None:
    await told(stage, FIRST)
    await stage.say("bob", text, "direct")
    await stage.work()
    assert kinds(stage, 4)[:2] == [TurnKind.ANSWER, TurnKind.PROBE]


async def test_an_answer_goes_on_after_a_question_in_its_middle(stage: PatientStage) -> None:
    await told(stage, "skip")
    await stage.settle()
    await told(stage, "I would flip it often.", "How heavy is the coin?", "Then I would count heads.")
    await stage.settle()
    assert answers(stage, 1) == ("I would flip it often.\n\nThen I would count heads.",)
    assert kinds(stage, 5) == [
        TurnKind.ANSWER,
        TurnKind.QUESTION,
        TurnKind.FACT,
        TurnKind.ANSWER,
        TurnKind.PROBE,
    ]


async def test_what_is_added_to_an_answer_in_pieces_leaves_the_probe_standing(stage: PatientStage) -> None:
    await told(stage, FIRST)
    await stage.settle()
    await told(stage, "And I feed them.", SECOND)
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\nAnd I feed them.\n\n{SECOND}",)
    assert probes(stage) == 1
    assert session(stage).turns[-1].about == "added"


async def test_a_disagreement_that_is_explained_at_once_is_acknowledged_once(stage: PatientStage) -> None:
    await told(stage, "I disagree with that.", "Large ones sleep all day, and nobody hears them coming.")
    await stage.settle()
    record = session(stage).stages[0]
    assert record.push_backs == 1
    assert kinds(stage, 4) == [TurnKind.ANSWER, TurnKind.ANSWER, TurnKind.REMARK, TurnKind.PROBE]


async def test_yes_that_is_explained_at_once_is_not_asked_why(stage: PatientStage) -> None:
    await told(stage, "Yes.", FIRST)
    await stage.settle()
    assert answers(stage) == (f"Yes.\n\n{FIRST}",)
    assert kinds(stage, 2) == [TurnKind.ANSWER, TurnKind.PROBE]


@pytest.mark.parametrize(("ahead", "left"), [(-1, 3), (0, 4), (3, 7), (3600, 0), (-3600, 4 - 3600)])
def test_a_platform_whose_clock_is_far_ahead_makes_nobody_wait(stage: PatientStage, ahead: float, left: float) -> None:
    now = stage.clock.now()
    event = ChatEvent("k", Origin("test", "W", "D1", "bob"), now + timedelta(seconds=ahead), "message", FIRST)
    assert Silence(stage.stores.jobs, stage.clock, PATIENCE).left(event) == left


async def test_what_was_edited_while_it_waited_is_heard_as_it_was_left(stage: PatientStage) -> None:
    await told(stage, FIRST)
    await edited(stage, "I like large cats.")
    await edited(stage, "I like large dogs.")
    await stage.settle()
    assert answers(stage) == ("I like large dogs.",)


async def test_what_was_deleted_while_it_waited_is_not_heard(stage: PatientStage) -> None:
    await told(stage, FIRST)
    await deleted(stage)
    await stage.settle()
    assert answers(stage) == ()
    assert probes(stage) == 0
    assert (await stage.stores.jobs.counts()).waiting == 0


async def test_of_two_messages_the_one_that_was_not_deleted_is_heard(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    await deleted(stage)
    await told(stage, SECOND)
    await stage.settle()
    assert answers(stage) == (SECOND,)


async def test_a_word_does_not_bring_back_what_was_deleted_and_brings_what_was_edited(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    await deleted(stage)
    await stage.say("bob", SECOND, "direct")
    await edited(stage, THIRD)
    await told(stage, "stop")
    assert answers(stage) == (THIRD,)


async def test_what_was_heard_is_not_changed_by_an_edit_or_a_deletion(stage: PatientStage) -> None:
    await told(stage, FIRST)
    await stage.settle()
    await edited(stage, "I like dogs.")
    await deleted(stage)
    await stage.settle()
    assert answers(stage) == (FIRST,)


async def test_a_redelivery_changes_nothing(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    await stage.redeliver()
    await told(stage, SECOND)
    await stage.redeliver()
    await stage.settle()
    await stage.redeliver()
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}",)
    assert probes(stage) == 1


async def test_a_restart_between_the_pieces_loses_nothing(stage: PatientStage) -> None:
    await told(stage, FIRST)
    await stage.restart()
    await told(stage, SECOND, gap=3.5)
    assert answers(stage) == (FIRST,)
    await stage.restart()
    await stage.settle()
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}",)
    assert probes(stage) == 1


async def test_waiting_is_no_failure_and_ends_when_it_should(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    stage.clock.advance(1.5)
    [job] = await stage.stores.jobs.claim([JobKind.EVENT], 10, stage.clock.now(), 30)
    with pytest.raises(NotItsTurnError) as raised:
        await stage.process()(job)
    assert raised.value.retry_after == PATIENCE - 1.5


async def test_nobody_is_seen_typing_before_the_turn_is_made(stage: PatientStage) -> None:
    stage.typing.typed = 0
    await told(stage, FIRST, SECOND, gap=3)
    await stage.passes(PATIENCE - 3.5)
    assert stage.typing.typed == 0
    await stage.settle()
    assert stage.typing.typed == 1


async def test_what_another_process_is_just_hearing_is_waited_for(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    stage.clock.advance(PATIENCE)
    [first] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.say("bob", "stop", "direct")
    [second] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    elsewhere = stage.process()
    with pytest.raises(NotItsTurnError):
        await elsewhere(second)
    await stage.perform(first)
    await stage.perform(second, elsewhere)
    assert answers(stage) == (FIRST,)
    assert session(stage).phase is Phase.STOPPED


async def test_what_a_process_that_died_was_hearing_is_heard_first_by_whoever_comes_next(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    stage.clock.advance(PATIENCE)
    await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)  # and never heard of again
    stage.clock.advance(60)
    await stage.say("bob", "stop", "direct")
    _, stop = await stage.stores.jobs.claim([JobKind.EVENT], 2, stage.clock.now(), 30)
    stage.clock.advance(60)
    await stage.process()(stop)
    assert answers(stage) == (FIRST,)
    assert session(stage).phase is Phase.STOPPED


async def test_a_message_that_cannot_be_heard_holds_up_none_after_it(stage: PatientStage) -> None:
    await stage.say("bob", FIRST, "direct")
    [job] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.stores.jobs.retry(job, stage.clock.now() + timedelta(seconds=30), "broken", failed=True)
    await told(stage, SECOND, gap=PATIENCE)
    assert answers(stage) == (SECOND,)
    await stage.passes(27)
    await told(stage, THIRD, gap=PATIENCE)
    assert answers(stage) == (SECOND, FIRST, THIRD)


async def test_what_others_write_in_the_thread_is_no_going_on(stage: PatientStage) -> None:
    await told(stage, "stop")
    await stage.settle()
    await stage.say("ada", "mock two-stages", "channel", mention=True)
    await stage.settle()
    await stage.say("ada", FIRST, "thread")
    await stage.passes(1)
    await stage.say("bob", SECOND, "thread")
    await stage.passes(PATIENCE - 1)
    [(held, *_)] = [one for one in stage.stores.interviews.kept.values() if one[0].session.phase is Phase.LIVE]
    assert held.session.stages[0].answers == (FIRST,)
    assert held.session.turns[-1].kind is TurnKind.PROBE


async def test_an_answer_in_the_last_second_is_heard_before_time_is_up(stage: PatientStage) -> None:
    mocks = stage.room.mocks
    ticker = InterviewTicker(mocks.interviews, silence=mocks.silence)
    [(kept, *_)] = stage.stores.interviews.kept.values()
    left = (
        mocks.script(kept).part(kept.session.stage).seconds - (stage.clock.now() - kept.session.began).total_seconds()
    )
    stage.clock.advance(left - 1)
    await stage.say("bob", FIRST, "direct")
    await stage.work()
    stage.clock.advance(2)
    assert await ticker.tick(stage.clock.now()) == 0
    await stage.settle()
    assert answers(stage) == (FIRST,)
    await stage.clock.pass_time(60)
    assert await ticker.tick(stage.clock.now()) == 1
    assert session(stage).stages[0].end is StageEnd.TIME


async def test_while_it_is_paused_an_answer_in_two_messages_resumes_it_once(stage: PatientStage) -> None:
    await told(stage, "pause")
    await told(stage, FIRST, SECOND)
    await stage.settle()
    assert session(stage).phase is Phase.LIVE
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}",)


async def test_in_a_terminal_a_line_is_taken_up_at_once() -> None:
    stage = PatientStage()
    origin = Origin("terminal", "local", "local", "me", "Me", direct=True)
    for key, command, text in (("1", "mock", ""), ("2", "message", FIRST)):
        options = {"plan": "two-stages"} if command == "mock" else {}
        await dispatch(stage.room, ChatEvent(key, origin, stage.clock.now(), command, text, options))
    assert answers(stage) == (FIRST,)


async def test_the_sentences_of_several_thoughts_are_put_together_by_their_silences(stage: PatientStage) -> None:
    await told(stage, FIRST, gap=2)
    await told(stage, SECOND, gap=6)
    await told(stage, THIRD, gap=2)
    await told(stage, "Six is a lot.")
    await stage.settle()
    await settle()
    assert answers(stage) == (f"{FIRST}\n\n{SECOND}", f"{THIRD}\n\nSix is a lot.")


@given(
    st.lists(
        st.tuples(st.sampled_from([0.2, 2.0, 5.0]), st.sampled_from(["", "time?", "hint", "note: this"])), max_size=6
    ),
    st.lists(st.sampled_from(["works", "dies before", "dies after"]), max_size=8),
)
@settings(max_examples=40, deadline=None)
async def test_all_is_heard_once_and_in_order_whenever_it_comes_and_whatever_dies(
    said: list[tuple[float, str]], fates: list[str]
) -> None:
    stage = DyingStage()
    await told(stage, "mock two-stages")
    await stage.settle()
    before = session(stage).turns[-1].number
    stage.fates = fates
    texts = [word or f"{number}. I would count the cats again." for number, (_, word) in enumerate(said, start=1)]
    for (gap, _), text in zip(said, texts, strict=True):
        await told(stage, text, gap=gap)
    await stage.passes(300)
    heard = [turn.text for turn in session(stage).turns[before:] if turn.persona is None]
    assert heard == texts


class DyingStage(PatientStage):
    """A stage whose processes die over events, as they are told to, before they do anything or before they say so."""

    fates: Sequence[str] = ()

    async def perform(self, job: Job, handler: HandleEvents | None = None) -> None:
        fate = "works"
        if job.kind is JobKind.EVENT and self.fates:
            fate, *self.fates = self.fates
        if fate == "works":
            await super().perform(job, handler)
        elif fate == "dies after":
            with suppress(NotItsTurnError):
                await self.process()(job)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        (SECOND, True),
        ("How heavy is the coin?", True),
        ("hold on", True),
        ("stop", True),
        ("thanks", False),
        ("pause", False),
        ("note: this", False),
        ("what's my score?", False),
    ],
)
def test_some_of_what_is_said_goes_on_from_the_answer_before_it(text: str, so: bool) -> None:
    assert is_piece(FIRST, text) is so
