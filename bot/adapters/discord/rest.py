"""Requests with the bot's token, through discord.py's client: its queues keep to Discord's rate limits.

discord.py repeats a request whose server failed, and sleeps between. Whether something is sent again is decided by the
courier, which looks for it first; so a failed server ends the request at once. Waits for a rate limit happen in its
queues, which are one a route and channel, so that no channel holds up another; a long one is given back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import aiohttp
import discord
from discord.http import Route

from bot.adapters.discord.bodies import form_parts
from bot.adapters.discord.failures import RefusedError
from bot.adapters.discord.text import Upload
from bot.core.delivery.cooldowns import Cooldowns
from bot.core.delivery.pace import Limit, Pacer
from bot.core.errors import TryLaterError, UncertainDeliveryError
from bot.core.ports import Clock

ALL_REQUESTS: Final = Limit("discord", per_second=47)
"""Somewhat less than the 50 a second that Discord allows: requests do not arrive as evenly as they go."""

LONGEST_WAIT: Final = 30.0
"""Seconds that a request may wait for a rate limit; discord.py takes nothing shorter."""

UNTOLD_WAIT: Final = 60.0
"""Seconds to wait for a rate limit that does not say how long it lasts."""

_EVERYWHERE: Final = "*"
"""What is limited when something before Discord shuts this address out."""

_SECONDS: Final = 30.0
_PATIENCE: Final = 10.0
"""Seconds that a delivery waits for the connection to come up before it is put off."""


class Rest:
    """Discord's REST API, while there is a client.

    Args:
        clock: Time.
    """

    def __init__(self, clock: Clock) -> None:
        self._pacer = Pacer(clock)
        self._cooldowns = Cooldowns(clock)
        self._client: discord.Client | None = None
        self._there = asyncio.Event()
        self._aside = False

    def use(self, client: discord.Client | None) -> None:
        """Send through this client from now on; through none, requests are put off."""
        self._client = client
        (self._there.clear if client is None else self._there.set)()

    async def client(self) -> discord.Client:
        """The client.

        Raises:
            TryLaterError: There is none yet.
        """
        if self._client is None:
            try:
                await asyncio.wait_for(self._there.wait(), _PATIENCE)
            except TimeoutError:
                raise TryLaterError("not-connected") from None
        assert self._client is not None, "it is there"
        return self._client

    async def call(
        self,
        method: str,
        path: str,
        places: Mapping[str, str],
        payload: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        files: Sequence[Upload] = (),
        *,
        query: Mapping[str, str | int] | None = None,
        once: bool = False,
        aside: bool = False,
    ) -> object:
        """Make a request.

        Args:
            method: HTTP method.
            path: Route with names of places in braces, such as `/channels/{channel_id}/messages`.
            places: What stands for the names.
            payload: JSON body.
            files: Files that go along.
            query: Query of the address.
            once: Whether discord.py must not repeat it for any reason, because a repetition would show something twice.
            aside: Whether nothing is lost without it: it lets all others go first, and one at a time waits for that.

        Raises:
            RefusedError: Discord refuses it.
            UncertainDeliveryError: It may or may not have been done.
            TryLaterError: It was not done, and may be later.
        """
        client, route = await self.client(), Route(method, path, **places)
        self._cooldowns.require_over(_EVERYWHERE, _limited(route))
        await self._turn(aside=aside)
        options: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=_SECONDS), "raise_for_status": _ends}
        if query is not None:
            options["params"] = dict(query)
        if files:
            options["form"] = form_parts(payload or {}, files)
        elif payload is not None:
            options["json"] = payload
        if once:
            options["files"] = [cast("discord.File", _OneTry())]
        try:
            return await _sent(client, route, options)
        except TryLaterError as error:
            self._cool_down(_limited(route), error)
            raise
        except RefusedError as error:
            if error.status == 429:  # Discord's own answer is about the route, and refuses what was tried five times
                limited = _limited(route) if error.by_api else _EVERYWHERE
                self._cooldowns.begin(limited, error.retry_after or UNTOLD_WAIT)
            raise

    def _cool_down(self, name: str, error: TryLaterError) -> None:
        """Leave alone what is limited for longer than discord.py waits, which forgets it."""
        if error.reason == "rate-limited" and error.retry_after:
            self._cooldowns.begin(name, error.retry_after)

    async def _turn(self, *, aside: bool) -> None:
        """Wait for one's turn.

        Raises:
            TryLaterError: An aside waits already, so there is much to do.
        """
        if not aside:
            await self._pacer.turn([ALL_REQUESTS])
            return
        if self._aside:
            raise TryLaterError("busy")
        self._aside = True
        try:
            await self._pacer.turn([ALL_REQUESTS], urgent=False)
        finally:
            self._aside = False


def _limited(route: Route) -> str:
    """What a limit holds for: a route and the channel, server or webhook it is about.

    A limit of edits may be the one of messages that are older than an hour, so it counts for the message alone.
    """
    return route.url if route.method == "PATCH" else f"{route.key} {route.major_parameters}"


async def _sent(client: discord.Client, route: Route, options: Mapping[str, Any]) -> object:
    try:
        answer: object = await client.http.request(route, **options)
    except discord.RateLimited as error:
        raise TryLaterError("rate-limited", error.retry_after) from error
    except discord.HTTPException as error:
        by_api = error.response.headers.get("Content-Type", "").startswith("application/json")
        raise RefusedError(error.status, error.code, error.text, _asked_wait(error), by_api=by_api) from error
    except aiohttp.ClientConnectorError as error:
        raise TryLaterError("unreachable") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise UncertainDeliveryError("connection-lost") from error
    except ValueError as error:
        raise UncertainDeliveryError("unreadable") from error
    except KeyError as error:  # a limit without a word on how long it lasts, which the library looks for
        raise TryLaterError("rate-limited", UNTOLD_WAIT) from error
    except RuntimeError as error:  # the client has just been closed
        raise TryLaterError("not-connected") from error
    if isinstance(answer, str) and answer:  # something between us and Discord answered with a page
        raise UncertainDeliveryError("unreadable")
    return answer


async def _ends(response: aiohttp.ClientResponse) -> None:
    """End a request whose server failed, instead of letting discord.py repeat it."""
    if response.status >= 500:
        raise UncertainDeliveryError("server-error")


class _OneTry:
    """Stands in for a file, which discord.py rewinds before each try: there is no second one."""

    def reset(self, *, seek: int | bool) -> None:
        """Allow the first try only."""
        if seek:
            raise UncertainDeliveryError("not-repeated")


def _asked_wait(error: discord.HTTPException) -> float | None:
    wait = error.response.headers.get("Retry-After")
    try:
        return float(wait) if wait is not None else None
    except ValueError:
        return None
