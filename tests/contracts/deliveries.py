from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.core.delivery.records import Delivery, DeliveryState, Sent
from tests.contracts.opened import OpenedStores
from tests.samples import NOON

LATER = NOON + timedelta(minutes=5)
SLOT = "answer/1"


def at(message: str, thread: str | None = None) -> Sent:
    return Sent("room", message, thread)


class DeliveriesContract:
    async def show(self, stores: OpenedStores, key: str, *messages: str, slot: str = SLOT) -> None:
        for page, message in enumerate(messages):
            await stores.deliveries.begin(key, page, slot, NOON)
            await stores.deliveries.sent(key, page, at(message), NOON)

    async def test_a_page_is_fresh_once(self, stores: OpenedStores) -> None:
        first = await stores.deliveries.begin("receipt", 0, SLOT, NOON)
        assert first == Delivery("receipt", 0, DeliveryState.BEGUN, NOON, fresh=True)
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert again == Delivery("receipt", 0, DeliveryState.BEGUN, NOON, fresh=False)
        assert (await stores.deliveries.begin("receipt", 1, SLOT, LATER)).fresh
        assert (await stores.deliveries.begin("card", 0, SLOT, LATER)).fresh

    async def test_of_many_who_begin_at_once_one_finds_it_fresh(self, stores: OpenedStores) -> None:
        begun = await asyncio.gather(*(stores.deliveries.begin("receipt", 0, SLOT, NOON) for _ in range(20)))
        assert sum(delivery.fresh for delivery in begun) == 1

    async def test_a_page_that_was_sent_says_where_it_stands(self, stores: OpenedStores) -> None:
        await stores.deliveries.begin("receipt", 0, SLOT, NOON)
        await stores.deliveries.sent("receipt", 0, at("m1", "t1"), LATER)
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert again == Delivery("receipt", 0, DeliveryState.SENT, NOON, fresh=False, sent=at("m1", "t1"))

    async def test_a_page_without_an_id_is_sent_and_fills_nothing(self, stores: OpenedStores) -> None:
        await stores.deliveries.begin("receipt", 0, SLOT, NOON)
        await stores.deliveries.sent("receipt", 0, None, NOON)
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert (again.state, again.sent) == (DeliveryState.SENT, None)
        assert not await stores.deliveries.shown_in(SLOT)

    async def test_a_page_that_was_certainly_not_sent_is_fresh_again(self, stores: OpenedStores) -> None:
        await stores.deliveries.begin("receipt", 0, SLOT, NOON)
        await stores.deliveries.not_sent("receipt", 0)
        assert await stores.deliveries.begin("receipt", 0, SLOT, LATER) == Delivery(
            "receipt", 0, DeliveryState.BEGUN, LATER, fresh=True
        )

    async def test_a_page_that_was_sent_cannot_be_unsent_or_fail(self, stores: OpenedStores) -> None:
        await self.show(stores, "receipt", "m1")
        await stores.deliveries.not_sent("receipt", 0)
        await stores.deliveries.failed("receipt", 0, "late", LATER)
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert (again.state, again.sent) == (DeliveryState.SENT, at("m1"))
        assert await stores.deliveries.shown_in(SLOT) == [at("m1")]

    async def test_a_page_that_failed_may_still_be_sent(self, stores: OpenedStores) -> None:
        await stores.deliveries.begin("receipt", 0, SLOT, NOON)
        await stores.deliveries.failed("receipt", 0, "archived", NOON)
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert (again.state, again.fresh) == (DeliveryState.FAILED, False)
        assert not await stores.deliveries.shown_in(SLOT)
        await stores.deliveries.sent("receipt", 0, at("m1"), LATER)
        assert (await stores.deliveries.begin("receipt", 0, SLOT, LATER)).state is DeliveryState.SENT

    async def test_what_was_never_begun_is_nothing(self, stores: OpenedStores) -> None:
        await stores.deliveries.sent("receipt", 0, at("m1"), NOON)
        await stores.deliveries.failed("receipt", 0, "archived", NOON)
        await stores.deliveries.not_sent("receipt", 0)
        await stores.deliveries.removed(SLOT, 0)
        assert not await stores.deliveries.shown_in(SLOT)
        assert (await stores.deliveries.begin("receipt", 0, SLOT, NOON)).fresh

    async def test_a_slot_is_filled_by_its_pages_in_their_order(self, stores: OpenedStores) -> None:
        for page in (1, 0, 2):
            await stores.deliveries.begin("card", page, SLOT, NOON)
            await stores.deliveries.sent("card", page, at(f"m{page}"), NOON)
        await self.show(stores, "other", "x", slot="answer/2")
        await stores.deliveries.begin("next", 3, SLOT, NOON)
        assert await stores.deliveries.shown_in(SLOT) == [at("m0"), at("m1"), at("m2")]

    async def test_a_later_delivery_takes_the_place_of_an_earlier_one_page_by_page(self, stores: OpenedStores) -> None:
        await self.show(stores, "receipt", "m0", "m1")
        await self.show(stores, "card", "m0")
        assert await stores.deliveries.shown_in(SLOT) == [at("m0"), at("m1")]
        await self.show(stores, "newer", "n0", "n1", "n2")
        assert await stores.deliveries.shown_in(SLOT) == [at("n0"), at("n1"), at("n2")]

    async def test_what_was_replaced_was_delivered_all_the_same(self, stores: OpenedStores) -> None:
        await self.show(stores, "receipt", "m0")
        await self.show(stores, "card", "m0")
        again = await stores.deliveries.begin("receipt", 0, SLOT, LATER)
        assert (again.state, again.sent) == (DeliveryState.SENT, at("m0"))

    async def test_a_page_without_an_id_still_takes_an_earlier_ones_place(self, stores: OpenedStores) -> None:
        await self.show(stores, "receipt", "m0")
        await stores.deliveries.begin("card", 0, SLOT, NOON)
        await stores.deliveries.sent("card", 0, None, NOON)
        assert not await stores.deliveries.shown_in(SLOT)

    async def test_pages_that_were_taken_away_fill_the_slot_no_more(self, stores: OpenedStores) -> None:
        await self.show(stores, "receipt", "m0", "m1", "m2")
        await stores.deliveries.removed(SLOT, 1)
        assert await stores.deliveries.shown_in(SLOT) == [at("m0")]
        assert (await stores.deliveries.begin("receipt", 2, SLOT, LATER)).state is DeliveryState.SENT

    async def test_other_deliveries_on_their_way_to_a_slot_are_told(self, stores: OpenedStores) -> None:
        deliveries = stores.deliveries
        await deliveries.begin("receipt", 0, SLOT, NOON)
        await deliveries.begin("notice", 0, SLOT, LATER)
        await deliveries.begin("elsewhere", 0, "answer/2", NOON)
        receipt = Delivery("receipt", 0, DeliveryState.BEGUN, NOON, fresh=False)
        notice = Delivery("notice", 0, DeliveryState.BEGUN, LATER, fresh=False)
        assert list(await deliveries.begun(SLOT, "card")) == [receipt, notice]
        assert list(await deliveries.begun(SLOT, "receipt")) == [notice]
        await deliveries.sent("receipt", 0, at("m0"), NOON)
        await deliveries.failed("notice", 0, "archived", NOON)
        assert not await deliveries.begun(SLOT, "card")
