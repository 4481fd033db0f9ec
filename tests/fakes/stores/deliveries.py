from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.delivery.ports import Deliveries
from bot.core.delivery.records import Delivery, DeliveryState, Sent
from tests.fakes.stores.state import DeliveryRow, MemoryState


class InMemoryDeliveries(Deliveries):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def begin(self, key: str, page: int, slot: str, now: datetime) -> Delivery:
        new = Delivery(key, page, DeliveryState.BEGUN, now, fresh=True)
        row = self._state.deliveries.setdefault((key, page), DeliveryRow(new, slot))
        return row.delivery if row.delivery is new else replace(row.delivery, fresh=False)

    async def sent(self, key: str, page: int, sent: Sent | None, now: datetime) -> None:
        if (row := self._state.deliveries.get((key, page))) is None:
            return
        for other in self._in(row.slot):
            if other.delivery.page == page:
                other.shown = False
        row.delivery = replace(row.delivery, state=DeliveryState.SENT, sent=sent)
        row.shown = sent is not None

    async def not_sent(self, key: str, page: int) -> None:
        row = self._state.deliveries.get((key, page))
        if row is not None and row.delivery.state is DeliveryState.BEGUN:
            del self._state.deliveries[key, page]

    async def failed(self, key: str, page: int, reason: str, now: datetime) -> None:
        row = self._state.deliveries.get((key, page))
        if row is not None and row.delivery.state is not DeliveryState.SENT:
            row.delivery = replace(row.delivery, state=DeliveryState.FAILED)

    async def shown_in(self, slot: str) -> Sequence[Sent]:
        shown = sorted((row.delivery for row in self._in(slot) if row.shown), key=lambda delivery: delivery.page)
        return [delivery.sent for delivery in shown if delivery.sent]

    async def begun(self, slot: str, besides: str) -> Sequence[Delivery]:
        others = (row.delivery for row in self._in(slot) if row.delivery.key != besides)
        return [replace(other, fresh=False) for other in others if other.state is DeliveryState.BEGUN]

    async def removed(self, slot: str, first_page: int) -> None:
        for row in self._in(slot):
            if row.delivery.page >= first_page:
                row.shown = False

    def _in(self, slot: str) -> Iterator[DeliveryRow]:
        return (row for row in self._state.deliveries.values() if row.slot == slot)
