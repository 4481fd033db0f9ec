"""A debrief that could not be shown where its interview was held is shown once, to its candidate alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.chat import ReplyKind
from bot.core.commands import dispatch
from bot.core.errors import UndeliverableError
from bot.core.interviews.kept import Kept
from bot.core.interviews.state import Phase, Session
from bot.core.records import JobKind
from tests.samples import NOON
from tests.transcripts.core_stage import CoreStage
from tests.transcripts.stage import Where
from tests.unit.test_interview_chats import lost

LATE = "could not be shown where you held it; here it is"
TITLE = "Debrief: Two stages"
EVERYWHERE: tuple[Where, ...] = ("direct", "thread", "channel", "alone")


@pytest.fixture
def stage() -> CoreStage:
    return CoreStage()


def kept(stage: CoreStage) -> Kept:
    return [found for found, *_ in stage.stores.interviews.kept.values()][-1]


def session(stage: CoreStage) -> Session:
    return kept(stage).session


async def say(stage: CoreStage, *texts: str, where: Where = "direct") -> None:
    for text in texts:
        await stage.say("bob", text, where)
        await stage.settle()


async def command(stage: CoreStage, text: str, where: Where = "direct") -> None:
    await stage.command("bob", text, where)
    await stage.settle()


async def held(stage: CoreStage, where: Where) -> None:
    """An interview with an answer, whose debrief cannot be shown where it is held."""
    await command(stage, "mock two-stages", where)
    there: Where = "thread" if where == "channel" else "direct"
    await say(stage, "I like numbers.", where=there)
    await stage.say("bob", "stop", there)
    await lost(stage, UndeliverableError("member-unreachable", "member"))
    assert (session(stage).phase, session(stage).owes_debrief) == (Phase.STOPPED, True)


async def shown(stage: CoreStage) -> dict[Where, list[str]]:
    """What was shown of debriefs, by where."""
    found = {where: [text for text in await stage.seen("bob", where) if TITLE in text] for where in EVERYWHERE}
    return {where: texts for where, texts in found.items() if texts}


def once(texts: Sequence[str], words: str) -> bool:
    return sum(text.count(words) for text in texts) == 1


@pytest.mark.parametrize("text", ["hello?", "mock", "question", "mock transcript", "/mock", "time?"])
async def test_whatever_a_candidate_writes_to_the_bot_alone_brings_the_debrief_once(
    stage: CoreStage, text: str
) -> None:
    await held(stage, "channel")
    assert await shown(stage) == {}
    await say(stage, text)
    assert list(await shown(stage)) == ["direct"]
    said = await stage.seen("bob", "direct")
    assert once(said, LATE)
    assert once(said, TITLE)
    assert any("1 to 5" in text for text in said), "the candidate is asked to rate the interviewer"
    await stage.restart()
    await say(stage, text, "hello?", "mock")
    again = await stage.seen("bob", "direct")
    assert (once(again, LATE), once(again, TITLE)) == (True, True)
    assert not session(stage).owes_debrief


async def test_a_word_tells_the_candidate_that_the_debrief_is_still_to_come(stage: CoreStage) -> None:
    await command(stage, "mock two-stages", "channel")
    await say(stage, "I like numbers.", where="thread")
    stage.platform.dead = {("C1", kept(stage).origin.thread)}
    await stage.say("bob", "stop", "thread")
    with pytest.raises(UndeliverableError):
        await stage.settle()
    [word] = await stage.seen("bob", "direct")
    assert "you haven't seen its debrief" in word
    await say(stage, "ok")
    said = await stage.seen("bob", "direct")
    assert once(said, TITLE)
    assert not any("`question`" in text for text in said), "help is not what was asked for"


async def test_the_command_in_a_channel_has_the_debrief_written_to_its_member_alone(stage: CoreStage) -> None:
    await held(stage, "channel")
    await command(stage, "mock", "channel")
    assert list(await shown(stage)) == ["direct"]
    await command(stage, "mock", "channel")
    assert once(await stage.seen("bob", "direct"), TITLE)


@pytest.mark.parametrize("text", ["mock", "mock notes", "mock two-stages", "mock action=hint"])
async def test_where_only_the_own_conversation_failed_a_command_elsewhere_shows_it_to_its_member_alone(
    stage: CoreStage, text: str
) -> None:
    await held(stage, "direct")
    await command(stage, text, "channel")
    assert list(await shown(stage)) == ["alone"]
    assert once(await stage.seen("bob", "alone"), TITLE)
    await stage.restart()
    await stage.redeliver()
    await stage.settle()
    await command(stage, "mock", "channel")
    assert once(await stage.seen("bob", "alone"), TITLE)


async def test_a_private_debrief_is_not_brought_by_what_is_written_where_others_read(stage: CoreStage) -> None:
    await held(stage, "direct")
    await stage.put("coin-flips")
    await say(stage, "Hello everybody.", where="thread")
    await stage.say("bob", "mock", "thread", mention=True)
    await stage.settle()
    assert await shown(stage) == {}
    await say(stage, "hello?")
    assert list(await shown(stage)) == ["direct"]


async def test_done_again_after_a_crash_a_command_has_the_same_debrief(stage: CoreStage) -> None:
    await held(stage, "direct")
    await stage.command("bob", "mock", "channel")
    [job] = await stage.stores.jobs.claim([JobKind.EVENT], 1, stage.clock.now(), 30)
    event = stage.last
    assert event is not None
    first = await dispatch(stage.room, event)
    again = await dispatch(stage.room, event)
    assert first is not None
    assert first.private
    assert first.kind is ReplyKind.NOTICE
    assert again == first
    assert job.attempts == 1
    assert not session(stage).owes_debrief


async def test_a_debrief_that_is_lost_again_is_owed_again(stage: CoreStage) -> None:
    await held(stage, "channel")
    await stage.say("bob", "hello?", "direct")
    await lost(stage, UndeliverableError("member-unreachable", "member"))
    assert session(stage).owes_debrief
    await say(stage, "hello again")
    assert once(await stage.seen("bob", "direct"), TITLE)
    assert not session(stage).owes_debrief


async def test_who_forgets_it_all_first_gets_no_debrief(stage: CoreStage) -> None:
    await held(stage, "channel")
    await command(stage, "forget sure=yes")
    await say(stage, "hello?")
    assert await shown(stage) == {}


async def test_a_rating_and_a_resume_after_it_are_said_where_the_debrief_is(stage: CoreStage) -> None:
    await held(stage, "channel")
    await say(stage, "hello?")
    await say(stage, "4")
    assert session(stage).rating is not None
    before = len(await stage.seen("bob", "thread"))
    await say(stage, "resume", "Because they are small.")
    assert session(stage).phase is Phase.LIVE
    assert len(await stage.seen("bob", "thread")) == before
    await say(stage, "stop")
    assert sum(TITLE in text for text in await stage.seen("bob", "direct")) == 2
    assert session(stage).began == NOON
