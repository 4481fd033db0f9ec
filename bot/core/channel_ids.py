"""Channels whose ids a platform changes: Slack does, where one is shared with another company."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class ChannelIds(Protocol):
    """Which ids channels have and had; a method's effects are durable when it returns."""

    async def change(self, platform: str, workspace: str, before: str, now: str, at: datetime) -> bool:
        """Have all that is kept of a channel follow to its new id: its group, and what was said there and goes on.

        From then on whatever still names the old id means the group, too. Schedules that were halted because the
        platform did not find the channel go on, and jobs that were given up for it since the change are queued again.

        Args:
            platform: Such as `slack`.
            workspace: The platform's id of the workspace.
            before: The id that the channel had.
            now: The id that it has.
            at: When it changed, aware, UTC.

        Returns:
            False if nothing is kept of a channel with the old id, as when this is done once more.
        """
        ...

    async def present(self, platform: str, workspace: str, channel: str) -> str | None:
        """The id that a channel has now which had this one; none if it has it still."""
        ...

    async def at(self, platform: str, workspace: str, channel: str, moment: datetime) -> str:
        """The id that a channel had at a moment, by the one that it has now."""
        ...
