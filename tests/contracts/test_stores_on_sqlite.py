from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.contracts import channel_ids, interview_days, progress, sql_interviews, sql_pairs, sql_stores
from tests.databases import fresh_database


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Database]:
    async with await open_database(str(fresh_database(tmp_path))) as database:
        yield database


class TestSqlDirectory(sql_stores.SqlDirectoryContract):
    pass


class TestSqlPostings(sql_stores.SqlPostingsContract):
    pass


class TestSqlLedger(sql_stores.SqlLedgerContract):
    pass


class TestSqlAccounts(sql_stores.SqlAccountsContract):
    pass


class TestSqlJobQueue(sql_stores.SqlJobQueueContract):
    pass


class TestSqlDeliveries(sql_stores.SqlDeliveriesContract):
    pass


class TestSqlSchedules(sql_stores.SqlSchedulesContract):
    pass


class TestSqlInstallations(sql_stores.SqlInstallationsContract):
    pass


class TestSqlStandings(sql_stores.SqlStandingsContract):
    pass


class TestSqlPreferences(sql_stores.SqlPreferencesContract):
    pass


class TestSqlDecks(sql_stores.SqlDecksContract):
    pass


class TestSqlPeople(sql_stores.SqlPeopleContract):
    pass


class TestSqlInterviews(sql_interviews.SqlInterviewsContract):
    pass


class TestSqlKeepsakes(sql_stores.SqlKeepsakesContract):
    pass


class TestSqlReminders(sql_stores.SqlRemindersContract):
    pass


class TestSqlRecaps(sql_stores.SqlRecapsContract):
    pass


class TestSqlKudos(sql_stores.SqlKudosContract):
    pass


class TestSqlReviews(sql_stores.SqlReviewsContract):
    pass


class TestSqlKeptTogether(sql_stores.SqlKeptTogetherContract):
    pass


class TestSqlGroupScores(sql_stores.SqlGroupScoresContract):
    pass


class TestSqlPairs(sql_pairs.SqlPairsContract):
    pass


class TestSqlPresence(progress.PresenceContract):
    pass


class TestSqlInterviewDays(interview_days.InterviewDaysContract):
    pass


class TestSqlChannelIds(channel_ids.ChannelIdsContract):
    pass
