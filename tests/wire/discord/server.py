"""The small Discord as a server: REST, gateway, files and control on one port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import yarl
from aiohttp import web

from tests.wire.discord import (
    rest_app,
    rest_channels,
    rest_commands,
    rest_guilds,
    rest_interactions,
    rest_messages,
)
from tests.wire.discord.admin import Admin
from tests.wire.discord.calls import Api
from tests.wire.discord.control import Control
from tests.wire.discord.faults import Faults
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.limits import Limits
from tests.wire.discord.people import People
from tests.wire.discord.reading import Reading
from tests.wire.discord.world import World

TOKEN = "MTIz.test.token"


class DiscordServer:
    """A Discord of its own.

    Attributes:
        world: What there is.
        gateway: Sessions, and how lines end.
        limits: Rate limits; `limits.enforced = True` sends their headers and 429s.
        faults: What befalls the next calls.
        people: What members do.
        read: What tests look at and wait for.
        admin: What owners, admins and Discord do.
        token: The bot's token.
        api_url: For `discord.http.Route.BASE`.
        gateway_url: For `DiscordWebSocket.DEFAULT_GATEWAY`.
    """

    def __init__(self, *, app_name: str = "greenroom", token: str = TOKEN, shards: int = 1, port: int = 0) -> None:
        self.world = World(app_name, token)
        self.gateway = Gateway(self.world)
        self.gateway.shards = shards
        self.world.listener = self.gateway
        self.limits = Limits(self.world.clock)
        self.faults = Faults()
        self.api = Api(self.world, self.limits, self.faults)
        self.people = People(self.world)
        self.read = Reading(self.world, self.api, self.gateway)
        self.admin = Admin(self.world, self.gateway)
        self.token = token
        self.api_url = self.gateway_url = ""
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def bot_id(self) -> str:
        return self.world.bot.id

    async def start(self) -> None:
        """Listen on a free port of this machine, or the one asked for."""
        app = web.Application(client_max_size=30 * 1024 * 1024)
        for routes in (rest_app, rest_channels, rest_messages, rest_interactions, rest_commands, rest_guilds):
            self.api.add(app, routes.ROUTES)
        self.api.add(app, rest_app.gateway_routes(self.gateway))
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/gateway/resume", self.gateway.handle)
        app.router.add_get("/attachments/{id}/{name}", self._attachment)
        Control(self).add(app)
        app.router.add_route("*", "/{path:.*}", self.api.unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.world.base_url = f"http://{host}:{port}"
        self.api_url = f"{self.world.base_url}/api/v10"
        self.gateway.url = self.gateway_url = f"ws://{host}:{port}/gateway/"

    async def stop(self) -> None:
        """End all lines.

        Raises:
            Exception: What went wrong in here meanwhile; a client has seen no more of it than a 500 or a dropped line.
        """
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()
        for failure in self.world.failures:
            raise failure

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    @contextmanager
    def pointed_at(self) -> Iterator[None]:
        """Point this process's discord.py here for a while."""
        from tests.wire.discord.library import discord

        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        before = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = self.api_url, yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY = before

    async def _attachment(self, request: web.Request) -> web.Response:
        found = self.world.attachments.get(request.match_info["id"])
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, headers={"Content-Type": found.content_type})
