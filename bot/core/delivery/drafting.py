"""Drafts over a transport: the first state is a page like any other, what follows is not kept anywhere.

A draft takes only what is to spare of the platform's pace, and whatever goes wrong ends it: the reply follows anyway.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.core.chat import Reply
from bot.core.delivery.pace import Pacer, singly
from bot.core.delivery.ports import Deliveries, Transport
from bot.core.delivery.records import Delivery, Sent
from bot.core.errors import GreenroomError, UncertainDeliveryError
from bot.core.keyed_lock import KeyedLock
from bot.core.ports import Clock
from bot.core.records import Origin

LookUp = Callable[[Delivery], Awaitable[None]]
"""Brings a delivery to its end whose outcome is unknown."""


@dataclass(slots=True)
class Drawing:
    """A draft's way to its slot.

    Attributes:
        transport: The platform.
        deliveries: What was sent.
        pacer: The platform's pace.
        clock: Time.
        slots: Keeps what goes to the slot in order.
        origin: Where.
        key: The draft's key.
        slot: The slot.
        look_up: What is done after an unknown end.
        sent: The message that shows the draft, once there is one.
        over: Whether nothing more can be shown.
    """

    transport: Transport
    deliveries: Deliveries
    pacer: Pacer
    clock: Clock
    slots: KeyedLock
    origin: Origin
    key: str
    slot: str
    look_up: LookUp
    sent: Sent | None = None
    over: bool = False

    async def show(self, reply: Reply) -> bool:
        """Show a state; False if the platform's pace has no room for it."""
        if self.over:
            return True
        try:
            async with self.slots.hold(self.slot):
                return await self._show(reply)
        except GreenroomError:
            self.over = True
            return True

    async def end(self) -> None:
        """Let the platform know that nothing more is written."""
        if self.sent is None:
            return
        with suppress(GreenroomError):
            async with self.slots.hold(self.slot):
                await self.transport.end_draft(self.origin, self.sent)

    async def rest(self) -> None:
        """Wait between two states."""
        await self.clock.sleep(self.transport.draft_pause(self.origin) or 0.0)

    async def _show(self, reply: Reply) -> bool:
        if self.sent is None:
            filled = await self.deliveries.shown_in(self.slot)
            if not filled:
                return await self._begin(reply)
            self.sent = filled[0]
        if not self.pacer.spare(singly(self.transport.limits(self.origin))):
            return False
        await self.transport.grow_draft(self.origin, self.sent, reply)
        return True

    async def _begin(self, reply: Reply) -> bool:
        if not self.pacer.spare(self.transport.limits(self.origin)):
            return False
        delivery = await self.deliveries.begin(self.key, 0, self.slot, self.clock.now())
        if not delivery.fresh:  # begun before a crash: it goes on where it stands, if it does
            await self.look_up(delivery)
            self.over = not await self.deliveries.shown_in(self.slot)
            return self.over
        try:
            self.sent = await self.transport.begin_draft(self.origin, reply, delivery.mark)
        except UncertainDeliveryError:  # looked up now, so that the reply need not wait for it
            await self.look_up(delivery)
            raise
        except GreenroomError:
            await self.deliveries.not_sent(self.key, 0)
            raise
        await self.deliveries.sent(self.key, 0, self.sent, self.clock.now())
        self.over = self.sent is None
        return True
