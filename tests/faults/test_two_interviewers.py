from __future__ import annotations

import asyncio
import json
import os
import random
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bot.core.chat import ChatEvent
from bot.core.events import event_values
from bot.core.records import Origin
from storage.postgresql.address import read_address
from storage.postgresql.opening import prepare
from tests.faults import interviewing_child
from tests.faults.killing import Child, started
from tests.faults.platform import Platform
from tests.postgres import running_server
from tests.samples import NOON

BOB = Origin("elsewhere", "W1", "C1", "bob", "Bob")
LINES = [
    *(f"note: - number {number}" for number in range(4)),
    "I like small cats.",
    "hint",
    "time?",
    "repeat",
    "Because they are small.",
    "that's all",
    "How heavy is the coin?",
    "I don't know",
]
PRESSED = ("hint", "time", "repeat")


def event(key: str, after: float, text: str, **options: str) -> ChatEvent:
    said = Origin("elsewhere", "W1", "C1", "bob", "Bob", thread="1", private="action" in options)
    return ChatEvent(key, said, NOON + timedelta(seconds=after), "mock" if options else "message", text, options)


def everything_at_once() -> list[ChatEvent]:
    """Lines, buttons pressed among them, and some of it delivered twice."""
    lines = [event(f"line-{number}", 30 + number, text) for number, text in enumerate(LINES)]
    presses = [event(f"press-{action}", 35, "", action=action) for action in PRESSED]
    return [*lines, *presses, *lines[::3]]


async def settled(child: Child) -> None:
    await child.tell(["settle"], 0)
    while await child.hear() != "settled":
        pass


async def hold(children: list[Child], dice: random.Random) -> None:
    for child in children:
        await child.tell(["go"], 0)
        while await child.hear() != "open":
            pass
    opening = ChatEvent("opening", BOB, NOON, "mock", options={"plan": "two-stages"})
    await children[0].tell([json.dumps(event_values(opening))], 0)
    await settled(children[0])
    said = everything_at_once()
    dice.shuffle(said)
    half = len(said) // 2
    shares = [[json.dumps(event_values(one)) for one in share] for share in (said[:half], said[half:])]
    await asyncio.gather(*(child.tell(share, 0) for child, share in zip(children, shares, strict=True)))
    for child in children:
        await settled(child)


@pytest.mark.slow
async def test_two_processes_that_hear_one_candidate_at_once_lose_nothing_and_say_all_in_order() -> None:
    dice = random.Random(int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32))))
    platform = Platform(dice)
    server, life = running_server(), interviewing_child.main
    url = server.url(server.create())
    prepare(read_address(url))
    async with (
        platform.running() as port,
        started(url, port, life=life) as one,
        started(url, port, life=life) as other,
    ):
        await hold([one, other], dice)
    state, buried = rows(url)
    turns = json.loads(state)["turns"]
    assert buried == []
    assert [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
    assert sorted(turn["text"] for turn in turns if turn["persona"] is None) == sorted([*LINES, *PRESSED])
    assert platform.shown.most_common(1)[0][1] == 1
    said = [int(key.removesuffix("#0").rsplit(":", 1)[-1]) for key in shown_turns(platform)]
    assert said == [turn["number"] for turn in turns if turn["persona"] is not None]


def shown_turns(platform: Platform) -> list[str]:
    """Keys of the interviewer's turns, in the order in which they stand there."""
    keys = (message.key for message in platform.messages if not message.removed)
    return [key for key in keys if key.startswith("interview:") and key.count(":") == 2 and "opening" not in key]


def rows(url: str) -> tuple[str, list[Any]]:
    with psycopg.connect(url) as connection:
        [(state,)] = connection.execute("SELECT state FROM interviews").fetchall()
        return state, connection.execute("SELECT key, reason FROM jobs WHERE outcome = 'buried'").fetchall()
