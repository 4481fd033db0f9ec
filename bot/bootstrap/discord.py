"""Discord, put together."""

from __future__ import annotations

import sys

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot import __version__
from bot.adapters.discord.alone import Alone
from bot.adapters.discord.answers import Answers
from bot.adapters.discord.channels import Channels
from bot.adapters.discord.client import Connection, Pauses
from bot.adapters.discord.connecting import Line
from bot.adapters.discord.homes import Homes
from bot.adapters.discord.library_log import to_log
from bot.adapters.discord.moving_in import MovingIn
from bot.adapters.discord.places import KnownPlaces
from bot.adapters.discord.receiving import Receiver
from bot.adapters.discord.registering import Registrar
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.tags import tags_of
from bot.adapters.discord.translate import NO_SERVER, PLATFORM
from bot.adapters.discord.transport import DiscordTransport
from bot.adapters.discord.upkeep import Housekeeping
from bot.bootstrap.running import Greenroom
from bot.settings import Settings


def discord_platform(settings: Settings, greenroom: Greenroom) -> Line:
    """Discord's line, its transport connected to the room."""
    assert settings.discord_token is not None, "Discord is served only with a token"
    log, clock, room = greenroom.log, greenroom.clock, greenroom.room
    point_library(settings)
    to_log(log)
    rest = Rest(clock)
    answers = Answers(discord.http.Route.BASE, _user_agent())
    places, channels = KnownPlaces(rest, log), Channels(rest, log)
    homes = Homes(lambda user: greenroom.database.survey.first_workspace(PLATFORM, user, NO_SERVER), rest, log)

    def tags(forum: str, question_id: str) -> list[str]:
        bank = room.practice.content.bank
        usable, required = places.tags(forum)
        return tags_of(bank.get(question_id) if question_id in bank else None, usable, required=required)

    transport = DiscordTransport(channels, Alone(answers, channels, clock, log), places, tags)
    courier = greenroom.connect(PLATFORM, transport)
    moving_in = MovingIn(homes, places, room.practice.place_of)
    receiver = Receiver(room, greenroom.inbox, greenroom.crew.wake, answers, log, moving_in)
    upkeep = Housekeeping(
        rest, places, receiver, Registrar(rest, log), greenroom.database.survey, courier.on_trouble, clock, log
    )
    pauses = Pauses() if settings.discord_gateway_url is None else Pauses(again=0.0, servers=0.1)  # one's own is near

    def connect(content: bool) -> Connection:
        return Connection(receiver, places, homes, upkeep, pauses, log, content=content)

    return Line(settings.discord_token.get_secret_value(), connect, rest, answers, clock, log)


def point_library(settings: Settings) -> None:
    """Point discord.py at the servers that the settings name, where they are not Discord's own."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    if settings.discord_base_url is not None:
        discord.http.Route.BASE = settings.discord_base_url.rstrip("/")
    if settings.discord_gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)


def _user_agent() -> str:
    python = f"Python/{sys.version_info.major}.{sys.version_info.minor}"
    return f"DiscordBot (greenroom, {__version__}) {python} aiohttp/{aiohttp.__version__}"
