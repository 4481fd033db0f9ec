"""Slack leaves out events of a workspace in which more happens than it tells of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.worker import WorkerLog

_REMEDY = (
    "Slack tells an app of 30,000 events an hour in a workspace, and of less where most are not acknowledged: take the "
    "bot out of busy channels that it is not for, and see that no slack_not_taken stands in the log"
)


@dataclass(frozen=True, slots=True)
class Limited:
    """Tells the operator, once a minute for a workspace.

    Attributes:
        log: Where.
        last: The last minute that was told of, by workspace.
    """

    log: WorkerLog
    last: dict[str, datetime] = field(default_factory=dict)

    def __call__(self, team: str, minute: datetime) -> None:
        """Tell of a minute in which events were left out, unless that or a later one was told of."""
        if team in self.last and minute <= self.last[team]:
            return
        self.last[team] = minute
        self.log.warning("slack_events_left_out", workspace=team, minute=f"{minute:%Y-%m-%d %H:%M} UTC", remedy=_REMEDY)
