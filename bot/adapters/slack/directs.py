"""Members' conversations with the bot alone."""

from __future__ import annotations

from bot.adapters.slack.api import Api
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.workspaces import Workspace
from bot.core.errors import UndeliverableError


class Directs:
    """Opens conversations and remembers them: they keep their ids for ever."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[tuple[str, str], str] = {}

    async def channel(self, workspace: Workspace, user: str) -> str:
        """A member's conversation with the bot.

        Raises:
            TryLaterError: Not now.
            UndeliverableError: They cannot be reached.
        """
        known = self._known.get((workspace.id, user))
        if known is not None:
            return known
        try:
            answer = await self._api.call(workspace, "conversations.open", {"users": user})
        except UndeliverableError as error:
            if error.scope == "workspace":
                raise
            raise UndeliverableError("member-unreachable", "member") from error
        found = str(mapping(answer.get("channel")).get("id", ""))
        if not found:
            raise UndeliverableError("member-unreachable", "member")
        self._known[workspace.id, user] = found
        return found
