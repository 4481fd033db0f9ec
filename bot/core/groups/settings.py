"""A group's own settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class GroupSettings(BaseModel):
    """What a group has set; what it has not is as in the process's settings.

    Attributes:
        time_zone: IANA zone in which the group's days are counted; none for the default.
        private: Whether answers in its threads are answered to their authors alone.
        admins: Platform ids of members who may change the group, beside the workspace's own admins.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    time_zone: str | None = None
    private: bool = False
    admins: tuple[str, ...] = ()
