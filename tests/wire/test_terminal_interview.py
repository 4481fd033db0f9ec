"""A mock interview on the terminal: the greenroom command as its own process, with a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wire.running import Home

pytestmark = pytest.mark.slow
PACK = Path(__file__).parents[1] / "data" / "pack"


def test_an_interview_is_paused_by_leaving_and_goes_on_at_the_next_start(home: Home) -> None:
    def chats(*lines: str) -> str:
        stdin = "".join(f"{line}\n/send\n" for line in lines)
        result = home.run("chat", stdin=stdin, GREENROOM_PACKS=str(PACK), GREENROOM_WEIGHTS="/nowhere")
        assert (result.code, result.err) == (0, "")
        return result.out

    first = chats("/mock two-stages", "note: be brief", "I like small cats.", "/progress")
    places = [first.find(text) for text in ("What brings you here?", "be brief", "go on with drive?", "Your progress")]
    assert -1 not in places
    assert places == sorted(places)
    second = chats("resume", "that's all", "stop", "4, she gave me room.", "/mock transcript")
    told = ("The clock is stopped.", "in the middle of", "Welcome back.", "go on with drive?", "I hold a coin.")
    places = [second.find(text) for text in (*told, "Debrief: Two stages", "that is kept")]
    assert -1 not in places
    assert places == sorted(places)
    [transcript] = home.folder.glob("two-stages-*.md")
    assert "I like small cats" in transcript.read_text()
