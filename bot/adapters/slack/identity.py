"""The app in the one workspace whose token is in the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.adapters.slack.api import Api
from bot.adapters.slack.mending import ROTATION_REMEDY, bot_refused, expires, installed_in_an_organisation
from bot.adapters.slack.refusals import TokenRefusedError
from bot.adapters.slack.waiting import Waiting
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.errors import StorageError, TryLaterError


async def _nothing(_team: str) -> None:
    """Nobody waits for it."""


class OneWorkspace(Workspaces):
    """Knows the one workspace, once Slack has said which it is.

    Args:
        api: The Web API.
        token: The bot's token.
        waiting: Waits between tries.
        on_access: Hears which workspace it is as soon as Slack takes the token.
    """

    def __init__(
        self, api: Api, token: str, waiting: Waiting, on_access: Callable[[str], Awaitable[None]] = _nothing
    ) -> None:
        self._api = api
        self._on_access = on_access
        self._token = token
        self._waiting = waiting
        self._known: Workspace | None = None

    async def workspace(self, team: str) -> Workspace | None:
        """The app in a workspace; none in any other.

        Raises:
            TryLaterError: Slack has not said yet which one it is.
        """
        if self._known is None:
            raise TryLaterError("slack is not connected yet", retry_after=1.0)
        return self._known if self._known.id == team else None

    async def of_bot(self, user: str) -> Workspace | None:
        """The one workspace, if this is the bot there."""
        return self._known if self._known is not None and self._known.bot_user == user else None

    async def learn(self) -> None:
        """Ask Slack whose token it is, for as long as it takes.

        Raises:
            SettingsError: Slack refuses the token.
        """
        while True:
            try:
                answer, _ = await self._api.told(self._token, "auth.test")
            except TokenRefusedError as error:
                raise bot_refused(error.code) from error
            except TryLaterError as error:
                await self._waiting.after("slack_not_reached", error)
                continue
            ids = (str(answer.get(name) or "") for name in ("team_id", "user_id", "bot_id"))
            team, bot_user, bot_id = ids
            if answer.get("is_enterprise_install") is True:
                raise installed_in_an_organisation()
            if not bot_id and not self._token.startswith(("xoxb-", "xoxe.xoxb-")):
                raise bot_refused("it is no bot's")
            if not team:
                await self._waiting.after("slack_not_reached", TryLaterError("no-workspace-told"))
                continue
            if expires(self._token):
                self._waiting.log.warning("slack_token_expires", within_hours=12, remedy=ROTATION_REMEDY)
            self._known = Workspace(team, self._token, bot_user, bot_id)
            await self._tell_of_access(team)
            return

    async def _tell_of_access(self, team: str) -> None:
        """Say which workspace it is, again while the database is away: a process that has come so far goes on."""
        while True:
            try:
                await self._on_access(team)
            except StorageError as error:
                await self._waiting.after("slack_access_not_noted", TryLaterError(error.problem))
            else:
                return
