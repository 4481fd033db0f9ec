"""How properties are tested, and in which order the tests run that are spread over processes."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Read when numpy is first imported, which is before `load_comparer` here: two processes of tests with two threads each,
# which wait for each other in a loop, took six times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No example has a time limit, machines being shared; the gate draws the same ones again.
settings.register_profile("greenroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("greenroom"), derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "greenroom"))

_HERE = Path(__file__).parent
_UNIT = _HERE / "unit"
_LONGEST = (
    "wire/test_discord_dialogues.py",
    "wire/test_interviews_whole.py",
    "wire/test_slack_dialogues.py",
    "wire/test_due_once.py",
    "wire/test_discord_kill_nine.py",
    "wire/test_slack_kill_nine.py",
    "faults/test_kill_nine.py",
    "faults/test_due_time.py",
    "wire/test_slack_faults.py",
    "wire/test_discord_flows.py",
    "wire/test_slack_flows.py",
    "wire/test_slack_http.py",
    "unit/test_interview_candidates.py",
    "unit/test_schedule_zones_all.py",
)
"""The files that take longest, longest first: most of the time they wait, and the others fill it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where there are several processes, let them begin with what is long."""
    if hasattr(config, "workerinput"):
        ranks = {_HERE / name: rank for rank, name in enumerate(_LONGEST)}
        items.sort(key=lambda item: ranks.get(item.path, len(ranks) + (item.path.parent == _UNIT)))
