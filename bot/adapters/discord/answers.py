"""Answering interactions: the callback within three seconds, then edits and further messages by their token.

These requests need no bot's token and are not under its global limit, so they do not wait in discord.py's queues behind
everything else: a rate limit is told at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import aiohttp

from bot.adapters.discord.bodies import form_parts
from bot.adapters.discord.failures import ACKNOWLEDGED, RefusedError
from bot.adapters.discord.handles import Handle
from bot.adapters.discord.marks import mark_of
from bot.adapters.discord.messages import EPHEMERAL, Message, either
from bot.core.errors import TryLaterError, UncertainDeliveryError

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
LOADING: Final = 1 << 7
ORIGINAL: Final = "@original"

_SECONDS: Final = 20.0
_CALLBACK_SECONDS: Final = 2.8
_FIRST_PAUSE: Final = 0.1
_REMEMBERED: Final = 2_000


class Answers:
    """Discord's interaction endpoints.

    Args:
        base: Address of the REST API.
        user_agent: What every request names.
    """

    def __init__(self, base: str, user_agent: str) -> None:
        self._base = base
        self._headers = {"User-Agent": user_agent}
        self._session: aiohttp.ClientSession | None = None
        self._callbacks: dict[str, asyncio.Event] = {}
        self._echoes: OrderedDict[int, str] = OrderedDict()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    @contextlib.asynccontextmanager
    async def responding(self, token: str) -> AsyncIterator[None]:
        """While an interaction is being responded to, all else that uses its token waits: it is refused before."""
        done = asyncio.Event()
        first = self._callbacks.setdefault(token, done) is done  # a repeated event is responded to beside the first
        try:
            yield
        finally:
            done.set()
            if first:
                del self._callbacks[token]

    async def callback(self, interaction: str, token: str, kind: int, data: Mapping[str, Any] | None = None) -> None:
        """Respond to an interaction; what fails is tried again for as long as Discord waits.

        Raises:
            RefusedError: Discord does not take it, as when it comes too late.
            TryLaterError: It could not be sent, or no answer came.
        """
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        path = f"/interactions/{interaction}/{token}/callback"
        end, uncertain, pause = asyncio.get_running_loop().time() + _CALLBACK_SECONDS, False, _FIRST_PAUSE
        while True:
            left = end - asyncio.get_running_loop().time()
            try:
                await self._request("POST", path, body, seconds=max(left, 0.1))
            except RefusedError as error:
                if uncertain and error.code == ACKNOWLEDGED:  # it was this one, before
                    return
                raise
            except TryLaterError as error:
                wait = pause if error.retry_after is None else error.retry_after
                if wait >= end - asyncio.get_running_loop().time():
                    raise
                uncertain = uncertain or isinstance(error, UncertainDeliveryError)
                await asyncio.sleep(wait)
                pause *= 2
            else:
                return

    async def say(self, interaction: str, token: str, message: Message, *, alone: bool, update: bool = False) -> None:
        """Respond with a message, or put it in the place of the one that the interaction was raised on.

        Raises:
            RefusedError: Discord does not take it.
            TryLaterError: It could not be sent, or no answer came.
        """
        await self.callback(interaction, token, UPDATE if update else MESSAGE, payload_of(message, alone=alone))

    async def edit(self, handle: Handle, number: str, message: Message) -> Mapping[str, Any]:
        """Put a message in the place of one that the token made, or of what it is still waited for.

        Raises:
            RefusedError: The token is over, or the message gone.
            UncertainDeliveryError: No answer came.
            TryLaterError: Not now.
        """
        await self._after_callback(handle)

        async def send(form: Message) -> Mapping[str, Any]:
            payload = {"attachments": [], **form.payload}
            return await self._request("PATCH", f"{_hook(handle)}/messages/{number}", payload, form)

        return await either(message, send)

    async def follow_up(self, handle: Handle, message: Message) -> Mapping[str, Any]:
        """Show a further message.

        Raises:
            RefusedError: The token is over.
            UncertainDeliveryError: No answer came.
            TryLaterError: Not now.
        """
        await self._after_callback(handle)

        async def send(form: Message) -> Mapping[str, Any]:
            return await self._request("POST", f"{_hook(handle)}?wait=true", payload_of(form, alone=handle.alone), form)

        return await either(message, send)

    async def original(self, handle: Handle) -> Mapping[str, Any]:
        """The message that the interaction was responded with.

        Raises:
            RefusedError: There is none, or the token is over.
            TryLaterError: Not now.
        """
        await self._after_callback(handle)
        return await self._request("GET", f"{_hook(handle)}/messages/{ORIGINAL}")

    async def remove(self, handle: Handle, number: str) -> None:
        """Take a message away that the token made.

        Raises:
            RefusedError: The token is over, or the message gone.
            TryLaterError: Not now.
        """
        await self._request("DELETE", f"{_hook(handle)}/messages/{number}")

    def heard(self, mark: int | None, message: str) -> None:
        """Note that Discord has told of a message of ours that one member sees alone."""
        if mark is not None:
            self._echoes[mark] = message
            while len(self._echoes) > _REMEMBERED:
                self._echoes.popitem(last=False)

    def echo_of(self, key: str) -> str | None:
        """The message with a delivery's key that Discord has told of, if it has."""
        return self._echoes.get(mark_of(key))

    async def _after_callback(self, handle: Handle) -> None:
        pending = self._callbacks.get(handle.token)
        if pending is not None:
            await pending.wait()

    async def _request(
        self,
        method: str,
        path: str,
        payload: Mapping[str, Any] | None = None,
        message: Message | None = None,
        seconds: float = _SECONDS,
    ) -> Mapping[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, cookie_jar=aiohttp.DummyCookieJar())
        body: dict[str, Any] = {} if payload is None else {"json": payload}
        if payload is not None and message is not None and message.files:
            form = aiohttp.FormData(quote_fields=False)
            for part in form_parts(payload, message.files):
                form.add_field(**part)
            body = {"data": form}
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.request(method, f"{self._base}{path}", timeout=timeout, **body) as response:
                return await _read(response)
        except aiohttp.ClientConnectorError as error:
            raise TryLaterError("unreachable") from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise UncertainDeliveryError("connection-lost") from error


def payload_of(message: Message, *, alone: bool) -> dict[str, Any]:
    """A message's payload, for one member's eyes or for all."""
    flags = int(message.payload.get("flags", 0))
    return {**message.payload, "flags": flags | EPHEMERAL if alone else flags}


async def _read(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """What came back.

    Raises:
        RefusedError: A refusal.
        UncertainDeliveryError: The server failed, and may have done it all the same.
    """
    if response.status >= 500:
        raise UncertainDeliveryError("server-error")
    try:
        data = await response.json() if response.status != 204 else None
    except (aiohttp.ContentTypeError, ValueError):
        data = None
    told: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    if response.status < 300:
        return told
    wait = told.get("retry_after", response.headers.get("Retry-After"))
    error = RefusedError(response.status, int(told.get("code") or 0), str(told.get("message", "")), _seconds(wait))
    if response.status == 429:
        raise TryLaterError("rate-limited", error.retry_after)
    raise error


def _seconds(wait: object) -> float | None:
    try:
        return float(str(wait))
    except ValueError:
        return None


def _hook(handle: Handle) -> str:
    return f"/webhooks/{handle.application}/{handle.token}"
