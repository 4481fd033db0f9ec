"""Delivering a reply exactly once, as far as a platform lets us.

A page is noted as begun before it is sent and as sent after the platform confirmed it. What was begun and never
confirmed has an unknown end (a crash or a lost connection between the two), so it is looked up on the platform before
it is sent again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.chat import Reply
from bot.core.delivery.pace import Pacer
from bot.core.delivery.ports import Deliveries, Transport
from bot.core.delivery.records import Delivery, DeliveryState, Page, Sent
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.keyed_lock import KeyedLock
from bot.core.ports import Chat, Clock
from bot.core.records import Origin

IN_FLIGHT_SECONDS = 60.0
"""For how long a delivery that has begun may be under way in another process; after that it counts as abandoned."""

Trouble = Callable[[Origin, UndeliverableError], Awaitable[None]]


async def _ignore(_origin: Origin, _error: UndeliverableError) -> None:
    """What is undeliverable is nobody's concern but the job's."""


@dataclass(frozen=True, slots=True)
class Courier(Chat):
    """A platform that replies are delivered to, over its transport.

    Attributes:
        transport: The platform.
        deliveries: What was sent.
        pacer: Keeps to the platform's speed limits.
        clock: Time.
        on_trouble: Hears of what can never be delivered.
        slots: Keeps deliveries to the same slot in order.
    """

    transport: Transport
    deliveries: Deliveries
    pacer: Pacer
    clock: Clock
    on_trouble: Trouble = field(default=_ignore)
    slots: KeyedLock = field(default_factory=KeyedLock)

    async def deliver(
        self,
        origin: Origin,
        reply: Reply,
        delivery_key: str,
        *,
        slot: str | None = None,
        replaces: bool = True,
        urgent: bool = True,
    ) -> str | None:
        """Show a reply; pages that were shown under this key before are left alone.

        Returns:
            The thread of the first page, where it has one.

        Raises:
            TryLaterError: Not all of it could be shown; what was shown is remembered.
            UndeliverableError: It can never be shown.
        """
        sending = _Sending(self, origin, delivery_key, slot or delivery_key, urgent)
        async with self.slots.hold(sending.slot):
            try:
                sent = await sending.reply(self.transport.pages(origin, reply), replaces=replaces)
            except UndeliverableError as error:
                await self.on_trouble(origin, error)
                raise
        first = sent[0] if sent else None
        return first.thread if first else None


@dataclass(frozen=True, slots=True)
class _Sending:
    """One delivery under way."""

    courier: Courier
    origin: Origin
    key: str
    slot: str
    urgent: bool

    async def reply(self, pages: Sequence[Page], *, replaces: bool) -> Sequence[Sent | None]:
        """Show all pages, in the place of what fills the slot."""
        deliveries = self.courier.deliveries
        filled = await deliveries.shown_in(self.slot)
        if filled and not replaces:
            return filled
        since = self.courier.clock.now() - timedelta(seconds=IN_FLIGHT_SECONDS)
        if await deliveries.pending(self.slot, self.key, since):
            raise TryLaterError("an earlier reply is still on its way", retry_after=1.0)
        sent = [await self.page(number, page, filled) for number, page in enumerate(pages)]
        await self.clear(filled[len(pages) :], len(pages))
        return sent

    async def page(self, number: int, page: Page, filled: Sequence[Sent]) -> Sent | None:
        """See to it that a page is shown."""
        deliveries, clock = self.courier.deliveries, self.courier.clock
        delivery = await deliveries.begin(self.key, number, self.slot, clock.now())
        if delivery.state is DeliveryState.SENT:
            return delivery.sent
        try:
            sent = await self._show(delivery, page, filled[number] if number < len(filled) else None)
        except UncertainDeliveryError:
            raise
        except TryLaterError:
            if delivery.fresh:
                await deliveries.not_sent(self.key, number)
            raise
        except UndeliverableError as error:
            await deliveries.failed(self.key, number, str(error), clock.now())
            raise
        await deliveries.sent(self.key, number, sent, clock.now())
        return sent

    async def _show(self, delivery: Delivery, page: Page, place: Sent | None) -> Sent | None:
        """Edit what fills the place, which may be done twice; else post, unless an earlier try got through."""
        transport = self.courier.transport
        if place is not None and await self._edited(place, page):
            return place
        mark = f"{delivery.key}#{delivery.page}"
        if not delivery.fresh:
            found = await transport.find(self.origin, mark, delivery.began_at)
            if found is not None:
                return found
        await self._turn()
        return await transport.post(self.origin, page, mark)

    async def _edited(self, place: Sent, page: Page) -> bool:
        """Whether a message could be edited; one that somebody deleted is written anew."""
        await self._turn()
        try:
            await self.courier.transport.edit(self.origin, place, page)
        except UndeliverableError as error:
            if error.scope != "message":
                raise
            return False
        return True

    async def clear(self, left: Sequence[Sent], first_page: int) -> None:
        """Take away what is left of an earlier, longer reply in the same slot."""
        if not left:
            return
        for sent in left:
            await self._turn()
            await self.courier.transport.remove(self.origin, sent)
        await self.courier.deliveries.removed(self.slot, first_page)

    async def _turn(self) -> None:
        await self.courier.pacer.turn(self.courier.transport.limits(self.origin), urgent=self.urgent)
