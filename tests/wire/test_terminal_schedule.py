"""Schedules on the terminal: the greenroom command as its own process, with a database of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.terminal.wiring import local_origin
from bot.core.schedules.storing import rule_data
from bot.core.schedules.words.parse import parse
from storage.database import open_database
from tests.wire.pty_screen import END, ENTER, Screen
from tests.wire.running import Home

pytestmark = pytest.mark.slow


class Room:
    """The home of somebody who practises alone, and what is stored there."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._file = home.folder / "test.db"
        self._due = minutes_ago(0)

    def chats(self, *lines: str) -> str:
        """What a script of these lines shows."""
        result = self.home.run("chat", stdin="".join(f"{line}\n" for line in lines))
        assert (result.code, result.err) == (0, "")
        return result.out

    def schedules(self, minutes: int) -> None:
        """Have a daily schedule that was due some minutes ago, and will not be looked at until it is said to be due."""
        self._due = minutes_ago(minutes)

        async def store() -> None:
            rule = parse(f"daily {self._due:%H:%M} UTC", self._due)
            async with await open_database(str(self._file)) as database:
                place = await database.directory.place_of(local_origin(), "UTC")
                await database.schedules.add(place, rule_data(rule), "me", None)

        asyncio.run(store())

    def is_due(self) -> None:
        """Have the schedule looked at, even while the program runs."""
        self.does("UPDATE schedules SET next_due_at = ?", f"{self._due:%Y-%m-%d %H:%M:%S.%f}")

    def does(self, statement: str, *values: object) -> Sequence[Any]:
        """Run a statement; its rows."""
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            return connection.execute(statement, values).fetchall()


@pytest.fixture
def room(home: Home) -> Room:
    return Room(home)


@pytest.fixture
def screen(room: Room) -> Iterator[Screen]:
    """The terminal at which the program has asked its first question."""
    room.schedules(0)
    environment = {**room.home.environment, "GREENROOM_WEIGHTS": "/nowhere"}
    settings = {name: value for name, value in environment.items() if name.startswith(("GREENROOM_", "PYTHON"))}
    opened = Screen("bot", "chat", "--question", "ml-l1-l2", environment=settings, folder=room.home.folder)
    opened.shows("Type your answer")
    yield opened
    opened.close()


def minutes_ago(minutes: int) -> datetime:
    """A moment on the minute, as all due times are."""
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=minutes)


def in_order(text: str, *passages: str) -> None:
    """Make sure that passages come one after the other."""
    place = 0
    for passage in passages:
        found = text.find(passage, place)
        assert found >= 0, f"{passage!r} is not in:\n{text[place:]}"
        place = found + len(passage)


def test_a_schedule_is_set_in_words_echoed_saved_shown_and_changed_by_typing(room: Room) -> None:
    shown = room.chats(
        "/schedule weekdays 9:00 Europe/Berlin",
        "/schedule save 1",
        "/schedule",
        "/schedule preview",
        "/schedule pause 1",
        "/schedule resume 1",
        "/schedule skip 1",
        "/schedule change 1 daily 18:00",
        "/schedule save 2 replaces=1",
        "/schedule weekdys 9:00",
        "/schedule remove 1",
        "/schedule",
    )
    in_order(
        shown,
        "Did I get this right?",
        "every weekday at 9:00, Europe/Berlin",
        "Next: ",
        "/schedule save 1 (Save)",
        "Saved: every weekday",
        "1. every weekday at 9:00",
        "/schedule pause 1",
        "What is to come",
        "Paused until",
        "/schedule resume 1",
        "Saved: every weekday",
        "Left out: ",
        "/schedule unskip 1 date=",
        "every day at 18:00",
        "/schedule save 2 replaces=1",
        "Saved: every day at 18:00",
        "weekdays",
        "has ended",
        "no schedule yet",
    )


def test_a_question_that_was_due_while_the_program_was_away_comes_at_the_next_start_with_its_note(room: Room) -> None:
    room.schedules(60)
    room.is_due()
    shown = room.chats("/progress")
    in_order(shown, "Your schedule asks:", "A little late today", "opens it.", "Your progress")
    assert "Your schedule asks:" not in room.chats("/progress")


def test_what_was_due_too_long_ago_is_skipped(room: Room) -> None:
    room.schedules(7 * 60)
    room.is_due()
    assert "Your schedule asks:" not in room.chats("/progress")
    assert room.does("SELECT reason FROM schedule_skips") == [("late",)]


def test_a_question_that_comes_while_an_answer_is_typed_waits_and_is_opened_by_its_id(
    room: Room, screen: Screen
) -> None:
    screen.types("half an ")
    room.is_due()
    screen.shows("Your schedule asks:")
    screen.shows("It waits for you: /question ")
    screen.types("answer", END)
    screen.shows("│ half an answer\n")
    screen.shows("A question of your schedule waits: /question ")
    screen.shows("Type a better try")
    ((posting, question),) = room.does("SELECT id, question_id FROM postings WHERE schedule_id IS NOT NULL")
    screen.types(f"/question {question}", ENTER)
    screen.shows("Nobody has answered yet")
    screen.types("I would ask first.", END)
    screen.shows("│ I would ask first.\n")
    screen.shows("Type a better try")
    screen.types(END)
    assert screen.ends() == 0
    assert room.does("SELECT text, posting_id = ? FROM answers ORDER BY id", posting) == [
        ("half an answer", 0),
        ("I would ask first.", 1),
    ]


def test_a_question_that_comes_when_nothing_is_typed_is_the_one_that_is_answered(room: Room, screen: Screen) -> None:
    room.is_due()
    screen.shows("Your schedule asks:")
    screen.shows("Nobody has answered yet")
    screen.types("I would ask first.", END)
    screen.shows("│ I would ask first.\n")
    screen.shows("Type a better try")
    screen.types(END)
    assert screen.ends() == 0
    assert "It waits" not in screen.text()
    assert screen.text().count("Your schedule asks:") == 1  # also when its count has changed
    assert room.does("SELECT text, schedule_id FROM answers JOIN postings ON postings.id = answers.posting_id") == [
        ("I would ask first.", 1)
    ]


def test_a_swap_shows_the_other_question_and_the_end_brings_the_summary(room: Room, screen: Screen) -> None:
    room.is_due()
    screen.shows("Your schedule asks:")
    screen.shows("Nobody has answered yet")
    screen.types("/schedule swap", ENTER)
    screen.shows("Swapped for")
    screen.shows("Your schedule asks:")
    screen.shows("Nobody has answered yet")
    screen.shows("Type your answer")
    room.does("UPDATE jobs SET due_at = '2026-01-01 00:00:00.000000' WHERE kind = 'close'")
    screen.types("/progress", ENTER)  # which has the workers look
    screen.shows("What a senior would say")
    screen.shows("Type your answer")
    screen.types(END)
    assert screen.ends() == 0


def test_an_export_is_a_file_of_ones_own_that_takes_no_others_place(room: Room) -> None:
    first, second = room.chats("/export"), room.chats("/export")
    names = sorted(path.name for path in room.home.folder.glob("greenroom-*.json"))
    assert len(names) == 2
    assert f"Written to {names[1]} in this folder" in " ".join(first.split())
    assert f"Written to {names[0]} in this folder" in " ".join(second.split())
    modes = {stat.S_IMODE((room.home.folder / name).stat().st_mode) for name in names}
    assert modes == {0o600}
