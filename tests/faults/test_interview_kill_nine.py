from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.chat import ChatEvent
from bot.core.inbox import event_values
from bot.core.records import Origin
from tests.databases import fresh_database
from tests.faults import interviewing_child
from tests.faults.killing import Child, started
from tests.faults.platform import Platform
from tests.samples import NOON

BOB = Origin("elsewhere", "W1", "C1", "bob", "Bob")
LINES = (
    "note: - say what I did\n- then ask back",
    "What is the rubric?",
    "I like small cats.",
    "Because they are small.",
    "that's all",
    "How heavy is the coin?",
    "note: flip it often",
    "hint",
    "pause",
    "resume",
    "I would flip it a thousand times and compare the share of heads with a half.",
    "I don't know",
    "skip",
    "What do you like least?",
    "that's all",
    "that's all",
    "4, the pauses helped.",
)
LINE_KILLS = 0.5  # share of the candidate's lines that a process is killed over before any turn
LONGEST_BREATH = 0.02


def events(thread: str) -> list[ChatEvent]:
    """The candidate's lines in their interview's thread."""
    said = Origin("elsewhere", "W1", "C1", "bob", "Bob", thread=thread)
    return [
        ChatEvent(f"line-{number}", said, NOON + timedelta(seconds=20 * number), "message", text)
        for number, text in enumerate(LINES, 1)
    ]


OPENING = ChatEvent("line-0", BOB, NOON, "mock", options={"plan": "two-stages"})


@dataclass
class Killer(Platform):
    """A platform that kills the process which says something new: before, while or after it stands there.

    Attributes:
        victim: The newest process, if it is to be killed.
        dying: The process that is being killed, or was.
        killed: Keys at whose first post a process was killed.
    """

    victim: Child | None = None
    dying: Child | None = None
    killed: set[str] = field(default_factory=set)

    def _post(self, key: str, channel: str, text: str) -> dict[str, Any]:
        victim, moment = self.victim, self.dice.randrange(3)
        if victim is not None and victim is self.dying:
            return {"busy": True}  # which nobody will live to hear: each process says one thing anew
        if victim is not None and key not in self.killed:
            self.killed.add(key)
            self.dying = victim
            if moment == 0:
                kill(victim)
                return {"busy": True}
            if moment == 1:
                kill(victim)
            else:
                asyncio.get_running_loop().call_later(self.dice.uniform(0, LONGEST_BREATH), kill, victim)
        return super()._post(key, channel, text)


def kill(victim: Child) -> None:
    """End a process, unless it is over by now."""
    with suppress(ValueError):
        victim.process.kill()


@dataclass
class Holding:
    """An interview that is held by one process after the other.

    Attributes:
        start: Starts a process.
        platform: Where it is held.
        kills: Whether processes are killed.
        deaths: How many were.
    """

    start: Callable[[], Any]
    platform: Killer
    kills: bool
    deaths: int = 0

    async def hold(self) -> None:
        """From the opening to the rating."""
        pending = [OPENING]
        pending_lines: list[ChatEvent] | None = None
        while pending or pending_lines is None:
            async with self._living() as child:
                while pending or pending_lines is None:
                    if not pending:
                        pending = pending_lines = events("1")  # the opening is the platform's first message
                    if not await self._say(child, pending[0]):
                        self.deaths += 1
                        break
                    pending.pop(0)

    async def _say(self, child: Child, event: ChatEvent) -> bool:
        """Say a line and wait until nothing is left to be said; False if the process died before that."""
        line = json.dumps(event_values(event))
        await child.tell([line], 0)
        if self.kills and event.key not in self.platform.killed and self.platform.dice.random() < LINE_KILLS:
            self.platform.killed.add(event.key)
            await asyncio.sleep(self.platform.dice.uniform(0, LONGEST_BREATH))
            child.process.kill()
        await child.tell(["settle"], 0)
        while heard := await child.hear():
            if heard == "settled":
                return True
        return False

    @asynccontextmanager
    async def _living(self) -> AsyncIterator[Child]:
        async with self.start() as child:
            self.platform.victim = child if self.kills else None
            await child.tell(["go"], 0)
            yield child


async def held(folder: Path, seed: int, *, kills: bool) -> tuple[Holding, list[Any]]:
    """The platform after a whole interview, and the interview's turns as they are stored."""
    path = fresh_database(folder)
    platform = Killer(random.Random(seed))
    async with platform.running() as port:
        holding = Holding(lambda: started(str(path), port, life=interviewing_child.main), platform, kills)
        await holding.hold()
    with closing(sqlite3.connect(path)) as connection:
        [(state,)] = connection.execute("SELECT state FROM interviews")
        buried = connection.execute("SELECT key, reason FROM jobs WHERE outcome = 'buried'").fetchall()
    assert buried == []
    return holding, (json.loads(state) if isinstance(state, str) else state)["turns"]


@pytest.mark.slow
async def test_an_interview_goes_on_with_no_turn_lost_or_said_twice_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    began = time.monotonic()
    folders = [tmp_path / name for name in ("quiet", "killed")]
    for folder in folders:
        folder.mkdir()
    quiet, turns = await held(folders[0], seed, kills=False)
    killed, turns_over_kills = await held(folders[1], seed, kills=True)
    texts = [[message.text for message in one.platform.messages if not message.removed] for one in (quiet, killed)]
    with capsys.disabled():
        print(
            f"\ninterview kill -9: seed {seed}, {killed.deaths} kills over {len(turns)} turns in {len(texts[0])}"
            f" messages, {killed.platform.prevented} of which stood there unbeknown to the dead process;"
            f" {killed.platform.lost} answers lost; {time.monotonic() - began:.0f} s"
        )
    assert turns_over_kills == turns
    assert texts[1] == texts[0]
    assert killed.platform.shown.most_common(1)[0][1] == 1
    assert set(killed.platform.shown) <= killed.platform.killed
    assert killed.deaths >= len(killed.platform.shown)
    assert len(turns) > 40
