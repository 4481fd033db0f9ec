"""What people see: messages, threads, ephemeral ones, modals, the Home tab, the assistant's status."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tests.wire.slack import mrkdwn
from tests.wire.slack.backend import Backend
from tests.wire.slack.things import Channel, Message, User, View

PATIENCE = 60.0

T = TypeVar("T")

_OPEN_LISTS = frozenset({"checkboxes", "radio_buttons"})  # their options are read without opening anything


class Reading:
    """Looks at what is there, and waits for what is not there yet."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def messages(self, channel: str | Channel, *, thread: Message | None = None, by_app: bool = False) -> list[Message]:
        """Messages that everyone sees, oldest first: of a conversation, or the replies of one thread."""
        place = self._backend.world.channel(channel)
        shown = list(place.visible()) if thread is None else place.replies(str(thread.thread_ts or thread.ts))
        return [item for item in shown if not by_app or self._is_ours(item)]

    def direct(self, user: str | User, *, by_app: bool = False) -> list[Message]:
        """Messages between a person and the app, oldest first."""
        place = self._backend.world.dm(self._backend.world.user(user), create=False)
        return self.messages(place, by_app=by_app) if place else []

    def ephemerals(self, user: str | User, channel: str | Channel | None = None) -> list[Message]:
        """Messages that only this person sees, oldest first."""
        person = self._backend.world.user(user)
        place = None if channel is None else self._backend.world.channel(channel)
        return [
            item
            for item in self._backend.world.messages()
            if item.seen_by == person.id and not item.deleted and (place is None or item.channel == place.id)
        ]

    def _is_ours(self, message: Message) -> bool:
        return message.body.get("bot_id") in {item.bot_id for item in self._backend.world.installations}

    def modals(self, user: str | User) -> list[View]:
        """Modals that are open, the one in front last."""
        return list(self._backend.world.stacks.get(self._backend.world.user(user).id, []))

    def modal(self, user: str | User) -> View:
        """The modal in front.

        Raises:
            LookupError: None is open.
        """
        found = self.modals(user)
        if not found:
            raise LookupError(f"{user} has no modal open")
        return found[-1]

    def home(self, user: str | User) -> View | None:
        """A person's Home tab."""
        return self._backend.world.homes.get(self._backend.world.user(user).id)

    def status(self, thread: Message) -> str:
        """What the assistant says it is doing in a thread."""
        return self._backend.world.statuses.get((thread.channel, str(thread.thread_ts or thread.ts)), "")

    def prompts(self, thread: Message) -> list[dict[str, str]]:
        """Suggested prompts of a thread."""
        held = self._backend.world.prompts.get((thread.channel, thread.ts), {})
        return list(held.get("prompts", []))

    @staticmethod
    def words(place: Message | View) -> str:
        """All that a person reads, in order, entities resolved: the blocks' texts, else the message's."""
        lines = list(_words(place.blocks))
        if not lines and isinstance(place, Message):
            lines = [place.text]
        return mrkdwn.unescape("\n".join(lines))

    @staticmethod
    def notified(message: Message) -> set[str]:
        """Whom a message rings for; see `mrkdwn.notified_by`."""
        return mrkdwn.notified_by(message.body)

    @staticmethod
    def alive(place: Message | View) -> list[mrkdwn.Alive]:
        """All mentions and links that are alive in a message or view."""
        return mrkdwn.alive_in(place.body)

    async def until(self, found: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Wait until a function gives something true, and return that.

        Raises:
            TimeoutError: It never did; the message says what the app was last told no to.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            value = found()
            if value:
                return value
            if loop.time() >= end:
                refused = [f"{call.method} {call.error or call.status}" for call in self._backend.log.refused[-5:]]
                raise TimeoutError(f"nothing within {seconds} s; last refused: {refused}")
            await self._backend.until_change(0.1)

    async def message(
        self, channel: str | Channel, containing: str = "", *, thread: Message | None = None, seconds: float = PATIENCE
    ) -> Message:
        """Wait for a message of the app, and return the latest such.

        Raises:
            TimeoutError: There is none.
        """

        def latest() -> Message | None:
            shown = self.messages(channel, thread=thread, by_app=True)
            return next((item for item in reversed(shown) if containing in self.words(item)), None)

        found = await self.until(latest, seconds)
        assert found is not None
        return found


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _words(item)
    elif isinstance(node, dict):
        if node.get("type") in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
            yield "".join(_piece(item) for item in node["elements"])
        elif isinstance(node.get("text"), str):
            yield node["text"]
        else:
            unread = {"placeholder", "confirm"} | ({"options"} if node.get("type") not in _OPEN_LISTS else set())
            for name, value in node.items():
                if name not in unread and not name.startswith("initial_"):
                    yield from _words(value)


def _piece(item: dict[str, Any]) -> str:
    match item["type"]:
        case "user":
            return f"<@{item['user_id']}>"
        case "emoji":
            return f":{item['name']}:"
        case "link":
            return str(item.get("text") or item["url"])
        case "broadcast":
            return f"@{item['range']}"
        case _:
            return str(item.get("text", ""))
