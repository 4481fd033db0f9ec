"""An interviewer's turn that is printed while a model writes it: the program on a terminal of its own."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.messages_server import KEY, MessagesServer, streams
from tests.wire.pty_screen import ENTER, Screen
from tests.wire.running import Home

pytestmark = pytest.mark.slow
PATIENCE = 90.0
PACK = Path(__file__).parents[1] / "data" / "pack"
FIRST, SECOND, THIRD = "Small cats, then.", "Let us stay with them.", "What would you ask one?"
ANSWER = "I like small cats."
CHAT, RUN = ("chat",), ("interview", "run", "two-stages")


Sits = Callable[..., Screen]


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer().running() as running:
        yield running


@pytest.fixture
def asked(home: Home, server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sits]:
    """Makes a screen on which the interviewer waits for an answer."""
    monkeypatch.setattr("tests.wire.pty_screen._PATIENCE", PATIENCE)
    screens: list[Screen] = []
    claude = {"GREENROOM_CLAUDE_API_KEY": KEY, "GREENROOM_CLAUDE_BASE_URL": server.url}
    seat = {"GREENROOM_PACKS": str(PACK), "GREENROOM_WEIGHTS": "/nowhere", "GREENROOM_INTERVIEW_PAUSE": "0"}

    def sits(*command: str, **settings: str) -> Screen:
        environment = {**home.environment, **claude, **seat, **settings}
        screens.append(screen := Screen("bot", *command, environment=environment, folder=home.folder))
        if command == CHAT:
            screen.shows("Type your answer")
            says(screen, command, "/mock two-stages")
        screen.shows("What brings you here?")
        if command == CHAT:
            said(home)
        return screen

    yield sits
    for screen in screens:
        screen.close()


def said(home: Home) -> None:
    """Wait until everything that the interviewer has said is noted as said."""
    end, left = time.monotonic() + PATIENCE, 1
    while left:
        assert time.monotonic() < end, "the interviewer does not come to an end"
        time.sleep(0.05)
        with closing(sqlite3.connect(f"file:{home.folder / 'test.db'}?mode=ro", uri=True)) as connection:
            [(left,)] = connection.execute("SELECT count(*) FROM jobs WHERE kind = 'say' AND outcome IS NULL")


def says(screen: Screen, command: tuple[str, ...], text: str) -> None:
    """Type a line and send it."""
    screen.types(text, ENTER, *((ENTER,) if command == CHAT and not text.startswith("/") else ()))


@pytest.mark.parametrize("command", [CHAT, RUN], ids=["chat", "run"])
def test_words_come_as_they_are_written_and_once_and_what_may_not_be_said_is_not_seen(
    asked: Sits, server: MessagesServer, home: Home, command: tuple[str, ...]
) -> None:
    more, rest = threading.Event(), threading.Event()
    server.script.append(streams(f"{FIRST} Let", more, f" us stay with them. {THIRD[:4]}", rest, THIRD[4:]))
    server.script.append(streams("Large ones, too. ", "So news second said another way would be it. ", THIRD))
    screen = asked(*command)
    says(screen, command, ANSWER)
    screen.shows(f"Kim: {FIRST}")
    more.set()
    screen.shows(SECOND)
    rest.set()
    screen.shows(THIRD)
    shown = " ".join(screen.text().split())
    assert shown.count(f"Kim: {FIRST} {SECOND} {THIRD}") == shown.count(FIRST) == 1
    assert "differently" not in shown
    screen.shows("You can:" if command == CHAT else "\n› ")
    if command == CHAT:
        said(home)
    says(screen, command, "I work with large ones as well, since they have more patience than I do.")
    screen.shows("Kim: Large ones, too.")
    screen.shows("I'll put it differently:")
    screen.shows("Kim: How would you go on with news?")
    assert "another way" not in screen.raw
