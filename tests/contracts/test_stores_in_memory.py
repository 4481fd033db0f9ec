from __future__ import annotations

import pytest

from tests.contracts.accounts import AccountsContract
from tests.contracts.deliveries import DeliveriesContract
from tests.contracts.directory import DirectoryContract
from tests.contracts.installations import InstallationsContract
from tests.contracts.interview_days import InterviewDaysContract
from tests.contracts.job_queue import JobQueueContract
from tests.contracts.keepsakes import KeepsakesContract
from tests.contracts.ledger import LedgerContract
from tests.contracts.pairs import PairsContract
from tests.contracts.postings import PostingsContract
from tests.contracts.progress import (
    DecksContract,
    PeopleContract,
    PreferencesContract,
    PresenceContract,
    StandingsContract,
)
from tests.contracts.schedules import SchedulesContract
from tests.contracts.together import (
    GroupScoresContract,
    KeptTogetherContract,
    KudosContract,
    RecapsContract,
    RemindersContract,
    ReviewsContract,
)
from tests.fakes.stores import InMemoryStores


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


class TestInMemoryDirectory(DirectoryContract):
    pass


class TestInMemoryPostings(PostingsContract):
    pass


class TestInMemoryLedger(LedgerContract):
    pass


class TestInMemoryAccounts(AccountsContract):
    pass


class TestInMemoryJobQueue(JobQueueContract):
    pass


class TestInMemoryDeliveries(DeliveriesContract):
    pass


class TestInMemorySchedules(SchedulesContract):
    pass


class TestInMemoryInstallations(InstallationsContract):
    pass


class TestInMemoryStandings(StandingsContract):
    pass


class TestInMemoryPreferences(PreferencesContract):
    pass


class TestInMemoryDecks(DecksContract):
    pass


class TestInMemoryPeople(PeopleContract):
    pass


class TestInMemoryKeepsakes(KeepsakesContract):
    pass


class TestInMemoryReminders(RemindersContract):
    pass


class TestInMemoryRecaps(RecapsContract):
    pass


class TestInMemoryKudos(KudosContract):
    pass


class TestInMemoryReviews(ReviewsContract):
    pass


class TestInMemoryKeptTogether(KeptTogetherContract):
    pass


class TestInMemoryGroupScores(GroupScoresContract):
    pass


class TestInMemoryPairs(PairsContract):
    pass


class TestInMemoryInterviewDays(InterviewDaysContract):
    pass


class TestInMemoryPresence(PresenceContract):
    pass
