"""Replies -> Slack: where they go, how they are marked, and how a lost one is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.adapters.slack.api import Api
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.lookups import Lookups, Sought
from bot.adapters.slack.marks import mark
from bot.adapters.slack.message import Message
from bot.adapters.slack.render import SENT_AS_IT_IS, render
from bot.adapters.slack.streams import IN_THE_WAY, Streams, streamed
from bot.adapters.slack.translate import is_direct
from bot.adapters.slack.uploads import Uploads, shown_with_pictures
from bot.adapters.slack.words import say
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.chat import Pin, Reply
from bot.core.delivery.drafts import unfinished
from bot.core.delivery.pace import Limit
from bot.core.delivery.ports import Transport
from bot.core.delivery.records import Page, Sent
from bot.core.errors import GreenroomError, NotItsTurnError, UndeliverableError
from bot.core.records import Origin

_KIND, _PINNED, _WHOLE = "kind", "pinned", "whole"
_EDITED_AS_IT_IS = {name: SENT_AS_IT_IS[name] for name in ("parse", "link_names")}
_NOT_THERE = frozenset({"no-channel", "removed", "no-permission", "archived"})

_BETWEEN_PIECES, _BETWEEN_EDITS = 1.0, 2.0
"""Seconds between two states of a draft, where it is streamed and where it is edited."""

# How Slack refuses to change what is being streamed; a message that is gone cannot be told from it when it is deleted.
_IN_A_STREAM = {"chat.update": IN_THE_WAY, "chat.delete": frozenset({"message-gone"})}


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
        self._lookups = Lookups(api)
        self._streams = Streams(api)
        self._onlooker = onlooker

    def pages(self, origin: Origin, reply: Reply) -> Sequence[Page]:  # noqa: ARG002 - the same everywhere
        """A reply as messages, each within Slack's limits."""
        messages = render(reply)
        whole = streamed(reply, buttons=True) if self._streams.open and len(messages) == 1 else None
        return [
            {
                **message.to_page(),
                _KIND: reply.kind.value,
                _PINNED: reply.pinned if number == 0 else None,
                _WHOLE: whole,
            }
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
            if any(file.place is None for file in plain.files):
                await self._whisper(origin, spot, Message(say("no-files"), ()), key)
            return None
        await self._uploads.shared(spot.workspace, message, spot.channel, spot.thread)
        sent = await shown_with_pictures(lambda shown: self._posted(spot, shown, key), message, plain)
        if self._onlooker is not None:
            await self._onlooker.shown(origin, str(page.get(_KIND, "")), sent)
        if page.get(_PINNED) in {Pin.WHEN_POSTED, Pin.ANEW}:
            await self._pin(spot.workspace, sent)
        return sent

    async def edit(self, origin: Origin, sent: Sent, page: Page) -> None:
        """Put a page in the place of a message."""
        workspace = await self._workspace(origin)
        plain = Message.from_page(page)
        where = {"channel": sent.channel, "ts": sent.message}
        if (sent.channel, sent.message) in self._streams.open:
            await self._streams.end(workspace, sent.channel, sent.message, str(page.get(_WHOLE) or "") or None)

        async def change(message: Message) -> None:
            await self._change(workspace, "chat.update", {**where, **_content(message), **_EDITED_AS_IT_IS})

        await shown_with_pictures(change, await self._uploads.pictured(workspace, plain), plain)
        if self._onlooker is not None:
            await self._onlooker.shown(origin, str(page.get(_KIND, "")), sent)
        if page.get(_PINNED) == Pin.ANEW:
            await self._pin(workspace, sent)
        elif page.get(_PINNED) == Pin.NO_MORE:
            await self._pin(workspace, sent, "pins.remove")

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        """The message that carries a key, if it is there; what a member saw for a moment is not found again."""
        spot = await self._spot(origin, keeps=True)
        found = await self._lookups.find(Sought(spot.workspace, spot.channel, spot.thread, key, since))
        return _sent(spot.channel, found, spot.thread) if found is not None else None

    async def remove(self, origin: Origin, sent: Sent) -> None:
        """Take a message away; one that is gone already is fine."""
        try:
            where = {"channel": sent.channel, "ts": sent.message}
            await self._change(await self._workspace(origin), "chat.delete", where)
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

    def draft_pause(self, origin: Origin) -> float | None:
        """A second where Slack streams; longer between edits; none where only one member would see it, for a moment."""
        if origin.private and not origin.direct:
            return None
        streams = origin.thread is not None and self._streams.are_taken(origin.workspace, origin.channel)
        return _BETWEEN_PIECES if streams else _BETWEEN_EDITS

    async def begin_draft(self, origin: Origin, reply: Reply, key: str) -> Sent | None:
        """Begin a stream; where Slack has none, show a message that is edited, with its key."""
        spot = await self._spot(origin, keeps=True)
        if spot.alone:
            return None
        sent = await self._streaming(spot, origin.user, reply, key) or await self._posted(spot, _unfinished(reply), key)
        if self._onlooker is not None:
            await self._onlooker.shown(origin, reply.kind, sent)
        return sent

    async def grow_draft(self, origin: Origin, sent: Sent, reply: Reply) -> None:
        """Append to a stream of this process what is new; edit any other message."""
        workspace, where = await self._workspace(origin), (sent.channel, sent.message)
        if where not in self._streams.open:
            about = {"channel": sent.channel, "ts": sent.message, **_content(_unfinished(reply)), **_EDITED_AS_IT_IS}
            with suppress(NotItsTurnError):
                await self._change(workspace, "chat.update", about, spare=True)
        elif (text := streamed(reply)) is not None:
            await self._streams.grow(workspace, *where, text)

    async def end_draft(self, origin: Origin, sent: Sent) -> None:
        """Stop a stream of this process."""
        if (sent.channel, sent.message) in self._streams.open:
            await self._streams.end(await self._workspace(origin), sent.channel, sent.message)

    async def _streaming(self, spot: _Spot, user: str, reply: Reply, key: str) -> Sent | None:
        """A stream that has begun, if one can be had there."""
        text = streamed(reply)
        if text is None or spot.thread is None or not self._streams.are_taken(spot.workspace.id, spot.channel):
            return None
        answer = await self._streams.begin(spot.workspace, spot.channel, spot.thread, user, text, key)
        return _sent(spot.channel, answer, spot.thread) if answer is not None else None

    async def _change(
        self, workspace: Workspace, method: str, about: Mapping[str, object], *, spare: bool = False
    ) -> None:
        """Edit or delete a message, also one that is being streamed, by this process or one that has died."""
        where = (str(about["channel"]), str(about["ts"]))
        if where in self._streams.open:
            await self._streams.end(workspace, *where)
        try:
            await self._api.call(workspace, method, about, spare=spare)
        except UndeliverableError as error:
            if error.reason not in _IN_A_STREAM[method]:
                raise
            await self._streams.end(workspace, *where)
            await self._api.call(workspace, method, about, spare=spare)

    async def _pin(self, workspace: Workspace, sent: Sent, method: str = "pins.add") -> None:
        """Pin a message, or take its pin down; one for which that cannot be stands as it is."""
        with suppress(GreenroomError):
            await self._api.call(workspace, method, {"channel": sent.channel, "timestamp": sent.message})

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
            try:
                channel = await self._directs.channel(workspace, origin.user)
            except UndeliverableError as error:
                if error.scope != "member" or is_direct(origin.channel):
                    raise
                return _Spot(workspace, origin.channel, origin.thread, alone=True)  # as for people of other companies
            return _Spot(workspace, channel, origin.thread if channel == origin.channel else None, alone=False)
        return _Spot(workspace, origin.channel, origin.thread, origin.private)

    async def _posted(self, spot: _Spot, message: Message, key: str) -> Sent:
        where = {"channel": spot.channel, "thread_ts": spot.thread, "metadata": mark(key)}
        whole = {**where, **_content(message), **SENT_AS_IT_IS}
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
        return await self._api.respond(origin.handle, body)


def _unfinished(reply: Reply) -> Message:
    return render(unfinished(reply))[0]


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _sent(channel: str, message: Mapping[str, Any], thread: str | None) -> Sent:
    """Where a message stands; what is said about it comes in the thread it is in, else in its own."""
    ts = str(message.get("ts", ""))
    return Sent(channel, ts, thread or ts)
