"""A group's own settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class GroupSettings(BaseModel):
    """What a group has set; what it has not is as in the process's settings.

    Attributes:
        time_zone: IANA zone in which the group's days are counted; none for the default.
        private: Whether answers in its threads are answered to their authors alone.
        admins: Platform ids of members who may change the group, beside the workspace's own admins; roles as `&ID`.
        recap: Whether the channel gets a weekly recap while a schedule runs.
        recap_day: On which day of the week; Monday is 0.
        recap_hour: At which hour on the group's clock; before noon it is about the seven days before its day.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    time_zone: str | None = None
    private: bool = False
    admins: tuple[str, ...] = ()
    recap: bool = True
    recap_day: int = Field(default=0, ge=0, le=6)
    recap_hour: int = Field(default=8, ge=0, le=23)
