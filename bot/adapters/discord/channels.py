"""Messages in channels, threads and forums: posted once, looked for, edited, taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from bot.adapters.discord.addresses import addressed
from bot.adapters.discord.failures import ARCHIVED, THREAD_THERE, UNKNOWN_MESSAGE, RefusedError, Target, undelivered
from bot.adapters.discord.limits import shortened
from bot.adapters.discord.marks import carries, marked, nonce_of
from bot.adapters.discord.messages import Message, either
from bot.adapters.discord.rest import Rest
from bot.core.delivery.records import Sent
from bot.core.errors import TryLaterError, UncertainDeliveryError
from bot.core.worker import WorkerLog

THREAD_NAME: Final = 100
ARCHIVE_AFTER_MINUTES: Final = 7 * 24 * 60

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = f"{_MESSAGES}/{{message_id}}"
_EPOCH_MS: Final = 1_420_070_400_000
_CLOCKS_APART: Final = timedelta(minutes=5)
_PAGE: Final = 100
_MOST_PAGES: Final = 10
_NO_THREAD: Final = frozenset({50013, 50001, 50003, 50024, 160006, 160007})
"""Codes of a thread that cannot be opened: no permission, no such thing there, or too many are active."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes.

    Attributes:
        channel: The channel, thread or conversation.
        target: Which of them it is.
        server: For a conversation: the server that its buttons are about, if any.
    """

    channel: str
    target: Target
    server: str | None = None


class Channels:
    """Everything that the bot itself writes.

    Args:
        rest: Discord.
        log: Hears of threads that could not be opened.
    """

    def __init__(self, rest: Rest, log: WorkerLog) -> None:
        self._rest = rest
        self._log = log

    async def post(self, spot: Spot, message: Message, key: str, *, opens: bool = False) -> Mapping[str, Any] | None:
        """Write a message that carries a key.

        Args:
            spot: Where.
            message: What.
            key: The delivery's.
            opens: Whether it gets a thread.

        Returns:
            The message as Discord shows it; none where it was written before and somebody has deleted it since.

        Raises:
            TryLaterError: Not now, or there was no answer.
            UndeliverableError: Never.
        """

        async def send(form: Message) -> object:
            payload = marked(_payload(form, spot), key, opens=opens)
            payload |= {"nonce": nonce_of(key), "enforce_nonce": True}
            return await self._rest.call("POST", _MESSAGES, _in(spot.channel), payload, form.files)

        try:
            shown = await either(message, send)
        except RefusedError as error:
            if error.code == UNKNOWN_MESSAGE:
                return None
            raise undelivered(error, spot.target) from error
        return _object(shown)

    async def open_thread(self, channel: str, message: str, title: str) -> str | None:
        """The thread of a message, opened if it has none yet; none where that cannot be."""
        body = {"name": shortened(title, THREAD_NAME), "auto_archive_duration": ARCHIVE_AFTER_MINUTES}
        path = f"{_MESSAGE}/threads"
        try:
            thread = await self._rest.call("POST", path, _in(channel, message), body)
        except RefusedError as error:
            if error.code == THREAD_THERE:
                return message  # they share an id
            if error.code in _NO_THREAD:
                self._log.warning("discord_thread_not_opened", channel=channel, reason=str(error))
                return None
            raise undelivered(error, Target.CHANNEL) from error
        return str(_object(thread)["id"])

    async def type(self, spot: Spot) -> None:
        """Show that the bot is typing, until it writes, for ten seconds at most.

        Raises:
            TryLaterError: Not now.
            UndeliverableError: Never.
        """
        try:
            await self._rest.call("POST", "/channels/{channel_id}/typing", _in(spot.channel), aside=True)
        except RefusedError as error:
            raise undelivered(error, spot.target) from error

    async def pin(self, channel: str, message: str, *, pinned: bool = True) -> None:
        """Pin a message, or take its pin down, where that is allowed and there is room; elsewhere it stands as it is.

        Raises:
            TryLaterError: Not now, or there was no answer.
        """
        try:
            method = "PUT" if pinned else "DELETE"
            await self._rest.call(method, f"{_MESSAGES}/pins/{{message_id}}", _in(channel, message))
        except RefusedError as error:
            self._log.info(
                "discord_not_pinned" if pinned else "discord_not_unpinned", channel=channel, reason=str(error)
            )

    async def post_in_forum(self, forum: str, message: Message, key: str, title: str, tags: Sequence[str]) -> Sent:
        """Open a post in a forum, for which Discord knows no nonce.

        Raises:
            TryLaterError: Not now, or there was no answer.
            UndeliverableError: Never.
        """
        body = {
            "name": shortened(title, THREAD_NAME),
            "auto_archive_duration": ARCHIVE_AFTER_MINUTES,
            "applied_tags": list(tags),
        }
        path = "/channels/{channel_id}/threads"

        async def send(form: Message) -> object:
            whole = {**body, "message": marked(form.payload, key)}
            return await self._rest.call("POST", path, _in(forum), whole, form.files, once=True)

        try:
            thread = await either(message, send)
        except RefusedError as error:
            raise undelivered(error, Target.CHANNEL) from error
        number = str(_object(thread)["id"])
        return Sent(number, number, number)

    async def edit(self, spot: Spot, number: str, message: Message) -> None:
        """Put a message in the place of another; its thread is opened again if it is archived.

        Raises:
            TryLaterError: Not now, or there was no answer.
            UndeliverableError: Never.
        """
        place = _in(spot.channel, number)

        async def send(form: Message) -> object:
            payload = _payload(form, spot)
            payload.setdefault("attachments", [])
            return await self._rest.call("PATCH", _MESSAGE, place, payload, form.files)

        try:
            try:
                await either(message, send)
            except RefusedError as error:
                if error.code != ARCHIVED:
                    raise
                await self._rest.call("PATCH", "/channels/{channel_id}", place, {"archived": False})
                await either(message, send)
        except RefusedError as error:
            raise undelivered(error, spot.target) from error

    async def remove(self, spot: Spot, number: str) -> None:
        """Take a message away; one that is gone is fine.

        Raises:
            TryLaterError: Not now.
            UndeliverableError: Never.
        """
        try:
            await self._rest.call("DELETE", _MESSAGE, _in(spot.channel, number))
        except RefusedError as error:
            if error.code != UNKNOWN_MESSAGE:
                raise undelivered(error, spot.target) from error

    async def find(self, spot: Spot, key: str, since: datetime) -> Mapping[str, Any] | None:
        """The message with a key, not older than a moment.

        Raises:
            TryLaterError: It cannot be looked for now.
            UndeliverableError: The place is out of reach.
        """
        async for message in self.history(spot, since - _CLOCKS_APART):
            if carries(message, key):
                return message
        return None

    async def find_in_forum(self, server: str, forum: str, key: str, since: datetime, me: str) -> Sent | None:
        """The post with a key, not older than a moment.

        Raises:
            TryLaterError: It cannot be looked for now.
            UndeliverableError: The forum is out of reach.
        """
        listed = await self._looked("/guilds/{guild_id}/threads/active", Target.CHANNEL, {"guild_id": server})
        oldest = _snowflake(since - _CLOCKS_APART)
        for thread in _object(listed)["threads"]:
            number = str(thread["id"])
            ours = str(thread.get("parent_id")) == forum and str(thread.get("owner_id")) == me
            if not ours or int(number) < oldest:
                continue
            message = await self._looked(_MESSAGE, Target.THREAD, _in(number, number))
            if carries(_object(message), key):
                return Sent(number, number, number)
        return None

    async def history(self, spot: Spot, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        """Messages since a moment, oldest first; the first thousand of them.

        Raises:
            TryLaterError: It cannot be looked for now.
            UndeliverableError: The place is out of reach.
        """
        after = _snowflake(since)
        for _ in range(_MOST_PAGES):
            query: dict[str, str | int] = {"after": str(after), "limit": _PAGE}
            found = await self._looked(_MESSAGES, spot.target, _in(spot.channel), query)
            newest_first = cast("Sequence[Mapping[str, Any]]", found)
            for message in reversed(newest_first):
                yield message
            if len(newest_first) < _PAGE:
                return
            after = max(int(message["id"]) for message in newest_first)

    async def conversation(self, user: str) -> str:
        """The channel of a person's direct messages with the bot.

        Raises:
            TryLaterError: Not now.
            UndeliverableError: They cannot be reached.
        """
        try:
            opened = await self._rest.call("POST", "/users/@me/channels", {}, {"recipient_id": user})
        except RefusedError as error:
            raise undelivered(error, Target.DIRECT) from error
        except UncertainDeliveryError as error:  # asking again gives the same conversation
            raise TryLaterError(error.reason) from error
        return str(_object(opened)["id"])

    async def _looked(
        self, path: str, target: Target, places: Mapping[str, str], query: Mapping[str, str | int] | None = None
    ) -> object:
        try:
            return await self._rest.call("GET", path, places, query=query)
        except RefusedError as error:
            raise undelivered(error, target) from error


def _in(channel: str, message: str = "") -> dict[str, str]:
    """What stands for the names in a route."""
    return {"channel_id": channel, "message_id": message} if message else {"channel_id": channel}


def _object(answer: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", answer)


def _payload(message: Message, spot: Spot) -> dict[str, Any]:
    payload = dict(message.payload)
    if spot.server is not None and payload.get("components"):
        payload["components"] = addressed(payload["components"], spot.server)
    return payload


def _snowflake(moment: datetime) -> int:
    """The least id that something made at a moment can have."""
    return max(int(moment.timestamp() * 1000) - _EPOCH_MS, 0) << 22
