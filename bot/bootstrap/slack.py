"""Slack, put together: one workspace by its tokens, or all that install the app."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from bot.adapters.clock import SystemClock
from bot.adapters.slack.api import Api
from bot.adapters.slack.app import bolt_app
from bot.adapters.slack.background import Background
from bot.adapters.slack.chances import SecondChances
from bot.adapters.slack.dialogs import Dialogs
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.happenings import Happenings
from bot.adapters.slack.http import Http
from bot.adapters.slack.identity import OneWorkspace
from bot.adapters.slack.installing import (
    Application,
    InstallationStore,
    InstalledWorkspaces,
    StateStore,
    exchange_of,
    oauth_flow,
)
from bot.adapters.slack.limited import Limited
from bot.adapters.slack.logger import sdk_logger
from bot.adapters.slack.people import People
from bot.adapters.slack.platform import SlackPlatform
from bot.adapters.slack.receiving import Receiver
from bot.adapters.slack.rotation import Rotation
from bot.adapters.slack.sealing import ENCRYPTION_KEY, Seal
from bot.adapters.slack.sockets import SocketMode
from bot.adapters.slack.tabs import Tabs
from bot.adapters.slack.taking import Taking
from bot.adapters.slack.transport import SlackTransport
from bot.adapters.slack.uploads import Uploads
from bot.adapters.slack.waiting import Waiting
from bot.adapters.slack.workspaces import PLATFORM
from bot.bootstrap.running import Greenroom
from bot.core.errors import SettingsError
from bot.core.installations import REVOKED
from bot.core.worker import SilentLog
from bot.settings import Settings

_TOLD_AGAIN = timedelta(hours=2)


def slack_platform(settings: Settings, greenroom: Greenroom) -> SlackPlatform:
    """Slack, connected to the room; it runs when its `run` does.

    Raises:
        SettingsError: A setting is missing, or cannot be used.
    """
    logger = sdk_logger(greenroom.log)
    api = Api(settings.slack_base_url, greenroom.clock, logger)
    workspaces, flow = _workspaces(settings, greenroom, api, logger)
    renewing = workspaces.rotation if isinstance(workspaces, InstalledWorkspaces) else None
    api.chances = SecondChances(greenroom.database.channel_ids, renewing)
    app_token = _app_token(settings)
    receiver = _receiver(greenroom, api, workspaces)
    app = bolt_app(receiver, api.client(), greenroom.log, logger)
    way: Http | SocketMode
    if app_token is None:
        secret = _required(settings.slack_signing_secret, "GREENROOM_SLACK_SIGNING_SECRET", "HTTP")
        way = Http(app, secret, settings.slack_port, greenroom.log, flow)
    else:
        way = SocketMode(app, api, app_token, Waiting(greenroom.clock, greenroom.log), greenroom.log)
    ends = [receiver.dialogs.background.close, *([renewing.close] if renewing else []), api.close]
    return SlackPlatform(workspaces.learn, way.run, ends)


def slack_api(settings: Settings) -> Api:
    """Slack's Web API alone, for looking at how things stand."""
    return Api(settings.slack_base_url, SystemClock(), sdk_logger(SilentLog()))


def _workspaces(
    settings: Settings, greenroom: Greenroom, api: Api, logger: logging.Logger
) -> tuple[OneWorkspace | InstalledWorkspaces, AsyncOAuthFlow | None]:
    """Where the app is installed, and how others install it."""
    if settings.slack_client_id is None:
        token = _required(settings.slack_bot_token, "GREENROOM_SLACK_BOT_TOKEN", "Slack")
        return OneWorkspace(api, token, Waiting(greenroom.clock, greenroom.log), _Regained(greenroom)), None
    what = "workspaces that install the app"
    _required(settings.slack_signing_secret, "GREENROOM_SLACK_SIGNING_SECRET", what)
    secret = _required(settings.slack_client_secret, "GREENROOM_SLACK_CLIENT_SECRET", what)
    seal = Seal(_required(settings.encryption_key, ENCRYPTION_KEY, what))
    if settings.slack_public_url is None:
        raise SettingsError("GREENROOM_SLACK_PUBLIC_URL", f"this is needed for {what}")
    kept, clock = greenroom.database.installations, greenroom.clock
    application = Application(settings.slack_client_id, secret, settings.slack_public_url, settings.slack_base_url)
    stores = InstallationStore(kept, seal, clock), StateStore(kept, clock)
    rotation = Rotation(kept, seal, exchange_of(application, api), clock, greenroom.log)
    return InstalledWorkspaces(kept, seal, rotation), oauth_flow(application, api.client(), *stores, logger)


def _receiver(greenroom: Greenroom, api: Api, workspaces: OneWorkspace | InstalledWorkspaces) -> Receiver:
    """What takes in all that Slack tells, with the way back out."""
    clock, room = greenroom.clock, greenroom.room
    background, directs, people = Background(greenroom.log), Directs(api), People(api, clock)
    tabs = Tabs(room, api, workspaces, directs, Uploads(api), background, clock)
    courier = greenroom.connect(PLATFORM, SlackTransport(api, workspaces, directs, tabs))
    taking = Taking(greenroom.inbox, greenroom.crew.wake, people, greenroom.database.channel_ids)
    dialogs = Dialogs(room, taking, api, courier, background)
    heard = (_Leaving(greenroom), _NewId(greenroom), Limited(greenroom.log))
    happenings = Happenings(tabs, background, courier.on_trouble, *heard)
    return Receiver(room.practice.content, workspaces, directs, taking, dialogs, happenings, clock)


def _app_token(settings: Settings) -> str | None:
    """With what to open sockets; none where Slack is to tell what happens over HTTP, as with a signing secret."""
    if settings.slack_signing_secret is not None:
        return None
    what = "Socket Mode, or GREENROOM_SLACK_SIGNING_SECRET for HTTP"
    return _required(settings.slack_app_token, "GREENROOM_SLACK_APP_TOKEN", what)


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A workspace that took the app's access back: its token is forgotten, and its schedules are halted.

    Slack tells of it again for about an hour, when the workspace may have installed the app anew.
    """

    greenroom: Greenroom

    async def __call__(self, team: str, at: datetime) -> None:
        database, log = self.greenroom.database, self.greenroom.log
        kept = await database.installations.find(PLATFORM, team)
        if kept is not None and kept.installed_at - _TOLD_AGAIN < at < kept.installed_at.replace(microsecond=0):
            log.info("slack_old_news", workspace=team, about="an installation before the present one")
            return
        removed = await database.installations.remove(PLATFORM, team)
        row = await database.installations.row_of(PLATFORM, team)
        halted = await database.schedules.halt(row, None, REVOKED) if row is not None else ()
        if removed or halted:
            log.warning("slack_access_revoked", workspace=team, schedules_halted=len(halted))


@dataclass(frozen=True, slots=True)
class _Regained:
    """Slack takes the token of the one workspace: what was halted because it took none goes on."""

    greenroom: Greenroom

    async def __call__(self, team: str) -> None:
        going_on = await self.greenroom.database.installations.regained(PLATFORM, team, self.greenroom.clock.now())
        if going_on:
            self.greenroom.log.info("slack_access_regained", workspace=team, schedules=going_on)


@dataclass(frozen=True, slots=True)
class _NewId:
    """A channel that got another id: its group follows, and what was refused under the old one is done once more."""

    greenroom: Greenroom

    async def __call__(self, team: str, before: str, now: str, at: datetime) -> None:
        if await self.greenroom.database.channel_ids.change(PLATFORM, team, before, now, at):
            self.greenroom.log.info("slack_channel_has_new_id", workspace=team, before=before, now=now)
            self.greenroom.crew.wake()


def _required(secret: SecretStr | None, name: str, what: str) -> str:
    if secret is None or not secret.get_secret_value().strip():
        raise SettingsError(name, f"this is needed for {what}; docs/slack.md says where to find it")
    return secret.get_secret_value().strip()
