"""A talk that is kept up by one process after the other, each of which is killed over something new that it says."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.chat import ChatEvent
from bot.core.events import event_values
from tests.databases import fresh_database
from tests.faults import interviewing_child
from tests.faults.killing import Child, started
from tests.faults.platform import Platform

LINE_KILLS = 0.5  # share of what is done that a process is killed over before any of it is shown
LONGEST_BREATH = 0.02


@dataclass
class Killer(Platform):
    """A platform that kills the process which shows something new: before, while or after it stands there.

    Attributes:
        victim: The newest process, if it is to be killed.
        dying: The process that is being killed, or was.
        killed: What was shown first when a process was killed: a message's key, with its text where it was changed.
        history: By key, what a message has said one after the other.
    """

    victim: Child | None = None
    dying: Child | None = None
    killed: set[tuple[str, str]] = field(default_factory=set)
    history: dict[str, list[str]] = field(default_factory=dict)

    def _post(self, key: str, channel: str, text: str) -> dict[str, Any]:
        return self._over(key, "", lambda: super(Killer, self)._post(key, channel, text))

    def _edit(self, message: str, text: str) -> dict[str, Any]:
        key = self.messages[int(message) - 1].key
        return self._over(key, text, lambda: super(Killer, self)._edit(message, text))

    def _over(self, key: str, text: str, show: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        victim, moment = self.victim, self.dice.randrange(3)
        if victim is not None and victim is self.dying:
            return {"busy": True}  # which nobody will live to hear: each process shows one thing anew
        if victim is not None and (key, text) not in self.killed:
            self.killed.add((key, text))
            self.dying = victim
            if moment == 0:
                kill(victim)
                return {"busy": True}
            if moment == 1:
                kill(victim)
            else:
                asyncio.get_running_loop().call_later(self.dice.uniform(0, LONGEST_BREATH), kill, victim)
        shown = show()
        said = self.history.setdefault(key, [])
        if "busy" not in shown and self.text(key) not in said[-1:]:
            said.append(self.text(key))
        return shown


def kill(victim: Child) -> None:
    """End a process, unless it is over by now."""
    with suppress(ValueError):
        victim.process.kill()


@dataclass
class Holding:
    """What is done in a talk, one thing after the other, by one process after the other.

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

    async def hold(self, events: Sequence[ChatEvent]) -> None:
        """From the first event to the last; one over which the process died comes again, as from a platform."""
        pending = list(events)
        while pending:
            async with self._living() as child:
                while pending:
                    if not await self._take(child, pending[0]):
                        self.deaths += 1
                        break
                    pending.pop(0)

    async def _take(self, child: Child, event: ChatEvent) -> bool:
        """Let something happen and wait until nothing is left to be done; False if the process died before that."""
        line = json.dumps(event_values(event))
        await child.tell([line], 0)
        if self.kills and (event.key, "") not in self.platform.killed and self.platform.dice.random() < LINE_KILLS:
            self.platform.killed.add((event.key, ""))
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


async def held(folder: Path, events: Sequence[ChatEvent], table: str, seed: int, *, kills: bool) -> tuple[Holding, Any]:
    """The platform after a whole talk, and its record as it is stored in the one row of a table."""
    path = _fresh(folder)
    platform = Killer(random.Random(seed))
    async with platform.running() as port:
        holding = Holding(lambda: started(str(path), port, life=interviewing_child.main), platform, kills)
        await holding.hold(events)
    with closing(sqlite3.connect(path)) as connection:
        [(state,)] = connection.execute(f"SELECT state FROM {table}")
        buried = connection.execute("SELECT key, reason FROM jobs WHERE outcome = 'buried'").fetchall()
    assert buried == []
    return holding, json.loads(state) if isinstance(state, str) else state


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return fresh_database(folder)
