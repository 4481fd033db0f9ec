from __future__ import annotations

import pytest

from tests.contracts.accounts import AccountsContract
from tests.contracts.deliveries import DeliveriesContract
from tests.contracts.directory import DirectoryContract
from tests.contracts.job_queue import JobQueueContract
from tests.contracts.ledger import LedgerContract
from tests.contracts.postings import PostingsContract
from tests.contracts.schedules import SchedulesContract
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
