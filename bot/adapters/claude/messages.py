"""One request to the Messages API, and what its reply took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.adapters.claude.connection import Connection
from bot.adapters.claude.streaming import NotStreamingError, Take, read_stream, whole_of
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prices import Price
from bot.core.grading.prompt import Features

if TYPE_CHECKING:
    from anthropic import APIStatusError
    from anthropic.types import Message

_REFUSED_PARAMETERS = frozenset({400, 422})
_STRUCTURE = ("output_config", "output_format", "json_schema", "structured", "schema")


class Messages:
    """Sends requests; what a server turns out not to know is left out from then on.

    Args:
        connection: The way to the server.
        price: What tokens cost; none if that is not known.
    """

    def __init__(self, connection: Connection, price: Price | None) -> None:
        self._connection = connection
        self._price = price
        self.features = Features()
        """What the server can do, as far as it has said."""
        self.streams = True
        """Whether it sends replies as they are written, as far as it has shown."""

    async def send(self, build: Callable[[Features], dict[str, Any]]) -> ModelReply:
        """Send a request, without what the server turns out not to know.

        Args:
            build: Makes the request's body for what the server can do.

        Raises:
            JudgeUnavailableError: No reply came, for one of many reasons; with the time and money it took.
        """
        return await self._ask(build, self._create)

    async def stream(self, build: Callable[[Features], dict[str, Any]], take: Take) -> ModelReply:
        """As `send`, with the reply's text handed on as it is written, where the server turns out to do that.

        Args:
            build: Makes the request's body for what the server can do.
            take: Takes each piece of text; False ends the reply there.

        Raises:
            JudgeUnavailableError: As for `send`, also in the middle of the reply.
        """
        return await self._ask(build, partial(self._stream, take=take))

    async def _ask(
        self, build: Callable[[Features], dict[str, Any]], once: Callable[[dict[str, Any]], Awaitable[Message | None]]
    ) -> ModelReply:
        calls, start = 0, time.monotonic()
        while True:
            features = self.features
            calls += 1
            try:
                message = await once(build(features))
            except JudgeUnavailableError as error:
                # A request that was refused costs nothing; one whose reply never came may have been answered.
                unknown = error.usage is not None or error.reason in {"timeout", "connection"}
                cost = None if unknown else 0.0
                error.usage = Usage(calls=calls, seconds=time.monotonic() - start, cost_usd=cost)
                raise
            if message is None:
                continue
            return reply_of(message, self._price, time.monotonic() - start, calls)

    async def _create(self, body: dict[str, Any]) -> Message | None:
        """The reply, or none where the request should be made anew because of what the server does not know."""
        client = await self._connection.client()

        async def ask() -> Message:
            message: Message = await client.messages.create(**body)
            return message

        return await self._within_time(ask, body)

    async def _stream(self, body: dict[str, Any], take: Take) -> Message | None:
        """The reply as it is written, or as `_create` has it."""
        if not self.streams:
            return await self._create(body)
        client = await self._connection.client()

        async def ask() -> Message | None:
            async with await client.messages.create(**body, stream=True) as stream:
                try:
                    return await read_stream(stream, take)
                except NotStreamingError:
                    self.streams = False
                    return await whole_of(stream)

        return await self._within_time(ask, body)

    async def _within_time(self, ask: Callable[[], Awaitable[Message | None]], body: dict[str, Any]) -> Message | None:
        import anthropic

        from bot.adapters.claude.failures import failure_of

        try:
            async with asyncio.timeout(self._connection.access.timeout):
                return await ask()
        except anthropic.APIStatusError as error:
            if self._learn(error, body):
                return None
            raise failure_of(error, datetime.now(UTC)) from error
        except (anthropic.AnthropicError, TimeoutError, ValueError) as error:
            raise failure_of(error, datetime.now(UTC)) from error

    def _learn(self, error: APIStatusError, body: dict[str, Any]) -> bool:
        """Whether the server refused something that we can do without; it is left out from now on.

        Requests under way together all learn the same, hence the look at what this one held.
        """
        if error.status_code not in _REFUSED_PARAMETERS:
            return False
        said = f"{error.message} {error.body}".lower()
        config = body.get("output_config", {})
        if self.streams and "stream" in said:
            self.streams = False
        elif "effort" in config and "effort" in said:
            self.features = replace(self.features, effort=False)
        elif config and any(word in said for word in _STRUCTURE):
            self.features = replace(self.features, structured=False, effort=False)
        elif "cache_control" in said and "cache_control" in body["system"][0]:
            self.features = replace(self.features, caching=False)
        else:
            return False
        return True


def reply_of(message: Message, price: Price | None, seconds: float, calls: int = 1) -> ModelReply:
    """A message as the core reads it; servers that leave parts of it out are forgiven, what is no message is not.

    Raises:
        JudgeUnavailableError: It is no message.
    """
    content = getattr(message, "content", None)
    if not isinstance(content, list):
        usage = Usage(calls=calls, seconds=seconds, cost_usd=None)
        raise JudgeUnavailableError("malformed", detail="the server's reply is no message", usage=usage)
    text = "".join(block.text or "" for block in content if getattr(block, "type", None) == "text")
    return ModelReply(text, getattr(message, "stop_reason", None), usage_of(message, price, seconds, calls))


def usage_of(message: Message, price: Price | None, seconds: float, calls: int = 1) -> Usage:
    """What a message took; the cost is unknown without a price."""
    told = getattr(message, "usage", None)
    read = {
        "input_tokens": getattr(told, "input_tokens", None) or 0,
        "output_tokens": getattr(told, "output_tokens", None) or 0,
        "cache_write_tokens": getattr(told, "cache_creation_input_tokens", None) or 0,
        "cache_read_tokens": getattr(told, "cache_read_input_tokens", None) or 0,
    }
    cost = price.cost(**read) if price is not None and told is not None else None
    return Usage(**read, seconds=seconds, cost_usd=cost, calls=calls)
