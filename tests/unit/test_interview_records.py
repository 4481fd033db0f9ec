"""Interviews that an earlier Greenroom stored are gone on with; what cannot be read is refused by name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.core.interviews.kept import Heard
from bot.core.interviews.state import STATE_VERSION, InterviewStateError, Phase, dump_session, load_session
from bot.core.interviews.storing import Interviews
from storage.database import Database, open_database
from tests import samples
from tests.contracts.interviews import opened
from tests.databases import fresh_database
from tests.samples import ADA
from tests.unit.interview_samples import conductor, plan

FIRST = (Path(__file__).parents[1] / "data" / "interviews" / "record-version-1.json").read_text(encoding="utf-8")
"""A paused interview as version 1 wrote it; it is never made anew, for members' databases are not either."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await open_database(str(fresh_database(tmp_path))) as database:
        yield database


def test_a_record_of_the_first_version_still_says_all_it_said() -> None:
    session = load_session(FIRST)
    assert holds(json.loads(dump_session(session)), json.loads(FIRST))
    assert session.stages[0].grade is not None


def holds(now: Any, before: Any) -> bool:
    """Whether all that was said before is said now, whatever was added."""
    if isinstance(before, dict):
        return all(holds(now[name], value) for name, value in before.items())
    if isinstance(before, list):
        return len(now) == len(before) and all(map(holds, now, before))
    return bool(now == before)


@pytest.mark.parametrize("version", [0, STATE_VERSION + 1, None, "1"])
def test_a_record_of_a_version_that_is_not_known_is_refused_by_its_version(version: object) -> None:
    with pytest.raises(InterviewStateError) as caught:
        load_session(json.dumps(json.loads(FIRST) | {"version": version}))
    assert caught.value.reason == "version"
    assert repr(version) in str(caught.value)


async def test_an_interview_of_the_first_version_is_gone_on_with_from_the_database(database: Database) -> None:
    place = await database.directory.place_of(ADA, "UTC")
    await database.interviews.begin(opened(place=place), "event-1", None)
    await database._transactions.write(
        lambda connection: connection.execute(
            text("UPDATE interviews SET state = :state, phase = 'paused'"), {"state": FIRST}
        )
    )
    content = replace(samples.content(), interviews={"two-stages": plan()})
    interviews = Interviews(content, conductor(), database.interviews)
    before = load_session(FIRST)
    told = await interviews.hear(place, Heard("event-2", before.heard + timedelta(hours=1), "resume"))
    assert told.kept.session.phase is Phase.LIVE
    assert told.kept.session.turns[: len(before.turns)] == before.turns
    assert told.kept.session.seconds == before.seconds
