"""What a platform's connection asks of all that is stored: where it is expected, and where it was active lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.records import Group


class Survey(Protocol):
    """Looks over all workspaces of a platform; nothing is changed."""

    async def scheduled(self, platform: str) -> Sequence[Group]:
        """The groups that have a schedule that runs, by workspace and group."""
        ...

    async def asked_since(self, platform: str, workspace: str, since: datetime) -> Sequence[Group]:
        """The groups of a workspace that a question was put to since a moment, by group."""
        ...

    async def first_workspace(self, platform: str, user: str, last: str = "") -> str | None:
        """The platform's id of the workspace in which a person was first met, by the person's id there.

        Args:
            platform: Such as `discord`.
            user: The person.
            last: A workspace that counts only where there is no other.
        """
        ...
