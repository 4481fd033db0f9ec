"""When platforms were served, and when nobody did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.core.progress.presence import AWAY, Absence, Presence
from storage.progress_tables import ABSENCES, PRESENCE
from storage.tables import WORKSPACES
from storage.transactions import Transactions
from storage.upsert import insert_all_or_skip

_BEGIN = insert_all_or_skip(PRESENCE, "platform")
_LAST = select(PRESENCE.c.seen_at).where(PRESENCE.c.platform == bindparam("name")).with_for_update()
_SEEN = update(PRESENCE).where(PRESENCE.c.platform == bindparam("name")).values(seen_at=bindparam("now"))
_ABSENCES = (
    select(ABSENCES.c.began_at, ABSENCES.c.ended_at)
    .join_from(WORKSPACES, ABSENCES, ABSENCES.c.platform == WORKSPACES.c.platform)
    .where(WORKSPACES.c.id == bindparam("workspace"))
    .order_by(ABSENCES.c.ended_at)
)


class SqlPresence(Presence):
    """The last time a platform was served, and every absence, in tables."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def seen(self, platforms: Sequence[str], now: datetime) -> None:
        """Note that platforms are served; where nobody did so for longer than `AWAY`, that was an absence."""

        def work(connection: Connection) -> None:
            for platform in sorted(platforms):
                _note(connection, platform, now)

        await self._transactions.write(work)


def absences_of(connection: Connection, workspace_id: int) -> tuple[Absence, ...]:
    """When the platform of a workspace was not served, oldest first; before the first time nothing is known."""
    return tuple(Absence(*row) for row in connection.execute(_ABSENCES, {"workspace": workspace_id}))


def _note(connection: Connection, platform: str, now: datetime) -> None:
    connection.execute(_BEGIN, {"platform": platform, "seen_at": now})
    last = connection.execute(_LAST, {"name": platform}).scalar_one()
    if now - last > AWAY:
        connection.execute(insert(ABSENCES).values(platform=platform, began_at=last, ended_at=now))
    if now > last:
        connection.execute(_SEEN, {"name": platform, "now": now})
