"""A debrief that is shown late: two processes, a kill between any two steps, another interview, and others' eyes."""

from __future__ import annotations

import pytest

from bot.core.commands import dispatch
from bot.core.errors import UndeliverableError
from bot.core.interviews.kept import Told
from bot.core.interviews.late_debrief import hand_over
from bot.core.interviews.state import Phase
from tests.transcripts.core_stage import CoreStage
from tests.unit.test_interview_chats import lost
from tests.unit.test_late_debrief import TITLE, command, held, kept, once, say, session, shown


@pytest.fixture
def stage() -> CoreStage:
    return CoreStage()


async def test_a_process_that_dies_before_the_debrief_is_handed_over_leaves_it_owed(
    stage: CoreStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await held(stage, "channel")
    store = stage.room.mocks.interviews.store

    async def dies(*_: object) -> Told | None:
        raise KeyboardInterrupt

    await stage.say("bob", "hello?", "direct")
    assert stage.last is not None
    with monkeypatch.context() as patched:
        patched.setattr(store, "take", dies)
        with pytest.raises(KeyboardInterrupt):
            await hand_over(stage.room.mocks, stage.last)
    assert session(stage).owes_debrief
    await stage.settle()
    assert list(await shown(stage)) == ["direct"]
    assert once(await stage.seen("bob", "direct"), TITLE)


async def test_done_by_two_processes_an_event_hands_it_over_once(stage: CoreStage) -> None:
    await held(stage, "channel")
    await stage.say("bob", "hello?", "direct")
    assert stage.last is not None
    assert [await hand_over(stage.room.mocks, stage.last) for _ in range(2)] == [True, True]
    await stage.settle()
    assert once(await stage.seen("bob", "direct"), TITLE)


async def test_nobody_else_gets_it(stage: CoreStage) -> None:
    await held(stage, "channel")
    await stage.say("ann", "hello?", "direct")
    await stage.settle()
    await stage.command("ann", "mock", "channel")
    await stage.settle()
    assert session(stage).owes_debrief
    assert not any(TITLE in message.reply_text for message in stage.platform.messages.values())


async def test_who_begins_another_interview_first_gets_the_debrief_and_not_the_other_one_s(stage: CoreStage) -> None:
    await held(stage, "channel")
    await command(stage, "mock two-stages", "direct")
    said = await stage.seen("bob", "direct")
    assert once(said, TITLE)
    assert kept(stage).session.phase is Phase.LIVE
    assert kept(stage).session.lost == 0


async def test_forgotten_between_the_handing_over_and_the_showing_nothing_is_shown(stage: CoreStage) -> None:
    await held(stage, "channel")
    await stage.say("bob", "hello?", "direct")
    assert stage.last is not None
    assert await hand_over(stage.room.mocks, stage.last) is True
    await stage.command("bob", "forget sure=yes", "direct")
    await dispatch(stage.room, stage.last)
    await stage.settle()
    assert await shown(stage) == {}


async def test_lost_twice_and_rated_unseen_it_still_comes(stage: CoreStage) -> None:
    await held(stage, "channel")
    await stage.say("bob", "hello?", "direct")
    await lost(stage, UndeliverableError("member-unreachable", "member"))
    assert session(stage).owes_debrief
    await say(stage, "4 because it was short")
    assert session(stage).rating is not None
    await say(stage, "hello again")
    assert once(await stage.seen("bob", "direct"), TITLE)
