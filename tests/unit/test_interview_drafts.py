"""A follow-up as it is being written: what of it is seen, and that nothing is seen that may not be said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.claude_verdict import plain
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prompt import Features
from bot.core.inbox import HandleEvents
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import PlanInterviewer
from bot.core.interviews.model_interviewer import InterviewModel, ModelInterviewer
from bot.core.interviews.releasing import Release
from bot.core.interviews.state import Turn, TurnKind
from bot.core.interviews.thinking import Thinking
from bot.core.records import JobKind
from tests.fakes.clock import settle
from tests.samples import NOON
from tests.transcripts.core_stage import CoreStage
from tests.unit.interview_samples import Talk, WordsJudge, make
from tests.unit.test_interview_interviewers import OPTIONS, situation, telling

GOOD = "You said that you like cats. Let us stay with them. What would you ask one?"
PLANNED = "How would you go on with that?"
SECRET = "It would be advice second said another way."
LEAKS = [
    (f"You said that you like cats. {SECRET} What then?", "gives-away"),
    ("You said that you like cats. Your score is 40 of 100. What then?", "tells"),
    ("You said that you like cats. Well done! What then?", "judges"),
    ("You said that you like cats. Have you considered dogs? Tell me.", "leading"),
    ("You said that you like cats. Why cats? And why not dogs? Tell me.", "questions"),
]


class StreamingModel(InterviewModel):
    """Writes what it is told to, piece by piece, and waits before some of them."""

    def __init__(self, *pieces: str | asyncio.Event | Exception, stop_reason: str | None = "end_turn") -> None:
        self.pieces = pieces
        self.stop_reason = stop_reason
        self.written: list[str] = []

    async def send(self, build: Callable[[Features], dict[str, Any]]) -> ModelReply:
        build(Features())
        return ModelReply("".join(piece for piece in self.pieces if isinstance(piece, str)), "end_turn", Usage())

    async def stream(
        self, build: Callable[[Features], dict[str, Any]], take: Callable[[str], Awaitable[bool]]
    ) -> ModelReply:
        build(Features())
        for piece in self.pieces:
            if isinstance(piece, asyncio.Event):
                await piece.wait()
            elif isinstance(piece, Exception):
                raise piece
            else:
                self.written.append(piece)
                if not await take(piece):
                    return ModelReply("".join(self.written), None, Usage())
        return ModelReply("".join(self.written), self.stop_reason, Usage())


def interviewer(*pieces: str | asyncio.Event | Exception, stop_reason: str | None = "end_turn") -> ModelInterviewer:
    return ModelInterviewer(StreamingModel(*pieces, stop_reason=stop_reason), OPTIONS, lambda: "0123456789abcdef")


def words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")]


async def asked(model: ModelInterviewer) -> tuple[list[str], str]:
    """What was seen while it was written, and what was asked in the end."""
    seen: list[str] = []

    async def aloud(text: str) -> None:
        seen.append(text)

    here = await situation("The design is this, and I like cats.", script=telling())
    follow_up = await model.follow_up(here, aloud)
    assert follow_up is not None
    return seen, follow_up.text


async def test_a_follow_up_is_seen_sentence_by_sentence() -> None:
    seen, said = await asked(interviewer(*words(GOOD)))
    assert seen == ["You said that you like cats.", "You said that you like cats. Let us stay with them.", GOOD]
    assert said == GOOD


async def test_one_sentence_is_said_at_once() -> None:
    seen, said = await asked(interviewer(*words("What would you ask a cat, then?")))
    assert (seen, said) == ([], "What would you ask a cat, then?")


@pytest.mark.parametrize(("says", "reason"), LEAKS)
async def test_what_may_not_be_said_is_never_seen_and_nobody_waits_for_its_end(says: str, reason: str) -> None:
    model = interviewer(*words(says), *words("And so on, for ever and ever."))
    seen, said = await asked(model)
    allowed = ["You said that you like cats.", "You said that you like cats. Why cats?"]
    assert seen == allowed[: 2 if reason == "questions" else 1]
    assert said == PLANNED
    assert model.refused == {reason: 1}
    assert isinstance(model.model, StreamingModel)
    assert "ever." not in "".join(model.model.written)


@pytest.mark.parametrize("says", [says for says, _ in LEAKS])
async def test_a_fault_in_the_last_sentence_is_found_as_well(says: str) -> None:
    text = says.rsplit(" ", 2)[0]  # what begins well ends with the fault
    seen, said = await asked(interviewer(*words(text)))
    assert said == PLANNED
    assert all(text not in shown for shown in seen)


@pytest.mark.parametrize(
    "end", [JudgeUnavailableError("overloaded"), JudgeUnavailableError("connection"), JudgeUnavailableError("timeout")]
)
async def test_where_the_writing_breaks_off_the_plans_own_probe_is_asked(end: JudgeUnavailableError) -> None:
    model = interviewer("You said that you like cats. Let us ", end)
    assert await asked(model) == (["You said that you like cats."], PLANNED)
    assert model.refused == {end.reason: 1}


async def test_what_was_cut_off_is_not_asked() -> None:
    seen, said = await asked(interviewer("You like cats. Let us stay", stop_reason="max_tokens"))
    assert (seen, said) == (["You like cats."], PLANNED)


async def test_a_beginning_that_was_said_before_is_no_repetition() -> None:
    talk_so_far = "A friend hands you a coin and says it is fair. How would you find out whether to believe them?"
    seen, said = await asked(interviewer(*words(f"{talk_so_far} Begin there.")))
    assert talk_so_far not in seen
    assert said.endswith("Begin there.")


class SilentModel(StreamingModel):
    """Writes as well as others and hands nothing on."""

    async def stream(
        self,
        build: Callable[[Features], dict[str, Any]],
        take: Callable[[str], Awaitable[bool]],
    ) -> ModelReply:
        return await self.send(build)


async def test_a_model_that_does_not_stream_asks_all_the_same() -> None:
    assert await asked(ModelInterviewer(SilentModel(GOOD), OPTIONS, lambda: "0123456789abcdef")) == ([], GOOD)
    leaking = ModelInterviewer(SilentModel(LEAKS[0][0]), OPTIONS, lambda: "0123456789abcdef")
    assert await asked(leaking) == ([], PLANNED)


FAULTY = ("secret", "judge")
SENTENCES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["a", "few", "words", *FAULTY]), min_size=1, max_size=4), st.sampled_from(".!?…。")
    ),
    min_size=1,
    max_size=6,
)


def fault(text: str) -> str | None:
    """Two faulty words make a fault, wherever they stand."""
    found = [word for word in FAULTY if word in text]
    return "faulty" if len(found) == len(FAULTY) else None


async def _released(pieces: Sequence[str]) -> tuple[list[str], str | None]:
    seen: list[str] = []

    async def aloud(text: str) -> None:
        seen.append(text)

    release = Release(fault, aloud)
    for piece in pieces:
        if not await release.take(piece):
            break
    return seen, release.fault


@given(SENTENCES, st.data())
async def test_however_a_text_is_cut_the_same_sentences_are_released_and_all_of_them_pass(
    sentences: list[tuple[list[str], str]], data: st.DataObject
) -> None:
    told = [f"{' '.join(said)}{mark}" for said, mark in sentences]
    text = " ".join(told)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    seen, found = await _released(pieces)
    assert (seen, found) == await _released([text]) == await _released(list(text))
    whole = [plain(" ".join(told[: number + 1])) for number in range(len(told) - 1)]
    passing = [prefix for prefix in whole if fault(prefix) is None]
    assert (
        seen == passing
    )  # whole sentences, in order, up to the first fault; the last one is for the check of the whole
    assert (found is None) == (len(passing) == len(whole))


@given(st.text(alphabet="ab .!?\n\"')。", max_size=60), st.data())
async def test_any_text_at_all_is_released_in_order_and_wherever_it_is_cut(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    seen, found = await _released(pieces)
    assert (seen, found) == await _released([text])
    assert all(plain(text).startswith(shown) for shown in seen)
    assert seen == sorted(seen, key=len)


# Where a follow-up is seen: as the turn that it will be, and in its place.


async def test_a_turn_is_drafted_as_the_turn_that_it_becomes() -> None:
    drafted: list[Turn] = []
    turns = await _heard(drafted, interviewer(*words(GOOD)))
    [probe] = [turn for turn in turns if turn.kind is TurnKind.PROBE]
    assert drafted[-1] == probe
    assert [turn.text for turn in drafted[:2]] == ["You said that you like cats.", GOOD.rsplit(". ", 1)[0] + "."]


async def test_a_turn_that_another_comes_before_is_not_drafted() -> None:
    drafted: list[Turn] = []
    turns = await _heard(drafted, interviewer(*words(GOOD)), minutes=17)
    assert [turn.kind for turn in turns if turn.persona is not None][:2] == [TurnKind.TIME, TurnKind.PROBE]
    assert drafted == []


async def _heard(drafted: list[Turn], model: ModelInterviewer, minutes: float = 0.0) -> Sequence[Turn]:
    """The turns that an answer leads to after a while."""

    async def draft(turn: Turn) -> None:
        drafted.append(turn)

    talk = Talk(make())
    await talk.begin()
    await talk.say("skip")
    judge = WordsJudge()
    at = NOON + timedelta(minutes=minutes)
    step = await Conductor(model, judge, judge).hear(
        talk.script, talk.session, "The design is this, and I like cats.", at, None, draft
    )
    return step.turns


@pytest.fixture
async def stage() -> CoreStage:
    stage = CoreStage()
    for text in ("mock two-stages", "skip"):
        await stage.say("bob", text, "direct")
        await stage.settle()
    return stage


def let_write(stage: CoreStage, *pieces: str | asyncio.Event | Exception) -> StreamingModel:
    """Have a model interview that writes these pieces."""
    model, judge, mocks = StreamingModel(*pieces), WordsJudge(estimate=True), stage.room.mocks
    conductor = Conductor(ModelInterviewer(model, OPTIONS, lambda: "0123456789abcdef"), judge, judge)
    through = Thinking(stage.content, stage.stores.interviews, stage.chats, stage.clock)
    interviews = replace(mocks.interviews, conductor=conductor, through=through)
    room = replace(stage.room, mocks=replace(mocks, interviews=interviews))
    stage.handlers[JobKind.EVENT] = HandleEvents(room, stage.chats, stage.stores.jobs, stage.clock)
    return model


async def answering(stage: CoreStage) -> asyncio.Future[Any]:
    """Bob's answer, as it is being handled."""
    await stage.say("bob", "The design is this, and I like cats.", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)

    async def handle() -> None:
        await stage.handlers[JobKind.EVENT](event)
        await stage.stores.jobs.finish(event, stage.clock.now())

    handling = asyncio.ensure_future(handle())
    await settle()
    return handling


async def last(stage: CoreStage) -> str:
    return (await stage.seen("bob", "direct"))[-1]


async def test_the_candidate_sees_it_grow_and_the_turn_takes_its_place(stage: CoreStage) -> None:
    more, rest = asyncio.Event(), asyncio.Event()
    let_write(stage, "You like cats. ", "Let", more, " us stay. ", "What", rest, " would you ask one?")
    before = len(stage.platform.messages)
    handling = await answering(stage)
    assert await last(stage) == "**Kim:** You like cats. …"
    more.set()
    await stage.clock.pass_time(2)
    assert await last(stage) == "**Kim:** You like cats. Let us stay. …"
    rest.set()
    await handling
    await stage.settle()
    assert (await last(stage)).startswith("**Kim:** You like cats. Let us stay. What would you ask one?")
    assert "…" not in await last(stage)
    assert len(stage.platform.messages) == before + 1
    assert stage.platform.messages[str(stage.platform.written)].buttons


async def test_after_the_word_that_it_takes_long_the_draft_takes_that_place(stage: CoreStage) -> None:
    start, rest = asyncio.Event(), asyncio.Event()
    let_write(stage, start, "You like cats. Let", rest, " us stay. What would you ask one?")
    before = len(stage.platform.messages)
    handling = await answering(stage)
    await stage.clock.pass_time(5)
    assert "thinking" in await last(stage)
    start.set()
    await stage.clock.pass_time(2)
    assert await last(stage) == "**Kim:** You like cats. …"
    rest.set()
    await handling
    await stage.settle()
    assert len(stage.platform.messages) == before + 1


async def test_nobody_is_told_that_it_takes_long_who_sees_it_being_written(stage: CoreStage) -> None:
    rest = asyncio.Event()
    let_write(stage, "You like cats. Let", rest, " us stay. What would you ask one?")
    handling = await answering(stage)
    await stage.clock.pass_time(6)
    assert await last(stage) == "**Kim:** You like cats. …"
    rest.set()
    await handling


async def test_where_it_gives_something_away_the_plans_own_probe_takes_its_place(stage: CoreStage) -> None:
    shown: list[str] = []
    rest = asyncio.Event()
    let_write(stage, "You like cats. Your", rest, " score is 40 of 100. What would you ask one?")
    handling = await answering(stage)
    shown.append(await last(stage))
    rest.set()
    await stage.clock.pass_time(2)
    shown.append(await last(stage))
    await handling
    await stage.settle()
    shown.append(await last(stage))
    assert not any("score" in text for text in shown)
    assert shown[0] == "**Kim:** You like cats. …"
    assert "How would you go on with" in shown[-1]
    assert "cats" not in shown[-1]


async def test_after_a_crash_the_event_is_played_again_and_nothing_is_said_twice(stage: CoreStage) -> None:
    never = asyncio.Event()
    let_write(stage, "You like cats. Let", never)
    before = len(stage.platform.messages)
    handling = await answering(stage)
    assert await last(stage) == "**Kim:** You like cats. …"
    handling.cancel()
    await asyncio.wait({handling})
    await stage.restart()
    let_write(stage, *words(GOOD))
    stage.clock.advance(31)  # until its lease ends
    await stage.settle()
    assert (await last(stage)).startswith(f"**Kim:** {GOOD}")
    assert len(stage.platform.messages) == before + 1


async def test_what_was_said_before_is_not_overtaken(stage: CoreStage) -> None:
    await stage.say("bob", "repeat", "direct")
    [event] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    await stage.handlers[JobKind.EVENT](event)
    await stage.stores.jobs.finish(event, stage.clock.now())  # and its turn is not said yet
    let_write(stage, *words(GOOD))
    before = len(stage.platform.messages)
    handling = await answering(stage)
    await handling
    assert len(stage.platform.messages) == before
    await stage.settle()
    assert (await last(stage)).startswith(f"**Kim:** {GOOD}")


async def test_the_plan_by_itself_drafts_nothing() -> None:
    drafted: list[Turn] = []

    async def draft(turn: Turn) -> None:
        drafted.append(turn)

    talk, judge = Talk(make()), WordsJudge()
    await talk.begin()
    await Conductor(PlanInterviewer(), judge, judge).hear(talk.script, talk.session, "I like cats.", NOON, None, draft)
    assert drafted == []
