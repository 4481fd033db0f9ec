"""Slack, connected for as long as it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.adapters.slack.api import Api
from bot.adapters.slack.background import Background


@dataclass(frozen=True, slots=True)
class SlackPlatform:
    """The parts that run.

    Attributes:
        learn: Finds out who the app is; returns when it knows.
        listen: Takes in what Slack tells, until cancelled.
        background: What nobody waits for.
        api: The Web API.
    """

    learn: Callable[[], Awaitable[None]]
    listen: Callable[[], Awaitable[None]]
    background: Background
    api: Api

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: What only the operator can mend, such as a token that is refused.
        """
        try:
            await self.learn()
            await self.listen()
        finally:
            await self.background.close()
            await self.api.close()
