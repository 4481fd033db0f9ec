"""Calls to Slack's Web API: paced, never repeated behind one's back, and with refusals that say what to do."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.chances import Chances
from bot.adapters.slack.refusals import refused, token_refused, unanswered
from bot.adapters.slack.workspaces import Workspace
from bot.core.delivery.cooldowns import Cooldowns
from bot.core.delivery.pace import Limit, Pacer
from bot.core.errors import NotItsTurnError, TryLaterError, UndeliverableError
from bot.core.ports import Clock

SECONDS = 15
"""How long an answer may take."""

_NO_ANSWER = (aiohttp.ClientError, TimeoutError, OSError)
"""What ends a call without an answer; the SDK trips over a body that is text or a list, with an AttributeError."""

_CHANCES = 2
"""A token may have been followed by another one, and the channel may have got another id."""

_TIERS = {
    "chat.appendStream": 100,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.startStream": 20,
    "chat.stopStream": 20,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "users.info": 100,
    "views.publish": 100,
}
"""Calls a minute in a workspace, from Slack's reference; for what is not here somebody waits, or other limits hold."""


class Api:
    """The Web API, with one connection pool.

    The SDK's client is told to repeat nothing: its handler for lost connections would post a second time.

    Args:
        base_url: Where the API is.
        clock: Time.
        logger: Where the SDK's own words go.

    Attributes:
        chances: Knows with what a call that was refused may be made once more; none if nobody does.
    """

    chances: Chances | None = None

    def __init__(self, base_url: str, clock: Clock, logger: logging.Logger) -> None:
        self._base_url = base_url
        self._logger = logger
        self._pacer = Pacer(clock)
        self._cooldowns = Cooldowns(clock)
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections; made at the first call.

        Raises:
            TryLaterError: They are closed for good.
        """
        if self._closed:
            raise TryLaterError("slack is disconnected")
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
        return self._session

    def client(self, token: str | None = None) -> AsyncWebClient:
        """The SDK's client for a token."""
        return AsyncWebClient(
            token, self._base_url, timeout=SECONDS, session=self.session, logger=self._logger, retry_handlers=[]
        )

    async def call(
        self,
        workspace: Workspace,
        method: str,
        arguments: Mapping[str, object],
        *,
        posts: bool = False,
        spare: bool = False,
    ) -> Mapping[str, Any]:
        """Call a method in a workspace.

        Args:
            workspace: Where.
            method: Such as `chat.update`.
            arguments: Its arguments; those that are none are left out.
            posts: Whether it shows something that must not be shown twice.
            spare: Whether it can be left out: it goes at once if nobody needs its turn, or not at all.

        Raises:
            NotItsTurnError: There is no room to spare for it, and it has not gone.
            TryLaterError: Slack refuses it for now and has done nothing.
            UncertainDeliveryError: It posts, and may have been done.
            UndeliverableError: Slack refuses it for good.
        """
        for _ in range(_CHANCES):
            try:
                return await self._called(workspace, method, arguments, posts=posts, spare=spare)
            except UndeliverableError as error:
                if self.chances is None or error.scope not in {"workspace", "channel"}:
                    raise
                again = await self.chances.after(workspace, arguments, error)
                if again is None:
                    raise
                workspace, arguments = again.workspace, again.arguments
        return await self._called(workspace, method, arguments, posts=posts, spare=spare)

    async def _called(
        self, workspace: Workspace, method: str, arguments: Mapping[str, object], *, posts: bool, spare: bool
    ) -> Mapping[str, Any]:
        """Call a method as it is."""
        where = f"{workspace.id}/{method}/{arguments.get('channel', '') if posts else ''}"
        self._cooldowns.require_over(where)
        limits = _limits(workspace, method, str(arguments.get("channel", "")))
        if not spare:
            await self._pacer.turn(limits)
        elif not self._pacer.spare(limits):
            raise NotItsTurnError("pace")
        try:
            answer = await self.client(workspace.token).api_call(method, data=_form(arguments))
        except SlackApiError as error:
            meaning = refused(error, posts=posts)
            if isinstance(meaning, TryLaterError) and meaning.retry_after:
                self._cooldowns.begin(where, meaning.retry_after)
            raise meaning from error
        except (*_NO_ANSWER, AttributeError) as error:
            raise unanswered(error, posts=posts) from error
        held: Mapping[str, Any] = answer.data if isinstance(answer.data, dict) else {}
        return held

    async def told(self, token: str, method: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """What Slack says to a token that asks for nothing more, and the headers of its answer.

        Raises:
            TokenRefusedError: It does not take the token.
            TryLaterError: It says nothing of the token, or does not answer.
        """
        try:
            answer = await self.client(token).api_call(method)
        except SlackApiError as error:
            refusal = token_refused(error)
            if refusal is not None:
                raise refusal from error
            meaning = refused(error, posts=False)
            raise meaning if isinstance(meaning, TryLaterError) else TryLaterError(meaning.reason) from error
        except (*_NO_ANSWER, AttributeError) as error:
            raise unanswered(error, posts=False) from error
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        return answer.data if isinstance(answer.data, dict) else {}, headers

    async def respond(self, address: str, body: Mapping[str, object]) -> bool:
        """Answer what somebody did by the address that came with it; whether that was taken."""
        try:
            async with self.session.post(address, json=body) as response:
                return response.status == 200
        except _NO_ANSWER:
            return False

    async def close(self) -> None:
        """Let go of the connections for good."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _limits(workspace: Workspace, method: str, channel: str) -> list[Limit]:
    """What holds for a call: about one new message a second in a conversation, and a method's calls a minute."""
    if method == "chat.postMessage":
        return [Limit(f"{workspace.id}/{channel}", per_second=1.0, burst=2)]  # one less than is taken, for delays
    a_minute = _TIERS.get(method)
    return [Limit(f"{workspace.id}/{method}", a_minute / 60, burst=a_minute)] if a_minute else []


def _form(arguments: Mapping[str, object]) -> dict[str, str]:
    """Arguments as a form, which every method takes: texts as they are, the rest as JSON."""
    given = {name: value for name, value in arguments.items() if value is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
