"""Who people are: their names, and whether they manage the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.api import Api
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.workspaces import Workspace
from bot.core.errors import GreenroomError
from bot.core.ports import Clock

_FRESH = timedelta(minutes=5)
_PATIENCE = 1.5
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace; `manages` says whether they are one of its admins or owners."""

    name: str = ""
    manages: bool = False


class People:
    """Looks people up, and remembers them for some minutes.

    Args:
        api: The Web API.
        clock: Time.
    """

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[Person, datetime]] = {}

    async def person(self, workspace: Workspace, user: str) -> Person:
        """Who somebody is; as they were known before, or nobody in particular, where Slack does not say in time."""
        known = self._known.get((workspace.id, user))
        now = self._clock.now()
        if known is not None and now - known[1] < _FRESH:
            return known[0]
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self._api.call(workspace, "users.info", {"user": user})
        except (GreenroomError, TimeoutError):
            return known[0] if known else Person()
        person = _person(mapping(answer.get("user")))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[workspace.id, user] = person, now
        return person

    async def names(self, workspace: Workspace, users: Iterable[str]) -> Mapping[str, str]:
        """What people are called, by their ids."""
        ids = list(users)
        found = await asyncio.gather(*(self.person(workspace, user) for user in ids))
        return {user: person.name for user, person in zip(ids, found, strict=True)}


def _person(user: Mapping[str, Any]) -> Person:
    profile = mapping(user.get("profile"))
    named = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    name = next((str(name) for name in named if name), "")
    manages = any(user.get(role) is True for role in ("is_admin", "is_owner", "is_primary_owner"))
    return Person(name, manages)
