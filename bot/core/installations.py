"""Workspaces that installed the app by themselves: what is kept of them, and of those that are just doing so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

REVOKED = "revoked"
"""Why a schedule is halted, and a job given up, where a workspace took the app's access back."""

AFTERWARDS = timedelta(days=1)
"""For how long what was given up for that is done once more when the access comes back."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in a workspace that installed it.

    Attributes:
        platform: Such as `slack`.
        workspace: The platform's id of the workspace.
        name: What the workspace is called.
        sealed_token: The bot's token, encrypted.
        bot_user: The platform's id of the bot as a member.
        bot_id: The platform's id of the bot as a writer of messages.
        scopes: What it may do, separated by commas.
        installed_at: When, aware, UTC.
        sealed_refresh_token: With what the next token is asked for, once, encrypted; none where the token stays good.
        expires_at: Until when the token is good, aware, UTC; none for ever.
        refreshing_since: Since when somebody was asking for the next token when this was found, if anybody was.
    """

    platform: str
    workspace: str
    name: str
    sealed_token: str
    bot_user: str
    bot_id: str
    scopes: str
    installed_at: datetime
    sealed_refresh_token: str | None = None
    expires_at: datetime | None = None
    refreshing_since: datetime | None = field(default=None, compare=False)


class Installations(Protocol):
    """Who installed the app; a method's effects are durable when it returns."""

    async def save(self, installation: Installation) -> None:
        """Keep an installation in the place of an earlier one of its workspace, whose schedules go on as `regained`."""
        ...

    async def regained(self, platform: str, workspace: str, now: datetime) -> int:
        """Let go on what stopped because access to a workspace was taken back, which is there again.

        Schedules that were halted for it go on from now, and jobs that were given up for it lately (`AFTERWARDS`) are
        queued again. What was halted for another reason stays so.

        Returns:
            How many schedules go on.
        """
        ...

    async def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation of a workspace."""
        ...

    async def find_bot(self, platform: str, bot_user: str) -> Installation | None:
        """The installation whose bot is this member of its workspace."""
        ...

    async def all_of(self, platform: str) -> list[Installation]:
        """All installations on a platform, in the order of their workspaces' ids."""
        ...

    async def remove(self, platform: str, workspace: str) -> bool:
        """Forget an installation and its token; False if there is none."""
        ...

    async def begin_refresh(self, installation: Installation, now: datetime, until_lost: datetime) -> bool:
        """Be the one who asks for the tokens that follow an installation's, among all processes.

        Args:
            installation: As it was found.
            now: The present.
            until_lost: Who began before this counts as lost.

        Returns:
            False if another one is at it, or has done it, or the installation is another one by now.
        """
        ...

    async def refreshed(self, before: Installation, after: Installation) -> bool:
        """Keep new tokens in the place of those they were asked for with; False if others stand there by now."""
        ...

    async def end_refresh(self, installation: Installation) -> None:
        """Let others ask for the tokens that follow an installation's: it certainly has not been done."""
        ...

    async def row_of(self, platform: str, workspace: str) -> int | None:
        """The row id of a workspace, which scopes what it stores; none if nothing was ever stored for it."""
        ...

    async def begin(self, state: str, expires_at: datetime) -> None:
        """Note that somebody begins to install the app, under a secret that comes back with them.

        Args:
            state: The secret, of which only a digest is kept.
            expires_at: Until when they may come back.
        """
        ...

    async def finish(self, state: str, now: datetime) -> bool:
        """Whether somebody has begun under this secret and comes back in time, for the first time."""
        ...
