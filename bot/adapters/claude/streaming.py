"""A reply as it is written: the events of a stream, put together as forgivingly as whole replies are read.

Servers of the Messages API differ in what they leave out of their events. A text is what counts, and that it has ended.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage

if TYPE_CHECKING:
    from anthropic import AsyncStream
    from anthropic.types import Message

Take = Callable[[str], Awaitable[bool]]
"""Takes a piece of text; False if no more is wanted."""

_CHARACTERS_A_TOKEN = 4
_EVENT_STREAM = "text/event-stream"


class NotStreamingError(Exception):
    """A server that was asked for a stream sent something else, or events that are not those of the Messages API."""


class Written:
    """What has come of a message."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._usage: dict[str, Any] = {}
        self._stop_reason: str | None = None
        self.begun = False
        """Whether anything of it has come."""
        self.ended = False
        """Whether all of it has come."""

    def add(self, event: Any) -> str:  # noqa: ANN401 - of as many kinds as there are servers
        """Take in an event; the text that it brings."""
        kind, piece = getattr(event, "type", None), ""
        if kind == "message_start":
            self.begun = True
            self._count(getattr(getattr(event, "message", None), "usage", None))
        elif kind == "content_block_start":
            piece = text_of(getattr(event, "content_block", None), "text")
        elif kind == "content_block_delta":
            piece = text_of(getattr(event, "delta", None), "text_delta")
        elif kind == "message_delta":
            self._stop_reason = getattr(getattr(event, "delta", None), "stop_reason", None) or self._stop_reason
            self._count(getattr(event, "usage", None))
        self.ended = self.ended or kind == "message_stop" or self._stop_reason is not None
        if piece:
            self.begun = True
            self._pieces.append(piece)
        return piece

    def message(self) -> Message:
        """The message. Of one that was not waited for to its end, the tokens of what has come are reckoned."""
        from anthropic.types import Message

        text = "".join(self._pieces)
        usage = dict(self._usage)
        if usage and not self.ended:
            usage["output_tokens"] = max(usage.get("output_tokens") or 0, -(-len(text) // _CHARACTERS_A_TOKEN))
        block = {"type": "text", "text": text}
        return Message.construct(content=[block], stop_reason=self._stop_reason, usage=usage or None)

    def _count(self, usage: Any) -> None:  # noqa: ANN401
        for name in ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"):
            told = getattr(usage, name, None)
            if isinstance(told, int):
                self._usage[name] = told


async def read_stream(stream: AsyncStream[Any], take: Take) -> Message:
    """A message, its text handed on as it comes, until it ends or no more of it is wanted.

    Raises:
        NotStreamingError: It is no stream of a message, and nothing was handed on.
        JudgeUnavailableError: It broke off.
    """
    if not stream.response.headers.get("content-type", "").startswith(_EVENT_STREAM):
        raise NotStreamingError
    written = Written()
    try:
        async for event in _events(stream):
            piece = written.add(event)
            if piece and not await take(piece):
                return written.message()
    except JudgeUnavailableError as error:
        if written.begun:
            error.usage = Usage(cost_usd=None)  # what has come was made, and may be charged
        raise
    if not written.begun:
        raise NotStreamingError
    if not written.ended:
        raise JudgeUnavailableError("connection", detail="the stream broke off", usage=Usage(cost_usd=None))
    return written.message()


async def whole_of(stream: AsyncStream[Any]) -> Message | None:
    """The whole message that a server sent instead of a stream; none if it sent something else."""
    from anthropic.types import Message

    if stream.response.is_closed:  # it was read, as a stream with nothing in it
        return None
    sent = json.loads(await stream.response.aread())
    return Message.construct(**sent) if isinstance(sent, dict) else None


async def _events(stream: AsyncStream[Any]) -> AsyncIterator[Any]:
    """The events; the errors of the SDK, and of the library below it, as the core knows them."""
    import anthropic

    from bot.adapters.claude.failures import failure, failure_of

    events = aiter(stream)
    while True:
        try:
            event = await anext(events)
        except StopAsyncIteration:
            return
        except (anthropic.AnthropicError, ValueError) as error:
            raise failure_of(error, datetime.now(UTC)) from error
        except TimeoutError:
            raise
        except Exception as error:  # of the library that the SDK reads with, which it does not wrap here
            raise failure("timeout" if "Timeout" in type(error).__name__ else "connection", str(error)) from error
        yield event


def text_of(part: Any, kind: str) -> str:  # noqa: ANN401 - of as many kinds as there are servers
    """The text of a block or a piece of one; nothing where it is of another kind."""
    if getattr(part, "type", None) != kind:
        return ""
    text = getattr(part, "text", None)
    return text if isinstance(text, str) else ""
