from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.databases import fresh_database

ROUNDS = 60
MOST_NEW_A_ROUND = 30
LONGEST_ROUND = 0.35  # seconds from "go" to the kill; opening takes a part of it, so that some kills hit that too
REDELIVERED_SHARE = 0.02  # of all that was acknowledged so far, in every round
ROOT = Path(__file__).parents[2]


@dataclass
class Events:
    """What was sent, what was acknowledged, and of which answers (by their ids) a card was shown, how often."""

    dice: random.Random
    sent: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    cards: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    def next_to_send(self) -> list[str]:
        """What was never acknowledged, some of what was, and some new events, as a platform would send them."""
        again = [key for key in self.sent if key not in self.acknowledged]
        twice = [key for key in self.sent if key in self.acknowledged and self.dice.random() < REDELIVERED_SHARE]
        new = [f"event-{len(self.sent) + number}" for number in range(self.dice.randint(1, MOST_NEW_A_ROUND))]
        self.sent += new
        keys = again + twice + new
        self.dice.shuffle(keys)
        return keys

    def heard(self, line: str) -> None:
        word, _, key = line.partition(" ")
        if word in {"stored", "repeated"}:
            self.acknowledged.add(key)
            self.repeats += word == "repeated"
        elif word == "card":
            self.cards[key] += 1


async def start(path: Path) -> Process:
    """A child that has loaded everything and waits to be told to go."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.answering_child", str(path), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert child.stdout is not None
    return child


async def listen(child: Process, events: Events) -> list[str]:
    """Take in what a child says until it ends."""
    assert child.stdout is not None
    lines = []
    while line := (await child.stdout.readline()).decode().strip():
        lines.append(line)
        events.heard(line)
    return lines


async def talk(child: Process, keys: list[str], pause: float) -> None:
    """Send events with pauses, as long as the child lives to take them."""
    assert child.stdin is not None
    try:
        for line in ("go", *keys):
            child.stdin.write(f"{line}\n".encode())
            await child.stdin.drain()
            await asyncio.sleep(pause)
    except (BrokenPipeError, ConnectionResetError):
        return


async def killed_round(child: Process, events: Events, dice: random.Random) -> list[str]:
    """Let a child work for a random time, and kill it; what it said."""
    listening = asyncio.create_task(listen(child, events))
    talking = asyncio.create_task(talk(child, events.next_to_send(), dice.uniform(0, 0.01)))
    await asyncio.sleep(dice.uniform(0, LONGEST_ROUND))
    child.kill()
    await child.wait()
    await talking
    return await listening


async def last_round(child: Process, events: Events) -> list[str]:
    """Send again what was not acknowledged, and let everything be finished."""
    await talk(child, [key for key in events.sent if key not in events.acknowledged], 0)
    assert child.stdin is not None
    child.stdin.close()
    lines = await listen(child, events)
    assert await child.wait() == 0
    return lines


@dataclass(frozen=True)
class Stored:
    """What is in the file at the end."""

    answers: list[tuple[str, str, str]]
    answer_ids: set[str]
    grades: dict[str, int]
    unfinished_or_buried: int
    delivered: int
    judged: int
    lost_leases: int
    integrity: str

    @classmethod
    def read(cls, path: Path) -> Stored:
        with closing(sqlite3.connect(path)) as connection:
            ask = connection.execute
            per_answer = "SELECT event_key, count(grades.id) FROM answers LEFT JOIN grades ON answer_id = answers.id"
            return cls(
                answers=ask("SELECT event_key, text, state FROM answers").fetchall(),
                answer_ids={str(answer_id) for (answer_id,) in ask("SELECT id FROM answers")},
                grades=dict(ask(f"{per_answer} GROUP BY answers.id")),
                unfinished_or_buried=ask("SELECT count(*) FROM jobs WHERE outcome IS NOT 'done'").fetchone()[0],
                delivered=ask("SELECT count(*) FROM jobs WHERE kind = 'deliver'").fetchone()[0],
                judged=ask("SELECT sum(attempts) FROM jobs WHERE kind = 'grade'").fetchone()[0],
                lost_leases=ask("SELECT sum(lost_leases) FROM jobs").fetchone()[0],
                integrity=ask("PRAGMA integrity_check").fetchone()[0],
            )


@pytest.mark.slow
async def test_what_was_acknowledged_is_there_once_graded_once_and_shown_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    dice = random.Random(seed)
    events = Events(dice)
    path = fresh_database(tmp_path)
    began = time.monotonic()
    killed_at_work = 0
    for _ in range(ROUNDS):
        child = await start(path)
        assert child.stdout is not None
        assert await child.stdout.readline() == b"ready\n"
        said = await killed_round(child, events, dice)
        killed_at_work += any(line.startswith(("stored ", "repeated ")) for line in said)
    child = await start(path)
    heard = await last_round(child, events)
    stored = Stored.read(path)
    with capsys.disabled():
        print(
            f"\nkill -9: seed {seed}, {ROUNDS} kills ({killed_at_work} with answers under way),"
            f" {len(events.sent)} events, {events.repeats} redelivered after they were stored,"
            f" {stored.lost_leases} jobs killed under way; stored {len(stored.answers)},"
            f" judged {stored.judged} times, graded {sum(stored.grades.values())},"
            f" shown {events.cards.total()} cards;"
            f" {time.monotonic() - began:.0f} s"
        )
    assert heard[-1] == "drained"
    assert stored.integrity == "ok"
    assert events.acknowledged == set(events.sent)
    assert sorted(stored.answers) == sorted((key, f"The answer of {key}.", "graded") for key in events.sent)
    assert set(stored.grades.values()) == {1}
    assert stored.unfinished_or_buried == 0
    assert stored.delivered == len(events.sent)
    assert set(events.cards) == stored.answer_ids
    assert killed_at_work > ROUNDS / 4
    assert stored.lost_leases > 0
    assert events.repeats > 0
