"""The Message Batches API: many requests handed in at once, done within a day, at half the price."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from bot.adapters.claude.connection import Access, Connection
from bot.adapters.claude.messages import no_message, reply_of
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.batching import BatchResult, BatchState, MessageBatches
from bot.core.grading.prices import BATCH_SHARE, Price, find_price

if TYPE_CHECKING:
    from anthropic.types.messages import MessageBatchIndividualResponse

T = TypeVar("T")

_LATEST = 100
"""How many of the latest batches are looked through; the most that a server lists at once."""


class ClaudeBatches(MessageBatches):
    """Batches at a server of the Messages API.

    Args:
        model: The model, for its price.
        access: How to reach the server.
        price: The list price; by default the model's, if we know it.
    """

    def __init__(self, model: str, access: Access, price: Price | None = None) -> None:
        self._connection = Connection(access)
        full = price or find_price(model)
        self._price = full and _share_of(full, BATCH_SHARE)

    async def create(self, bodies: Mapping[str, dict[str, Any]]) -> str:
        """Hand requests in; returns the batch's id."""
        client = await self._connection.client()
        requests = [{"custom_id": name, "params": body} for name, body in bodies.items()]
        batch = await _told(client.messages.batches.create(requests=requests))  # type: ignore[arg-type]
        batch_id = getattr(batch, "id", None)
        if not isinstance(batch_id, str):
            raise no_message(batch)
        return batch_id

    async def find(self, since: datetime, count: int) -> Sequence[str]:
        """Ids of the latest batches of so many requests that were made since then, the latest first."""
        client = await self._connection.client()
        raw = await _told(client.messages.batches.with_raw_response.list(limit=_LATEST))
        try:
            listed = json.loads(await raw.read())["data"]
            return [str(batch["id"]) for batch in listed if _made_since(batch, since) and _requests(batch) == count]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise no_message() from error

    async def state(self, batch_id: str) -> BatchState:
        """How far a batch is."""
        client = await self._connection.client()
        batch = await _told(client.messages.batches.retrieve(batch_id))
        status = getattr(batch, "processing_status", None)
        if not isinstance(status, str):
            raise no_message(batch)
        waiting = getattr(getattr(batch, "request_counts", None), "processing", None)
        return BatchState(
            ended=status == "ended",
            waiting=waiting if isinstance(waiting, int) else 0,
            gone=getattr(batch, "archived_at", None) is not None,
        )

    async def results(self, batch_id: str) -> Mapping[str, BatchResult]:
        """What came of each request of a batch that has ended, by the names they were handed in under."""
        client = await self._connection.client()
        lines = await _told(client.messages.batches.results(batch_id))
        return await _told(self._read(lines))

    async def close(self) -> None:
        """Let go of the connections to the server."""
        await self._connection.close()

    async def _read(self, lines: Any) -> dict[str, BatchResult]:  # noqa: ANN401 - the SDK's own decoder
        return {line.custom_id: self._result(line) async for line in lines}

    def _result(self, line: MessageBatchIndividualResponse) -> BatchResult:
        from bot.adapters.claude.failures import failure, reason_of

        result = line.result
        if result.type == "succeeded":
            try:
                return reply_of(result.message, self._price, 0.0)
            except JudgeUnavailableError as unreadable:
                return unreadable
        if result.type == "errored":
            error = getattr(result.error, "error", None)
            said = getattr(error, "message", None) or ""
            return failure(reason_of(getattr(error, "type", None) or "", said), said)
        return failure(str(result.type), "the batch ended before this request was done")


async def _told(call: Awaitable[T]) -> T:
    """The result of a call to the SDK.

    Raises:
        JudgeUnavailableError: What went wrong, as the core knows it.
    """
    import anthropic

    from bot.adapters.claude.failures import failure_of

    try:
        return await call
    except (anthropic.AnthropicError, TimeoutError, ValueError) as error:
        raise failure_of(error, datetime.now(UTC)) from error


def _made_since(batch: dict[str, Any], since: datetime) -> bool:
    return datetime.fromisoformat(batch["created_at"]) >= since


def _requests(batch: dict[str, Any]) -> int:
    """How many requests a batch has, in whatever state they are."""
    total: int = sum(batch["request_counts"].values())
    return total


def _share_of(price: Price, share: float) -> Price:
    return replace(
        price,
        input=price.input * share,
        output=price.output * share,
        cache_write=price.cache_write * share,
        cache_read=price.cache_read * share,
    )
