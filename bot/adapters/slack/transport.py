"""Replies -> Slack: where they go, how they are marked, and how a lost one is found again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.adapters.slack.api import Api
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.message import Message
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.render import SENT_AS_IT_IS, render
from bot.adapters.slack.uploads import Uploads
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.chat import Reply
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import TryLaterError, UndeliverableError
from bot.core.records import Origin

EVENT_TYPE = "greenroom_delivery"
"""The `event_type` of the metadata that marks a message with its delivery."""

_KIND = "kind"
_EDITED_AS_IT_IS = {name: SENT_AS_IT_IS[name] for name in ("parse", "link_names")}
_CLOCKS_APART = timedelta(minutes=5)
_AT_ONCE = 100
_MOST_PAGES = 20
_NOT_THERE = frozenset({"no-channel", "removed", "no-permission", "archived"})

Shown = Callable[[Origin, str, Sent | None], Awaitable[None]]


async def _ignore(_origin: Origin, _kind: str, _sent: Sent | None) -> None:
    """Nobody wants to know."""


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
        on_shown: Hears of what was shown: where, the reply's kind, and its message.
    """

    def __init__(self, api: Api, workspaces: Workspaces, directs: Directs, on_shown: Shown = _ignore) -> None:
        self._api = api
        self._workspaces = workspaces
        self._directs = directs
        self._uploads = Uploads(api)
        self._on_shown = on_shown

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:  # noqa: ARG002 - the same everywhere
        """A reply as messages, each within Slack's limits."""
        return [{**message.to_page(), _KIND: reply.kind.value} for message in render(reply)]

    def limits(self, origin: Origin) -> Sequence[Limit]:
        """Some messages a second in a workspace; what holds for single methods and conversations is up to the calls."""
        return [Limit(f"slack/{origin.workspace}", per_second=5.0, burst=20)]

    async def post(self, origin: Origin, page: Page, key: str) -> Sent | None:
        """Show a message, marked with its key; one that a single member sees for a moment has no id.

        Documents go first: should the message itself get lost, they come twice rather than never.
        """
        message = Message.from_page(page)
        spot = await self._spot(origin, keeps=any(file.place is None for file in message.files))
        message = await self._uploads.pictured(spot.workspace, message)
        if spot.alone:
            await self._whisper(origin, spot, message, key)
            return None
        await self._uploads.shared(spot.workspace, message, spot.channel, spot.thread)
        sent = await self._posted(spot, message, key)
        await self._on_shown(origin, str(page.get(_KIND, "")), sent)
        return sent

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Put a page in the place of a message."""
        workspace = await self._workspace(origin)
        message = await self._uploads.pictured(workspace, Message.from_page(page))
        where = {"channel": sent.channel, "ts": sent.message}
        await self._api.call(workspace, "chat.update", {**where, **_content(message), **_EDITED_AS_IT_IS})
        await self._on_shown(origin, str(page.get(_KIND, "")), sent)

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
