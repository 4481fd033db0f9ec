"""One request to the Messages API, and what its reply took."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.adapters.claude.connection import Connection
from bot.adapters.claude.streaming import NotStreamingError, Take, read_stream, text_of, whole_of
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prices import Price
from bot.core.grading.prompt import Features

if TYPE_CHECKING:
    from anthropic import APIStatusError
    from anthropic.types import Message

_REFUSED_PARAMETERS = frozenset({400, 422})
_EFFORT = re.compile(r"effort|thinking|reasoning")
_STRUCTURE = re.compile(r"output_config|output_format|response_format|schema|structured|grammar|guided")
_STREAM = re.compile(r"\bstream")  # but not "upstream"
_SOMETHING = re.compile(
    r"(?:extra|additional) (?:inputs?|fields?|propert\w+)|un(?:known|recogni[sz]ed|expected|supported)\b"
)
_MOST_TOKENS = 10**9


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
            message: Message | None = await client.messages.create(**body)
            if message is None:  # the server sent "null"
                raise no_message()
            return message

        return await self._within_time(ask, body)

    async def _stream(self, body: dict[str, Any], take: Take) -> Message | None:
        """The reply as it is written, or as `_create` has it."""
        if not self.streams:
            return await self._create(body)
        client = await self._connection.client()
        streamed = body | {"stream": True}

        async def ask() -> Message | None:
            async with await client.messages.create(**streamed) as stream:
                try:
                    return await read_stream(stream, take)
                except NotStreamingError:
                    self.streams = False
                    return await whole_of(stream)

        return await self._within_time(ask, streamed)

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
        except (anthropic.AnthropicError, TimeoutError, ValueError, RecursionError) as error:
            raise failure_of(error, datetime.now(UTC)) from error

    def _learn(self, error: APIStatusError, body: dict[str, Any]) -> bool:
        """Whether the server refused something that we can do without; it is left out from now on.

        Requests under way together all learn the same, hence the look at what this one held.
        """
        if error.status_code not in _REFUSED_PARAMETERS:
            return False
        said = f"{error.message} {error.body}".lower()
        config = body.get("output_config", {})
        caching = "cache_control" in str(body.get("system"))
        if "stream" in body and self.streams and _STREAM.search(said):
            self.streams = False
        elif "effort" in config and _EFFORT.search(said):
            self.features = replace(self.features, effort=False)
        elif config and _STRUCTURE.search(said):
            self.features = replace(self.features, structured=False, effort=False)
        elif caching and "cache_control" in said:
            self.features = replace(self.features, caching=False)
        elif (config or caching) and _SOMETHING.search(said):  # and it does not say what
            self.features = Features(structured=False, effort=False, caching=False)
        else:
            return False
        return True


def reply_of(message: Message, price: Price | None, seconds: float, calls: int = 1) -> ModelReply:
    """A message as the core reads it; servers that leave parts of it out are forgiven, what is no message is not.

    Raises:
        JudgeUnavailableError: It is no message.
    """
    content, stop = getattr(message, "content", None), getattr(message, "stop_reason", None)
    if not isinstance(content, list | str):
        error = no_message(message)
        error.usage = Usage(calls=calls, seconds=seconds, cost_usd=None)
        raise error
    text = content if isinstance(content, str) else "".join(text_of(block, "text") for block in content)
    return ModelReply(text, None if stop is None else str(stop), usage_of(message, price, seconds, calls))


def usage_of(message: Message, price: Price | None, seconds: float, calls: int = 1) -> Usage:
    """What a message took; the cost is unknown without a price, and where the server does not count."""
    told = getattr(message, "usage", None)
    read = {
        "input_tokens": _tokens(told, "input_tokens"),
        "output_tokens": _tokens(told, "output_tokens"),
        "cache_write_tokens": _tokens(told, "cache_creation_input_tokens"),
        "cache_read_tokens": _tokens(told, "cache_read_input_tokens"),
    }
    counted = {name: count or 0 for name, count in read.items()}
    known = price is not None and read["input_tokens"] is not None and read["output_tokens"] is not None
    cost = price.cost(**counted) if price is not None and known else None
    return Usage(**counted, seconds=seconds, cost_usd=cost, calls=calls)


def _tokens(usage: object, name: str) -> int | None:
    """A count of tokens, if there is one."""
    count = getattr(usage, name, None)
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < _MOST_TOKENS else None


def no_message(sent: object = None) -> JudgeUnavailableError:
    """What came instead of a message: an error under the wrong status, or something else altogether."""
    from bot.adapters.claude.failures import failure, reason_of

    error = getattr(sent, "error", None)
    told = error if isinstance(error, dict) else {}
    said = str(told.get("message") or "")
    if told.get("type"):
        found = failure(reason_of(str(told["type"]), said), said)
    else:
        found = failure("no-message", said or "what came back is no message of the Messages API")
    found.usage = Usage(cost_usd=None)
    return found
