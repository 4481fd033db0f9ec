"""Workspaces that install the app by themselves (OAuth): what Bolt's flow asks for and keeps, in our database."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from logging import Logger
from typing import Any

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.api import Api
from bot.adapters.slack.manifest import REDIRECT_PATH, SCOPES
from bot.adapters.slack.rotation import Exchange, Rotation, workspace_of
from bot.adapters.slack.sealing import Seal
from bot.adapters.slack.workspaces import PLATFORM, Workspace, Workspaces
from bot.core.installations import Installation, Installations
from bot.core.ports import Clock

INSTALL_PATH = "/slack/install"
_MINUTES = 10


class InstalledWorkspaces(Workspaces):
    """Knows all workspaces that installed the app.

    Args:
        installations: Where they are kept.
        seal: Opens their tokens.
        rotation: Has tokens that expire followed by others in time.
    """

    def __init__(self, installations: Installations, seal: Seal, rotation: Rotation) -> None:
        self._installations = installations
        self._seal = seal
        self.rotation = rotation

    async def workspace(self, team: str) -> Workspace | None:
        """The app in a workspace; none where it is not installed, or no more."""
        return self._served(await self._installations.find(PLATFORM, team))

    async def of_bot(self, user: str) -> Workspace | None:
        """The workspace in which the app's bot is this member; none if it is nobody of ours."""
        return self._served(await self._installations.find_bot(PLATFORM, user))

    def _served(self, found: Installation | None) -> Workspace | None:
        if found is None:
            return None
        self.rotation.look_at(found)
        return workspace_of(found, self._seal)

    async def learn(self) -> None:
        """Make sure that the tokens that are kept can be opened.

        Raises:
            SettingsError: The key does not open them.
        """
        for found in await self._installations.all_of(PLATFORM):
            self._seal.open(found.sealed_token)


class InstallationStore(AsyncInstallationStore):
    """Where Bolt's flow puts an installation: the bot's part of it, the token sealed.

    Args:
        installations: Where it is kept.
        seal: Seals the token.
        clock: Time.
    """

    def __init__(self, installations: Installations, seal: Seal, clock: Clock) -> None:
        self._installations = installations
        self._seal = seal
        self._clock = clock

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep an installation in the place of an earlier one.

        Raises:
            BoltError: It is none of a workspace's bot.
        """
        team, token = installation.team_id, installation.bot_token
        if not team or not token or installation.is_enterprise_install:
            raise BoltError("the app is installed in workspaces, not in a whole organisation")
        scopes: Sequence[str] | str = installation.bot_scopes or ()
        refresh, expires_at = installation.bot_refresh_token, installation.bot_token_expires_at
        await self._installations.save(
            Installation(
                PLATFORM,
                team,
                installation.team_name or "",
                self._seal.seal(token),
                installation.bot_user_id or "",
                installation.bot_id or "",
                scopes if isinstance(scopes, str) else ",".join(scopes),
                self._clock.now(),
                self._seal.seal(refresh) if refresh else None,
                datetime.fromtimestamp(expires_at, UTC) if refresh and expires_at else None,
            )
        )


class StateStore(AsyncOAuthStateStore):
    """The secrets that come back with those who began to install the app.

    Args:
        installations: Where they are kept.
        clock: Time.
    """

    def __init__(self, installations: Installations, clock: Clock) -> None:
        self._installations = installations
        self._clock = clock

    async def async_issue(self, *_args: object, **_named: object) -> str:
        """A new secret."""
        state = secrets.token_urlsafe(32)
        await self._installations.begin(state, self._clock.now() + timedelta(minutes=_MINUTES))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether a secret is ours, used for the first time and in time."""
        return await self._installations.finish(state, self._clock.now())


@dataclass(frozen=True, slots=True)
class Application:
    """The app as Slack knows it.

    Attributes:
        client_id: Its id.
        client_secret: Its secret.
        public_url: Where Slack and browsers reach us.
        api_url: Slack's Web API, beside which its page for installing is.
    """

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    api_url: str


def oauth_flow(
    application: Application,
    client: AsyncWebClient,
    installations: InstallationStore,
    states: StateStore,
    logger: Logger,
) -> AsyncOAuthFlow:
    """The flow by which workspaces install the app: a page with a link to Slack, and the way back."""
    settings = AsyncOAuthSettings(
        client_id=application.client_id,
        client_secret=application.client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        redirect_uri=f"{application.public_url.rstrip('/')}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        authorization_url=f"{application.api_url.rstrip('/').removesuffix('/api')}/oauth/v2/authorize",
        installation_store=installations,
        state_store=states,
        state_expiration_seconds=_MINUTES * 60,
        logger=logger,
    )
    return AsyncOAuthFlow(client=client, logger=logger, settings=settings)


def exchange_of(application: Application, api: Api) -> Exchange:
    """How the app asks Slack for the tokens that follow."""

    async def exchange(refresh_token: str) -> Mapping[str, Any]:
        answer = await api.client().oauth_v2_access(
            client_id=application.client_id,
            client_secret=application.client_secret,
            grant_type="refresh_token",
            refresh_token=refresh_token,
        )
        held: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        return held

    return exchange
