"""What members think of each other's answers: reactions, and reviews on the rubric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from bot.core.records import NewJob, Place
from bot.core.together.ports import KudosBook, Reviews
from bot.core.together.records import Kudo, Review, ReviewedAnswer
from storage.answers import GRADED_ANSWERS, NOT_WITHDRAWN, graded_answer_from_row
from storage.directory import require_member
from storage.jobs import put_job
from storage.rows import AnyRow
from storage.tables import ANSWERS, GRADES
from storage.together_tables import KUDOS, REMINDERS, REVIEWS, SHARES
from storage.transactions import Transactions
from storage.upsert import insert_or_replace

_IDS = ("workspace_id", "answer_id", "member_id")
_THERE = select(ANSWERS.c.id).where(
    ANSWERS.c.workspace_id == bindparam("workspace"), ANSWERS.c.id == bindparam("answer")
)
_KNOWN = select(KUDOS.c.at).where(
    KUDOS.c.answer_id == bindparam("answer"),
    KUDOS.c.member_id == bindparam("member"),
    KUDOS.c.emoji == bindparam("reaction"),
)
_NOTE = insert_or_replace(KUDOS, ("answer_id", "member_id", "emoji"), "given", "at")
_SAVE = insert_or_replace(REVIEWS, ("answer_id", "member_id"), "levels", "note", "reviewed_at")
_OF_ANSWER = (
    select(REVIEWS)
    .where(REVIEWS.c.workspace_id == bindparam("workspace"), REVIEWS.c.answer_id == bindparam("answer"))
    .order_by(REVIEWS.c.reviewed_at, REVIEWS.c.id)
)
_BY_MEMBER = _OF_ANSWER.where(REVIEWS.c.member_id == bindparam("member"))
_LAST = func.max(REVIEWS.c.reviewed_at).label("last_review")
_LATEST = select(REVIEWS.c.answer_id, _LAST).group_by(REVIEWS.c.answer_id).subquery()
_REVIEWED = (
    GRADED_ANSWERS.join(_LATEST, _LATEST.c.answer_id == ANSWERS.c.id)
    .where(GRADES.c.id.is_not(None), NOT_WITHDRAWN)
    .order_by(_LATEST.c.last_review.desc(), ANSWERS.c.id.desc())
    .limit(bindparam("most"))
)


class SqlKudosBook(KudosBook):
    """Reactions in a table; one that was taken back stays there, so that events may come in any order."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def note_kudo(self, place: Place, kudo: Kudo) -> None:
        """Store that a member gave or took back a reaction, unless something later is known of it.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        keys = {"workspace": place.workspace_id, "answer": kudo.answer_id, "member": place.member_id}

        def work(connection: Connection) -> None:
            if connection.execute(_THERE, keys).first() is None:
                return
            known = connection.execute(_KNOWN, keys | {"reaction": kudo.emoji}).scalar()
            if known is None or known <= kudo.at:
                ids = dict(zip(_IDS, keys.values(), strict=True))
                connection.execute(_NOTE, ids | {"emoji": kudo.emoji, "given": kudo.given, "at": kudo.at})
                require_member(connection, place)

        await self._transactions.write(work)

    async def kudos_for(self, place: Place) -> tuple[int, int]:
        """How many answers of a member others reacted to, and how many reactions of members those are."""

        def query(connection: Connection) -> tuple[int, int]:
            pairs = (
                select(KUDOS.c.answer_id, KUDOS.c.member_id)
                .join_from(KUDOS, ANSWERS, ANSWERS.c.id == KUDOS.c.answer_id)
                .where(*_received(place), NOT_WITHDRAWN)
                .distinct()
            )
            found = connection.execute(pairs).all()
            return len({row.answer_id for row in found}), len(found)

        return await self._transactions.read(query)


class SqlReviews(Reviews):
    """Reviews in a table, one a reviewer and answer."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def save_review(self, place: Place, review: Review, job: NewJob) -> None:
        """Store a member's review in place of an earlier one of the same answer, and queue a job.

        Raises:
            TryLaterError: The member was forgotten meanwhile.
        """
        values = {
            "workspace_id": place.workspace_id,
            "answer_id": review.answer_id,
            "member_id": place.member_id,
            "levels": dict(review.levels),
            "note": review.note,
            "reviewed_at": review.reviewed_at,
        }

        def work(connection: Connection) -> None:
            if connection.execute(_THERE, {"workspace": place.workspace_id, "answer": review.answer_id}).first():
                connection.execute(_SAVE, values)
                require_member(connection, place)
                put_job(connection, job)

        await self._transactions.write(work)

    async def reviews_of(self, workspace_id: int, answer_id: int) -> Sequence[Review]:
        """An answer's reviews, oldest first."""
        keys = {"workspace": workspace_id, "answer": answer_id}
        return await self._transactions.read(
            lambda connection: [_review(row) for row in connection.execute(_OF_ANSWER, keys)]
        )

    async def review_by(self, place: Place, answer_id: int) -> Review | None:
        """A member's own review of an answer."""
        keys = {"workspace": place.workspace_id, "answer": answer_id, "member": place.member_id}
        row = await self._transactions.read(lambda connection: connection.execute(_BY_MEMBER, keys).one_or_none())
        return _review(row) if row else None

    async def reviewed(self, limit: int) -> Sequence[ReviewedAnswer]:
        """Answers of all workspaces that were reviewed and that a judge has graded, the newest review first."""

        def query(connection: Connection) -> list[ReviewedAnswer]:
            found = []
            for row in connection.execute(_REVIEWED, {"most": limit}).all():
                keys = {"workspace": row.workspace_id, "answer": row.id}
                reviews = tuple(_review(one) for one in connection.execute(_OF_ANSWER, keys))
                found.append(ReviewedAnswer(graded_answer_from_row(row), reviews))
            return found

        return await self._transactions.read(query)


def kept_together(connection: Connection, place: Place) -> dict[str, Any]:
    """What there is of a member's reminder, shared scores, kudos and reviews, as JSON-serialisable values."""
    mine = {"workspace": place.workspace_id, "member": place.member_id}
    reminder = connection.execute(select(REMINDERS).where(*_of(REMINDERS.c)), mine).one_or_none()
    shares = select(SHARES).join(ANSWERS, ANSWERS.c.id == SHARES.c.answer_id).where(*_of(ANSWERS.c))
    given = select(KUDOS).where(*_of(KUDOS.c), KUDOS.c.given).order_by(KUDOS.c.id)
    received = (
        select(KUDOS.c.answer_id, func.count(KUDOS.c.member_id.distinct()).label("members"))
        .join_from(KUDOS, ANSWERS, ANSWERS.c.id == KUDOS.c.answer_id)
        .where(*_of(ANSWERS.c), KUDOS.c.given)
        .group_by(KUDOS.c.answer_id)
        .order_by(KUDOS.c.answer_id)
    )
    written = select(REVIEWS).where(*_of(REVIEWS.c)).order_by(REVIEWS.c.id)
    about = (
        select(REVIEWS).join(ANSWERS, ANSWERS.c.id == REVIEWS.c.answer_id).where(*_of(ANSWERS.c)).order_by(REVIEWS.c.id)
    )
    found = {
        "reminder": {"minute": reminder.minute, "due_at": reminder.due_at.isoformat()} if reminder else None,
        "shared": [
            {"answer": row.answer_id, "at": row.shared_at.isoformat()} for row in connection.execute(shares, mine)
        ],
        "kudos_given": [
            {"answer": row.answer_id, "emoji": row.emoji, "at": row.at.isoformat()}
            for row in connection.execute(given, mine)
        ],
        "kudos_received": [
            {"answer": row.answer_id, "members": row.members} for row in connection.execute(received, mine)
        ],
        "reviews_written": [_told(row) for row in connection.execute(written, mine)],
        "reviews_received": [_told(row) for row in connection.execute(about, mine)],
    }
    return {name: value for name, value in found.items() if value}


def _of(columns: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a table's columns
    return columns.workspace_id == bindparam("workspace"), columns.member_id == bindparam("member")


def _received(place: Place) -> tuple[Any, ...]:
    return ANSWERS.c.workspace_id == place.workspace_id, ANSWERS.c.member_id == place.member_id, KUDOS.c.given


def _review(row: AnyRow) -> Review:
    return Review(row.answer_id, row.levels, row.note, row.reviewed_at)


def _told(row: AnyRow) -> dict[str, Any]:
    levels, at = dict(row.levels), row.reviewed_at.isoformat()
    return {"answer": row.answer_id, "levels": levels, "note": row.note, "at": at}
