"""A group's settings: who may change them, and what they may be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from bot.core.errors import GreenroomError
from bot.core.groups.settings import GroupSettings
from bot.core.ports import Directory
from bot.core.records import Group, Origin, Place


@dataclass
class NotAllowedError(GreenroomError):
    """Something that only those who manage the group may do.

    Attributes:
        admins: Platform ids of the members whom the group has named, beside the workspace's own admins.
    """

    admins: tuple[str, ...]

    def __str__(self) -> str:
        return "only the group's admins may do this"


@dataclass
class UnknownZoneError(GreenroomError):
    """No IANA time zone has this name.

    Attributes:
        name: What was given.
        near: Names that look alike.
    """

    name: str
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"there is no time zone {self.name!r}"


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Reads and changes groups' settings.

    Attributes:
        directory: The groups.
    """

    directory: Directory

    async def group(self, place: Place) -> Group:
        """The group of a place."""
        found = await self.directory.group(place.workspace_id, place.group_id)
        assert found is not None, "a place's group is there"
        return found

    async def require_admin(
        self, origin: Origin, place: Place, *, by_admin: bool, roles: Collection[str] = ()
    ) -> Group:
        """The group, if its member may manage it: an admin of the workspace, or named by one, or by a role.

        In a conversation with the bot alone everybody manages their own group.

        Raises:
            NotAllowedError: They may not.
        """
        group = await self.group(place)
        if not _manages(origin, group, roles, by_admin=by_admin):
            raise NotAllowedError(group.settings.admins)
        return group

    async def manages(self, origin: Origin, place: Place, *, by_admin: bool, roles: Collection[str] = ()) -> bool:
        """Whether a member may manage a group."""
        return _manages(origin, await self.group(place), roles, by_admin=by_admin)

    async def change(self, group: Group, settings: GroupSettings, now: datetime) -> None:
        """Store a group's settings, which count from now on.

        Raises:
            UnknownZoneError: Its time zone is none.
        """
        if settings.time_zone is not None:
            check_zone(settings.time_zone)
        await self.directory.save_group(group.workspace_id, group.id, settings, now)

    async def own_zone(self, place: Place) -> str | None:
        """The zone of their own in which a member's days are counted; none for the group's."""
        return await self.directory.member_time_zone(place)

    async def set_own_zone(self, place: Place, time_zone: str | None, now: datetime) -> None:
        """Count a member's days in a zone of their own from now on, or in the group's again.

        Raises:
            UnknownZoneError: It is none.
        """
        if time_zone is not None:
            check_zone(time_zone)
        await self.directory.set_member_time_zone(place, time_zone, now)


def _manages(origin: Origin, group: Group, roles: Collection[str], *, by_admin: bool) -> bool:
    return by_admin or origin.direct or not {origin.user, *roles}.isdisjoint(group.settings.admins)


def check_zone(name: str) -> None:
    """Make sure that a name is an IANA zone's.

    Raises:
        UnknownZoneError: It is not.
    """
    zones = _zones()
    if name in zones:
        return
    wanted = name.strip().lower().replace(" ", "_")
    near = sorted(zone for zone in zones if zone.lower() == wanted or zone.lower().rpartition("/")[2] == wanted)
    raise UnknownZoneError(name, tuple(near[:3]))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
