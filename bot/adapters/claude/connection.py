"""The way to a server of the Messages API: the SDK's client, loaded when first wanted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a server.

    Attributes:
        api_key: The key; servers at home mostly take any.
        base_url: Where it is; none for Anthropic's own.
        timeout: Most seconds for one request, from its start to the last byte of its reply.
    """

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    timeout: float = 120.0


class Connection:
    """The SDK's client, made once. Importing the SDK takes seconds, so it happens in a thread and as late as possible.

    Args:
        access: How to reach the server.
    """

    def __init__(self, access: Access) -> None:
        self.access = access
        self._client: AsyncAnthropic | None = None
        self._lock = asyncio.Lock()

    async def client(self) -> AsyncAnthropic:
        """The client, made at the first call."""
        async with self._lock:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    async def close(self) -> None:
        """Let go of the connections to the server."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.close()

    def _make(self) -> AsyncAnthropic:
        import anthropic

        return anthropic.AsyncAnthropic(
            # Given explicitly, so that the SDK looks for credentials nowhere else.
            api_key=self.access.api_key or "none",
            base_url=self.access.base_url or "https://api.anthropic.com",
            timeout=anthropic.Timeout(self.access.timeout, connect=min(_CONNECT_SECONDS, self.access.timeout)),
            # The job queue tries again: it outlives this process, waits as long as the server asks, and lets other
            # work go on meanwhile. A client that slept between tries would hold a lease and a worker's place.
            max_retries=0,
        )
