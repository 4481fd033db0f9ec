"""Looking a message up by its mark, in what was written in its conversation or thread since.

Slack lets apps that many workspaces install without its Marketplace read once a minute, and fifteen messages at a time.
So a search that has to wait goes on where it was, and what it has read is not read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.api import Api
from bot.adapters.slack.marks import key_of
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.streams import DRAFTED, was_left
from bot.adapters.slack.workspaces import Workspace
from bot.core.errors import TryLaterError, UndeliverableError

_CLOCKS_APART = timedelta(minutes=5)
_AT_ONCE, _AT_LEAST = 100, 15
_MOST_PAGES = 20
_MOST_SEARCHES = 1_000
_CURSOR_LOST, _TOO_MANY = "refused-invalid_cursor", "refused-invalid_limit"


@dataclass(frozen=True, slots=True)
class Sought:
    """A message that may be there.

    Attributes:
        workspace: Where the app is installed.
        channel: The conversation.
        thread: The thread in it, if any.
        key: With what it is marked.
        since: When it was sent at the earliest.
    """

    workspace: Workspace
    channel: str
    thread: str | None
    key: str
    since: datetime


@dataclass(slots=True)
class _Search:
    """How far a search has come: where it goes on, and the last stream it saw that nobody stopped."""

    cursor: str | None = None
    left: Mapping[str, Any] | None = None


class Lookups:
    """Searches, each remembered until it has come to its end.

    Args:
        api: The Web API.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._at_once = _AT_ONCE
        self._begun: dict[tuple[str, str, str | None, str], _Search] = {}

    async def find(self, sought: Sought) -> Mapping[str, Any] | None:
        """The message, if it is there.

        A draft may have begun without a mark: the last stream in its thread that nobody stopped is taken for it.

        Raises:
            TryLaterError: Not all could be read yet; the next call goes on.
        """
        name = (sought.workspace.id, sought.channel, sought.thread, sought.key)
        if len(self._begun) >= _MOST_SEARCHES:
            self._begun.clear()
        search = self._begun.setdefault(name, _Search())
        try:
            found = await self._searched(sought, search)
        except TryLaterError:
            raise
        except BaseException:
            self._begun.pop(name, None)
            raise
        self._begun.pop(name, None)
        return found

    async def _searched(self, sought: Sought, search: _Search) -> Mapping[str, Any] | None:
        for _ in range(_MOST_PAGES):
            answer = await self._page(sought, search)
            for message in map(mapping, array(answer.get("messages"))):
                if key_of(message) == sought.key:
                    return message
                if DRAFTED in sought.key and was_left(message, sought.workspace):
                    search.left = message
            search.cursor = str(mapping(answer.get("response_metadata")).get("next_cursor") or "") or None
            if search.cursor is None:
                return search.left
        raise TryLaterError("much was written since")

    async def _page(self, sought: Sought, search: _Search) -> Mapping[str, Any]:
        try:
            return await self._read(sought, search.cursor)
        except UndeliverableError as error:
            if error.reason == _TOO_MANY and self._at_once > _AT_LEAST:
                self._at_once = _AT_LEAST
            elif error.reason == _CURSOR_LOST and search.cursor is not None:
                search.cursor = None
            else:
                raise
        return await self._read(sought, search.cursor)

    async def _read(self, sought: Sought, cursor: str | None) -> Mapping[str, Any]:
        method = "conversations.replies" if sought.thread else "conversations.history"
        oldest = f"{(sought.since - _CLOCKS_APART).timestamp():.6f}"
        asked = {"channel": sought.channel, "ts": sought.thread, "limit": self._at_once, "cursor": cursor}
        about = {**asked, "oldest": oldest, "include_all_metadata": True}
        return await self._api.call(sought.workspace, method, about)
