"""Points for leaderboards, what members chose for themselves, and memory cards.

Answers of before get their points; memory cards are made when they are asked for. There is no way back but the copy
that was made before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index(
        "ix_answers_member_id_question_id_submitted_at", "answers", ["member_id", "question_id", "submitted_at"]
    )
    _make_points()
    _make_preferences()
    _make_cards()
    _credit_what_is_there()


def _make_points() -> None:
    op.create_table(
        "credits",
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("part", "score", "gain", "estimated")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_credits_answer_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_credits_workspace_id"),
        sa.PrimaryKeyConstraint("answer_id", name="pk_credits"),
    )
    op.create_table(
        "standings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("part", "score", "gain", "estimated", "points")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_standings_group_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_standings_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_standings_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standings"),
        sa.UniqueConstraint("group_id", "period", "member_id", name="uq_standings_group_id_period_member_id"),
    )
    order = ["workspace_id", "group_id", "period", "points", "gain", "part", "member_id"]
    op.create_index("ix_standings_order", "standings", order)
    op.create_index("ix_standings_member_id", "standings", ["member_id"])


def _make_preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("on_boards", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("late_evenings", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_preferences_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_preferences_workspace_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_preferences"),
    )
    op.create_index(
        "ix_preferences_hidden",
        "preferences",
        ["workspace_id", "member_id"],
        sqlite_where=sa.text("on_boards = 0"),
        postgresql_where=sa.text("NOT on_boards"),
    )


def _make_cards() -> None:
    op.create_table(
        "decks",
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("grade_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_decks_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_decks_workspace_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_decks"),
    )
    op.create_table(
        "cards",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("member_id", _ID, nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_cards_member_id"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_cards_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint(
            "member_id", "question_id", "criterion_id", name="uq_cards_member_id_question_id_criterion_id"
        ),
    )


_TRIES = sa.text(
    "SELECT a.id, a.workspace_id, a.group_id, a.member_id, a.question_id, a.local_date, a.state, g.total,"
    " g.judge_name, g.judge_model, g.judge_version, g.estimate FROM answers a LEFT JOIN grades g ON g.id = a.grade_id"
    " ORDER BY a.group_id, a.member_id, a.question_id, a.submitted_at, a.id"
)
_KEYS = ("workspace_id", "group_id", "period", "member_id")
_NAMES = ("part", "score", "gain", "estimated")
_Earned = dict[int, list[int]]


def _credit_what_is_there() -> None:
    """Points as they were counted when this was written, whatever is changed about them later."""
    rows = op.get_bind().execute(_TRIES).all()
    earned = {row.id: [0, 0, 0, 0] for row in rows}
    for _, tries in groupby(rows, key=lambda row: (row.group_id, row.member_id, row.question_id)):
        _credit_question(list(tries)[:50], earned)
    days = set()
    for row in sorted(rows, key=lambda row: row.id):
        day = (row.group_id, row.member_id, str(row.local_date))
        if row.state != "withdrawn" and day not in days:
            days.add(day)
            earned[row.id][0] = 10
    _store([row for row in rows if any(earned[row.id])], earned)


def _credit_question(tries: Sequence[Any], earned: _Earned) -> None:
    first = tries[0]
    if first.state == "withdrawn" or first.total is None:
        return
    judge, best, paid = (first.judge_name, first.judge_model, first.judge_version), first.total, 0
    score = round(best / 10)
    earned[first.id][1:] = [score, 0, int(bool(first.estimate) and score > 0)]
    for later in tries[1:]:
        same = (later.judge_name, later.judge_model, later.judge_version) == judge
        if later.state == "withdrawn" or later.total is None or not same or later.total <= best:
            continue
        best = later.total
        worth = min(round((best - first.total) / 5), 10 - score)
        if worth > paid:
            earned[later.id][1:] = [0, worth - paid, int(bool(later.estimate))]
            paid = worth


def _store(rows: Sequence[Any], earned: _Earned) -> None:
    sums: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    credited = []
    for row in rows:
        points = earned[row.id]
        named = dict(zip(_NAMES, points, strict=True))
        credited.append({"answer_id": row.id, "workspace_id": row.workspace_id, **named})
        for period in _periods(row.local_date):
            key = (row.workspace_id, row.group_id, period, row.member_id)
            sums[key] = [left + right for left, right in zip(sums[key], points, strict=True)]
    standings = [
        {
            **dict(zip(_KEYS, key, strict=True)),
            **dict(zip(_NAMES, points, strict=True)),
            "points": sum(points[:3]),
        }
        for key, points in sums.items()
    ]
    for table, values in (("credits", credited), ("standings", standings)):
        if values:
            op.get_bind().execute(sa.table(table, *(sa.column(name) for name in values[0])).insert(), values)


def _periods(local_date: object) -> tuple[str, ...]:
    day = date.fromisoformat(str(local_date)[:10])
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}", f"{day:%Y-%m}", "all"
