from __future__ import annotations

import json
import os
import random
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.chat import ChatEvent
from bot.core.records import Origin
from tests.databases import fresh_database
from tests.faults import drafting_child
from tests.faults.drafting_child import BEGINS
from tests.faults.kept_up import Holding, Killer
from tests.faults.killing import started
from tests.samples import NOON

BOB = Origin("elsewhere", "W1", "C1", "bob", "Bob")
IN_THREAD = Origin("elsewhere", "W1", "C1", "bob", "Bob", thread="1")
LINES = (
    "I like small cats, and I like them because they are small and quiet.",
    "I have worked with them for three years, and I would do it again.",
    "skip",
    "I would flip it a thousand times and compare the share of heads with a half.",
    "Then I would ask a second friend to flip it as often as I did.",
    "stop",
)


@pytest.mark.slow
async def test_a_turn_is_said_once_and_no_draft_is_left_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    began = time.monotonic()
    quiet, turns = await _held(tmp_path / "quiet", seed, kills=False)
    killed, turns_over_kills = await _held(tmp_path / "killed", seed, kills=True)
    with capsys.disabled():
        print(f"\ndraft kill -9: seed {seed}, {killed.deaths} kills; {time.monotonic() - began:.0f} s")
    written = [turn["text"] for turn in turns if turn["text"].startswith(BEGINS)]
    assert len(written) == 4
    assert turns_over_kills == turns
    assert _standing(killed) == _standing(quiet)
    assert not any("…" in text for text in _standing(killed))
    assert killed.platform.shown.most_common(1)[0][1] == 1
    histories = [*quiet.platform.history.items(), *killed.platform.history.items()]
    drafted = {key for key, said in histories if any("…" in text for text in said)}
    assert drafted  # a busy platform has none of some
    assert all(":draft:" in key for key in drafted)
    assert killed.deaths > len(LINES)


async def _held(folder: Path, seed: int, *, kills: bool) -> tuple[Holding, Any]:
    """The platform after the talk, and the turns as they are stored."""
    path = _fresh(folder)
    platform = Killer(random.Random(seed))
    talk = [ChatEvent("line-0", BOB, NOON, "mock", options={"plan": "two-stages"})]
    for number, text in enumerate(LINES, 1):
        talk.append(ChatEvent(f"line-{number}", IN_THREAD, NOON + timedelta(seconds=20 * number), "message", text))
    async with platform.running() as port:
        holding = Holding(lambda: started(str(path), port, life=drafting_child.main), platform, kills)
        await holding.hold(talk)
    with closing(sqlite3.connect(path)) as connection:
        [(state,)] = connection.execute("SELECT state FROM interviews")
        assert connection.execute("SELECT key, reason FROM jobs WHERE outcome = 'buried'").fetchall() == []
    return holding, json.loads(state)["turns"]


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return fresh_database(folder)


def _standing(holding: Holding) -> list[str]:
    return [message.text for message in holding.platform.messages if not message.removed]
