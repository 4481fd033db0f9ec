from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import TypeVar

from bot.core.groups.settings import GroupSettings
from bot.core.ports import Directory
from bot.core.progress.moves import Change, moves_of
from bot.core.progress.ports import Chosen
from bot.core.records import Group, Origin, Place
from tests.fakes.stores.state import MemoryState

_Key = TypeVar("_Key")


class InMemoryDirectory(Directory):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def place_of(self, origin: Origin, default_time_zone: str) -> Place:
        state = self._state
        workspace = _found(state.workspaces, (origin.platform, origin.workspace), state.ids)
        group = _found(state.groups, (workspace, origin.channel), state.ids)
        member = _found(state.members, (workspace, origin.user), state.ids)
        if origin.user_name:
            state.names[member] = origin.user_name
        return self._place(workspace, group, member, default_time_zone)

    async def find(self, origin: Origin, default_time_zone: str) -> Place | None:
        state = self._state
        workspace = state.workspaces.get((origin.platform, origin.workspace))
        if workspace is None:
            return None
        group = state.groups.get((workspace, origin.channel))
        member = state.members.get((workspace, origin.user))
        return self._place(workspace, group, member, default_time_zone) if group and member else None

    async def group_time_zone(self, workspace_id: int, group_id: int, default: str) -> str:
        group = await self.group(workspace_id, group_id)
        return group.settings.time_zone or default if group else default

    async def group(self, workspace_id: int, group_id: int) -> Group | None:
        state = self._state
        found = (key for key, group in state.groups.items() if (key[0], group) == (workspace_id, group_id))
        names = {workspace: name for name, workspace in state.workspaces.items()}
        return next((self._group(workspace, names[workspace], channel) for workspace, channel in found), None)

    async def find_group(self, origin: Origin) -> Group | None:
        workspace = self._state.workspaces.get((origin.platform, origin.workspace))
        group = self._state.groups.get((workspace, origin.channel)) if workspace else None
        return await self.group(workspace, group) if workspace and group else None

    async def save_group(self, workspace_id: int, group_id: int, settings: GroupSettings, now: datetime) -> None:
        state = self._state
        if group_id not in state.groups_of(workspace_id):
            return
        before = state.settings.get(group_id, GroupSettings()).time_zone
        if before != settings.time_zone:
            state.group_moves.setdefault(group_id, []).append(Change(now, before, settings.time_zone))
        state.settings[group_id] = settings

    async def member_name(self, workspace_id: int, member_id: int) -> str:
        here = any(key[0] == workspace_id and member == member_id for key, member in self._state.members.items())
        return self._state.names.get(member_id, "") if here else ""

    async def member_time_zone(self, place: Place) -> str | None:
        return self._state.zones.get(place.member_id)

    async def set_member_time_zone(self, place: Place, time_zone: str | None, now: datetime) -> None:
        state, member = self._state, place.member_id
        before = state.zones.get(member)
        if member in state.members.values() and before != time_zone:
            state.zones[member] = time_zone
            state.moves.setdefault(member, []).append(Change(now, before, time_zone))

    def _place(self, workspace: int, group: int, member: int, default: str) -> Place:
        return place_in(self._state, workspace, group, member, default)

    def _group(self, workspace: int, names: tuple[str, str], channel: str) -> Group:
        group = self._state.groups[workspace, channel]
        return Group(group, workspace, *names, channel, self._state.settings.get(group, GroupSettings()))


def place_in(state: MemoryState, workspace: int, group: int, member: int, default: str) -> Place:
    own, groups = state.zones.get(member), state.settings.get(group, GroupSettings()).time_zone
    late = state.chosen.get(member, Chosen()).late_evenings
    moves = moves_of(state.moves.get(member, ()), own, state.group_moves.get(group, ()), groups, default)
    return Place(workspace, group, member, own or groups or default, late, moves)


def _found(rows: dict[_Key, int], key: _Key, ids: count[int]) -> int:
    if key not in rows:
        rows[key] = next(ids)
    return rows[key]
