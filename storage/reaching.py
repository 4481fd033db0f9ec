"""What goes on once a channel or a workspace is within reach again, within one transaction.

Schedules that were halted because it was not, and jobs that were given up for it: a card, say, or a question. Both
are known by the reason that they were given. Jobs of the same workspace that were refused for another channel are
merely refused once more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from storage.jobs import AGAIN, BURIED
from storage.rhythm_tables import SCHEDULES
from storage.tables import JOBS, WORKSPACES

_ROW = select(WORKSPACES.c.id).where(
    WORKSPACES.c.platform == bindparam("of_platform"), WORKSPACES.c.external_id == bindparam("of_workspace")
)
_GO_ON = (
    update(SCHEDULES)
    .where(
        SCHEDULES.c.workspace_id.in_(_ROW), SCHEDULES.c.ended.is_(False), SCHEDULES.c.halted == bindparam("halted_for")
    )
    .values(halted=None, next_due_at=bindparam("since"))
)
_GO_ON_IN_GROUP = _GO_ON.where(SCHEDULES.c.group_id == bindparam("of_group"))
_ORIGIN = ("event", "origin")
_REDRIVE = (
    update(JOBS)
    .where(
        JOBS.c.outcome == BURIED,
        JOBS.c.ended_at >= bindparam("refused_from"),
        JOBS.c.reason == bindparam("refused_for"),
        or_(
            JOBS.c.payload["workspace_id"].as_integer().in_(_ROW),
            and_(
                JOBS.c.payload[(*_ORIGIN, "platform")].as_string() == bindparam("of_platform"),
                JOBS.c.payload[(*_ORIGIN, "workspace")].as_string() == bindparam("of_workspace"),
            ),
        ),
    )
    .values(**AGAIN, due_at=bindparam("since"))
)


def let_schedules_go_on(
    connection: Connection, platform: str, workspace: str, reason: str, since: datetime, group: int | None = None
) -> int:
    """Let schedules go on from a moment that were halted for a reason; how many.

    Args:
        connection: The transaction.
        platform: Such as `slack`.
        workspace: The platform's id of the workspace.
        reason: Why they were halted; others stay as they are.
        since: The moment, aware, UTC.
        group: Only this group's.
    """
    values = {"of_platform": platform, "of_workspace": workspace, "halted_for": reason, "since": since}
    if group is None:
        return connection.execute(_GO_ON, values).rowcount
    return connection.execute(_GO_ON_IN_GROUP, values | {"of_group": group}).rowcount


def redrive_refused(
    connection: Connection, platform: str, workspace: str, reason: str, since: datetime, now: datetime
) -> int:
    """Queue jobs of a workspace again that were given up for a reason; how many.

    Args:
        connection: The transaction.
        platform: Such as `slack`.
        workspace: The platform's id of the workspace.
        reason: Why they were given up.
        since: From when on, aware, UTC.
        now: When they are due.
    """
    where = {"of_platform": platform, "of_workspace": workspace}
    values = {"refused_for": reason, "refused_from": since, "since": now}
    return connection.execute(_REDRIVE, where | values).rowcount
