"""The workspaces that the app is in, and who it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PLATFORM = "slack"
"""What this platform is called in origins."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The app in a workspace.

    Attributes:
        id: Slack's id of the workspace.
        token: The bot's token.
        bot_user: The bot's id as a member, by which it is mentioned.
        bot_id: The bot's id as a writer of messages.
    """

    id: str
    token: str
    bot_user: str
    bot_id: str

    def __repr__(self) -> str:
        return f"Workspace({self.id})"  # a token has no place in a log


class Workspaces(Protocol):
    """Finds workspaces."""

    async def workspace(self, team: str) -> Workspace | None:
        """The app in a workspace; none where it is not installed, or no more.

        Raises:
            TryLaterError: That cannot be told now.
        """
        ...

    async def of_bot(self, user: str) -> Workspace | None:
        """The workspace in which the app's bot is this member; none if it is nobody of ours.

        Raises:
            TryLaterError: That cannot be told now.
        """
        ...
