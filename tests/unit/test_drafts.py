"""What is being written, as a courier shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.core.chat import Heading, Reply, ReplyKind
from bot.core.delivery.drafts import DRAFT_PAUSE, unfinished
from bot.core.delivery.pace import Limit, Pacer
from bot.core.delivery.records import Sent
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.records import Origin
from tests.fakes.clock import FakeClock, settle
from tests.fakes.transport import FakeTransport
from tests.samples import ADA
from tests.unit.test_courier import Post, reply

SLOT = "turn"


@dataclass
class Draws(FakeTransport):
    """A platform that writes down how drafts go."""

    none_here: bool = False
    limit: Limit | None = None

    def limits(self, origin: Origin) -> Sequence[Limit]:
        return [self.limit] if self.limit else super().limits(origin)

    def draft_pause(self, origin: Origin) -> float | None:
        return None if self.none_here else super().draft_pause(origin)

    async def end_draft(self, origin: Origin, sent: Sent) -> None:
        self.calls.append("end")


class Writer(Post):
    """A courier whose drafts can be watched."""

    def __init__(self) -> None:
        super().__init__()
        self.platform = Draws()
        self.transport = self.platform
        self.courier = self.restarted()

    async def write(self, text: str, key: str = "draft") -> None:
        self.courier.draft(ADA, reply(text), key, SLOT)
        await settle()

    async def end(self) -> None:
        await self.courier.end_draft(ADA, SLOT)


async def test_a_draft_grows_in_one_message_and_the_reply_takes_its_place() -> None:
    post = Writer()
    await post.write("One.")
    assert post.transport.texts == ["One. …"]
    await post.clock.pass_time(DRAFT_PAUSE)
    await post.write("One. Two.")
    assert post.transport.texts == ["One. Two. …"]
    await post.end()
    assert await post.send("turn-7", "One. Two. Three?", slot=SLOT) == "1"
    assert post.transport.texts == ["One. Two. Three?"]
    assert post.transport.calls == ["post", "edit", "end", "edit"]


async def test_of_states_that_come_too_fast_the_newest_is_shown() -> None:
    post = Writer()
    await post.write("One.")
    for text in ("One. Two.", "One. Two. Three.", "One. Two. Three. Four."):
        await post.write(text)
    assert post.transport.texts == ["One. …"]
    await post.clock.pass_time(DRAFT_PAUSE)
    assert post.transport.texts == ["One. Two. Three. Four. …"]
    assert post.transport.calls == ["post", "edit"]


async def test_what_is_not_shown_when_the_text_ends_is_left_out() -> None:
    post = Writer()
    await post.write("One.")
    await post.write("One. Two.")
    await post.end()
    await post.clock.pass_time(10 * DRAFT_PAUSE)
    await post.write("One. Two. Three.", key="draft-2")  # another text, which begins anew
    assert post.transport.texts == ["One. Two. Three. …"]


async def test_nothing_is_written_to_the_database_while_a_draft_grows() -> None:
    post = Writer()
    await post.write("One.")
    before = repr(post.stores.deliveries.__dict__)
    await post.clock.pass_time(DRAFT_PAUSE)
    await post.write("One. Two.")
    assert repr(post.stores.deliveries.__dict__) == before


async def test_a_draft_changes_what_stands_at_its_slot_already() -> None:
    post = Writer()
    await post.send("thinking", "Thinking", slot=SLOT)
    await post.write("One.")
    assert post.transport.texts == ["One. …"]
    assert post.transport.calls == ["post", "edit"]


async def test_after_a_crash_a_draft_goes_on_in_the_same_message() -> None:
    post = Writer()
    await post.write("One. Two.")
    post.courier = post.restarted()
    await post.write("One.")
    assert post.transport.texts == ["One. …"]
    await post.end()
    await post.send("turn-7", "Another?", slot=SLOT)
    assert post.transport.texts == ["Another?"]


async def test_after_a_crash_between_sending_and_noting_the_reply_finds_the_draft() -> None:
    post = Writer()
    await post.stores.deliveries.begin("draft", 0, SLOT, post.clock.now())
    await post.transport.post(ADA, {"text": "One. …"}, "draft#0")
    post.courier = post.restarted()
    await post.write("One. Two.")
    await post.clock.pass_time(DRAFT_PAUSE)
    assert post.transport.texts == ["One. Two. …"]
    await post.end()
    await post.send("turn-7", "Another?", slot=SLOT)
    assert post.transport.texts == ["Another?"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_after_such_a_crash_the_reply_need_not_wait_where_nothing_is_drafted_any_more(arrived: bool) -> None:
    post = Writer()
    await post.stores.deliveries.begin("draft", 0, SLOT, post.clock.now())
    if arrived:
        await post.transport.post(ADA, {"text": "One. …"}, "draft#0")
    post.courier = post.restarted()
    await post.end()
    await post.send("turn-7", "Another?", slot=SLOT)
    assert post.transport.texts == ["Another?"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_reply_need_not_wait_for_a_draft_with_an_unknown_end(arrived: bool) -> None:
    post = Writer()
    trouble = post.transport.after if arrived else post.transport.before
    trouble.append(UncertainDeliveryError("connection"))
    await post.write("One.")
    await post.write("One. Two.")
    await post.end()
    await post.send("turn-7", "Another?", slot=SLOT)
    assert post.transport.texts == ["Another?"]


@pytest.mark.parametrize("error", [TryLaterError("rate-limited", 9), UndeliverableError("archived")])
async def test_a_draft_that_fails_is_over_and_the_reply_comes_as_ever(error: Exception) -> None:
    post = Writer()
    post.transport.before = [error]
    await post.write("One.")
    await post.clock.pass_time(DRAFT_PAUSE)
    await post.write("One. Two.")
    await post.end()
    assert post.transport.texts == []
    await post.send("turn-7", "Another?", slot=SLOT)
    assert post.transport.texts == ["Another?"]
    assert post.troubles == []


async def test_a_draft_whose_message_was_deleted_is_over() -> None:
    post = Writer()
    await post.write("One.")
    post.transport.messages.clear()
    await post.clock.pass_time(DRAFT_PAUSE)
    await post.write("One. Two.")
    await post.end()
    assert post.transport.texts == []


async def test_where_no_drafts_are_shown_nothing_is_done() -> None:
    post = Writer()
    post.platform.none_here = True
    await post.write("One.")
    await post.end()
    assert post.transport.calls == []


class TestTheirPace:
    """Drafts take what is to spare."""

    limits = (Limit("channel", per_second=1, burst=4),)

    def test_half_of_a_burst_is_left_for_others(self) -> None:
        pacer = Pacer(FakeClock())
        assert [pacer.spare(self.limits) for _ in range(4)] == [True, True, False, False]

    async def test_whoever_waits_goes_first(self) -> None:
        clock = FakeClock()
        pacer = Pacer(clock)
        for _ in range(4):
            await pacer.turn(self.limits)
        waiting = asyncio.ensure_future(pacer.turn(self.limits))
        await settle()
        assert not pacer.spare(self.limits)
        assert pacer.spare((Limit("another", per_second=1),))
        await clock.pass_time(1)
        assert waiting.done()

    async def test_a_state_without_room_is_shown_later_or_not_at_all(self) -> None:
        post = Writer()
        post.platform.limit = Limit(ADA.channel, per_second=1, burst=2)
        await post.send("other", "Hello")
        await post.send("another", "Hello")
        await post.write("One.")
        assert post.transport.texts == ["Hello", "Hello"]
        for _ in range(4):
            await post.clock.pass_time(DRAFT_PAUSE)
        assert post.transport.texts == ["Hello", "Hello", "One. …"]


def test_a_reply_that_ends_in_no_text_is_shown_as_it_is() -> None:
    whole = Reply(ReplyKind.NOTICE, (Heading("One"),))
    assert unfinished(whole) == whole
