from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Reply, ReplyKind, Text
from bot.core.delivery.courier import IN_FLIGHT_SECONDS, Courier, Still
from bot.core.delivery.pace import Pacer
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.records import Origin
from tests.fakes.clock import FakeClock
from tests.fakes.stores import InMemoryStores
from tests.fakes.transport import FakeTransport, Message
from tests.samples import ADA


class Post:
    """A courier over a platform and a memory."""

    def __init__(self, per_page: int = 100) -> None:
        self.clock = FakeClock()
        self.transport = FakeTransport(per_page=per_page)
        self.stores = InMemoryStores()
        self.troubles: list[tuple[Origin, UndeliverableError]] = []
        self.courier = self.restarted()

    def restarted(self) -> Courier:
        """A courier of a process that knows nothing but what was stored."""

        async def hear(origin: Origin, error: UndeliverableError) -> None:
            self.troubles.append((origin, error))

        return Courier(self.transport, self.stores.deliveries, Pacer(self.clock), self.clock, hear)

    async def send(
        self, key: str, *texts: str, slot: str | None = None, replaces: bool = True, still: Still | None = None
    ) -> str | None:
        return await self.courier.deliver(ADA, reply(*texts), key, slot=slot, replaces=replaces, still=still)


def reply(*texts: str) -> Reply:
    return Reply(ReplyKind.NOTICE, tuple(Text(text) for text in texts))


async def test_a_reply_is_shown_and_its_thread_told() -> None:
    post = Post()
    assert await post.send("a", "Hello") == "1"
    assert post.transport.texts == ["Hello"]


async def test_the_same_delivery_is_shown_once_also_after_a_restart() -> None:
    post = Post()
    await post.send("a", "Hello")
    post.courier = post.restarted()
    assert await post.send("a", "Hello") == "1"
    assert post.transport.texts == ["Hello"]
    assert post.transport.calls == ["post"]


async def test_what_was_sent_without_an_answer_is_looked_up_before_it_is_sent_again() -> None:
    post = Post()
    post.transport.after = [UncertainDeliveryError("connection")]
    with pytest.raises(TryLaterError):
        await post.send("a", "Hello")
    post.courier = post.restarted()
    assert await post.send("a", "Hello") == "1"
    assert post.transport.texts == ["Hello"]
    assert post.transport.calls == ["post", "find"]


async def test_what_never_arrived_is_sent_again() -> None:
    post = Post()
    post.transport.before = [UncertainDeliveryError("connection")]
    with pytest.raises(TryLaterError):
        await post.send("a", "Hello")
    await post.send("a", "Hello")
    assert post.transport.texts == ["Hello"]
    assert post.transport.calls == ["post", "find", "post"]


async def test_what_the_platform_refused_for_now_is_sent_again_without_looking() -> None:
    post = Post()
    post.transport.before = [TryLaterError("rate-limited", 3.0)]
    with pytest.raises(TryLaterError) as refused:
        await post.send("a", "Hello")
    assert refused.value.retry_after == 3.0
    await post.send("a", "Hello")
    assert post.transport.calls == ["post", "post"]


async def test_a_crash_between_sending_and_noting_repeats_nothing() -> None:
    post = Post()
    post.transport.after = [asyncio.CancelledError()]  # type: ignore[list-item]
    with pytest.raises(asyncio.CancelledError):
        await post.send("a", "Hello")
    post.courier = post.restarted()
    await post.send("a", "Hello")
    assert post.transport.texts == ["Hello"]


async def test_a_later_reply_takes_the_place_of_the_one_in_its_slot() -> None:
    post = Post()
    await post.send("receipt", "Reading it", slot="answer")
    await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == ["74 of 100"]
    assert post.transport.calls == ["post", "edit"]


async def test_a_longer_reply_goes_on_below_and_a_shorter_one_takes_the_rest_away() -> None:
    post = Post(per_page=1)
    await post.send("receipt", "Reading it", slot="answer")
    await post.send("card", "one", "two", "three", slot="answer")
    assert post.transport.texts == ["one", "two", "three"]
    await post.send("short", "Withdrawn", slot="answer")
    assert post.transport.texts == ["Withdrawn"]
    await post.send("long", "four", "five", slot="answer")
    assert post.transport.texts == ["four", "five"]


async def test_a_receipt_does_not_overwrite_the_card_that_was_quicker() -> None:
    post = Post()
    await post.send("card", "74 of 100", slot="answer")
    await post.send("receipt", "Reading it", slot="answer", replaces=False)
    assert post.transport.texts == ["74 of 100"]


async def test_a_message_that_somebody_deleted_is_written_anew() -> None:
    post = Post()
    await post.send("receipt", "Reading it", slot="answer")
    post.transport.messages.clear()
    await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == ["74 of 100"]


async def test_what_can_never_be_delivered_is_told_once_and_raised() -> None:
    post = Post()
    post.transport.before = [UndeliverableError("archived", "channel")]
    with pytest.raises(UndeliverableError, match="archived"):
        await post.send("a", "Hello")
    assert [(origin, error.reason) for origin, error in post.troubles] == [(ADA, "archived")]


async def test_replies_to_one_slot_keep_their_order() -> None:
    post = Post()
    await asyncio.gather(*(post.send(f"v{number}", f"version {number}", slot="answer") for number in range(5)))
    assert post.transport.texts == ["version 4"]


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def test_what_is_not_to_be_shown_any_more_is_made_anew() -> None:
    post = Post()
    await post.send("receipt", "Reading it", slot="answer", still=yes)
    with pytest.raises(TryLaterError, match="changed"):
        await post.send("card", "74 of 100", slot="answer", still=no)
    assert post.transport.texts == ["Reading it"]
    assert await post.stores.deliveries.begun("answer", "") == []


async def test_whether_it_is_still_to_be_shown_is_asked_when_its_turn_has_come() -> None:
    post = Post()
    standing = "74 of 100"

    async def withdraw() -> None:
        nonlocal standing
        standing = "Withdrawn"
        await post.send("withdrawn", standing, slot="answer")

    async def still() -> bool:
        return standing == "74 of 100"

    outcomes = await asyncio.gather(
        withdraw(), post.send("card", "74 of 100", slot="answer", still=still), return_exceptions=True
    )
    assert isinstance(outcomes[1], TryLaterError)
    assert post.transport.texts == ["Withdrawn"]


async def test_a_reply_waits_for_one_that_another_process_may_be_sending_to_its_slot() -> None:
    post = Post()
    await post.stores.deliveries.begin("receipt", 0, "answer", post.clock.now())
    with pytest.raises(TryLaterError, match="on its way"):
        await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == []
    await post.stores.deliveries.not_sent("receipt", 0)
    await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == ["74 of 100"]


async def lost(post: Post, key: str, text: str) -> None:
    """A reply that arrived, and nobody knows."""
    post.transport.after = [asyncio.CancelledError()]  # type: ignore[list-item]
    with pytest.raises(asyncio.CancelledError):
        await post.send(key, text, slot="answer")
    post.courier = post.restarted()


async def test_a_message_that_was_lost_sight_of_is_found_by_the_next_reply_to_its_slot() -> None:
    post = Post()
    await lost(post, "receipt", "Reading it")
    post.clock.advance(IN_FLIGHT_SECONDS + 1)
    await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == ["74 of 100"]
    await post.send("receipt", "Reading it", slot="answer", replaces=False)
    assert post.transport.texts == ["74 of 100"]


async def test_what_never_arrived_and_was_given_up_is_no_hindrance() -> None:
    post = Post()
    await post.stores.deliveries.begin("receipt", 0, "answer", post.clock.now())
    post.clock.advance(IN_FLIGHT_SECONDS + 1)
    await post.send("card", "74 of 100", slot="answer")
    assert post.transport.texts == ["74 of 100"]
    assert await post.stores.deliveries.begun("answer", "") == []


async def test_a_receipt_that_was_lost_sight_of_goes_when_a_card_stands_there() -> None:
    post = Post()
    await post.send("card", "74 of 100", slot="answer")
    await post.stores.deliveries.begin("receipt", 0, "answer", post.clock.now())
    await post.transport.post(ADA, {"text": "Reading it"}, "receipt#0")
    await post.send("receipt", "Reading it", slot="answer", replaces=False)
    assert post.transport.texts == ["74 of 100"]


async def test_a_receipt_that_comes_again_leaves_a_card_alone_that_was_written_anew() -> None:
    post = Post()
    await post.send("receipt", "Reading it", slot="answer", replaces=False)
    post.transport.messages.clear()
    post.transport.messages["0"] = Message("elsewhere", "Something else", "")
    await post.send("card", "74 of 100", slot="answer")
    await post.send("receipt", "Reading it", slot="answer", replaces=False)
    assert post.transport.texts == ["Something else", "74 of 100"]


async def test_what_may_not_be_changed_any_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    await post.send("receipt", "Reading it", slot="answer")

    async def refuse(*_: object) -> None:
        raise UndeliverableError("archived", "channel")

    monkeypatch.setattr(post.transport, "edit", refuse)
    with pytest.raises(UndeliverableError, match="archived"):
        await post.send("card", "74 of 100", slot="answer")
    assert [error.reason for _, error in post.troubles] == ["archived"]


async def test_what_is_out_of_date_after_an_unknown_end_is_found_by_what_replaces_it() -> None:
    post = Post()
    await lost(post, "card", "74 of 100")
    with pytest.raises(TryLaterError, match="changed"):
        await post.send("card", "74 of 100", slot="answer", still=no)
    post.clock.advance(IN_FLIGHT_SECONDS + 1)
    await post.send("withdrawn", "Withdrawn", slot="answer")
    assert post.transport.texts == ["Withdrawn"]


async def test_a_reply_that_only_fills_a_gap_goes_on_with_its_own_pages() -> None:
    post = Post(per_page=1)
    await post.stores.deliveries.begin("receipt", 0, "answer", post.clock.now())
    sent = await post.transport.post(ADA, {"text": "one"}, "receipt#0")
    await post.stores.deliveries.sent("receipt", 0, sent, post.clock.now())
    await post.send("receipt", "one", "two", slot="answer", replaces=False)
    assert post.transport.texts == ["one", "two"]


@given(
    faults=st.lists(st.sampled_from(["before", "after", "refused", "crash"]), max_size=6),
    pages=st.integers(1, 4),
)
async def test_every_page_is_shown_exactly_once_whatever_fails(faults: list[str], pages: int) -> None:
    post = Post(per_page=1)
    texts = [f"page {number}" for number in range(pages)]
    for fault in [*faults, "none"]:
        post.transport.before, post.transport.after = _failing(fault)
        try:
            await post.send("a", *texts)
        except (TryLaterError, asyncio.CancelledError):
            post.courier = post.restarted()
    assert post.transport.texts == texts


def _failing(fault: str) -> tuple[list[Exception], list[Exception]]:
    match fault:
        case "before":
            return [UncertainDeliveryError("connection")], []
        case "after":
            return [], [UncertainDeliveryError("connection")]
        case "refused":
            return [TryLaterError("rate-limited")], []
        case "crash":
            return [], [asyncio.CancelledError()]  # type: ignore[list-item]
        case _:
            return [], []
