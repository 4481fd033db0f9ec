"""The tables of workspaces that installed the app by themselves, and of channels that got new ids."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from storage.table_base import Row, row_id, table_of


class InstallationRow(Row, table=True):
    """The app in a workspace, with its tokens encrypted; there may be no row of the workspace yet.

    `expires_at` and the refresh token are empty where the token is good for ever. `refreshing_since` is set while a
    process asks for new ones.
    """

    __tablename__ = "installations"
    __table_args__ = (UniqueConstraint("platform", "workspace"),)

    id: int | None = row_id()
    platform: str
    workspace: str
    name: str
    sealed_token: str = Field(sa_type=Text)
    bot_user: str
    bot_id: str
    scopes: str = Field(sa_type=Text)
    installed_at: datetime
    sealed_refresh_token: str | None = Field(default=None, sa_type=Text)
    expires_at: datetime | None = None
    refreshing_since: datetime | None = None


class InstallStateRow(Row, table=True):
    """Somebody began to install the app: a digest of the secret that comes back with them."""

    __tablename__ = "install_states"
    __table_args__ = (UniqueConstraint("digest"), Index(None, "expires_at"))

    id: int | None = row_id()
    digest: str
    expires_at: datetime


class ChannelIdRow(Row, table=True):
    """A channel that has another id now than it had before."""

    __tablename__ = "channel_ids"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    before: str = Field(primary_key=True)
    now: str
    changed_at: datetime


INSTALLATIONS = table_of(InstallationRow)
INSTALL_STATES = table_of(InstallStateRow)
CHANNEL_IDS = table_of(ChannelIdRow)
