"""Delivering a reply exactly once, as far as a platform lets us.

A page is noted as begun before it is sent and as sent after the platform confirmed it. What was begun and never
confirmed has an unknown end (a crash or a lost connection between the two), so it is looked up on the platform before
it is sent again.

Replies to one slot come one after the other, in this process by a lock and among processes by what was begun; which of
them is still to be shown is asked when the slot is free, so that the last one shown is the newest.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.core.chat import Reply
from bot.core.delivery.drafting import Drawing
from bot.core.delivery.drafts import Draft
from bot.core.delivery.pace import Pacer, singly
from bot.core.delivery.ports import Deliveries, Transport
from bot.core.delivery.records import Delivery, DeliveryState, Page, Sent
from bot.core.errors import GreenroomError, TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.keyed_lock import KeyedLock
from bot.core.ports import Chat, Clock
from bot.core.records import Origin

IN_FLIGHT_SECONDS = 60.0
"""For how long a delivery that has begun may be under way in another process; after that it counts as abandoned."""

Trouble = Callable[[Origin, UndeliverableError], Awaitable[None]]
Still = Callable[[], Awaitable[bool]]


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
        drafts: What is being written, by slot.
    """

    transport: Transport
    deliveries: Deliveries
    pacer: Pacer
    clock: Clock
    on_trouble: Trouble = field(default=_ignore)
    slots: KeyedLock = field(default_factory=KeyedLock)
    drafts: dict[str, tuple[Draft, Drawing]] = field(default_factory=dict)

    async def deliver(
        self,
        origin: Origin,
        reply: Reply,
        delivery_key: str,
        *,
        slot: str | None = None,
        replaces: bool = True,
        urgent: bool = True,
        still: Still | None = None,
        anew: bool = True,
    ) -> str | None:
        """Show a reply; pages that were shown under this key before are left alone.

        Returns:
            The thread of the first page, where it has one.

        Raises:
            TryLaterError: Not all of it could be shown, or it has changed; what was shown is remembered.
            NotItsTurnError: Nobody waits for it, and its turn comes later.
            UndeliverableError: It can never be shown.
        """
        if not urgent:
            self.pacer.book(self.transport.limits(origin), delivery_key)
        sending = _Sending(self, origin, delivery_key, slot or delivery_key, urgent, anew)
        async with self.slots.hold(sending.slot):
            try:
                sent = await sending.reply(self.transport.pages(origin, reply), replaces=replaces, still=still)
            except UndeliverableError as error:
                await self.on_trouble(origin, error)
                raise
        first = sent[0] if sent else None
        return first.thread if first else None

    async def nothing_to_say(self, origin: Origin) -> None:
        """End what shows that a reply is awaited."""
        await self.transport.nothing_to_say(origin)

    def think(self, origin: Origin) -> None:
        """Show for a moment that a reply is being made."""
        self.transport.think(origin)

    def draft(self, origin: Origin, reply: Reply, delivery_key: str, slot: str) -> None:
        """Show what is written so far of a reply that will fill a slot."""
        if self.transport.draft_pause(origin) is None:
            return
        if slot not in self.drafts:
            drawing = self._drawing(origin, delivery_key, slot)
            whole = not self.transport.draft_pause(origin)
            self.drafts[slot] = Draft(drawing.show, drawing.rest, whole=whole), drawing
        self.drafts[slot][0].write(reply)

    async def end_draft(self, origin: Origin, slot: str) -> None:
        """Show no more of a draft, and put right what was abandoned at the slot, so that no reply waits for it."""
        if (under_way := self.drafts.pop(slot, None)) is not None:
            draft, drawing = under_way
            await draft.end()
            await drawing.end()
        sending = _Sending(self, origin, "", slot, urgent=True)
        with suppress(GreenroomError):
            async with self.slots.hold(slot):
                for left in await self.deliveries.begun(slot, ""):
                    await sending.settle(left, await self.deliveries.shown_in(slot))

    def _drawing(self, origin: Origin, key: str, slot: str) -> Drawing:
        async def look_up(delivery: Delivery) -> None:
            sending = _Sending(self, origin, key, slot, urgent=True)
            await sending.settle(replace(delivery, fresh=False), await self.deliveries.shown_in(slot))

        world = (self.transport, self.deliveries, self.pacer, self.clock, self.slots)
        return Drawing(*world, origin, key, slot, look_up)


@dataclass(frozen=True, slots=True)
class _Sending:
    """One delivery under way."""

    courier: Courier
    origin: Origin
    key: str
    slot: str
    urgent: bool
    anew: bool = True

    async def reply(self, pages: Sequence[Page], *, replaces: bool, still: Still | None) -> Sequence[Sent | None]:
        """Show all pages, in the place of what fills the slot."""
        deliveries = self.courier.deliveries
        first = await deliveries.begin(self.key, 0, self.slot, self.courier.clock.now())
        try:
            await self._heed_others()
            filled = await deliveries.shown_in(self.slot)
            if filled and not replaces and filled[0] != first.sent:
                await self.settle(first, filled)
                return filled
            await _require(still)
        except Exception:
            if first.fresh:
                await deliveries.not_sent(self.key, 0)
            raise
        sent = [await self.page(number, page, filled, first) for number, page in enumerate(pages)]
        await self.clear(filled[len(pages) :], len(pages))
        return sent

    async def page(self, number: int, page: Page, filled: Sequence[Sent], first: Delivery) -> Sent | None:
        """See to it that a page is shown."""
        deliveries, clock = self.courier.deliveries, self.courier.clock
        delivery = first if number == 0 else await deliveries.begin(self.key, number, self.slot, clock.now())
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

    async def _heed_others(self) -> None:
        """Let a reply that another process may be sending to the slot come first; put right what was abandoned.

        It is looked for after this one was begun: of two that begin at once, each would see the other.
        """
        deliveries = self.courier.deliveries
        since = self.courier.clock.now() - timedelta(seconds=IN_FLIGHT_SECONDS)
        for other in await deliveries.begun(self.slot, self.key):
            if other.began_at >= since:
                raise TryLaterError("an earlier reply is still on its way", retry_after=1.0)
            await self.settle(other, await deliveries.shown_in(self.slot))

    async def settle(self, delivery: Delivery, filled: Sequence[Sent]) -> None:
        """Bring a delivery to its end that nobody goes on with: if its message is there, it fills the slot or goes."""
        if delivery.state is not DeliveryState.BEGUN:
            return
        deliveries, transport = self.courier.deliveries, self.courier.transport
        found = None if delivery.fresh else await transport.find(self.origin, delivery.mark, delivery.began_at)
        if found is None:
            await deliveries.not_sent(delivery.key, delivery.page)
        elif filled:
            await self._turn()
            await transport.remove(self.origin, found)
            await deliveries.not_sent(delivery.key, delivery.page)
        else:
            await deliveries.sent(delivery.key, delivery.page, found, self.courier.clock.now())

    async def _show(self, delivery: Delivery, page: Page, place: Sent | None) -> Sent | None:
        """Edit what fills the place, which may be done twice; else post, unless an earlier try got through."""
        transport = self.courier.transport
        if place is not None and (await self._edited(place, page) or not self.anew):
            return place
        mark = delivery.mark
        if not delivery.fresh:
            found = await transport.find(self.origin, mark, delivery.began_at)
            if found is not None:
                return found
        await self._turn()
        return await transport.post(self.origin, page, mark)

    async def _edited(self, place: Sent, page: Page) -> bool:
        """Whether a message could be edited; one that somebody deleted cannot."""
        await self._turn(posts=False)
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

    async def _turn(self, *, posts: bool = True) -> None:
        limits = self.courier.transport.limits(self.origin)
        await self.courier.pacer.turn(limits if posts else singly(limits), urgent=self.urgent)


async def _require(still: Still | None) -> None:
    """Make sure that a reply is still to be shown.

    Raises:
        TryLaterError: It is to be made anew.
    """
    if still is not None and not await still():
        raise TryLaterError("it has changed meanwhile")
