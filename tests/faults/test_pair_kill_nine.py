from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.chat import ChatEvent
from bot.core.records import Origin
from tests.faults.kept_up import Holding, held
from tests.samples import NOON

DONE = (
    ("ada", "", {"plan": "two-stages"}),
    ("bob", "", {"action": "join", "pair": "1", "role": "reader"}),
    ("ada", "", {"action": "swap", "pair": "1"}),
    ("bob", "", {"action": "swap", "pair": "1"}),
    ("ada", "", {"action": "start", "pair": "1"}),
    ("bob", "", {"action": "level", "mark": "A3", "stage": "0"}),
    ("bob", "She counted coins.", {"action": "note", "on": "drive", "stage": "0"}),
    ("bob", "", {"action": "level", "mark": "A3", "stage": "0"}),
    ("bob", "A2 B4", {"action": "level", "stage": "0"}),
    ("ada", "", {"action": "pause"}),
    ("bob", "", {"action": "resume"}),
    ("bob", "", {"action": "next", "stage": "0"}),
    ("bob", "", {"action": "hint"}),
    ("bob", "", {"action": "probe"}),
    ("bob", "", {"action": "show"}),
    ("bob", "Calm, also where it was hard.", {"action": "note", "stage": "1"}),
    ("bob", "", {"action": "back", "stage": "1"}),
    ("bob", "", {"action": "next", "stage": "0"}),
    ("bob", "", {"action": "level", "mark": "C1", "stage": "1"}),
    ("bob", "", {"action": "next", "stage": "1"}),
    ("bob", "", {"action": "next", "stage": "2"}),
    ("ada", "You let me read.", {"action": "rate", "stars": "4", "pair": "1"}),
)
TALK = [
    ChatEvent(
        f"done-{number}",
        Origin("elsewhere", "W1", "C1", who, who.title(), private=number > 0),
        NOON + timedelta(seconds=20 * number),
        "pair",
        text,
        options,
    )
    for number, (who, text, options) in enumerate(DONE)
]
CHANGES = 40  # of messages: levels, notes, parts and the clock


def said(holding: Holding) -> dict[str, list[str]]:
    """By message, what it has said one after the other."""
    return holding.platform.history


@pytest.mark.slow
async def test_a_pair_goes_on_with_nothing_lost_doubled_or_swapped_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    began = time.monotonic()
    quiet, record = await held(tmp_path / "quiet", TALK, "pairs", seed, kills=False)
    killed, record_over_kills = await held(tmp_path / "killed", TALK, "pairs", seed, kills=True)
    changes = sum(len(texts) for texts in said(quiet).values())
    with capsys.disabled():
        print(
            f"\npair kill -9: seed {seed}, {killed.deaths} kills over {len(TALK)} things done and {changes} changes of"
            f" {len(said(quiet))} messages, {killed.platform.prevented} of which stood there unbeknown to the dead"
            f" process; {killed.platform.lost} answers lost; {time.monotonic() - began:.0f} s"
        )
    assert record["phase"] == "done"
    assert record_over_kills == record
    assert said(killed) == said(quiet)
    assert killed.platform.shown == quiet.platform.shown
    assert killed.platform.shown.most_common(1)[0][1] == 1
    assert killed.deaths >= changes >= CHANGES
