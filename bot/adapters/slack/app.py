"""Bolt's app: checks who speaks, and hands over what is said.

Bolt tells Slack that an event arrived before its listeners run, so that a crash would lose it. Here a middleware takes
everything in, and only then Slack is told; there are no listeners.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.receiving import Receiver
from bot.adapters.slack.workspaces import Workspaces
from bot.core.errors import GreenroomError
from bot.core.worker import WorkerLog

_NOT_KEPT = 503


class Authorize(AsyncAuthorize):
    """Says who the app is in a workspace, so that Bolt leaves out what it said itself; asks nobody."""

    def __init__(self, workspaces: Workspaces) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002 - as Bolt calls it
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,  # noqa: ARG002
        actor_team_id: str | None = None,  # noqa: ARG002
        actor_user_id: str | None = None,  # noqa: ARG002
    ) -> AuthorizeResult:
        """The app in a workspace; nobody, where it is not installed."""
        found = await self._workspaces.workspace(team_id or "")
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_user_id=found.bot_user if found else None,
            bot_id=found.bot_id if found else None,
            bot_token=found.token if found else None,
        )


def bolt_app(receiver: Receiver, client: AsyncWebClient, log: WorkerLog, logger: logging.Logger) -> AsyncApp:
    """The app; what it is given has been verified.

    Args:
        receiver: Takes everything in.
        client: A client without a token.
        log: Where failures are told.
        logger: Where Bolt's own words go.
    """
    app = AsyncApp(
        name="greenroom",
        logger=logger,
        client=client,
        request_verification_enabled=False,
        authorize=Authorize(receiver.workspaces),
    )

    app.use(_Take(receiver, log))
    return app


class _Take(AsyncMiddleware):
    """Takes in what Bolt has let through; a class, since Bolt trips over odd payloads where it fills in parameters."""

    def __init__(self, receiver: Receiver, log: WorkerLog) -> None:
        self._receiver = receiver
        self._log = log

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - as Bolt calls it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002
    ) -> BoltResponse:
        """What Slack is answered."""
        return await _taken(self._receiver, self._log, req.context.team_id or "", req.body)


async def _taken(receiver: Receiver, log: WorkerLog, team: str, body: Mapping[str, Any]) -> BoltResponse:
    """What Slack is answered: that it arrived, or, where it could not be kept, that it has to come again."""
    try:
        answer = await receiver.receive(team, body)
    except GreenroomError as error:
        log.warning("slack_not_taken", kind=_kind(body), reason=str(error))
        return BoltResponse(status=_NOT_KEPT)
    except Exception as error:
        log.error("slack_not_taken", kind=_kind(body), exc_info=error)  # noqa: TRY400 - a log of events, not of words
        return BoltResponse(status=500)
    return BoltResponse(status=200, body=dict(answer) if answer else "")


def _kind(body: Mapping[str, Any]) -> str:
    event = body.get("event")
    inner = event.get("type", "") if isinstance(event, Mapping) else ""
    return f"{body.get('type') or body.get('command') or 'unknown'} {inner}".strip()
