"""Mock interviews in chats, on the core's stage: what dialogues that go the same everywhere cannot show."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.chat import ChatEvent, ReplyKind
from bot.core.commands import dispatch
from bot.core.commands.overhearing import overheard
from bot.core.errors import JudgeUnavailableError, NotItsTurnError, TryLaterError, UndeliverableError
from bot.core.grading.grade import Verdict
from bot.core.grading.request import GradingRequest
from bot.core.inbox import HandleEvents
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import PlanInterviewer
from bot.core.interviews.kept import Heard, Kept
from bot.core.interviews.overdue import InterviewTicker
from bot.core.interviews.saying import SayTurns
from bot.core.interviews.state import Phase, Session, TurnKind
from bot.core.interviews.storing import Interviews
from bot.core.interviews.thinking import Thinking
from bot.core.ports import Judge
from bot.core.records import Job, JobKind, Origin
from bot.core.worker import Handled
from tests.fakes.clock import settle
from tests.fakes.judge import FakeJudge
from tests.samples import NOON
from tests.transcripts.core_stage import CONTENT, CoreStage
from tests.unit.interview_samples import WordsJudge, plan

BOB = Origin("core", "W1", "D-bob", "bob", "Bob", direct=True)


@pytest.fixture
def stage() -> CoreStage:
    return CoreStage()


async def told(stage: CoreStage, *texts: str, who: str = "bob") -> None:
    for text in texts:
        await stage.say(who, text, "direct")
        await stage.settle()


def kept(stage: CoreStage) -> Kept:
    [(found, *_)] = stage.stores.interviews.kept.values()
    return found


def session(stage: CoreStage) -> Session:
    return kept(stage).session


def ticker(stage: CoreStage) -> InterviewTicker:
    return InterviewTicker(stage.room.mocks.interviews)


async def test_a_typed_rating_takes_a_reason_and_points(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "stop", "mock rate 4 because of the pauses in long set-ups.")
    rating = session(stage).rating
    assert rating is not None
    assert (rating.stars, rating.why, rating.points) == (4, "because of the pauses in long set-ups.", (0,))
    await told(stage, "mock rate 5, points=2 Never in a hurry.")
    rating = session(stage).rating
    assert rating is not None
    assert (rating.stars, rating.why, rating.points) == (5, "Never in a hurry.", (1,))


def pinned(stage: CoreStage) -> list[str]:
    return [shown.reply_text for shown in stage.platform.messages.values() if shown.pinned]


async def test_notes_are_pinned_while_an_interview_runs_also_when_a_stop_is_taken_back(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "note: breathe")
    assert len(pinned(stage)) == 1
    await told(stage, "pause", "resume", "stop")
    assert pinned(stage) == []
    await told(stage, "time?")
    assert pinned(stage) == []
    await told(stage, "resume", "note: ask first")
    [notes] = pinned(stage)
    assert ("breathe" in notes, "ask first" in notes) == (True, True)
    assert sum(shown.reply_text.startswith("Notes") for shown in stage.platform.messages.values()) == 1
    next(shown for shown in stage.platform.messages.values() if shown.pinned).pinned = False  # by a member
    await told(stage, "note: count twice", "pause", "resume")
    assert pinned(stage) == []


async def test_all_that_is_pressed_is_for_the_candidate_alone(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    options = {"action": "stop", "interview": session(stage).id}
    ada = Origin("core", "W1", "D-ada", "ada", "Ada", direct=True)
    await stage.room.practice.place_of(ada)
    reply = await dispatch(stage.room, ChatEvent("press", ada, stage.clock.now(), "mock", options=options))
    assert reply is not None
    assert reply.kind is ReplyKind.REFUSAL
    assert session(stage).phase is Phase.LIVE


async def test_what_ended_an_interview_is_no_answer_to_a_question_when_it_is_done_again(stage: CoreStage) -> None:
    await told(stage, "question coin-flips", "mock two-stages")
    stop = ChatEvent("message:1", replace(BOB, message="1"), stage.clock.now(), "message", "stop")
    assert await dispatch(stage.room, stop) is None
    assert session(stage).over
    assert await dispatch(stage.room, stop) is None
    place = await stage.room.practice.place_of(BOB)
    assert await stage.stores.ledger.history(place, 5) == []


async def test_while_it_is_paused_what_was_asked_last_is_answered(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "pause")
    await stage.clock.pass_time(60)
    await told(stage, "question coin-flips", "I would flip it many times and look.")
    assert session(stage).phase is Phase.PAUSED
    assert "of 100" in (await stage.seen("bob", "direct"))[-1]
    await told(stage, "resume", "I like small cats.")
    assert session(stage).stages[0].answers == ("I like small cats.",)


async def test_a_number_after_the_end_rates_until_a_question_was_asked(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "stop")
    await stage.clock.pass_time(60)
    await told(stage, "question coin-flips", "1. I would flip it. 2. I would count.")
    assert session(stage).rating is None
    assert "of 100" in (await stage.seen("bob", "direct"))[-1]


async def test_what_the_debrief_names_is_what_comes_next(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "skip", "I like small cats.", "stop")
    await told(stage, "next")
    shown = await stage.seen("bob", "direct")
    assert "the debrief of your mock interview asks for *statistics*" in shown[-1]
    assert "A fair die?" in shown[-1]
    await stage.clock.pass_time(60)
    await told(stage, "I would roll it many times and look.", "next")
    again = [text for text in await stage.seen("bob", "direct") if "the debrief of your mock interview" in text]
    assert len(again) == 2
    assert "A fair die?" not in again[-1]


async def test_one_that_was_held_aside_is_rated_in_words_there(stage: CoreStage) -> None:
    await stage.command("bob", "mock two-stages private=yes", "channel")
    await stage.settle()
    await told(stage, "stop", "4: she gave me room.")
    rating = session(stage).rating
    assert rating is not None
    assert (rating.stars, rating.why) == (4, "she gave me room.")


async def test_a_group_that_is_private_has_its_interviews_in_private(stage: CoreStage) -> None:
    await stage.command("ada", "settings private=yes", "channel")
    await stage.settle()
    await stage.say("bob", "mock two-stages", "channel", mention=True)
    await stage.settle()
    assert kept(stage).origin.direct
    assert await stage.seen("ada", "channel") == []
    assert "What brings you here?" in (await stage.seen("bob", "direct"))[-1]


async def test_in_a_questions_thread_an_interview_gets_one_of_its_own(stage: CoreStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", "mock two-stages", "thread", mention=True)
    await stage.settle()
    assert kept(stage).origin.thread not in {None, stage.thread}


async def test_where_direct_messages_belong_to_no_server_it_goes_on_there_all_the_same(stage: CoreStage) -> None:
    await stage.command("bob", "mock two-stages private=yes", "channel")
    await stage.settle()
    elsewhere = Origin("core", "@me", "D-bob", "bob", "Bob", direct=True)

    async def say(text: str, number: int) -> None:
        origin = replace(elsewhere, message=str(number))
        assert (
            await dispatch(stage.room, ChatEvent(f"message:{number}", origin, stage.clock.now(), "message", text))
            is None
        )

    await say("I like small cats.", 7)
    assert session(stage).stages[0].answers == ("I like small cats.",)
    await say("stop", 8)
    await say("resume", 9)
    assert session(stage).phase is Phase.LIVE
    await say("stop", 10)
    await say("4, for the pauses", 11)
    assert session(stage).rating is not None


async def test_without_a_thread_it_is_held_in_private(stage: CoreStage) -> None:
    stage.platform.opens_threads = False
    await stage.say("bob", "mock two-stages", "channel", mention=True)
    await stage.settle()
    assert kept(stage).origin.direct
    assert "What brings you here?" in (await stage.seen("bob", "direct"))[-1]


async def test_time_moves_it_on_once_however_many_look(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "I like small cats.")
    stage.clock.advance(5 * 60)
    counts = [await ticker(stage).tick(stage.clock.now()) for _ in range(3)]
    await stage.settle()
    assert counts == [1, 0, 0]
    moved_on = [turn for turn in session(stage).turns if turn.kind is TurnKind.MOVE_ON]
    shown = "\n".join(await stage.seen("bob", "direct"))
    assert [shown.count(turn.text) for turn in moved_on] == [1]


async def test_clocks_of_two_processes_tick_once(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "I like small cats.")
    stage.clock.advance(5 * 60)
    counts = await asyncio.gather(*(ticker(stage).tick(stage.clock.now()) for _ in range(3)))
    await stage.settle()
    assert [turn.kind for turn in session(stage).turns].count(TurnKind.MOVE_ON) == 1
    assert sum(counts) >= 1


async def test_what_was_put_away_is_in_nobodys_way_until_it_is_resumed(stage: CoreStage) -> None:
    await told(stage, "mock two-stages", "I like small cats.")
    stage.clock.advance(timedelta(hours=25).total_seconds())
    await ticker(stage).tick(stage.clock.now())
    await stage.settle()
    assert session(stage).phase is Phase.PARKED
    await told(stage, "question coin-flips", "I would flip it many times and look.")
    assert "of 100" in (await stage.seen("bob", "direct"))[-1]
    await stage.command("bob", "mock resume", "channel")
    await stage.settle()
    assert "goes on where it is held" in (await stage.seen("bob", "alone"))[-1]
    assert "How would you go on with drive?" in (await stage.seen("bob", "direct"))[-1]
    assert session(stage).phase is Phase.LIVE


async def test_one_whose_plan_has_changed_is_ended_and_says_so(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    other = plan(stages=plan().model_dump(mode="json")["stages"][:2])
    changed = replace(CONTENT, interviews={"two-stages": other})
    interviews = stage.room.mocks.interviews
    stage.room = replace(stage.room, mocks=replace(stage.room.mocks, interviews=replace(interviews, content=changed)))
    event = ChatEvent("message:9", replace(BOB, message="9"), stage.clock.now(), "message", "I like cats.")
    reply = await dispatch(stage.room, event)
    assert reply is not None
    assert "its plan has changed" in str(reply.parts)
    assert session(stage).phase is Phase.STOPPED
    stage.clock.advance(timedelta(days=2).total_seconds())
    assert await ticker(stage).tick(stage.clock.now()) == 0


async def test_a_turn_waits_for_those_before_it(stage: CoreStage) -> None:
    await stage.say("bob", "mock two-stages", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.handlers[JobKind.EVENT](event)
    await stage.stores.jobs.finish(event, stage.clock.now())
    await stage.say("bob", "hint", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.handlers[JobKind.EVENT](event)
    first, second = await stage.stores.jobs.claim([JobKind.SAY], 2, stage.clock.now(), 30)
    with pytest.raises(NotItsTurnError, match="still on its way"):
        await stage.handlers[JobKind.SAY](second)
    assert await stage.handlers[JobKind.SAY](first) is Handled.DONE
    assert await stage.handlers[JobKind.SAY](second) is Handled.DONE
    assert "no further hint" in (await stage.seen("bob", "direct"))[-1]


async def lost(stage: CoreStage, error: UndeliverableError) -> None:
    """Let the next thing that is said be undeliverable, and given up."""
    stage.platform.refuses = error
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.handlers[JobKind.EVENT](event)
    await stage.stores.jobs.finish(event, stage.clock.now())
    [job] = await stage.stores.jobs.claim([JobKind.SAY], 1, stage.clock.now(), 30)
    with pytest.raises(UndeliverableError):
        await stage.handlers[JobKind.SAY](job)
    await stage.stores.jobs.bury(job, error.reason, stage.clock.now())
    stage.platform.refuses = None


async def in_thread(stage: CoreStage, *texts: str) -> None:
    for text in texts:
        await stage.say("bob", text, "thread")
        await stage.settle()


async def test_a_turn_that_can_never_be_shown_holds_up_none_after_it(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    await stage.say("bob", "repeat", "direct")
    await lost(stage, UndeliverableError("refused-invalid_blocks", "message"))
    assert session(stage).phase is Phase.LIVE
    await told(stage, "time?")
    assert "About 5 minutes left" in (await stage.seen("bob", "direct"))[-1]


@pytest.mark.parametrize(
    "error",
    [
        UndeliverableError("archived"),
        UndeliverableError("no-channel", "message"),
        UndeliverableError("message-gone", "message"),
        UndeliverableError("revoked", "workspace"),
    ],
)
async def test_an_interview_that_lost_its_place_is_put_away_at_once_and_has_no_more_to_say(
    stage: CoreStage, error: UndeliverableError
) -> None:
    await stage.command("bob", "mock two-stages", "channel")
    await stage.settle()
    await stage.say("bob", "I like numbers.", "thread")
    await lost(stage, error)
    assert session(stage).phase is Phase.PARKED
    counted = session(stage).seconds
    shown = len(stage.platform.messages)
    for _ in range(20):
        await stage.clock.pass_time(3600)
        assert await ticker(stage).tick(stage.clock.now()) == 0
        await stage.settle()
    assert len(stage.platform.messages) == shown
    assert session(stage).seconds == counted


async def test_its_candidate_is_told_and_goes_on_with_the_turn_that_was_lost_where_they_resume_it(
    stage: CoreStage,
) -> None:
    await stage.command("bob", "mock two-stages", "channel")
    await stage.settle()
    await in_thread(stage, "note: - numbers")
    await stage.say("bob", "I like numbers.", "thread")
    before = len(await stage.seen("bob", "thread"))
    stage.platform.dead = {("C1", kept(stage).origin.thread)}
    with pytest.raises(UndeliverableError):
        await stage.settle()
    assert "can't write any more where your interview" in (await stage.seen("bob", "direct"))[-1]
    await told(stage, "mock resume", "note: - and words")
    said = await stage.seen("bob", "direct")
    assert [text for text in said if "How would you go on with drive?" in text]
    assert any("Welcome back" in text for text in said)
    assert "and words" in next(text for text in said if text.startswith("Notes"))
    assert len(await stage.seen("bob", "thread")) == before
    await told(stage, "Because of the coins.")
    assert len(session(stage).stages[0].answers) > 0
    assert await stage.stores.jobs.counts() == replace(await stage.stores.jobs.counts(), waiting=0)


async def test_in_another_channel_it_goes_on_in_a_thread_of_its_own_and_what_was_private_stays_so(
    stage: CoreStage,
) -> None:
    await stage.command("bob", "mock two-stages", "channel")
    await stage.settle()
    first = kept(stage).origin.thread
    await stage.say("bob", "I like numbers.", "thread")
    await lost(stage, UndeliverableError("archived"))
    await stage.command("bob", "mock resume", "channel")
    await stage.settle()
    assert kept(stage).origin.thread not in {None, first}
    await stage.command("bob", "mock stop", "channel")
    await stage.settle()
    await stage.command("bob", "mock two-stages private", "channel")
    await stage.settle()
    await stage.say("bob", "I like words.", "direct")
    await lost(stage, UndeliverableError("member-unreachable", "member"))
    await stage.command("bob", "mock resume", "channel")
    await stage.settle()
    place = await stage.room.practice.place_of(BOB)
    current = await stage.stores.interviews.current(place)
    assert current is not None
    assert (current.origin.direct, current.session.phase) == (True, Phase.LIVE)


async def a_long_set_up(stage: CoreStage) -> tuple[Job, asyncio.Future[Handled]]:
    """Bob's interview has begun, and its first turn stands there; the next comes after a pause."""
    stage.handlers[JobKind.SAY] = SayTurns(
        CONTENT, stage.stores.interviews, stage.stores.jobs, stage.chats, stage.clock
    )
    await stage.say("bob", "mock two-stages", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.handlers[JobKind.EVENT](event)
    [job] = await stage.stores.jobs.claim([JobKind.SAY], 1, stage.clock.now(), 30)
    saying = asyncio.ensure_future(stage.handlers[JobKind.SAY](job))
    await settle()
    assert len(stage.platform.messages) == 1
    return job, saying


async def test_long_set_ups_come_with_pauses_until_the_candidate_goes_on(stage: CoreStage) -> None:
    _, saying = await a_long_set_up(stage)
    await stage.clock.pass_time(4)
    assert len(stage.platform.messages) == 2
    await stage.room.mocks.hear(kept(stage), _word("repeat"))
    await stage.clock.pass_time(4)
    assert await saying is Handled.DONE
    assert len(stage.platform.messages) == 3


class SlowJudge(WordsJudge):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()

    async def judge(self, request: GradingRequest) -> Verdict:
        await self.let.wait()
        return await super().judge(request)


async def test_an_interviewer_who_takes_long_says_so_and_the_turn_takes_its_place(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    judge = SlowJudge()
    _let_judge(stage, judge)
    before = len(stage.platform.messages)
    await stage.say("bob", "I like small cats.", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    hearing = asyncio.ensure_future(stage.handlers[JobKind.EVENT](event))
    await settle()
    assert len(stage.platform.messages) == before
    await stage.clock.pass_time(5)
    assert "thinking" in (await stage.seen("bob", "direct"))[-1]
    judge.let.set()
    await hearing
    await stage.stores.jobs.finish(event, stage.clock.now())
    await stage.settle()
    shown = await stage.seen("bob", "direct")
    assert "How would you go on with" in shown[-1]
    assert not any("thinking" in text for text in shown)
    assert len(shown) == before + 1


async def test_a_judge_out_of_reach_leaves_the_estimate(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    _let_judge(stage, FakeJudge(error=JudgeUnavailableError("overloaded")), reader=WordsJudge(estimate=True))
    await told(stage, "I like small cats.", "that's all", "stop")
    grade = session(stage).stages[0].grade
    assert grade is not None
    assert grade.estimate


def _word(text: str) -> Heard:
    return Heard(f"pressed-{text}", NOON, text)


def _let_judge(stage: CoreStage, judge: Judge, reader: Judge | None = None) -> None:
    """Have another judge grade, and another reader find gaps."""
    mocks = stage.room.mocks
    conductor = Conductor(PlanInterviewer(), reader or judge, judge)
    through = Thinking(stage.content, stage.stores.interviews, stage.chats, stage.clock)
    interviews: Interviews = replace(mocks.interviews, conductor=conductor, through=through)
    room = replace(stage.room, mocks=replace(mocks, interviews=interviews))
    stage.handlers[JobKind.EVENT] = HandleEvents(room, stage.chats, stage.stores.jobs, stage.clock)


async def test_in_the_terminal_only_a_slash_makes_a_command_while_an_interview_runs(stage: CoreStage) -> None:
    me = Origin("terminal", "local", "here", "me", "Me", direct=True)
    await stage.room.mocks.begin(me, Heard("begin", NOON), "two-stages", private=False)
    heard = [
        await overheard(stage.room, ChatEvent(f"typed-{place}", me, NOON, "message", text))
        for place, text in enumerate(["mock notes", "progress", "/progress"])
    ]
    assert heard == [True, True, False]


async def test_whoever_is_forgotten_amid_a_long_set_up_hears_no_more_of_it(stage: CoreStage) -> None:
    job, saying = await a_long_set_up(stage)
    await stage.stores.ledger.forget(await stage.room.practice.place_of(BOB))
    await stage.clock.pass_time(60)
    with pytest.raises(TryLaterError, match="changed"):
        await saying
    assert len(stage.platform.messages) == 1
    assert not stage.stores.state.deliveries
    assert await stage.handlers[JobKind.SAY](job) is Handled.DONE


async def test_what_is_under_way_as_its_member_is_forgotten_ends_quietly(stage: CoreStage) -> None:
    await told(stage, "mock two-stages")
    judge = ForgettingJudge(stage)
    interviews = replace(stage.room.mocks.interviews, conductor=Conductor(PlanInterviewer(), judge, judge))
    mocks = replace(stage.room.mocks, interviews=interviews)
    stage.handlers[JobKind.EVENT] = HandleEvents(
        replace(stage.room, mocks=mocks), stage.chats, stage.stores.jobs, stage.clock
    )
    shown = len(stage.platform.messages)
    await told(stage, "I like numbers.")
    assert judge.judged
    assert len(stage.platform.messages) == shown
    assert not stage.stores.interviews.kept
    assert "numbers" not in str(stage.stores.jobs._rows)


class ForgettingJudge(WordsJudge):
    """While it judges, the member has everything erased."""

    def __init__(self, stage: CoreStage) -> None:
        super().__init__()
        self.stage = stage

    async def judge(self, request: GradingRequest) -> Verdict:
        await self.stage.stores.ledger.forget(await self.stage.room.practice.place_of(BOB))
        return await super().judge(request)
