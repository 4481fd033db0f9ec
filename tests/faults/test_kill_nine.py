from __future__ import annotations

import asyncio
import math
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.core.records import OPINIONS
from tests.databases import fresh_database
from tests.faults.killing import Child, started

ROUNDS, MOST_ROUNDS = 32, 128
MOST_NEW_A_ROUND = 20
MOST_LINES = 40  # that a child says before it is killed, by lot; none is said until the database is open
LONGEST_ROUND = 0.6  # seconds, for children with less to say
LAST_BREATH = 0.03  # seconds that it is let live after the last of these lines
REDELIVERED_SHARE = 0.02  # of all that was acknowledged so far, in every round
CONTESTED_SHARE = 0.1  # of all answers whose card was seen and that are not contested yet, in every round


@dataclass
class Events:
    """What was sent, what was acknowledged, and what members were shown, how often.

    Attributes:
        dice: Where chance comes from.
        sent: Keys of the answers that were sent.
        ids: Ids of the answers that were acknowledged, by key.
        contests: Keys of the answers that were contested.
        heard: Ids of the answers whose contest was acknowledged.
        shown: How often each delivery was shown.
        repeats: How many answers were redelivered after they were stored.
    """

    dice: random.Random
    sent: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    contests: list[str] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    shown: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    def next_to_send(self) -> list[str]:
        """What was never acknowledged, some of what was, and something new, as a platform would send it."""
        again = [key for key in self.sent if key not in self.ids or self.dice.random() < REDELIVERED_SHARE]
        new = [f"event-{len(self.sent) + number}" for number in range(self.dice.randint(1, MOST_NEW_A_ROUND))]
        self.sent += new
        self.contests += [key for key in self._contestable() if self.dice.random() < CONTESTED_SHARE]
        lines = [f"submit {key}" for key in again + new]
        lines += self.appeals()
        self.dice.shuffle(lines)
        return lines

    def appeals(self) -> list[str]:
        """All contests that were not acknowledged, and some that were."""
        wanted = (key for key in self.contests if self._unheard(key) or self.dice.random() < REDELIVERED_SHARE)
        return [f"contest {key} {self.ids[key]}" for key in wanted]

    def unacknowledged(self) -> list[str]:
        """What has to be sent again before the end."""
        lines = [f"submit {key}" for key in self.sent if key not in self.ids]
        return lines + [f"contest {key} {self.ids[key]}" for key in self.contests if self._unheard(key)]

    def hear(self, line: str) -> None:
        match line.split():
            case ["stored" | "repeated" as word, key, answer_id]:
                assert self.ids.setdefault(key, answer_id) == answer_id
                self.repeats += word == "repeated"
            case ["contested" | "refused", answer_id]:
                self.heard.add(answer_id)
            case ["shown", delivery]:
                self.shown[delivery] += 1

    def _unheard(self, key: str) -> bool:
        return self.ids[key] not in self.heard

    def _contestable(self) -> Iterator[str]:
        for key, answer_id in self.ids.items():
            if key not in self.contests and self.shown[f"deliver:grade:{answer_id}"]:
                yield key


async def listen(child: Child, events: Events, most: float = math.inf) -> list[str]:
    """Take in what a child says until it ends, or has said so many lines."""
    lines: list[str] = []
    while len(lines) < most and (line := await child.hear()):
        lines.append(line)
        events.hear(line)
    return lines


async def killed_round(child: Child, events: Events) -> bool:
    """Let a child work until it has said some lines, and a moment longer, and kill it; whether it had answers."""
    dice = events.dice
    known = len(events.ids) + events.repeats
    talking = asyncio.create_task(child.tell(["go", *events.next_to_send()], dice.uniform(0, 0.01)))
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_ROUND):
            await listen(child, events, dice.randint(0, MOST_LINES))
    await asyncio.sleep(dice.uniform(0, LAST_BREATH))
    child.process.kill()
    await child.end()
    await talking
    await listen(child, events)
    return len(events.ids) + events.repeats > known


async def last_round(child: Child, events: Events) -> list[str]:
    """Send again what was not acknowledged, and let everything be finished."""
    await child.tell(["go", *events.unacknowledged()], 0)
    child.orders.close()
    lines = await listen(child, events)
    assert await child.end() == 0
    return lines


@dataclass(frozen=True)
class Stored:
    """What is in the file at the end, rows by their columns' names."""

    answers: list[dict[str, Any]]
    grades: dict[int, list[dict[str, Any]]]
    contests: dict[int, dict[str, Any]]
    jobs: list[dict[str, Any]]
    integrity: str

    @classmethod
    def read(cls, path: Path) -> Stored:
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row

            def rows(query: str) -> list[dict[str, Any]]:
                return [dict(row) for row in connection.execute(query)]

            grades: dict[int, list[dict[str, Any]]] = {}
            for grade in rows("SELECT id, answer_id, total, stand_in FROM grades ORDER BY id"):
                grades.setdefault(grade["answer_id"], []).append(grade)
            return cls(
                answers=rows("SELECT id, event_key, text, state, grade_id FROM answers"),
                grades=grades,
                contests={
                    row["answer_id"]: row for row in rows("SELECT answer_id, grade_id, decided_at FROM contests")
                },
                jobs=rows("SELECT kind, key, answer_id, outcome, lost_leases, attempts FROM jobs"),
                integrity=rows("PRAGMA integrity_check")[0]["integrity_check"],
            )

    def deliveries(self, cause: str) -> dict[str, int]:
        """The deliveries that came of something: the answers they are about, by their keys."""
        return {job["key"]: job["answer_id"] for job in self.jobs if job["key"].startswith(f"deliver:{cause}:")}

    def killed(self, kind: str) -> int:
        """How many jobs whose keys begin so were under way at a kill."""
        return sum(job["lost_leases"] for job in self.jobs if job["key"].startswith(kind))

    @property
    def stand_ins(self) -> set[int]:
        """Answers that got an estimate first."""
        return {answer_id for answer_id, grades in self.grades.items() if any(grade["stand_in"] for grade in grades)}


def counting(stored: Stored, answer_id: int) -> int:
    """The grade that has to count: the judge's only one, or the middle one of a contest.

    Raises:
        AssertionError: There are more or fewer grades than there should be, or a stand-in came after the judge's own.
    """
    grades = stored.grades[answer_id]
    judged = [grade for grade in grades if not grade["stand_in"]]
    assert len(grades) - len(judged) <= 1
    assert grades[-len(judged) :] == judged
    if answer_id not in stored.contests:
        assert len(judged) == 1
        return int(judged[0]["id"])
    assert len(judged) == OPINIONS
    assert stored.contests[answer_id]["grade_id"] == judged[0]["id"]
    assert stored.contests[answer_id]["decided_at"] is not None
    return int(sorted(judged, key=lambda grade: (grade["total"], grade["id"]))[1]["id"])


def summary(seed: int, kills: int, events: Events, stored: Stored, at_work: int, seconds: float) -> str:
    judged = sum(job["attempts"] for job in stored.jobs if job["kind"] == "grade")
    return (
        f"\nkill -9: seed {seed}, {kills} kills ({at_work} with events under way), {len(events.sent)} answers,"
        f" {events.repeats} redelivered after they were stored; judged {judged} times for"
        f" {sum(map(len, stored.grades.values()))} grades, {len(stored.stand_ins)} of them stand-ins;"
        f" {len(stored.contests)} contested; killed under way: {stored.killed('grade:')} gradings,"
        f" {stored.killed('estimate:')} estimates, {stored.killed('contest:')} opinions,"
        f" {stored.killed('deliver:')} deliveries; {events.shown.total()} shown; {seconds:.0f} s"
    )


def hit_everything(events: Events, stored: Stored) -> bool:
    """Whether kills have come upon every kind of work, and answers were delivered again."""
    kinds = ("grade:", "estimate:", "contest:", "deliver:")
    return events.repeats > 0 and all(stored.killed(kind) > 0 for kind in kinds)


@pytest.mark.slow
async def test_what_was_acknowledged_is_there_once_graded_once_and_shown_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    events = Events(random.Random(seed))
    path = fresh_database(tmp_path)
    began = time.monotonic()
    kills = at_work = 0
    while kills < ROUNDS or (kills < MOST_ROUNDS and not hit_everything(events, Stored.read(path))):
        async with started(str(path)) as child:
            at_work += await killed_round(child, events)
        kills += 1
    async with started(str(path)) as child:
        heard = await last_round(child, events)
    stored = Stored.read(path)
    with capsys.disabled():
        print(summary(seed, kills, events, stored, at_work, time.monotonic() - began))
    assert heard[-1] == "drained"
    assert stored.integrity == "ok"
    assert all(job["outcome"] == "done" for job in stored.jobs)

    assert set(events.ids) == set(events.sent)
    assert sorted((answer["event_key"], answer["text"], answer["state"]) for answer in stored.answers) == sorted(
        (key, f"The answer of {key}.", "graded") for key in events.sent
    )
    assert {answer["id"]: answer["grade_id"] for answer in stored.answers} == {
        answer["id"]: counting(stored, answer["id"]) for answer in stored.answers
    }
    assert {str(answer_id) for answer_id in stored.contests} == {events.ids[key] for key in events.contests}
    of_grades, of_contests = stored.deliveries("grade"), stored.deliveries("contest")
    assert sorted(of_grades.values()) == sorted(stored.grades)
    assert sorted(of_contests.values()) == sorted(stored.contests)
    assert sorted(stored.deliveries("estimate").values()) == sorted(stored.stand_ins)
    assert {*of_grades, *of_contests} <= set(events.shown)

    assert at_work > ROUNDS / 4
    assert hit_everything(events, stored)
