from __future__ import annotations

import asyncio
import os

import pytest

from bot.adapters.terminal.script import ByteLines, Script
from bot.adapters.terminal.source import Entry, Prompt

ASKING = Prompt("› ")
TICKING = Prompt("I said › ", one_line=True)


async def entries(content: bytes, prompt: Prompt = ASKING) -> list[Entry]:
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    script = Script(ByteLines(reading))
    found = []
    while (entry := await script.read(prompt)) is not None:
        found.append(entry)
    os.close(reading)
    return found


async def texts(content: str, prompt: Prompt = ASKING) -> list[str]:
    return [entry.text for entry in await entries(content.encode(), prompt)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        ("\n\n\n", []),
        ("/hint", ["/hint"]),
        ("one\ntwo\n", ["one\ntwo"]),
        ("one\n\ntwo\n", ["one\n\ntwo"]),
        ("one\n  \ntwo\n\n\n", ["one\n  \ntwo"]),
        ("one\n\n\n\ntwo", ["one", "two"]),
        ("one\n/hint\ntwo\n", ["one", "/hint", "two"]),
        ("one\n/send\n/send\ntwo\n", ["one", "two"]),
        ("one\r\ntwo\r\n\r\n/hint\r\n", ["one\ntwo", "/hint"]),
        ("  indented\n    more", ["  indented\n    more"]),
        ("/answer\none\n\ntwo\n/send\nthree", ["/answer\none\n\ntwo", "three"]),
        ("/revise\none\n\ntwo\n/hint", ["/revise\none\n\ntwo", "/hint"]),
        ("/revise 3\n\none\n", ["/revise 3\none"]),
        ("/revise the whole text\none\n", ["/revise the whole text", "one"]),
        ("/revise\n/hint", ["/revise\n", "/hint"]),
        ("//hint is what I typed\n//it was\n", ["//hint is what I typed\n/it was"]),
        ("I looked in\n/usr/bin for it", ["I looked in\n/usr/bin for it"]),
        ("\ufeff/hint", ["/hint"]),
    ],
)
async def test_lines_are_commands_and_answers(content: str, expected: list[str]) -> None:
    assert await texts(content) == expected


async def test_numbers_after_a_checklist_are_an_entry_of_their_own() -> None:
    assert await texts("1 3-4\nall\nI also said why.\nAnd how.\n", TICKING) == [
        "1 3-4",
        "all",
        "I also said why.\nAnd how.",
    ]


async def test_a_line_that_is_not_utf8_is_named_by_its_number_and_kept() -> None:
    first, second, third = await entries(b"fine\n\n\ncaf\xe9 and\nmore \xff\n\n\nfine again\n")
    assert (first.text, first.problem) == ("fine", "")
    assert second.text == "caf\ufffd and\nmore \ufffd"
    assert second.problem.startswith("Line 4 of the input is not UTF-8")
    assert (third.text, third.problem) == ("fine again", "")


async def test_an_endless_line_does_not_fill_the_memory() -> None:
    reading, writing = os.pipe()

    def flood() -> None:
        with os.fdopen(writing, "wb") as file:
            for _ in range(60):
                file.write(b"x" * 100_000)

    flooding = asyncio.to_thread(flood)
    task = asyncio.create_task(flooding)
    entry = await Script(ByteLines(reading)).read(ASKING)
    await task
    os.close(reading)
    assert entry is not None
    assert 12_000 < len(entry.text) <= 1_100_000


async def test_reading_stops_at_once_when_nobody_waits_for_it_any_more() -> None:
    reading, writing = os.pipe()
    task = asyncio.create_task(Script(ByteLines(reading)).read(ASKING))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    os.close(writing)
    os.close(reading)


async def test_a_person_without_an_editor_gets_a_mark_to_type_after() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"/hint\n")
    os.close(writing)
    marks: list[str] = []
    script = Script(ByteLines(reading), marks.append)
    assert not script.scripted
    assert await script.read(ASKING) == Entry("/hint")
    assert await script.read(TICKING) is None
    os.close(reading)
    assert marks == ["› ", "I said › "]


async def test_an_empty_line_is_enough_where_a_person_types_the_lines() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"one\n\ntwo\n")
    os.close(writing)
    script = Script(ByteLines(reading), lambda _: None)
    assert await script.read(ASKING) == Entry("one")
    assert await script.read(ASKING) == Entry("two")
    os.close(reading)
