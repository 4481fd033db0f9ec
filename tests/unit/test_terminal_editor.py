from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.adapters.terminal.completion import CommandCompleter
from bot.adapters.terminal.editor import Editor
from bot.adapters.terminal.source import Entry, Prompt
from bot.core.commands.typed import Choices

CHOICES = Choices({"exp-small": "Small but significant", "ml-l1-l2": "L1 and L2"}, ("meta",))
ASKING = Prompt("› ")
TICKING = Prompt("I said › ", one_line=True, cancellable=True)

UP = "\x1b[A"
PASTE = "\x1b[200~{}\x1b[201~"


class Keyboard:
    """Hands keys to an editor, a press at a time."""

    def __init__(self, pipe: PipeInput) -> None:
        self._pipe = pipe
        self.editor = Editor(CHOICES, pipe, DummyOutput())

    async def read(self, *keys: str, prompt: Prompt = ASKING) -> Entry | None:
        """What the editor makes of these keys."""
        reading = asyncio.create_task(self.editor.read(prompt))
        for key in keys:
            await asyncio.sleep(0.02)
            self._pipe.send_text(key)
        return await asyncio.wait_for(reading, 60)


@asynccontextmanager
async def keyboard() -> AsyncIterator[Keyboard]:
    with create_pipe_input() as pipe:
        yield Keyboard(pipe)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("one", "\r", "\r"), "one"),
        (("one", "\r", "two", "\r", "\r"), "one\ntwo"),
        (("one", "\r", "two", "\x04"), "one\ntwo"),
        (("one", "\x1b\r"), "one"),
        (("\r", "\r", "one", "\r", "\r"), "one"),
        (("/hint", "\r"), "/hint"),
        (("/hint\r",), "/hint"),
        (("/usr is a path", "\r", "\r"), "/usr is a path"),
        ((PASTE.format("one\n\ntwo\n\n"), "\x04"), "one\n\ntwo"),
        ((PASTE.format("one\r\n\r\ntwo"), "\r", "\r"), "one\n\ntwo"),
        ((PASTE.format("/hint\nand more"), "\x04"), "/hint\nand more"),
        (("日本語 👍🏽", "\x04"), "日本語 👍🏽"),
    ],
)
async def test_keys_make_an_entry(keys: tuple[str, ...], text: str) -> None:
    async with keyboard() as board:
        assert await board.read(*keys) == Entry(text)


async def test_lines_that_arrive_at_once_are_a_paste_and_do_not_send() -> None:
    async with keyboard() as board:
        assert await board.read("one\r\rtwo\r\rthree", "\x04") == Entry("one\n\ntwo\n\nthree")


@pytest.mark.parametrize("key", ["\x04", "\x03"])
async def test_leaving_an_empty_prompt_ends_the_reading(key: str) -> None:
    async with keyboard() as board:
        assert await board.read(key) is None


async def test_ctrl_c_clears_the_text_and_arrow_up_brings_it_back() -> None:
    async with keyboard() as board:
        assert await board.read("my answer", "\x03", UP, "\x04") == Entry("my answer")


async def test_a_second_ctrl_c_leaves() -> None:
    async with keyboard() as board:
        assert await board.read("my answer", "\x03", "\x03") is None


async def test_ctrl_c_goes_back_where_there_is_something_to_go_back_to() -> None:
    async with keyboard() as board:
        prompt = Prompt("revise › ", draft="the former text", cancellable=True)
        assert await board.read(" and more", "\x03", prompt=prompt) == Entry(cancelled=True)
        assert await board.read(UP, "\x04") == Entry("the former text and more")


async def test_a_draft_is_there_to_be_changed() -> None:
    async with keyboard() as board:
        assert await board.read(", better", "\x04", prompt=Prompt("› ", draft="my answer")) == Entry(
            "my answer, better"
        )


@pytest.mark.parametrize(("keys", "text"), [(("1 3", "\r"), "1 3"), (("\r",), "")])
async def test_enter_sends_at_once_where_one_line_is_asked_for(keys: tuple[str, ...], text: str) -> None:
    async with keyboard() as board:
        assert await board.read(*keys, prompt=TICKING) == Entry(text)


async def test_what_was_sent_before_is_in_the_history() -> None:
    async with keyboard() as board:
        await board.read("first answer", "\x04")
        assert await board.read(UP, "\x04") == Entry("first answer")


async def test_a_card_printed_above_leaves_what_is_typed_alone() -> None:
    async with keyboard() as board:
        reading = asyncio.create_task(board.read("half an ", prompt=ASKING))
        await asyncio.sleep(0.1)
        shown: list[str] = []
        await board.editor.above(lambda: shown.append("a card"))
        board._pipe.send_text("answer\x04")
        assert await reading == Entry("half an answer")
        assert shown == ["a card"]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ((), "Ctrl-D leaves"),
        (("/hi",), "Enter runs it"),
        (("one",), "twice sends"),
        (("one", "\r"), "Enter on this empty line sends"),
        (("one", "\x03"), "brings it back"),
    ],
)
async def test_the_toolbar_says_what_the_keys_do_now(keys: tuple[str, ...], says: str) -> None:
    async with keyboard() as board:
        reading = asyncio.create_task(board.read(*keys, prompt=Prompt("› ", status=lambda: "0:05 of 10 min")))
        async with asyncio.timeout(60):
            toolbar = ""
            while not (says in toolbar and "0:05 of 10 min" in toolbar):
                await asyncio.sleep(0.02)
                toolbar = board.editor._toolbar()
        reading.cancel()
    assert "0:05 of 10 min" in toolbar
    assert says in toolbar


def completions(typed: str) -> dict[str, str]:
    found = CommandCompleter(CHOICES).get_completions(Document(typed), CompleteEvent())
    return {completion.text: completion.display_meta_text for completion in found}


def test_commands_complete_with_what_they_do() -> None:
    assert completions("/hi") == {"/hint": "a hint, from gentle to strong", "/history": "your answers so far"}
    assert "/another" in completions("/")
    assert "/quit" in completions("/")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/question small", {"exp-small": "Small but significant"}),
        ("/question exp-small met", {"meta": "style", "goals-and-metrics": "skill"}),
        ("/another experim", {"experimentation": "track"}),
        ("/today experim", {"experimentation": "track"}),
        ("/model-answer l1", {"ml-l1-l2": "L1 and L2"}),
        ("/hint 1", {}),
        ("an answer with exp", {}),
        ("/question\nexp", {}),
    ],
)
def test_words_complete_where_they_mean_something(typed: str, expected: dict[str, str]) -> None:
    assert completions(typed) == expected
