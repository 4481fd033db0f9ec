"""What is kept of a member besides their answers, for them to take along."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select

from bot.core.belongings import Keeping, Keepsakes, KeptInterview, KeptPass, KeptSuggestion
from bot.core.records import Place
from storage.decks import card_from_row
from storage.interview_tables import INTERVIEW_DAYS, INTERVIEWS
from storage.pairs import pairs_to_export
from storage.peers import kept_together
from storage.progress_tables import CARDS
from storage.rhythm_tables import PASSES, SUGGESTIONS
from storage.standings import chosen_by
from storage.tables import POSTINGS
from storage.transactions import Transactions


def _theirs(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.workspace_id == bindparam("workspace"), table.c.member_id == bindparam("member")


_PASSES = (
    select(POSTINGS.c.question_id, POSTINGS.c.local_date, PASSES.c.passed_at)
    .join_from(PASSES, POSTINGS, POSTINGS.c.id == PASSES.c.posting_id)
    .where(*_theirs(PASSES))
    .order_by(PASSES.c.passed_at, PASSES.c.id)
)
_SUGGESTIONS = select(SUGGESTIONS).where(*_theirs(SUGGESTIONS)).order_by(SUGGESTIONS.c.id)
_CARDS = select(CARDS).where(*_theirs(CARDS)).order_by(CARDS.c.id)
_DAYS = select(INTERVIEW_DAYS.c.local_date).where(*_theirs(INTERVIEW_DAYS)).order_by(INTERVIEW_DAYS.c.local_date)
_INTERVIEWS = select(INTERVIEWS).where(*_theirs(INTERVIEWS)).order_by(INTERVIEWS.c.began_at, INTERVIEWS.c.id)


class SqlKeeping(Keeping):
    """Looks at the tables that have to do with members."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def keepsakes(self, place: Place) -> Keepsakes:
        """What is kept of a member besides their answers, in all groups of the workspace, from one state of it."""
        return await self._transactions.read(lambda connection: _look(connection, place))


def _look(connection: Connection, place: Place) -> Keepsakes:
    keys = {"workspace": place.workspace_id, "member": place.member_id}
    passes = connection.execute(_PASSES, keys)
    suggestions = connection.execute(_SUGGESTIONS, keys)
    interviews = connection.execute(_INTERVIEWS, keys)
    return Keepsakes(
        [KeptPass(row.question_id, row.local_date, row.passed_at) for row in passes],
        [KeptSuggestion(row.question_id, row.note, row.state) for row in suggestions],
        chosen_by(connection, place),
        [card_from_row(row) for row in connection.execute(_CARDS, keys)],
        [KeptInterview(row.session_id, row.plan_id, row.phase, row.state) for row in interviews],
        kept_together(connection, place),
        pairs_to_export(connection, place),
        list(connection.execute(_DAYS, keys).scalars()),
    )
