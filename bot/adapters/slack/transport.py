"""Replies -> Slack: where they go, how they are marked, and how a lost one is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp

from bot.adapters.slack.api import Api
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.message import Message
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.render import SENT_AS_IT_IS, render
from bot.adapters.slack.uploads import Uploads, shown_with_pictures
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.chat import Reply
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import GreenroomError, TryLaterError, UndeliverableError
from bot.core.records import Origin

EVENT_TYPE = "greenroom_delivery"
"""The `event_type` of the metadata that marks a message with its delivery."""

_KIND, _PINNED = "kind", "pinned"
_EDITED_AS_IT_IS = {name: SENT_AS_IT_IS[name] for name in ("parse", "link_names")}
_CLOCKS_APART = timedelta(minutes=5)
_AT_ONCE = 100
_MOST_PAGES = 20
_NOT_THERE = frozenset({"no-channel", "removed", "no-permission", "archived"})


class Onlooker(Protocol):
    """Hears of what is shown, and of what is not."""

    async def shown(self, origin: Origin, kind: str, sent: Sent | None) -> None:
        """A message of a kind of reply stands somewhere."""
        ...

    def thinks(self, origin: Origin) -> None:
        """A reply is being made that is due at an origin."""
        ...

    def keeps_silent(self, origin: Origin) -> None:
        """Nothing will be said to what happened at an origin."""
        ...


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a message goes: a thread of a channel, and whether only one member there sees it."""

    workspace: Workspace
    channel: str
    thread: str | None
    alone: bool


class SlackTransport(Transport):
    """Slack, over its Web API.

    Args:
        api: The Web API.
        workspaces: Where the app is installed.
        directs: Members' conversations with the bot.
        onlooker: Hears of what is shown.
    """

    def __init__(self, api: Api, workspaces: Workspaces, directs: Directs, onlooker: Onlooker | None = None) -> None:
        self._api = api
        self._workspaces = workspaces
        self._directs = directs
        self._uploads = Uploads(api)
        self._onlooker = onlooker

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:  # noqa: ARG002 - the same everywhere
        """A reply as messages, each within Slack's limits."""
        messages = render(reply)
        return [
            {**message.to_page(), _KIND: reply.kind.value, _PINNED: reply.pinned and number == 0}
            for number, message in enumerate(messages)
        ]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        """Less than 300 messages in any minute in a workspace; what holds for methods and conversations, calls know."""
        return [Limit(f"slack/{origin.workspace}", per_second=4.8, burst=10, posts_only=True)]

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        """Show a message, marked with its key; one that a single member sees for a moment has no id.

        Documents go first: should the message itself get lost, they come twice rather than never.
        """
        plain = Message.from_page(page)
        spot = await self._spot(origin, keeps=any(file.place is None for file in plain.files))
        message = await self._uploads.pictured(spot.workspace, plain)
        if spot.alone:
            await shown_with_pictures(lambda shown: self._whisper(origin, spot, shown, key), message, plain)
            return None
        await self._uploads.shared(spot.workspace, message, spot.channel, spot.thread)
        sent = await shown_with_pictures(lambda shown: self._posted(spot, shown, key), message, plain)
        if self._onlooker is not None:
            await self._onlooker.shown(origin, str(page.get(_KIND, "")), sent)
        if page.get(_PINNED):
            await self._pin(spot.workspace, sent)
        return sent

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Put a page in the place of a message."""
        workspace = await self._workspace(origin)
        plain = Message.from_page(page)
        where = {"channel": sent.channel, "ts": sent.message}

        async def change(message: Message) -> None:
            await self._api.call(workspace, "chat.update", {**where, **_content(message), **_EDITED_AS_IT_IS})

        await shown_with_pictures(change, await self._uploads.pictured(workspace, plain), plain)
        if self._onlooker is not None:
            await self._onlooker.shown(origin, str(page.get(_KIND, "")), sent)

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        """The message that carries a key, if it is there; what a member saw for a moment is not found again."""
        spot = await self._spot(origin, keeps=True)
        method = "conversations.replies" if spot.thread else "conversations.history"
        asked: dict[str, object] = {"channel": spot.channel, "ts": spot.thread, "limit": _AT_ONCE}
        asked |= {"oldest": f"{(since - _CLOCKS_APART).timestamp():.6f}", "include_all_metadata": True}
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            answer = await self._api.call(spot.workspace, method, {**asked, "cursor": cursor})
            for message in map(mapping, array(answer.get("messages"))):
                if _key_of(message) == key:
                    return _sent(spot.channel, message, spot.thread)
            cursor = str(mapping(answer.get("response_metadata")).get("next_cursor") or "") or None
            if cursor is None:
                return None
        raise TryLaterError("too much was written since")

    async def remove(self, origin: Origin, sent: Sent) -> None:
        """Take a message away; one that is gone already is fine."""
        try:
            where = {"channel": sent.channel, "ts": sent.message}
            await self._api.call(await self._workspace(origin), "chat.delete", where)
        except UndeliverableError as error:
            if error.scope != "message":
                raise

    async def nothing_to_say(self, origin: Origin) -> None:
        """End what says that a reply is being made."""
        if self._onlooker is not None:
            self._onlooker.keeps_silent(origin)

    def think(self, origin: Origin) -> None:
        """Say in a thread that a reply is being made."""
        if self._onlooker is not None:
            self._onlooker.thinks(origin)

    async def _pin(self, workspace: Workspace, sent: Sent) -> None:
        """Pin a message; one that cannot be pinned stands where it stands."""
        with suppress(GreenroomError):
            await self._api.call(workspace, "pins.add", {"channel": sent.channel, "timestamp": sent.message})

    async def _workspace(self, origin: Origin) -> Workspace:
        found = await self._workspaces.workspace(origin.workspace)
        if found is None:
            raise UndeliverableError("revoked", "workspace")
        return found

    async def _spot(self, origin: Origin, *, keeps: bool = False) -> _Spot:
        """Where something goes that is due at an origin.

        Args:
            origin: Where it is due.
            keeps: Whether it holds what cannot be shown for a moment only, such as a file.
        """
        workspace = await self._workspace(origin)
        if origin.direct or (origin.private and keeps):
            channel = await self._directs.channel(workspace, origin.user)
            return _Spot(workspace, channel, origin.thread if channel == origin.channel else None, alone=False)
        return _Spot(workspace, origin.channel, origin.thread, origin.private)

    async def _posted(self, spot: _Spot, message: Message, key: str) -> Sent:
        where = {"channel": spot.channel, "thread_ts": spot.thread}
        mark = {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}
        whole = {**where, **mark, **_content(message), **SENT_AS_IT_IS}
        answer = await self._api.call(spot.workspace, "chat.postMessage", whole, posts=True)
        return _sent(str(answer.get("channel") or spot.channel), answer, spot.thread)

    async def _whisper(self, origin: Origin, spot: _Spot, message: Message, key: str) -> None:
        """Show a message to one member where they are, by another way where the bot is not there."""
        where = {"channel": spot.channel, "user": origin.user, "thread_ts": spot.thread}
        whole = {**where, **_content(message), **_EDITED_AS_IT_IS}
        try:
            await self._api.call(spot.workspace, "chat.postEphemeral", whole, posts=True)
        except UndeliverableError as error:
            if error.reason not in _NOT_THERE and error.scope != "member":
                raise
            if not await self._answered(origin, message):
                channel = await self._directs.channel(spot.workspace, origin.user)
                await self._posted(_Spot(spot.workspace, channel, None, alone=False), message, key)

    async def _answered(self, origin: Origin, message: Message) -> bool:
        """Whether the message could be shown as an answer to what the member has just done."""
        if origin.handle is None:
            return False
        body = {"response_type": "ephemeral", "replace_original": False, **_content(message)}
        try:
            async with self._api.session.post(origin.handle, json=body) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _sent(channel: str, message: Mapping[str, Any], thread: str | None) -> Sent:
    """Where a message stands; what is said about it comes in the thread it is in, else in its own."""
    ts = str(message.get("ts", ""))
    return Sent(channel, ts, thread or ts)


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = mapping(message.get("metadata"))
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = mapping(metadata.get("event_payload")).get("key")
    return str(key) if key else None
