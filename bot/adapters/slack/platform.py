"""Slack, connected for as long as it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackPlatform:
    """The parts that run.

    Attributes:
        learn: Finds out who the app is; returns when it knows.
        listen: Takes in what Slack tells, until cancelled.
        ends: What is ended with it, in this order.
    """

    learn: Callable[[], Awaitable[None]]
    listen: Callable[[], Awaitable[None]]
    ends: Sequence[Callable[[], Awaitable[None]]]

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            SettingsError: What only the operator can mend, such as a token that is refused.
        """
        try:
            await self.learn()
            await self.listen()
        finally:
            for end in self.ends:
                await end()
