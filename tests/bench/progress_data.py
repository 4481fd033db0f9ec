"""A million answers of 50,000 members in SQLite, as time would have laid them down.

One member in two hundred has 400 answers, ten have 2,000, the others 18; every sixth answer revises the one before. One
group has 10,000 members, 1,000 groups have 40 each, and each group is asked a question every workday, which is what
its members answer on those days. Rows stand in the order of time, so that a member's answers are far apart in the file.
"""

from __future__ import annotations

import hashlib
import inspect
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import storage
from bot.core.bank.catalogue import QuestionBank
from bot.core.progress.attempts import packed
from bot.core.progress.points import A_DAY, Period, period_key
from tests.databases import fresh_database
from tests.samples import verdict

MEMBERS, HEAVY_EVERY, HEAVY, LIGHT = 50_000, 200, 400, 18
HEAVIEST_EVERY, HEAVIEST = 5_000, 2_000
BIG_GROUP, GROUPS = 10_000, 1_001
TODAY = date(2026, 11, 20)

_FOLDER = "greenroom-million-answers-"
_DAYS = 420
_REVISED = 6
_OPINIONS = 40  # different grades of a question, so that what is kept of one seldom serves another
_HIDDEN = range(17, MEMBERS, 50)  # who wants to be on no leaderboard
_TEXT = "I would flip it many times and compare the count of heads with what chance allows. " * 2
_ORIGIN = '{"platform": "slack", "workspace": "T1", "channel": "C1", "user": "U1"}'

_ANSWER = (
    "id, workspace_id, event_key, group_id, member_id, posting_id, question_id, text, submitted_at, local_date, state, "
    "revises, seconds_taken, style, origin, grade_id"
)
_GRADE = (
    "id, workspace_id, answer_id, job_key, judge_name, judge_model, judge_version, "
    "estimate, total, low, high, verdict, graded_at, stand_in, marks"
)
_POSTING = "id, workspace_id, group_id, key, question_id, posted_at, local_date, schedule_id, closes_at, closed_at"
_SCHEDULE = "id, workspace_id, group_id, rule, created_by"
_ATTEMPTS = """
INSERT INTO attempts (
    member_id, submitted_at, answer_id, workspace_id, question_id, local_date, revises, grade_id,
    judge_name, judge_model, judge_version, total, low, high, estimate, stand_in, marks
)
SELECT a.member_id, a.submitted_at, a.id, 1, a.question_id, a.local_date, a.revises, a.grade_id,
    g.judge_name, g.judge_model, g.judge_version, g.total, g.low, g.high, g.estimate, g.stand_in, g.marks
FROM answers AS a JOIN grades AS g USING (id) ORDER BY 1, 2, 3
"""
_SELF_CHECKS = """
INSERT INTO self_checks (answer_id, workspace_id, said, checked_at)
SELECT id, 1, '["nothing-that-is-there"]', submitted_at FROM answers WHERE id % 19 = 0
"""


class Questions(NamedTuple):
    """What the data needs of the bank: the questions' ids, and some grades of each."""

    ids: list[str]
    opinions: list[list[tuple[float, str, str]]]


class _Try(NamedTuple):
    day: date
    minute: int
    member: int
    posting: int | None
    place: int  # of the question
    before: bool  # whether it revises the member's answer before


def group_of(member: int) -> int:
    """In which group a member answers."""
    return 1 if member <= BIG_GROUP else 2 + (member - BIG_GROUP - 1) % (GROUPS - 1)


def heaviest(number: int) -> int:
    """One of the ten members with most answers."""
    return number * HEAVIEST_EVERY + HEAVIEST_EVERY // 2 + 1


def kept_database(bank: QuestionBank) -> tuple[Path, bool]:
    """The file with the data, and whether it was there: it is kept for the next run, and made anew for other data.

    It takes 3 GB in the folder for temporary files.
    """
    schema = "".join(path.read_text() for path in sorted(Path(storage.__file__).parent.rglob("versions/*.py")))
    made_of = inspect.getsource(sys.modules[__name__]) + schema + repr([one.id for one in bank])
    home, name = Path(tempfile.gettempdir()), hashlib.sha256(made_of.encode()).hexdigest()[:12]
    folder = home / f"{_FOLDER}{name}"
    done = folder / "done"
    if there := done.exists():
        _put_back(folder / "greenroom.db")
        return folder / "greenroom.db", there
    for outdated in home.glob(f"{_FOLDER}*"):
        shutil.rmtree(outdated)
    folder.mkdir()
    path = fresh_database(folder)
    build(path, bank)
    done.touch()
    return path, there


def _put_back(path: Path) -> None:
    """Take out what a run of before has put there: memory cards."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM cards")
        connection.execute("DELETE FROM decks")


def build(path: Path, bank: QuestionBank) -> None:
    """Fill a fresh database."""
    questions = Questions([one.id for one in bank], [])
    for one in bank:
        questions.opinions.append(_opinions([(part.id, part.weight) for part in one.rubric]))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        run, many = connection.execute, connection.executemany
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
            run(f"PRAGMA {pragma}")
        indexes = run("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").fetchall()
        for name, _ in indexes:
            run(f"DROP INDEX {name}")
        run("BEGIN")
        _fill_people(connection)
        many(_into("postings", _POSTING), _postings(questions))
        tries = sorted(one for member in range(1, MEMBERS + 1) for one in _tries_of(member, questions))
        many(_into("answers", _ANSWER), _answers(tries, questions))
        many(_into("grades", _GRADE), _grades(tries, questions))
        _fill_standings(connection)
        run(_ATTEMPTS)
        run(_SELF_CHECKS)
        run("COMMIT")
        for _, sql in indexes:
            run(sql)
        run("PRAGMA journal_mode=WAL")


def _into(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(', ')))})"


def _fill_people(connection: sqlite3.Connection) -> None:
    many, groups, members = connection.executemany, range(1, GROUPS + 1), range(1, MEMBERS + 1)
    connection.execute("INSERT INTO workspaces VALUES (1, 'slack', 'T1')")
    many("INSERT INTO groups (id, workspace_id, channel) VALUES (?, 1, ?)", ((one, f"C{one}") for one in groups))
    many(_into("schedules", _SCHEDULE), ((one, 1, one, "{}", "U1") for one in groups))
    many(
        "INSERT INTO members (id, workspace_id, external_id, name) VALUES (?, 1, ?, ?)",
        ((one, f"U{one}", f"Member {one}") for one in members),
    )
    many("INSERT INTO preferences (member_id, workspace_id, on_boards) VALUES (?, 1, 0)", ((one,) for one in _HIDDEN))


_WORKDAYS = [day for step in range(_DAYS) if (day := TODAY - timedelta(days=step)).weekday() < 5]
_NUMBER = {day: number for number, day in enumerate(_WORKDAYS)}


def _posting(group: int, day: date) -> int | None:
    number = _NUMBER.get(day)
    return None if number is None else number * GROUPS + group


def _asked(group: int, day: date, questions: Questions) -> int:
    return (group + day.toordinal()) % len(questions.ids)


def _postings(questions: Questions) -> Iterator[tuple[object, ...]]:
    """A question each workday in each group, by a schedule of its own, open for nine hours."""
    for day in _WORKDAYS:
        for group in range(1, GROUPS + 1):
            at, closed = (f"{day.isoformat()} {hour}:00:00.000000" for hour in ("09", "18"))
            question = questions.ids[_asked(group, day, questions)]
            key = f"schedule:{group}:{day.isoformat()}"
            yield _posting(group, day), 1, group, key, question, at, day.isoformat(), group, closed, closed


def _tries_of(member: int, questions: Questions) -> Iterator[_Try]:
    """A member's answers, oldest first: one a day, and five of those who have most."""
    heavy, most = member % HEAVY_EVERY == 0, member == heaviest(member // HEAVIEST_EVERY)
    count, a_day = (HEAVIEST, 5) if most else (HEAVY, 1) if heavy else (LIGHT, 1)
    group, apart, before = group_of(member), 1 if heavy or most else member % 5 + 1, None
    for step in range(count):
        day = TODAY - timedelta(days=(count - 1 - step) // a_day * apart)
        posting, place = _posting(group, day), _asked(group, day, questions)
        if step % a_day:
            posting, place = None, (member + 7 * step) % len(questions.ids)
        if before is not None and step % _REVISED == _REVISED - 1:
            posting, place = before
        yield _Try(day, 60 * (step % a_day) + member % 60, member, posting, place, before == (posting, place))
        before = posting, place


def _moment(one: _Try, second: int) -> str:
    hours, minutes = divmod(one.minute, 60)
    return f"{one.day.isoformat()} {9 + hours:02}:{minutes:02}:{second:02}.000000"


def _answers(tries: list[_Try], questions: Questions) -> Iterator[tuple[object, ...]]:
    last: dict[int, int] = {}
    for number, one in enumerate(tries, 1):
        asked = (number, 1, f"e{number}", group_of(one.member), one.member, one.posting, questions.ids[one.place])
        when = _moment(one, 0), one.day.isoformat()
        yield (*asked, _TEXT, *when, "graded", last[one.member] if one.before else None, None, None, _ORIGIN, number)
        last[one.member] = number


def _grades(tries: list[_Try], questions: Questions) -> Iterator[tuple[object, ...]]:
    judge = "fake", "fake", "1", 0
    for number, one in enumerate(tries, 1):
        total, opinion, marks = questions.opinions[one.place][number * 31 % _OPINIONS]
        job = number, 1, number, f"grade:{number}"
        yield (*job, *judge, total, total, total, opinion, _moment(one, 30), 0, marks)


def _opinions(criteria: list[tuple[str, int]]) -> list[tuple[float, str, str]]:
    """Totals, verdicts and marks."""
    found, levels = [], [verdict(score=float(level)) for level in range(5)]
    for number in range(_OPINIONS):
        parts = tuple(
            levels[(number + number // 5 * place) % 5]
            .criteria[0]
            .model_copy(update={"criterion_id": name, "weight": weight})
            for place, (name, weight) in enumerate(criteria)
        )
        opinion = levels[number % 5].model_copy(update={"criteria": parts})
        found.append((opinion.total, opinion.model_dump_json(), packed(opinion)))
    return found


def _fill_standings(connection: sqlite3.Connection) -> None:
    """Points for the first answer of each day and for first tries; what revising gains is left out."""
    run = connection.execute
    run("CREATE TEMP TABLE keys (day TEXT, period TEXT)")
    days = [TODAY - timedelta(days=step) for step in range(_DAYS)]
    connection.executemany(
        "INSERT INTO keys VALUES (?, ?)", ((day.isoformat(), period_key(one, day)) for day in days for one in Period)
    )
    run("CREATE INDEX temp.keys_day ON keys (day)")
    run(
        f"INSERT INTO credits SELECT a.id, 1, iif(substr(a.submitted_at, 12, 2) = '09', {A_DAY}, 0),"
        " iif(a.revises IS NULL, CAST(round(g.total / 10) AS INTEGER), 0), 0, 0"
        " FROM answers AS a JOIN grades AS g USING (id)"
    )
    run(
        "INSERT INTO standings (workspace_id, group_id, period, member_id, part, score, gain, estimated, points)"
        " SELECT 1, a.group_id, k.period, a.member_id, sum(c.part), sum(c.score), 0, 0, sum(c.part + c.score)"
        " FROM answers AS a JOIN credits AS c ON c.answer_id = a.id JOIN temp.keys AS k ON k.day = a.local_date"
        " GROUP BY a.group_id, k.period, a.member_id"
    )
