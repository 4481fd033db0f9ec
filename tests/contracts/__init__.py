"""What every implementation of a port has to do: suites to inherit, and the classes that do."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.accounts",
    "tests.contracts.directory",
    "tests.contracts.postings",
    "tests.contracts.ledger",
    "tests.contracts.job_queue",
)
