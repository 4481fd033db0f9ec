"""What delivering needs from the world: a platform's way to send, and a memory of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.chat import Reply
from bot.core.delivery.drafts import DRAFT_PAUSE, unfinished
from bot.core.delivery.pace import Limit
from bot.core.delivery.records import Delivery, Page, Sent
from bot.core.records import Origin


class Transport(Protocol):
    """A platform's way to show messages.

    Its methods raise `TryLaterError` where the platform refused for now and shows nothing (with the seconds it asked us
    to wait), `UncertainDeliveryError` where it may or may not have taken the message, and `UndeliverableError` where no
    retry helps.
    """

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:
        """A reply as messages, each within the platform's limits."""
        ...

    def limits(self, origin: Origin) -> Sequence[Limit]:
        """How fast messages may go where the origin is."""
        ...

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        """Show a message and mark it with a key, by which `find` knows it and the platform may recognise a repetition.

        One that is to be pinned is pinned afterwards where that can be; where it cannot, or the process dies in
        between, it stands unpinned.

        Returns:
            Where it stands; none where the platform gives no id, as for a message that one member sees for a moment.
        """
        ...

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Put a page in the place of a message; it is pinned, or its pin taken down, if the page says so."""
        ...

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        """The message that `post` marked with a key, not older than a moment, if it is there."""
        ...

    async def remove(self, origin: Origin, sent: Sent) -> None:
        """Take a message away; one that is gone already is fine."""
        ...

    async def nothing_to_say(self, origin: Origin) -> None:
        """End what shows that a reply is awaited at an origin, where the platform has such; raises nothing."""

    def think(self, origin: Origin) -> None:
        """Show for a moment that a reply is being made, where the platform can; nothing waits for that."""

    def draft_pause(self, origin: Origin) -> float | None:  # noqa: ARG002
        """Seconds between two states of a draft at an origin at least; none where no drafts are shown."""
        return DRAFT_PAUSE

    async def begin_draft(self, origin: Origin, reply: Reply, key: str) -> Sent | None:
        """Show what there is so far of a reply that is being written, as `post` shows a page, marked with a key.

        The reply itself comes by `edit`, perhaps in another process and after a crash in the middle of the draft.
        """
        return await self.post(origin, self.pages(origin, unfinished(reply))[0], key)

    async def grow_draft(self, origin: Origin, sent: Sent, reply: Reply) -> None:
        """Show more of it: `reply` is the whole so far. The message may also be one that did not begin as a draft."""
        await self.edit(origin, sent, self.pages(origin, unfinished(reply))[0])

    async def end_draft(self, origin: Origin, sent: Sent) -> None:  # noqa: ARG002
        """Note that nothing more is written; mostly an `edit` follows at once. It is not called after a crash."""
        return  # an edited message needs no end


class Deliveries(Protocol):
    """What was begun and what was sent; a method's effects are durable when it returns."""

    async def begin(self, key: str, page: int, slot: str, now: datetime) -> Delivery:
        """Note that a page is about to be sent; one that was begun before is returned as it stands, not fresh.

        Args:
            key: The delivery.
            page: Which of its messages, from 0.
            slot: The place it fills; a later delivery to the same slot replaces this one's messages.
            now: The time.
        """
        ...

    async def sent(self, key: str, page: int, sent: Sent | None, now: datetime) -> None:
        """Note that the platform has a page; it fills its slot in the place of an earlier delivery's.

        Args:
            key: The delivery, which was begun.
            page: Which of its messages, from 0.
            sent: Where it stands; none where the platform gave no id, then nothing fills the place.
            now: The time.
        """
        ...

    async def not_sent(self, key: str, page: int) -> None:
        """Note that the platform certainly does not have a page that was begun, so that its next try is fresh."""
        ...

    async def failed(self, key: str, page: int, reason: str, now: datetime) -> None:
        """Note that a page cannot be delivered; one that was sent stays so."""
        ...

    async def shown_in(self, slot: str) -> Sequence[Sent]:
        """The messages that fill a slot now, in the order of their pages."""
        ...

    async def begun(self, slot: str, besides: str) -> Sequence[Delivery]:
        """The pages of other deliveries to a slot than `besides` that were begun and have not ended, oldest first."""
        ...

    async def removed(self, slot: str, first_page: int) -> None:
        """Note that a slot's messages from a page on were taken away; they count as delivered all the same."""
        ...
