"""What was begun and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.core.delivery.ports import Deliveries
from bot.core.delivery.records import Delivery, DeliveryState, Sent
from storage.rhythm_tables import DELIVERIES
from storage.rows import AnyRow
from storage.transactions import Transactions
from storage.upsert import insert_or_skip

_BEGIN = insert_or_skip(DELIVERIES, "key", "page")
_PAGE = (DELIVERIES.c.key == bindparam("delivery"), DELIVERIES.c.page == bindparam("number"))
_FIND = select(DELIVERIES).where(*_PAGE)
_END = update(DELIVERIES).where(*_PAGE)
_SENT = _END.values(
    state=DeliveryState.SENT.value,
    channel=bindparam("where"),
    message=bindparam("what"),
    thread=bindparam("under"),
    shown=bindparam("is_shown"),
    reason="",
    ended_at=bindparam("now"),
).returning(DELIVERIES.c.slot)
_FAILED = _END.where(DELIVERIES.c.state != DeliveryState.SENT.value).values(
    state=DeliveryState.FAILED.value, reason=bindparam("why"), ended_at=bindparam("now")
)
_NOT_SENT = delete(DELIVERIES).where(*_PAGE, DELIVERIES.c.state == DeliveryState.BEGUN.value)
_IN_SLOT = (DELIVERIES.c.slot == bindparam("in_slot"), DELIVERIES.c.shown.is_(True))
_SHOWN = select(DELIVERIES).where(*_IN_SLOT).order_by(DELIVERIES.c.page)
_HIDE = update(DELIVERIES).where(*_IN_SLOT).values(shown=False)
_HIDE_OTHERS = _HIDE.where(DELIVERIES.c.page == bindparam("number"), DELIVERIES.c.key != bindparam("delivery"))
_HIDE_FROM = _HIDE.where(DELIVERIES.c.page >= bindparam("first"))
_BEGUN = (
    select(DELIVERIES)
    .where(
        DELIVERIES.c.slot == bindparam("in_slot"),
        DELIVERIES.c.key != bindparam("besides"),
        DELIVERIES.c.state == DeliveryState.BEGUN.value,
    )
    .order_by(DELIVERIES.c.id)
)


class SqlDeliveries(Deliveries):
    """Pages of replies in a table."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def begin(self, key: str, page: int, slot: str, now: datetime) -> Delivery:
        """Note that a page is about to be sent; one that was begun before is returned as it stands, not fresh."""
        values = {
            "key": key,
            "page": page,
            "slot": slot,
            "state": DeliveryState.BEGUN.value,
            "began_at": now,
            "reason": "",
        }

        def work(connection: Connection) -> Delivery:
            fresh = connection.execute(_BEGIN, values).scalar() is not None
            return _delivery(connection.execute(_FIND, {"delivery": key, "number": page}).one(), fresh=fresh)

        return await self._transactions.write(work)

    async def sent(self, key: str, page: int, sent: Sent | None, now: datetime) -> None:
        """Note that the platform has a page; it fills its slot in the place of an earlier delivery's."""
        keys = {"delivery": key, "number": page}
        stands = {
            "where": sent.channel if sent else None,
            "what": sent.message if sent else None,
            "under": sent.thread if sent else None,
            "is_shown": sent is not None,
            "now": now,
        }

        def work(connection: Connection) -> None:
            slot = connection.execute(_SENT, keys | stands).scalar()
            if slot is not None:
                connection.execute(_HIDE_OTHERS, keys | {"in_slot": slot})

        await self._transactions.write(work)

    async def not_sent(self, key: str, page: int) -> None:
        """Note that the platform certainly does not have a page that was begun, so that its next try is fresh."""
        keys = {"delivery": key, "number": page}
        await self._transactions.write(lambda connection: connection.execute(_NOT_SENT, keys))

    async def failed(self, key: str, page: int, reason: str, now: datetime) -> None:
        """Note that a page cannot be delivered; one that was sent stays so."""
        values = {"delivery": key, "number": page, "why": reason, "now": now}
        await self._transactions.write(lambda connection: connection.execute(_FAILED, values))

    async def shown_in(self, slot: str) -> Sequence[Sent]:
        """The messages that fill a slot now, in the order of their pages."""
        return await self._transactions.read(
            lambda connection: [_sent(row) for row in connection.execute(_SHOWN, {"in_slot": slot})]
        )

    async def begun(self, slot: str, besides: str) -> Sequence[Delivery]:
        """The pages of other deliveries to a slot that were begun and have not ended, oldest first."""
        values = {"in_slot": slot, "besides": besides}
        return await self._transactions.read(
            lambda connection: [_delivery(row, fresh=False) for row in connection.execute(_BEGUN, values)]
        )

    async def removed(self, slot: str, first_page: int) -> None:
        """Note that a slot's messages from a page on were taken away."""
        values = {"in_slot": slot, "first": first_page}
        await self._transactions.write(lambda connection: connection.execute(_HIDE_FROM, values))


def _delivery(row: AnyRow, *, fresh: bool) -> Delivery:
    sent = _sent(row) if row.message is not None else None
    return Delivery(row.key, row.page, DeliveryState(row.state), row.began_at, fresh, sent)


def _sent(row: AnyRow) -> Sent:
    return Sent(row.channel, row.message, row.thread)
