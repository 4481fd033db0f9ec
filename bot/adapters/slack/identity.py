"""The app in the one workspace whose token is in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.api import Api
from bot.adapters.slack.mending import bot_refused
from bot.adapters.slack.refusals import REVOKED, code_of, refused, unanswered
from bot.adapters.slack.waiting import Waiting
from bot.adapters.slack.workspaces import Workspace, Workspaces
from bot.core.errors import TryLaterError


class OneWorkspace(Workspaces):
    """Knows the one workspace, once Slack has said which it is.

    Args:
        api: The Web API.
        token: The bot's token.
        waiting: Waits between tries.
    """

    def __init__(self, api: Api, token: str, waiting: Waiting) -> None:
        self._api = api
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

    async def learn(self) -> None:
        """Ask Slack whose token it is, for as long as it takes.

        Raises:
            SettingsError: Slack refuses the token.
        """
        while True:
            try:
                answer = await self._asked()
            except TryLaterError as error:
                await self._waiting.after("slack_not_reached", error)
                continue
            self._known = Workspace(
                str(answer.get("team_id", "")),
                self._token,
                str(answer.get("user_id", "")),
                str(answer.get("bot_id", "")),
            )
            return

    async def _asked(self) -> Mapping[str, Any]:
        try:
            answer = await self._api.client(self._token).auth_test()
        except SlackApiError as error:
            if code_of(error) in REVOKED:
                raise bot_refused(code_of(error)) from error
            meaning = refused(error, posts=False)
            raise meaning if isinstance(meaning, TryLaterError) else TryLaterError(str(meaning)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise unanswered(error, posts=False) from error
        return answer.data if isinstance(answer.data, dict) else {}
