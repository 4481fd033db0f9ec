from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.chat import ChatEvent
from bot.core.records import Origin
from tests.faults.kept_up import held
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


def events(thread: str) -> list[ChatEvent]:
    """The candidate's lines in their interview's thread."""
    said = Origin("elsewhere", "W1", "C1", "bob", "Bob", thread=thread)
    return [
        ChatEvent(f"line-{number}", said, NOON + timedelta(seconds=20 * number), "message", text)
        for number, text in enumerate(LINES, 1)
    ]


OPENING = ChatEvent("line-0", BOB, NOON, "mock", options={"plan": "two-stages"})


@pytest.mark.slow
async def test_an_interview_goes_on_with_no_turn_lost_or_said_twice_whenever_the_process_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("KILL_NINE_SEED", random.randrange(2**32)))
    began = time.monotonic()
    talk = [OPENING, *events("1")]  # the opening is the platform's first message
    quiet, record = await held(tmp_path / "quiet", talk, "interviews", seed, kills=False)
    killed, record_over_kills = await held(tmp_path / "killed", talk, "interviews", seed, kills=True)
    turns = record["turns"]
    texts = [[message.text for message in one.platform.messages if not message.removed] for one in (quiet, killed)]
    with capsys.disabled():
        print(
            f"\ninterview kill -9: seed {seed}, {killed.deaths} kills over {len(turns)} turns in {len(texts[0])}"
            f" messages, {killed.platform.prevented} of which stood there unbeknown to the dead process;"
            f" {killed.platform.lost} answers lost; {time.monotonic() - began:.0f} s"
        )
    assert record_over_kills["turns"] == turns
    assert texts[1] == texts[0]
    assert killed.platform.shown.most_common(1)[0][1] == 1
    assert set(killed.platform.shown) <= {key for key, _ in killed.platform.killed}
    assert killed.deaths >= len(killed.platform.shown)
    assert len(turns) > 40
