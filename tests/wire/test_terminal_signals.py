"""A script's conversation that is told to end from outside: it ends at any moment, and no answer it took is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Timer

import pytest

from tests.wire.messages_server import KEY, MessagesServer, says
from tests.wire.running import Home

pytestmark = pytest.mark.slow

NO_WEIGHTS = {"GREENROOM_WEIGHTS": "/nowhere"}
ANSWER = b"L1 adds the absolute weights and L2 the squares, so L1 sets some of them to zero."
_PATIENCE = 60.0

Talk = subprocess.Popen[bytes]
Opened = Callable[..., Talk]


@pytest.fixture
def opened(home: Home) -> Iterator[Opened]:
    talks: list[Talk] = []

    def open_chat(**settings: str) -> Talk:
        talks.append(
            subprocess.Popen(
                [sys.executable, "-m", "bot", "chat", "--question", "ml-l1-l2"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=home.folder,
                env=home.environment | NO_WEIGHTS | settings,
                start_new_session=True,
            )
        )
        return talks[-1]

    yield open_chat
    for talk in talks:
        if talk.poll() is None:
            talk.kill()
        talk.communicate()


@pytest.fixture
def slow_judge() -> Iterator[dict[str, str]]:
    """Settings for a judge that has heard the answer and takes longer over it than any test."""
    with MessagesServer().running() as server:
        server.script.append(says("", delay=600.0))
        yield {"GREENROOM_CLAUDE_BASE_URL": server.url, "GREENROOM_CLAUDE_API_KEY": KEY}


def comes(talk: Talk, passage: bytes) -> None:
    """Read what the conversation prints up to a passage."""
    assert talk.stdout is not None
    seen = b""
    guard = Timer(_PATIENCE, talk.kill)
    guard.start()
    while passage not in seen:
        line = talk.stdout.readline()
        assert line, f"{passage!r} never came after:\n{seen.decode()}"
        seen += line
    guard.cancel()


def says_line(talk: Talk, line: bytes) -> None:
    assert talk.stdin is not None
    talk.stdin.write(line + b"\n")
    talk.stdin.flush()


def ended(talk: Talk, number: signal.Signals) -> int:
    """The exit status after a signal."""
    talk.send_signal(number)
    status = talk.wait(_PATIENCE)
    assert talk.stderr is not None
    assert talk.stderr.read() == b""
    return status


SIGNALS = pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])


@SIGNALS
def test_a_signal_ends_a_script_that_says_nothing_more(opened: Opened, number: signal.Signals, status: int) -> None:
    talk = opened()
    comes(talk, b"You can:")
    assert ended(talk, number) == status


@SIGNALS
def test_a_signal_ends_a_script_that_waits_for_a_card_and_the_answer_is_graded_at_the_next_start(
    opened: Opened, slow_judge: dict[str, str], number: signal.Signals, status: int
) -> None:
    talk = opened(**slow_judge)
    comes(talk, b"You can:")
    says_line(talk, ANSWER)
    says_line(talk, b"/send")
    comes(talk, b"saved")
    assert ended(talk, number) == status
    after = opened(GREENROOM_JUDGE="offline")
    comes(after, b"Your answer from before was graded")
    after.communicate(b"/quit\n", timeout=_PATIENCE)
    assert after.returncode == 0
