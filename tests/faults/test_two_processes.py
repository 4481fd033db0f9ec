from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

import psycopg
import pytest

from storage.postgresql.address import read_address
from storage.postgresql.opening import prepare
from tests.faults import sharing_child
from tests.faults.killing import PRELOADED
from tests.postgres import Server, running_server

PROCESSES = 2
KILLS = 20  # of each process
LONGEST_LIFE = 0.5  # seconds after the database was opened
LONGEST_OPENING = 0.1  # seconds until a kill that is to hit the opening
KILLED_OPENING_SHARE = 0.2
LONGEST_PAUSE = 0.02  # seconds between two events
REDELIVERED_SHARE = 0.2
FORKS = multiprocessing.get_context("forkserver")  # a child is there at once, with everything loaded


@dataclass
class Events:
    """What was sent, what was acknowledged, and of which answers a card was shown, how often."""

    dice: random.Random
    sent: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    cards: Counter[str] = field(default_factory=Counter)
    repeats: int = 0

    def next_to_send(self) -> str:
        """A new event, or one that was sent before, to whichever process; more likely one that was not acknowledged."""
        if self.sent and self.dice.random() < REDELIVERED_SHARE:
            lost = [event for event in self.sent if event not in self.acknowledged]
            return self.dice.choice(lost or self.sent)
        self.sent.append(f"event-{len(self.sent)}")
        return self.sent[-1]

    def heard(self, word: str, about: str) -> None:
        if word in {"stored", "repeated"}:
            self.acknowledged.add(about)
            self.repeats += word == "repeated"
        elif word == "card":
            self.cards[about] += 1


class Child:
    """A process on the database, and the pipes to and from it."""

    def __init__(self, url: str) -> None:
        theirs, self.events = FORKS.Pipe(duplex=False)
        self.words, ours = FORKS.Pipe(duplex=False)
        self.process: ForkServerProcess = FORKS.Process(
            target=sharing_child.live, args=(url, theirs, ours), daemon=True
        )
        self.process.start()
        theirs.close()
        ours.close()
        self.opened = asyncio.Event()

    async def listen(self, events: Events) -> list[sharing_child.Word]:
        """Take in what it says until it ends."""
        said = []
        while word := await asyncio.to_thread(_next_word, self.words):
            events.heard(*word)
            said.append(word)
            self.opened.set()
        self.opened.set()
        return said

    async def send(self, events: Events, dice: random.Random, seconds: float) -> None:
        """Send events with pauses."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.events.send(events.next_to_send())
            await asyncio.sleep(dice.uniform(0, LONGEST_PAUSE))

    def close(self) -> None:
        self.events.close()
        self.words.close()
        self.process.join()
        self.process.close()


def _next_word(words: Connection) -> sharing_child.Word | None:
    try:
        word: sharing_child.Word = words.recv()
    except EOFError:
        return None
    return word


async def killed_again_and_again(url: str, events: Events, dice: random.Random) -> int:
    """Run one process after the other, each for a random time; in how many of them answers were under way."""
    killed_at_work = 0
    for _ in range(KILLS):
        child = Child(url)
        listening = asyncio.create_task(child.listen(events))
        if dice.random() < KILLED_OPENING_SHARE:
            await child.send(events, dice, dice.uniform(0, LONGEST_OPENING))
        else:
            await child.opened.wait()
            await child.send(events, dice, dice.uniform(0, LONGEST_LIFE))
        child.process.kill()
        killed_at_work += len(await listening) > 1
        child.close()
    return killed_at_work


async def finish(url: str, events: Events) -> list[sharing_child.Word]:
    """Send what was never acknowledged once more, and let everything be finished; the last words."""
    children = [Child(url) for _ in range(PROCESSES)]
    listening = [asyncio.create_task(child.listen(events)) for child in children]
    for number, event in enumerate(sorted(set(events.sent) - events.acknowledged)):
        children[number % PROCESSES].events.send(event)
    for child in children:
        child.events.close()
    said = await asyncio.gather(*listening)
    for child in children:
        child.close()
    return [words[-1] for words in said]


@dataclass(frozen=True)
class Stored:
    """What is in the database at the end."""

    answers: list[tuple[str, str, str]]
    answer_ids: set[str]
    grades: dict[str, int]
    unfinished_or_buried: int
    delivered: int
    judged: int
    lost_leases: int

    @classmethod
    def read(cls, url: str) -> Stored:
        with psycopg.connect(url) as connection:

            def ask(query: str) -> list[Any]:
                return connection.execute(query.encode()).fetchall()

            def number(query: str) -> int:
                return int(ask(query)[0][0] or 0)

            per_answer = "SELECT event_key, count(grades.id) FROM answers LEFT JOIN grades ON answer_id = answers.id"
            return cls(
                answers=ask("SELECT event_key, text, state FROM answers"),
                answer_ids={str(answer_id) for (answer_id,) in ask("SELECT id FROM answers")},
                grades=dict(ask(f"{per_answer} GROUP BY event_key")),
                unfinished_or_buried=number("SELECT count(*) FROM jobs WHERE outcome IS DISTINCT FROM 'done'"),
                delivered=number("SELECT count(*) FROM jobs WHERE kind = 'deliver'"),
                judged=number("SELECT sum(attempts) FROM jobs WHERE kind = 'grade'"),
                lost_leases=number("SELECT sum(lost_leases) FROM jobs"),
            )


@pytest.fixture
def server() -> Server:
    FORKS.set_forkserver_preload(PRELOADED)
    return running_server()


@pytest.mark.slow
async def test_processes_on_one_database_killed_at_any_time_store_grade_and_show_each_answer_once(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("TWO_PROCESSES_SEED", random.randrange(2**32)))
    dice = random.Random(seed)
    events = Events(dice)
    url = server.url(server.create())
    prepare(read_address(url))
    began = time.monotonic()
    at_work = await asyncio.gather(*(killed_again_and_again(url, events, dice) for _ in range(PROCESSES)))
    last_words = await finish(url, events)
    stored = Stored.read(url)
    with capsys.disabled():
        print(
            f"\ntwo processes: seed {seed}, {PROCESSES * KILLS} kills ({sum(at_work)} with answers under way),"
            f" {len(events.sent)} events, {events.repeats} redelivered after they were stored,"
            f" {stored.lost_leases} jobs killed under way; stored {len(stored.answers)},"
            f" judged {stored.judged} times, graded {sum(stored.grades.values())},"
            f" shown {events.cards.total()} cards;"
            f" {time.monotonic() - began:.0f} s"
        )
    assert last_words == [("drained", "")] * PROCESSES
    assert events.acknowledged == set(events.sent)
    assert sorted(stored.answers) == sorted((event, f"The answer of {event}.", "graded") for event in events.sent)
    assert set(stored.grades.values()) == {1}
    assert stored.unfinished_or_buried == 0
    assert stored.delivered == len(events.sent)
    assert set(events.cards) == stored.answer_ids
    assert all(at_work)
    assert stored.lost_leases > 0
    assert events.repeats > 0
