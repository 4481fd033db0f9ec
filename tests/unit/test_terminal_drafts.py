"""A turn on the terminal that is printed while it is being written."""

from __future__ import annotations

import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.adapters.terminal.console import lets_grow, open_console, plain_console
from bot.adapters.terminal.growing import Growing, new_words
from bot.adapters.terminal.render import render_plain
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.transport import TerminalTransport
from bot.core.chat import Button, Buttons, ChatEvent, Reply, ReplyKind, Text
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from tests.fakes.clock import FakeClock
from tests.fakes.stores import InMemoryStores
from tests.fakes.terminal import MEMBER
from tests.unit.test_terminal_app import Talk
from tests.unit.test_terminal_interviews import Interview, talk

SENTENCES = ("You spoke of views and of those who pay for them.", "Let us stay there for a moment.", "What is missing?")
BUTTONS = Buttons((Button("Hint", "mock", {"action": "hint"}),))


def said(text: str, *more: Buttons) -> Reply:
    return Reply(ReplyKind.TURN, (Text(f"**Kim:** {text}"), *more))


def ordered(shown: str, *passages: str) -> bool:
    """Whether passages come one after the other, however their lines are broken."""
    text, at = " ".join(shown.split()), 0
    for passage in passages:
        at = text.find(passage, at) + len(passage)
        if at < len(passage):
            return False
    return True


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80])
def test_what_grew_looks_as_if_it_had_been_printed_at_once(width: int) -> None:
    console = plain_console(width)
    growing = Growing(console)
    for count in range(1, len(SENTENCES) + 1):
        growing.grow(said(" ".join(SENTENCES[:count])))
    whole = said(" ".join(SENTENCES), BUTTONS)
    assert growing.finish(whole)
    assert "\n".join(line.rstrip() for line in printed(console).splitlines()) + "\n" == render_plain(whole, width)


@given(st.lists(st.text("abc de_*", min_size=1, max_size=30), min_size=1, max_size=4), st.integers(40, 90))
def test_whatever_grows_no_word_is_printed_twice(texts: list[str], width: int) -> None:
    console = plain_console(width)
    growing = Growing(console)
    plain = [" ".join(text.replace("_", "").replace("*", "").split()) for text in texts]
    for count in range(1, len(plain) + 1):
        growing.grow(said(" ".join(plain[:count])))
    growing.finish(said(" ".join(plain)))
    assert printed(console).split() == f"Kim: {' '.join(plain)}".split()


def test_the_words_are_there_before_the_rest_is_known() -> None:
    console = plain_console(80)
    growing = Growing(console)
    growing.grow(said(SENTENCES[0]))
    assert printed(console) == f"Kim: {SENTENCES[0]}"
    growing.grow(said(" ".join(SENTENCES[:2])))
    assert ordered(printed(console), SENTENCES[0], SENTENCES[1])


def test_its_words_can_come_one_by_one() -> None:
    console = plain_console(30)
    growing, text = Growing(console), " ".join(SENTENCES)
    states = []
    for words in new_words("", said(text)):
        growing.grow(said(text), words)
        states.append(printed(console).split())
    assert states == [f"Kim: {text}".split()[: count + 1] for count in range(len(states))]
    assert list(new_words(f"**Kim:** {SENTENCES[0]}", said(f"{SENTENCES[0]} And then?"))) == [13, 14]
    assert growing.finish(said(text))
    assert printed(console) == render_plain(said(text), 30)


def test_what_became_another_turn_is_printed_after_a_word_on_it() -> None:
    console = plain_console(80)
    screen = Screen(console)
    screen.grow(said(SENTENCES[0]))
    screen.end_line()
    screen.finish(said("How would you go on?", BUTTONS))
    assert "\n\nI'll put it differently:\n\nKim: How would you go on?\n\nYou can:" in printed(console)
    assert ordered(printed(console), SENTENCES[0], "differently")


def test_what_stands_in_between_ends_it_and_the_turn_comes_whole() -> None:
    console = plain_console(80)
    screen = Screen(console)
    screen.grow(said(SENTENCES[0]))
    screen.notice("A card.")
    screen.grow(said(" ".join(SENTENCES[:2])))
    screen.finish(said(" ".join(SENTENCES)))
    shown = printed(console)
    assert f"{SENTENCES[0]}\n\nA card.\n\nKim:" in shown
    assert ordered(shown, "A card.", "Kim:", *SENTENCES)
    assert "differently" not in shown
    assert shown.count("Kim:") == 2


def test_a_terminal_that_became_narrower_gets_the_turn_again_on_a_line_of_its_own() -> None:
    console = plain_console(80)
    growing = Growing(console)
    growing.grow(said(" ".join(SENTENCES[:2])))
    console.width = 30
    assert growing.finish(said(" ".join(SENTENCES)))
    assert ordered(printed(console), "for a moment.", "Kim:", *SENTENCES)


class Tty(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "settings", "grows"),
    [
        (Tty, {}, True),
        (Tty, {"NO_COLOR": "1"}, False),
        (Tty, {"TERM": "dumb"}, False),
        (io.StringIO, {}, False),
    ],
)
def test_a_text_grows_on_a_terminal_where_nothing_plainer_is_asked_for(
    stream: type[io.StringIO], settings: dict[str, str], grows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_INTERACTIVE", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **settings}.items():
        monkeypatch.setenv(name, value)
    assert lets_grow(open_console(stream())) is grows


class Written(Interview):
    """An interviewer whose turn is seen while it is written, over a courier as in the program."""

    def __init__(self, chat: TerminalTransport, final: str = " ".join(SENTENCES)) -> None:
        super().__init__(chat)
        clock = FakeClock()
        self.courier = Courier(chat, InMemoryStores().deliveries, Pacer(clock), clock)
        self.final = final

    async def overhear(self, event: ChatEvent) -> bool:
        for count in range(1, len(SENTENCES) + 1):
            self.courier.draft(MEMBER, said(" ".join(SENTENCES[:count])), "draft", "slot")
        await self.courier.end_draft(MEMBER, "slot")
        return await super().overhear(event)

    async def heard_out(self) -> None:
        await self.courier.deliver(MEMBER, said(self.final, BUTTONS), "turn", slot="slot")


async def held(*, drafts: bool, final: str = " ".join(SENTENCES)) -> str:
    conversation: Talk
    conversation, _ = talk("I like cats.", "/quit")
    app = conversation.app
    app.chat.shows_drafts, app.chat.word_seconds = drafts, 0.0
    app.interviews = Written(app.chat, final)
    return await conversation.run()


@pytest.mark.parametrize("drafts", [True, False])
async def test_a_turn_is_on_the_screen_once_whether_it_grew_or_not(drafts: bool) -> None:
    shown = " ".join((await held(drafts=drafts)).split())
    assert shown.count(" ".join(SENTENCES)) == 1
    assert shown.count("Kim:") == 1
    assert ordered(shown, SENTENCES[2], "You can: /hint")
    assert "differently" not in shown


async def test_the_plans_own_turn_follows_what_was_given_up() -> None:
    shown = await held(drafts=True, final="How would you go on?")
    assert ordered(shown, SENTENCES[0], "I'll put it differently:", "Kim: How would you go on?", "You can:")
    assert "differently" not in await held(drafts=False, final="How would you go on?")


async def test_a_terminal_that_is_closed_takes_no_drafts_and_holds_up_nobody() -> None:
    chat, clock = TerminalTransport(MEMBER), FakeClock()
    chat.shows_drafts = True
    courier = Courier(chat, InMemoryStores().deliveries, Pacer(clock), clock)
    courier.draft(MEMBER, said(SENTENCES[0]), "draft", "slot")
    chat.close()
    await courier.end_draft(MEMBER, "slot")
    assert chat.next_now() is None


async def test_a_draft_that_nobody_has_seen_yet_ends_when_the_terminal_is_closed() -> None:
    chat, clock = TerminalTransport(MEMBER), FakeClock()
    chat.shows_drafts = True
    courier = Courier(chat, InMemoryStores().deliveries, Pacer(clock), clock)
    courier.draft(MEMBER, said(SENTENCES[0]), "draft", "slot")
    ending = asyncio.ensure_future(courier.end_draft(MEMBER, "slot"))
    await asyncio.wait_for(chat.next(), 60)
    chat.close()
    await asyncio.wait_for(ending, 60)
