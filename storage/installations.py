"""Workspaces that installed the app by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Executable, bindparam, delete, insert, or_, select, update

from bot.core.installations import AFTERWARDS, REVOKED, Installation, Installations
from storage.installation_tables import INSTALL_STATES, INSTALLATIONS
from storage.reaching import let_schedules_go_on, redrive_refused
from storage.rows import AnyRow
from storage.tables import WORKSPACES
from storage.transactions import Transactions
from storage.upsert import insert_or_skip

_OF_WORKSPACE = (
    INSTALLATIONS.c.platform == bindparam("of_platform"),
    INSTALLATIONS.c.workspace == bindparam("of_workspace"),
)
_ADD = insert_or_skip(INSTALLATIONS, "platform", "workspace")  # skips where another process has just saved one
_FIND = select(INSTALLATIONS).where(*_OF_WORKSPACE)
_FIND_BOT = (
    select(INSTALLATIONS)
    .where(INSTALLATIONS.c.platform == bindparam("of_platform"), INSTALLATIONS.c.bot_user == bindparam("of_bot"))
    .order_by(INSTALLATIONS.c.id)
    .limit(1)
)
_ALL = (
    select(INSTALLATIONS)
    .where(INSTALLATIONS.c.platform == bindparam("of_platform"))
    .order_by(INSTALLATIONS.c.workspace)
)
_REMOVE = delete(INSTALLATIONS).where(*_OF_WORKSPACE)
_AS_FOUND = (
    update(INSTALLATIONS)
    .where(*_OF_WORKSPACE, INSTALLATIONS.c.sealed_refresh_token == bindparam("found"))
    .returning(INSTALLATIONS.c.id)
)
_NOBODY_ELSE = or_(INSTALLATIONS.c.refreshing_since.is_(None), INSTALLATIONS.c.refreshing_since < bindparam("lost"))
_BEGIN_REFRESH = _AS_FOUND.where(_NOBODY_ELSE).values(refreshing_since=bindparam("began"))
_END_REFRESH = _AS_FOUND.values(refreshing_since=None)
_REFRESHED = _END_REFRESH.values(
    sealed_token=bindparam("token"), sealed_refresh_token=bindparam("refresh"), expires_at=bindparam("until")
)
_ROW = select(WORKSPACES.c.id).where(
    WORKSPACES.c.platform == bindparam("of_platform"), WORKSPACES.c.external_id == bindparam("of_workspace")
)
_BEGIN = insert(INSTALL_STATES)
_FORGET_LATE = delete(INSTALL_STATES).where(INSTALL_STATES.c.expires_at <= bindparam("now"))
_FINISH = delete(INSTALL_STATES).where(INSTALL_STATES.c.digest == bindparam("of_digest"))


class SqlInstallations(Installations):
    """Installations in a table; what was begun and never finished is forgotten when it has expired."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def save(self, installation: Installation) -> None:
        """Keep an installation in the place of an earlier one of its workspace, whose schedules go on."""
        keys = _keys(installation.platform, installation.workspace)

        def work(connection: Connection) -> None:
            connection.execute(_REMOVE, keys)
            connection.execute(_ADD, asdict(installation))
            _regained(connection, installation.platform, installation.workspace, installation.installed_at)

        await self._transactions.write(work)

    async def regained(self, platform: str, workspace: str, now: datetime) -> int:
        """Let go on what stopped because access to a workspace was taken back, which is there again."""
        return await self._transactions.write(lambda connection: _regained(connection, platform, workspace, now))

    async def find(self, platform: str, workspace: str) -> Installation | None:
        """The installation of a workspace."""
        keys = _keys(platform, workspace)
        row = await self._transactions.read(lambda connection: connection.execute(_FIND, keys).one_or_none())
        return _installation(row) if row else None

    async def find_bot(self, platform: str, bot_user: str) -> Installation | None:
        """The installation whose bot is this member of its workspace."""
        keys = {"of_platform": platform, "of_bot": bot_user}
        row = await self._transactions.read(lambda connection: connection.execute(_FIND_BOT, keys).one_or_none())
        return _installation(row) if row else None

    async def all_of(self, platform: str) -> list[Installation]:
        """All installations on a platform, in the order of their workspaces' ids."""
        keys = {"of_platform": platform}
        rows = await self._transactions.read(lambda connection: connection.execute(_ALL, keys).all())
        return [_installation(row) for row in rows]

    async def remove(self, platform: str, workspace: str) -> bool:
        """Forget an installation and its token; False if there is none."""
        keys = _keys(platform, workspace)
        return bool(await self._transactions.write(lambda connection: connection.execute(_REMOVE, keys).rowcount))

    async def begin_refresh(self, installation: Installation, now: datetime, until_lost: datetime) -> bool:
        """Be the one who asks for the tokens that follow an installation's, among all processes."""
        return await self._change(_BEGIN_REFRESH, installation, {"began": now, "lost": until_lost})

    async def refreshed(self, before: Installation, after: Installation) -> bool:
        """Keep new tokens in the place of those they were asked for with; False if others stand there by now."""
        values = {"token": after.sealed_token, "refresh": after.sealed_refresh_token, "until": after.expires_at}
        return await self._change(_REFRESHED, before, values)

    async def end_refresh(self, installation: Installation) -> None:
        """Let others ask for the tokens that follow an installation's."""
        await self._change(_END_REFRESH, installation, {})

    async def _change(self, statement: Executable, found: Installation, values: Mapping[str, object]) -> bool:
        """Change an installation, if it is still as it was found."""
        keys = {**_keys(found.platform, found.workspace), "found": found.sealed_refresh_token, **values}
        return await self._transactions.write(
            lambda connection: connection.execute(statement, keys).scalar() is not None
        )

    async def row_of(self, platform: str, workspace: str) -> int | None:
        """The row id of a workspace, which scopes what it stores; none if nothing was ever stored for it."""
        keys = _keys(platform, workspace)
        found: int | None = await self._transactions.read(lambda connection: connection.execute(_ROW, keys).scalar())
        return found

    async def begin(self, state: str, expires_at: datetime) -> None:
        """Note that somebody begins to install the app, under a secret that comes back with them."""
        values = {"digest": _digest(state), "expires_at": expires_at}
        await self._transactions.write(lambda connection: connection.execute(_BEGIN, values))

    async def finish(self, state: str, now: datetime) -> bool:
        """Whether somebody has begun under this secret and comes back in time, for the first time."""

        def work(connection: Connection) -> bool:
            connection.execute(_FORGET_LATE, {"now": now})
            return bool(connection.execute(_FINISH, {"of_digest": _digest(state)}).rowcount)

        return await self._transactions.write(work)


def _regained(connection: Connection, platform: str, workspace: str, now: datetime) -> int:
    redrive_refused(connection, platform, workspace, REVOKED, now - AFTERWARDS, now)
    return let_schedules_go_on(connection, platform, workspace, REVOKED, now)


def _keys(platform: str, workspace: str) -> dict[str, str]:
    return {"of_platform": platform, "of_workspace": workspace}


def _digest(state: str) -> str:
    return sha256(state.encode()).hexdigest()


def _installation(row: AnyRow) -> Installation:
    return Installation(
        platform=row.platform,
        workspace=row.workspace,
        name=row.name,
        sealed_token=row.sealed_token,
        bot_user=row.bot_user,
        bot_id=row.bot_id,
        scopes=row.scopes,
        installed_at=row.installed_at,
        sealed_refresh_token=row.sealed_refresh_token,
        expires_at=row.expires_at,
        refreshing_since=row.refreshing_since,
    )
