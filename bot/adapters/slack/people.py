"""Who people are: their names, and whether they manage the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.api import Api
from bot.adapters.slack.payloads import array, mapping
from bot.adapters.slack.workspaces import Workspace
from bot.core.errors import GreenroomError
from bot.core.ports import Clock

PATIENCE = 1.0
"""Seconds that an event waits for who somebody is."""

_FRESH = timedelta(minutes=5)
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is seen in a workspace; `manages` says whether they are one of its own admins or owners."""

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
        self._asking: dict[tuple[str, str], asyncio.Task[Person]] = {}

    async def person(self, workspace: Workspace, user: str, patience: float = PATIENCE) -> Person:
        """Who somebody is; as they were known before, or nobody in particular, where Slack does not say in time.

        Args:
            workspace: Where.
            user: Slack's id of them.
            patience: Seconds to wait; what Slack says later is for the next time.
        """
        whose = (workspace.id, user)
        known = self._known.get(whose)
        if known is not None and self._clock.now() - known[1] < _FRESH:
            return known[0]
        before = known[0] if known else Person()
        asking = self._asking.get(whose)
        if asking is None:
            asking = asyncio.get_running_loop().create_task(self._asked(workspace, user, before))
            self._asking[whose] = asking
            asking.add_done_callback(lambda _: self._asking.pop(whose, None))
        try:
            async with asyncio.timeout(patience):
                return await asyncio.shield(asking)
        except TimeoutError:
            return before

    async def _asked(self, workspace: Workspace, user: str, before: Person) -> Person:
        try:
            answer = await self._api.call(workspace, "users.info", {"user": user})
        except GreenroomError:
            return before
        person = _person(mapping(answer.get("user")), workspace.id)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[workspace.id, user] = person, self._clock.now()
        return person

    async def names(self, workspace: Workspace, users: Iterable[str]) -> Mapping[str, str]:
        """What people are called, by their ids."""
        ids = list(users)
        found = await asyncio.gather(*(self.person(workspace, user) for user in ids))
        return {user: person.name for user, person in zip(ids, found, strict=True)}


def _person(user: Mapping[str, Any], team: str) -> Person:
    profile = mapping(user.get("profile"))
    named = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    name = next((str(name) for name in named if name), "")
    manages = any(user.get(role) is True for role in ("is_admin", "is_owner", "is_primary_owner"))
    return Person(name, manages and _is_of(user, team))


def _is_of(user: Mapping[str, Any], team: str) -> bool:
    """Whether somebody is of a workspace, and does not come from another one into a channel that both share."""
    homes = {user.get("team_id"), *array(mapping(user.get("enterprise_user")).get("teams"))} - {None}
    return team in homes or not homes
