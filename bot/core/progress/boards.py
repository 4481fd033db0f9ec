"""Leaderboards: who is where, with ties broken openly, and without members who want to be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.ports import Directory
from bot.core.progress.points import Period, Points, period_key
from bot.core.progress.ports import Chosen, Preferences, Standings
from bot.core.progress.streaks import practice_day
from bot.core.records import Origin, Place

SHOWN = 10
"""How many members a leaderboard lists."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A member's points in a group and period."""

    member_id: int
    name: str
    points: Points

    @property
    def order(self) -> tuple[int, int, int]:
        """What a leaderboard is ordered by, highest first: all points, then those gained, then those for days."""
        return self.points.total, self.points.gain, self.points.part


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and its place; whoever is equal in everything that counts shares it."""

    rank: int
    entry: Entry
    shared: bool


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """A leaderboard.

    Attributes:
        period: What it spans.
        key: Which week, month or all of time: `2026-W47`, `2026-11` or `all`.
        top: The first members, ranked.
        members: How many members are on it.
        me: Who asked, ranked, if they have points and want to be on it.
        hidden: Whether who asked has chosen to be left out.
        asked_by: The member who asked.
    """

    period: Period
    key: str
    top: tuple[Ranked, ...]
    members: int
    me: Ranked | None
    hidden: bool
    asked_by: int

    @property
    def tied(self) -> bool:
        """Whether any two of those shown have the same points, so that it has to be said what decided."""
        totals = [ranked.entry.points.total for ranked in self.top]
        return len(set(totals)) < len(totals)

    @property
    def estimated(self) -> bool:
        """Whether points by estimates stand beside points by judges, or alone."""
        return any(ranked.entry.points.estimated for ranked in self.top)


def ranked(entries: Sequence[Entry]) -> tuple[Ranked, ...]:
    """The first entries of a leaderboard with their places.

    Args:
        entries: In the leaderboard's order, from its top.
    """
    orders = [entry.order for entry in entries]
    return tuple(Ranked(orders.index(entry.order) + 1, entry, orders.count(entry.order) > 1) for entry in entries)


@dataclass(frozen=True, slots=True)
class Leaderboards:
    """Reads leaderboards, and takes members out of them.

    Attributes:
        directory: Groups and members.
        standings: Points.
        preferences: What members chose.
        time_zone: IANA zone in which days are counted where a member or group has none of its own.
    """

    directory: Directory
    standings: Standings
    preferences: Preferences
    time_zone: str = "UTC"

    async def board(self, origin: Origin, now: datetime, period: Period, shown: int = SHOWN) -> Leaderboard:
        """A group's leaderboard for the week or month that it is for who asks, or for all time."""
        place = await self.directory.place_of(origin, self.time_zone)
        key = period_key(period, practice_day(now, place.time_zone, late=place.late_evenings))
        top = ranked([Entry(*row) for row in await self.standings.top(place, key, shown)])
        chosen = await self.preferences.preferences(place)
        me = None if not chosen.on_boards else await self._me(place, key, top)
        members = await self.standings.members(place, key)
        return Leaderboard(period, key, top, members, me, not chosen.on_boards, place.member_id)

    async def show_me(self, origin: Origin, *, shown: bool) -> None:
        """Put a member on all leaderboards of the workspace, or take them off."""
        place = await self.directory.place_of(origin, self.time_zone)
        await self.preferences.save_preferences(place, on_boards=shown)

    async def choose_evenings(self, origin: Origin, *, late: bool) -> None:
        """Have what a member answers until 04:00 count for the evening before, or not."""
        place = await self.directory.place_of(origin, self.time_zone)
        await self.preferences.save_preferences(place, late_evenings=late)

    async def choose_quoted(self, origin: Origin, *, quoted: bool | None) -> Chosen:
        """Let recaps quote a member, or not; none leaves it as it is. Returns all that they chose."""
        place = await self.directory.place_of(origin, self.time_zone)
        if quoted is None:
            return await self.preferences.preferences(place)
        return await self.preferences.save_preferences(place, in_recaps=quoted)

    async def _me(self, place: Place, key: str, top: Sequence[Ranked]) -> Ranked | None:
        listed = next((one for one in top if one.entry.member_id == place.member_id), None)
        if listed is not None:
            return listed
        found = await self.standings.standing(place, key)
        if found is None:
            return None
        (member_id, name, points), ahead, equal = found
        return Ranked(ahead + 1, Entry(member_id, name, points), equal > 1)
