"""Where an app that is put together by hand finds the tests' Slack."""

from __future__ import annotations

from bot.adapters.slack.workspaces import Workspace, Workspaces
from tests.wire.slack import Slack


class Installed(Workspaces):
    """The first workspace of the tests' Slack."""

    def __init__(self, slack: Slack) -> None:
        found = slack.world.installation()
        self.found = Workspace(found.team_id, found.token, found.bot_user, found.bot_id)

    async def workspace(self, team: str) -> Workspace | None:
        return self.found if team == self.found.id else None

    async def of_bot(self, user: str) -> Workspace | None:
        return self.found if user == self.found.bot_user else None
