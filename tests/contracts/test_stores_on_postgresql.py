from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database, open_database
from tests.contracts import channel_ids, interview_days, progress, sql_interviews, sql_pairs, sql_stores
from tests.postgres import migrated_database, running_server


@pytest.fixture
async def stores() -> AsyncIterator[Database]:
    server = running_server()
    with migrated_database(server) as name:
        async with await open_database(server.url(name)) as database:
            yield database


class TestPostgresqlDirectory(sql_stores.SqlDirectoryContract):
    pass


class TestPostgresqlPostings(sql_stores.SqlPostingsContract):
    pass


class TestPostgresqlLedger(sql_stores.SqlLedgerContract):
    pass


class TestPostgresqlAccounts(sql_stores.SqlAccountsContract):
    pass


class TestPostgresqlJobQueue(sql_stores.SqlJobQueueContract):
    pass


class TestPostgresqlDeliveries(sql_stores.SqlDeliveriesContract):
    pass


class TestPostgresqlSchedules(sql_stores.SqlSchedulesContract):
    pass


class TestPostgresqlInstallations(sql_stores.SqlInstallationsContract):
    pass


class TestPostgresqlStandings(sql_stores.SqlStandingsContract):
    pass


class TestPostgresqlPreferences(sql_stores.SqlPreferencesContract):
    pass


class TestPostgresqlDecks(sql_stores.SqlDecksContract):
    pass


class TestPostgresqlPeople(sql_stores.SqlPeopleContract):
    pass


class TestPostgresqlInterviews(sql_interviews.SqlInterviewsContract):
    pass


class TestPostgresqlKeepsakes(sql_stores.SqlKeepsakesContract):
    pass


class TestPostgresqlReminders(sql_stores.SqlRemindersContract):
    pass


class TestPostgresqlRecaps(sql_stores.SqlRecapsContract):
    pass


class TestPostgresqlKudos(sql_stores.SqlKudosContract):
    pass


class TestPostgresqlReviews(sql_stores.SqlReviewsContract):
    pass


class TestPostgresqlKeptTogether(sql_stores.SqlKeptTogetherContract):
    pass


class TestPostgresqlGroupScores(sql_stores.SqlGroupScoresContract):
    pass


class TestPostgresqlPairs(sql_pairs.SqlPairsContract):
    pass


class TestPostgresqlPresence(progress.PresenceContract):
    pass


class TestPostgresqlInterviewDays(interview_days.InterviewDaysContract):
    pass


class TestPostgresqlChannelIds(channel_ids.ChannelIdsContract):
    pass
