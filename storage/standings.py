"""Leaderboards, read, and what members chose for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, false, func, select, tuple_

from bot.core.progress.points import Points
from bot.core.progress.ports import Chosen, Preferences, Standing, Standings
from bot.core.records import Place
from storage.directory import require_member
from storage.progress_tables import PREFERENCES, STANDINGS
from storage.rows import AnyRow
from storage.tables import MEMBERS
from storage.transactions import Transactions
from storage.upsert import insert_or_replace

_ORDER = (STANDINGS.c.points, STANDINGS.c.gain, STANDINGS.c.part)
_OF_GROUP = (
    STANDINGS.c.workspace_id == bindparam("workspace"),
    STANDINGS.c.group_id == bindparam("group"),
    STANDINGS.c.period == bindparam("key"),
    STANDINGS.c.points > 0,
)
_HIDDEN = STANDINGS.c.member_id.in_(  # found by an index of hidden members alone
    select(PREFERENCES.c.member_id).where(
        PREFERENCES.c.workspace_id == bindparam("workspace"), PREFERENCES.c.on_boards == false()
    )
)
_TOP = (
    select(STANDINGS, MEMBERS.c.name)
    .join_from(STANDINGS, MEMBERS, MEMBERS.c.id == STANDINGS.c.member_id)
    .where(*_OF_GROUP, ~_HIDDEN)
    .order_by(*(column.desc() for column in _ORDER), STANDINGS.c.id.desc())
    .limit(bindparam("most"))
)
_MINE = (
    select(STANDINGS, MEMBERS.c.name)
    .join_from(STANDINGS, MEMBERS, MEMBERS.c.id == STANDINGS.c.member_id)
    .where(*_OF_GROUP, STANDINGS.c.member_id == bindparam("member"))
)
_COUNT = select(func.count()).select_from(STANDINGS).where(*_OF_GROUP, ~_HIDDEN)
_THEIRS = tuple_(*_ORDER)
_ME = tuple_(bindparam("points"), bindparam("gain"), bindparam("part"))
_AHEAD_AND_LEVEL = _COUNT.with_only_columns(  # in one pass, which is what it costs in a group of ten thousand
    func.count().filter(_THEIRS > _ME).label("ahead"), func.count().filter(_THEIRS == _ME).label("level")
)
_OF_MEMBER = select(PREFERENCES).where(
    PREFERENCES.c.workspace_id == bindparam("workspace"), PREFERENCES.c.member_id == bindparam("member")
)
_SAVE = insert_or_replace(PREFERENCES, "member_id", "on_boards", "late_evenings", "in_recaps")


class SqlStandings(Standings):
    """Points in a table that is kept in the leaderboards' order."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def top(self, place: Place, key: str, limit: int) -> Sequence[Standing]:
        """The first members of a group in a period, those left out who want to be."""
        values = _keys(place, key) | {"most": limit}
        rows = await self._transactions.read(lambda connection: connection.execute(_TOP, values).all())
        return [_standing(row) for row in rows]

    async def members(self, place: Place, key: str) -> int:
        """How many members of a group have points in a period, those left out who want to be."""
        keys = _keys(place, key)
        return await self._transactions.read(lambda connection: int(connection.execute(_COUNT, keys).scalar_one()))

    async def standing(self, place: Place, key: str) -> tuple[Standing, int, int] | None:
        """A member's own points, how many listed members are ahead, and how many are level, themselves included."""

        def query(connection: Connection) -> tuple[Standing, int, int] | None:
            keys = _keys(place, key)
            mine = connection.execute(_MINE, keys | {"member": place.member_id}).one_or_none()
            if mine is None:
                return None
            keys |= {"points": mine.points, "gain": mine.gain, "part": mine.part}
            counted = connection.execute(_AHEAD_AND_LEVEL, keys).one()
            return _standing(mine), counted.ahead, max(counted.level, 1)

        return await self._transactions.read(query)


_LEFT_OUT = select(PREFERENCES.c.member_id).where(
    PREFERENCES.c.workspace_id == bindparam("workspace"), PREFERENCES.c.on_boards == false()
)


class SqlPreferences(Preferences):
    """What members chose, in a table; who chose nothing has no row."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def preferences(self, place: Place) -> Chosen:
        """What a member has chosen."""
        return await self._transactions.read(lambda connection: chosen_by(connection, place))

    async def left_out(self, workspace_id: int) -> frozenset[int]:
        """The members of a workspace who are on no leaderboard, and so are not named among others."""
        values = {"workspace": workspace_id}
        return frozenset(
            await self._transactions.read(lambda connection: connection.execute(_LEFT_OUT, values).scalars().all())
        )

    async def save_preferences(
        self,
        place: Place,
        *,
        on_boards: bool | None = None,
        late_evenings: bool | None = None,
        in_recaps: bool | None = None,
    ) -> Chosen:
        """Store what a member chooses; none leaves it as it is.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """

        def work(connection: Connection) -> Chosen:
            before = chosen_by(connection, place)
            chosen = Chosen(
                before.on_boards if on_boards is None else on_boards,
                before.late_evenings if late_evenings is None else late_evenings,
                before.in_recaps if in_recaps is None else in_recaps,
            )
            ids = {"workspace_id": place.workspace_id, "member_id": place.member_id}
            connection.execute(_SAVE, ids | asdict(chosen))
            require_member(connection, place)
            return chosen

        return await self._transactions.write(work)


def chosen_by(connection: Connection, place: Place) -> Chosen:
    """What a member has chosen, within a transaction."""
    keys = {"workspace": place.workspace_id, "member": place.member_id}
    row = connection.execute(_OF_MEMBER, keys).one_or_none()
    return Chosen(row.on_boards, row.late_evenings, row.in_recaps) if row else Chosen()


def _keys(place: Place, key: str) -> dict[str, object]:
    return {"workspace": place.workspace_id, "group": place.group_id, "key": key}


def _standing(row: AnyRow) -> Standing:
    return row.member_id, row.name, Points(row.part, row.score, row.gain, row.estimated)
