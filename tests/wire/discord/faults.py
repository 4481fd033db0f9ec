"""Faults a test can plant: in the next calls of a route, before or after Discord has done what was asked."""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import socket
import struct
from dataclasses import dataclass
from typing import Literal, get_args

from aiohttp import web

from tests.wire.discord.errors import ApiError, server_error
from tests.wire.discord.limits import too_many

Kind = Literal[
    "429",
    "429-global",
    "429-shared",
    "429-untold",
    "banned",
    "error",
    "page",
    "refused",
    "drop-before",
    "drop-after",
    "slow",
]


@dataclass
class Fault:
    """What befalls the next calls of a route.

    Attributes:
        route: Method and route as in `POST /channels/{channel_id}/messages`; `*` stands for anything.
        kind: `429`, `429-global`, `429-shared` (with Via and body), `429-untold` (without `retry_after`), `banned` (a
            429 of Cloudflare's: HTML, no Via), `error` (a status of 5xx), `page` (HTML with any status, of what stands
            before Discord), `refused` (one of Discord's codes), `drop-before` (the line ends, nothing was done),
            `drop-after` (it was done, the line ends before the answer), `slow` (done, answered late).
        times: How many calls are left.
        status: For `error` and `page`.
        code: For `refused`.
        seconds: `retry_after` of a 429, or how late a slow answer is.
        reset: Whether a dropped line is reset (RST) or ended (FIN).
    """

    route: str
    kind: Kind
    times: int = 1
    status: int = 500
    seconds: float = 0.05
    reset: bool = False
    code: int = 0


class Faults:
    """Faults that wait for their calls."""

    def __init__(self) -> None:
        self.planted: list[Fault] = []

    def plant(
        self,
        route: str,
        kind: Kind,
        times: int = 1,
        *,
        status: int = 500,
        seconds: float = 0.05,
        reset: bool = False,
        code: int = 0,
    ) -> Fault:
        """Plant a fault; faults of one route befall its calls in the order they were planted. See `Fault`.

        Raises:
            ValueError: There is no such kind.
        """
        if kind not in get_args(Kind):
            raise ValueError(f"{kind!r} is none of {get_args(Kind)}")
        fault = Fault(route, kind, times, status, seconds, reset, code)
        self.planted.append(fault)
        return fault

    def clear(self) -> None:
        self.planted.clear()

    def due(self, route: str) -> Fault | None:
        """The fault of this call, if any."""
        for fault in self.planted:
            # In a route, braces and brackets are themselves; only * is a pattern.
            if fault.times > 0 and fnmatch.fnmatchcase(route, fault.route.replace("[", "[[]")):
                fault.times -= 1
                return fault
        return None


def instead(fault: Fault) -> ApiError | web.Response | None:
    """What is answered instead of doing anything."""
    pages = {"banned": (429, "error code: 1015"), "page": (fault.status, "Attention required")}
    scopes = {"429": "user", "429-global": "global", "429-shared": "shared", "429-untold": "user"}
    if fault.kind in pages:
        status, text = pages[fault.kind]
        return web.Response(status=status, text=f"<html>{text}</html>", content_type="text/html")
    if fault.kind in scopes:
        headers, body = too_many(fault.seconds, scopes[fault.kind])
        return ApiError(429, {} if fault.kind == "429-untold" else body, headers)
    if fault.kind == "refused":
        return ApiError(fault.status, {"code": fault.code, "message": "No."}, {})
    return server_error(fault.status) if fault.kind == "error" else None


def drop(request: web.BaseRequest, *, reset: bool) -> None:
    """End the line under a request."""
    transport = request.transport
    assert isinstance(transport, asyncio.Transport)
    if reset:
        with contextlib.suppress(OSError):
            line: socket.socket = transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
