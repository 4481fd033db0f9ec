"""The tables of workspaces that installed the app by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from storage.table_base import Row, row_id, table_of


class InstallationRow(Row, table=True):
    """The app in a workspace, with its token encrypted; there may be no row of the workspace yet."""

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


class InstallStateRow(Row, table=True):
    """Somebody began to install the app: a digest of the secret that comes back with them."""

    __tablename__ = "install_states"
    __table_args__ = (UniqueConstraint("digest"), Index(None, "expires_at"))

    id: int | None = row_id()
    digest: str
    expires_at: datetime


INSTALLATIONS = table_of(InstallationRow)
INSTALL_STATES = table_of(InstallStateRow)
