"""Answers of before points were counted have the points that they would have been given."""

from __future__ import annotations

from pathlib import Path

from bot.core.progress.attempts import packed
from storage import schema
from storage.database import open_database
from tests.attempts import attempt_of
from tests.contracts.opened import new_answer, new_job
from tests.samples import ADA, verdict
from tests.unit.test_schema import old_database, rows

FIFTH_DATA = """
    INSERT INTO workspaces VALUES (1, 'slack', 'T1');
    INSERT INTO groups (id, workspace_id, channel) VALUES (1, 1, 'C1');
    INSERT INTO members VALUES (1, 1, 'ada', 'Ada', NULL), (2, 1, 'bob', 'Bob', NULL);
    INSERT INTO answers VALUES
        (1, 1, 'e1', 1, 1, NULL, 'q', '1', '2026-11-01 12:00:00', '2026-11-01', 'graded', NULL, NULL, NULL, '{}', 1),
        (2, 1, 'e2', 1, 1, NULL, 'q', '2', '2026-11-01 13:00:00', '2026-11-01', 'graded', 1, NULL, NULL, '{}', 2),
        (3, 1, 'e3', 1, 1, NULL, 'q', '3', '2026-11-18 12:00:00', '2026-11-18', 'graded', 1, NULL, NULL, '{}', 3),
        (4, 1, 'e4', 1, 2, NULL, 'q', '4', '2026-11-18 12:00:00', '2026-11-18', 'withdrawn', NULL, NULL, NULL, '{}', 4),
        (5, 1, 'e5', 1, 2, NULL, 'r', '5', '2026-11-18 13:00', '2026-11-18', 'waiting', NULL, NULL, NULL, '{}', NULL),
        (6, 1, 'e6', 1, 2, NULL, 'q', '6', '2026-11-18 14:00:00', '2026-11-18', 'graded', NULL, NULL, NULL, '{}', 5);
    UPDATE answers SET origin = '{"platform": "slack", "workspace": "T1", "channel": "C1", "user": "ada"}';
    INSERT INTO grades VALUES
        (1, 1, 1, 'g1', 'coverage', 'm', '1', 1, 40, 30, 50, '{}', '2026-11-18 12:01:00', 0),
        (2, 1, 2, 'g2', 'claude', 'm', '1', 0, 90, 90, 90, '{}', '2026-11-18 12:01:00', 0),
        (3, 1, 3, 'g3', 'coverage', 'm', '1', 1, 60, 50, 70, '{}', '2026-11-18 12:01:00', 0),
        (4, 1, 4, 'g4', 'claude', 'm', '1', 0, 90, 90, 90, '{}', '2026-11-18 12:01:00', 0),
        (5, 1, 6, 'g5', 'claude', 'm', '1', 0, 90, 90, 90, '{}', '2026-11-18 12:01:00', 0);
"""


def test_answers_of_a_fifth_database_get_their_points(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0005", FIFTH_DATA)
    schema.bring_up_to_date(path)
    assert rows(path, "SELECT answer_id, part, score, gain, estimated FROM credits ORDER BY answer_id") == [
        (1, 10, 4, 0, 1),
        (3, 10, 0, 4, 1),
        (5, 10, 0, 0, 0),
    ]
    assert rows(
        path, "SELECT member_id, period, part, score, gain, estimated, points FROM standings ORDER BY 1, 2"
    ) == [
        (1, "2026-11", 20, 4, 4, 2, 28),
        (1, "2026-W44", 10, 4, 0, 1, 14),
        (1, "2026-W47", 10, 0, 4, 1, 14),
        (1, "all", 20, 4, 4, 2, 28),
        (2, "2026-11", 10, 0, 0, 0, 10),
        (2, "2026-W47", 10, 0, 0, 0, 10),
        (2, "all", 10, 0, 0, 0, 10),
    ]


async def test_counting_goes_on_from_there(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0005", FIFTH_DATA)
    async with await open_database(str(path)) as database:
        await database.ledger.withdraw(1, 5)
        [bob] = await database.people.people("bob", "UTC")
        await database.ledger.submit(new_answer(bob.place, "e7", "s"), new_job())
    assert rows(path, "SELECT answer_id FROM credits WHERE part > 0 ORDER BY 1") == [(1,), (3,), (6,)]
    assert rows(path, "SELECT points FROM standings WHERE member_id = 2 AND period = 'all'") == [(10,)]


OPINION = verdict(score=2.5)
GRADE = f"'fake', 'fake', '1', 0, 62.5, 62.5, 62.5, '{OPINION.model_dump_json()}', '2026-11-18 12:01', 0"
TENTH_DATA = f"""
    INSERT INTO workspaces VALUES (1, 'terminal', 'local');
    INSERT INTO groups (id, workspace_id, channel) VALUES (1, 1, 'room');
    INSERT INTO members (id, workspace_id, external_id, name) VALUES (1, 1, 'ada', 'Ada'), (2, 1, 'bob', 'Bob');
    INSERT INTO answers VALUES
        (1, 1, 'e1', 1, 1, NULL, 'q', '1', '2026-11-01 12:00', '2026-11-01', 'graded', NULL, NULL, NULL, '', 1),
        (2, 1, 'e2', 1, 1, NULL, 'q', '2', '2026-11-01 11:00', '2026-11-01', 'graded', 1, NULL, NULL, '', 2),
        (3, 1, 'e3', 1, 1, NULL, 'q', '3', '2026-11-18 12:00', '2026-11-18', 'waiting', 1, NULL, NULL, '', NULL),
        (4, 1, 'e4', 1, 2, NULL, 'q', '4', '2026-11-18 12:00', '2026-11-18', 'withdrawn', NULL, NULL, NULL, '', 3);
    UPDATE answers SET origin = '{{"platform": "terminal", "workspace": "local", "channel": "room", "user": "ada"}}';
    INSERT INTO grades VALUES
        (1, 1, 1, 'g1', {GRADE}, NULL),
        (2, 1, 2, 'g2', {GRADE}, '{packed(OPINION)}'),
        (3, 1, 4, 'g3', {GRADE}, NULL);
"""


async def test_answers_of_a_tenth_database_count_as_they_did(tmp_path: Path) -> None:
    path = old_database(tmp_path, "0010", TENTH_DATA)
    async with await open_database(str(path)) as database:
        place = await database.directory.place_of(ADA, "UTC")
        history = await database.ledger.history(place, 10)
        assert [entry.answer.id for entry in history] == [3, 1, 2]
        assert (await database.ledger.look_back(place, 10)).attempts == [attempt_of(entry) for entry in history]
    assert rows(path, "SELECT marks FROM grades") == [(packed(OPINION),)] * 3
    assert rows(path, "SELECT count(*) FROM attempts") == [(3,)]
