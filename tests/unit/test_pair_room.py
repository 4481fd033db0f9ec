from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import ChatEvent, Form, Reply, ReplyKind
from bot.core.commands.forms import form_for
from bot.core.commands.typed import spoken_command
from bot.core.errors import UndeliverableError
from bot.core.interviews.overdue import InterviewTicker
from bot.core.interviews.pairing.state import Pair, PairPhase, Role
from bot.core.interviews.state import Phase
from bot.core.records import Job, JobKind, Origin
from bot.core.worker import Handled, Handler
from tests.transcripts.core_stage import CoreStage
from tests.transcripts.steps import NAMES, play

PAIRS = [name for name in NAMES if name.startswith("pair_")]


class StutteringStage(CoreStage):
    """A stage on which everything is done twice, as if each worker died just before it could say that it was done."""

    def _start(self) -> None:
        super()._start()
        self.handlers = {kind: twice(handler) for kind, handler in self.handlers.items()}


def twice(handler: Handler) -> Handler:
    async def run(job: Job) -> Handled:
        await handler(job)
        return await handler(job)

    return run


@pytest.mark.parametrize("name", PAIRS)
async def test_what_is_done_again_after_a_crash_is_neither_counted_nor_said_twice(name: str) -> None:
    await play(name, StutteringStage())


async def begun(stage: CoreStage | None = None) -> CoreStage:
    """Bob reads, Ada answers."""
    stage = stage or CoreStage()
    await stage.command("ada", "pair two-stages", "channel")
    await stage.settle()
    for who, label in (("bob", "I'll interview"), ("ada", "Start")):
        await stage.press(who, label)
        await stage.settle()
    return stage


async def answer_to(stage: CoreStage, who: str, text: str) -> str:
    """What is said to a command alone."""
    before = len(await stage.seen(who, "alone"))
    await stage.command(who, text, "channel")
    await stage.settle()
    return "\n".join((await stage.seen(who, "alone"))[before:])


async def pass_minutes(stage: CoreStage, minutes: float) -> None:
    await stage.clock.pass_time(minutes * 60)
    await stage.settle()


async def test_the_reader_is_told_once_that_a_parts_time_is_used_up() -> None:
    stage = await begun()
    await pass_minutes(stage, 4.5)
    assert not [text for text in await stage.seen("bob", "direct") if "used up" in text]
    await pass_minutes(stage, 0.6)
    [told] = [text for text in await stage.seen("bob", "direct") if "used up" in text]
    assert "Thanks, let us go on to the next part." in told
    assert not [text for text in await stage.seen("ada", "direct") if "used up" in text]


async def test_a_clock_that_was_stopped_in_between_is_told_of_later() -> None:
    stage = await begun()
    await stage.press("ada", "Pause")
    await stage.settle()
    await pass_minutes(stage, 30)
    assert not [text for text in await stage.seen("bob", "direct") if "used up" in text]
    await stage.press("bob", "Resume")
    await stage.settle()
    await pass_minutes(stage, 5.1)
    assert len([text for text in await stage.seen("bob", "direct") if "used up" in text]) == 1


async def test_whoever_has_gone_on_is_not_told_of_the_part_before() -> None:
    stage = await begun()
    await stage.press("bob", "Next part")
    await stage.settle()
    await pass_minutes(stage, 5.1)
    assert not [text for text in await stage.seen("bob", "direct") if "“Warm-up” is used up" in text]


async def test_levels_can_be_typed_by_letter_and_wrong_ones_change_nothing() -> None:
    stage = await begun()
    assert "can't make sense" in await answer_to(stage, "bob", "pair action=level A3 Z2")
    await stage.command("bob", "pair action=level a3 B0", "channel")
    await stage.settle()
    kept = await stage.room.pairs.store.get(1, 1)
    assert kept is not None
    assert kept.pair.open_stage.levels == {"drive": 3, "news": 0}


async def test_scores_of_a_person_reach_neither_the_ledger_nor_the_leaderboard() -> None:
    stage = await begun()
    for label in ("A4", "B4", "Next part", "A4", "Stop", "Stop for good"):
        await stage.press("bob", label)
        await stage.settle()
    assert "Overall 100 of 100" in (await stage.seen("ada", "direct"))[0]
    assert not stage.stores.state.grades
    assert not stage.stores.state.answers


async def test_an_invitation_by_name_reaches_the_one_who_is_asked_and_nobody_else_can_join() -> None:
    stage = CoreStage()
    await stage.command("bob", "progress", "channel")
    await stage.settle()
    await stage.command("ada", "pair <@bob> two-stages", "channel")
    await stage.settle()
    assert "asks you for an interview in pairs" in (await stage.seen("bob", "direct"))[0]
    await stage.press("cleo", "I'll answer")
    await stage.settle()
    assert "Somebody else was asked" in (await stage.seen("cleo", "alone"))[0]
    await stage.press("bob", "I'll answer")
    await stage.settle()
    assert "settled" in (await stage.seen("bob", "direct"))[0]
    kept = await stage.room.pairs.store.get(1, 1)
    assert kept is not None
    assert kept.pair.candidate is not None
    assert (kept.pair.candidate.user, kept.pair.invited_name) == ("bob", "Bob")


async def test_a_member_who_interviews_alone_is_asked_to_end_that_first() -> None:
    stage = CoreStage()
    await stage.command("ada", "mock two-stages", "direct")
    await stage.settle()
    assert "alone just now" in await answer_to(stage, "ada", "pair two-stages")


async def test_stopping_is_asked_back_first_for_it_is_for_good() -> None:
    stage = await begun()
    await stage.press("ada", "Stop")
    await stage.settle()
    assert "Stop for good?" in (await stage.seen("ada", "alone"))[-1]
    assert "Part 1 of 3" in (await stage.seen("ada", "channel"))[0]
    assert "Only the two" in await answer_to(stage, "cleo", "pair action=stop pair=1")
    await stage.press("ada", "Stop for good")
    await stage.settle()
    assert "It was stopped." in (await stage.seen("ada", "channel"))[0]


async def test_a_pair_does_not_start_beside_an_interview_that_one_of_them_has_begun_alone() -> None:
    stage = CoreStage()
    await stage.command("ada", "pair two-stages", "channel")
    await stage.settle()
    await stage.command("ada", "mock two-stages", "direct")
    await stage.settle()
    await stage.press("bob", "I'll interview")
    await stage.settle()
    await stage.press("bob", "Start")
    await stage.settle()
    assert "alone just now" in (await stage.seen("bob", "alone"))[-1]


async def test_whoever_is_in_a_pair_begins_no_interview_alone() -> None:
    stage = await begun()
    for who in ("ada", "bob"):
        await stage.command(who, "mock two-stages", "direct")
        await stage.settle()
        said = [*await stage.seen(who, "direct"), *await stage.seen(who, "alone")]
        assert any("in an interview in pairs, `two-stages`" in text for text in said)


async def test_one_that_was_put_away_is_not_gone_on_with_beside_a_pair() -> None:
    stage = CoreStage()
    await stage.command("ada", "mock two-stages", "direct")
    await stage.settle()
    await stage.clock.pass_time(25 * 3600)
    await InterviewTicker(stage.room.mocks.interviews).tick(stage.clock.now())
    await stage.settle()
    await begun(stage)
    for how in ("mock resume", "resume"):
        await stage.say("ada", how, "direct")
        await stage.settle()
        assert "in an interview in pairs, `two-stages`" in (await stage.seen("ada", "direct"))[-1]
    place = await stage.room.practice.place_of(Origin("core", "W1", "D-ada", "ada", "Ada", direct=True))
    kept = await stage.stores.interviews.current(place)
    assert kept is not None
    assert kept.session.phase is Phase.PARKED
    for label in ("Stop", "Stop for good"):
        await stage.press("ada", label)
        await stage.settle()
    await stage.say("ada", "mock resume", "direct")
    await stage.settle()
    assert "What brings you here?" in (await stage.seen("ada", "direct"))[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pair", "Choose a plan"),
        ("pair nonsense", "two-stages"),
        ("pair @ada two-stages", "takes two"),
        ("pair role=judge two-stages", "`judge`"),
        ("pair action=next", "gone"),
        ("pair action=dance", "can't make sense"),
        ("pair action=join pair=99", "gone"),
    ],
)
async def test_what_cannot_be_is_answered_with_what_can(text: str, said: str) -> None:
    assert said in await answer_to(CoreStage(), "ada", text)


async def test_a_pair_begins_where_others_are() -> None:
    stage = CoreStage()
    await stage.command("ada", "pair two-stages", "direct")
    await stage.settle()
    assert any("in a channel" in text for text in await stage.seen("ada", "direct"))


async def test_without_a_plan_a_form_asks_for_it_and_sends_the_invitation() -> None:
    stage = CoreStage()
    origin = Origin("core", "W1", "C1", "ada", "Ada", private=True)
    event = stage_event(stage, origin)
    form = await form_for(stage.room, event)
    assert isinstance(form, Form)
    assert [field.name for field in form.fields] == ["plan", "role", "member"]
    stage.forms["ada"] = form, origin
    await stage.fill("ada", {"plan": "two-stages", "role": Role.READER.value, "member": ""})
    await stage.settle()
    [card] = await stage.seen("bob", "channel")
    assert "Interview in pairs: Two stages" in card
    kept = await stage.room.pairs.store.get(1, 1)
    assert kept is not None
    assert kept.pair.reader is not None


async def test_a_note_on_a_pair_that_is_gone_opens_no_form() -> None:
    stage = CoreStage()
    origin = Origin("core", "W1", "C1", "ada", "Ada", private=True)
    refused = await form_for(stage.room, stage_event(stage, origin, action="note", pair="9"))
    assert isinstance(refused, Reply)
    assert refused.kind is ReplyKind.REFUSAL


@pytest.mark.parametrize(
    ("who", "action", "opens"), [("ada", "note", False), ("bob", "note", True), ("bob", "rate", False)]
)
async def test_a_form_opens_for_whom_it_is_meant_and_tells_nobody_else_the_criteria(
    who: str, action: str, opens: bool
) -> None:
    stage = await begun()
    origin = Origin("core", "W1", "C1", who, who.title(), private=True)
    made = await form_for(stage.room, stage_event(stage, origin, action=action))
    assert isinstance(made, Form) is opens
    assert opens or "About drive" not in str(made)


def stage_without_directs() -> CoreStage:
    """A platform on which nobody can be written to in private."""
    stage = CoreStage()
    post = stage.platform.post

    async def refuse_directs(origin: Origin, page: object, key: str) -> object:
        if origin.direct:
            raise UndeliverableError("member-unreachable", "member")
        return await post(origin, page, key)  # type: ignore[arg-type]

    stage.platform.post = refuse_directs  # type: ignore[method-assign,assignment]
    return stage


async def test_a_reader_who_cannot_be_reached_does_not_keep_the_channel_from_its_card() -> None:
    stage = stage_without_directs()
    with pytest.raises(UndeliverableError):
        await begun(stage)
    [card] = await stage.seen("ada", "channel")
    assert "Part 1 of 3" in card


async def burying(stage: CoreStage) -> int:
    """Do what is due; how much of it is given up."""
    buried = 0
    while jobs := await stage.stores.jobs.claim(list(stage.handlers), 10, stage.clock.now(), 30):
        for job in jobs:
            try:
                await stage.handlers[job.kind](job)
                await stage.stores.jobs.finish(job, stage.clock.now())
            except UndeliverableError as error:
                await stage.stores.jobs.bury(job, str(error), stage.clock.now())
                buried += 1
    return buried


async def pair_of(stage: CoreStage) -> Pair:
    kept = await stage.room.pairs.store.get(1, 1)
    assert kept is not None
    return kept.pair


async def test_a_pair_whose_channel_is_gone_stands_still_and_goes_on_in_another() -> None:
    stage = await begun()
    stage.platform.dead = {("C1", None)}
    await stage.press("bob", "Next part")
    assert await burying(stage) == 1
    lost = await pair_of(stage)
    assert (lost.phase, lost.unshown, lost.running_since) == (PairPhase.PAUSED, ("card",), None)
    for who in ("ada", "bob"):
        assert any("can't write any more in the channel" in text for text in await stage.seen(who, "direct"))
    for label in ("C3", "Give a hint"):
        await stage.press("bob", label)
        assert await burying(stage) == 0
    await stage.clock.pass_time(3600)
    assert await burying(stage) == 0
    origin = Origin("core", "W1", "C2", "ada", "Ada", private=True)
    again = ChatEvent("elsewhere", origin, stage.clock.now(), "pair", options={"action": "resume"})
    await stage.inbox.take(again)
    await stage.settle()
    back = await pair_of(stage)
    assert (back.phase, back.home.channel, back.stage, back.unshown) == (PairPhase.LIVE, "C2", lost.stage, ())
    assert back.open_stage.seconds == lost.open_stage.seconds
    assert not any("can't write any more" in text for text in await stage.seen("bob", "direct"))
    assert "Part 2 of 3" in (await stage.seen("ada", "channel"))[-1]


async def test_a_pair_whose_reader_cannot_be_reached_stands_still_until_they_can() -> None:
    stage = stage_without_directs()
    with pytest.raises(UndeliverableError):
        await begun(stage)
    await stage.settle()
    assert (await pair_of(stage)).phase is PairPhase.PAUSED
    assert "can't write to the interviewer in private" in (await stage.seen("ada", "channel"))[0]
    del stage.platform.post
    await stage.press("ada", "Resume")
    await stage.settle()
    assert len(await stage.seen("bob", "direct")) == 4
    assert "can't write" not in (await stage.seen("ada", "channel"))[0]


async def test_an_invitation_to_nobody_stands_in_the_channel_all_the_same() -> None:
    stage = stage_without_directs()
    await stage.command("ada", "pair @nobody two-stages", "channel")
    await stage.settle()
    assert "the one who was named" in (await stage.seen("ada", "channel"))[0]


async def test_what_pairs_show_is_shown_by_a_worker() -> None:
    from bot.core.crew import SHIFTS

    assert any(JobKind.PAIR in shift.kinds for shift in SHIFTS)


def stage_event(stage: CoreStage, origin: Origin, **options: str) -> ChatEvent:
    return ChatEvent("event-form", origin, stage.clock.now(), "pair", "", options)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pair", True),
        ("pair two-stages", True),
        ("pair <@123> two-stages", True),
        ("pair @U12 two-stages", True),
        ("/pair anything", True),
        ("pair: two-stages", True),
        ("pair programming is what I would do first", False),
        ("Pair them by week", False),
        ("pair up", False),
    ],
)
def test_an_answer_that_begins_with_pair_is_no_invitation(text: str, meant: bool) -> None:
    assert (spoken_command(text) is not None) is meant


async def test_a_pair_whose_plan_is_gone_is_ended_by_its_two_and_by_nobody_else() -> None:
    stage = await begun()
    object.__setattr__(stage.room.pairs, "content", replace(stage.room.pairs.content, interviews={}))
    assert "no debrief" not in await answer_to(stage, "carl", "pair action=stop pair=1")
    assert "no debrief" in await answer_to(stage, "ada", "pair action=stop")
    assert "no debrief" not in await answer_to(stage, "bob", "pair action=stop")


async def test_what_the_candidate_writes_in_the_cards_thread_is_quoted_in_the_debrief() -> None:
    stage = await begun()
    await stage.say("ada", "I like statistics, *because* of coins.", "thread")
    await stage.say("bob", "Nobody hears the reader.", "thread")
    await stage.say("ada", "That is for everybody.", "channel")
    await stage.press("bob", "Next part")
    await stage.settle()
    await stage.say("ada", "A thousand flips.", "thread")
    await stage.say("ada", "mock", "thread", mention=True)
    await stage.settle()
    kept = await pair_of(stage)
    assert [record.written for record in kept.stages[:2]] == [
        ("I like statistics, *because* of coins.",),
        ("A thousand flips.",),
    ]
    for label in ("Stop", "Stop for good"):
        await stage.press("ada", label)
        await stage.settle()
    for who in ("ada", "bob"):
        told = "\n".join(await stage.seen(who, "direct"))
        assert "I like statistics, *because* of coins." in told
        assert "A thousand flips." in told
        assert "Nobody hears" not in told
    await stage.say("ada", "Said too late.", "thread")
    await stage.settle()
    assert "too late" not in (await pair_of(stage)).model_dump_json()
