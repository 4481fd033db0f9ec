"""What every implementation of a port has to do: suites to inherit, and the classes that do."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.accounts",
    "tests.contracts.channel_ids",
    "tests.contracts.deliveries",
    "tests.contracts.directory",
    "tests.contracts.editing",
    "tests.contracts.forgetting",
    "tests.contracts.installations",
    "tests.contracts.interviews",
    "tests.contracts.keepsakes",
    "tests.contracts.postings",
    "tests.contracts.progress",
    "tests.contracts.ledger",
    "tests.contracts.job_queue",
    "tests.contracts.schedules",
    "tests.contracts.sql_interviews",
    "tests.contracts.sql_stores",
)
