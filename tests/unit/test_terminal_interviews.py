from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.terminal.app import TerminalApp
from bot.adapters.terminal.console import plain_console
from bot.adapters.terminal.render import render_plain
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.source import Overhearing
from bot.adapters.terminal.translate import Translator, typed_as
from bot.adapters.terminal.transport import TerminalTransport
from bot.core.chat import Button, Buttons, ChatEvent, Reply, ReplyKind, Text
from bot.core.replies.interview import plans_reply
from bot.core.replies.pairing import plans_reply as pair_plans
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.terminal import MEMBER, FakeCore, Step, TypingMember
from tests.unit.interview_samples import plan
from tests.unit.test_terminal_app import Talk, in_order


class Interview(Overhearing):
    """An interview that takes in everything but commands it does not know, and says something to it."""

    def __init__(self, chat: TerminalTransport) -> None:
        self.chat = chat
        self.heard: list[str] = []

    async def overhear(self, event: ChatEvent) -> bool:
        if event.text in {"/progress", "/mock glitter-bots"}:
            return False
        self.heard.append(event.text)
        return True

    async def heard_out(self) -> None:
        reply = Reply(ReplyKind.TURN, (Text(f"Kim: {self.heard[-1]}, you say."),))
        key = f"turn-{len(self.heard)}"
        await self.chat.post(MEMBER, self.chat.pages(MEMBER, reply)[0], key)


class Core(FakeCore):
    """Knows of an interview under way."""

    def _mock(self, _event: ChatEvent) -> Reply:
        return Reply(ReplyKind.NOTICE, (Text("You are in the middle of it."),))


class SlowCore(Core):
    """Says that it takes long, and goes on once that is on the screen."""

    async def __call__(self, event: ChatEvent) -> Reply:
        if event.command == "mock":
            word = Reply(ReplyKind.TURN, (Text("Kim is thinking."),))
            await self._chat.post(MEMBER, self._chat.pages(MEMBER, word)[0], "thinking")
        return await super().__call__(event)


def talk(
    *steps: Step, scripted: bool = True, going_on: bool = False, made: type[Core] = Core
) -> tuple[Talk, Interview]:
    chat, clock, member = TerminalTransport(MEMBER), FakeClock(), TypingMember(*steps, scripted=scripted)
    core, interview = made(chat), Interview(chat)
    app = TerminalApp(
        dispatch=core,
        chat=chat,
        clock=clock,
        translator=Translator(MEMBER, timed=False),
        screen=Screen(plain_console(80)),
        source=member,
        interviews=interview,
        going_on=going_on,
    )
    return Talk(app, core, chat, clock, member), interview


async def test_what_is_typed_is_said_in_the_interview_and_a_script_waits_for_the_turn() -> None:
    held, interview = talk("I like cats.", "/hint", "//slashes first", "/progress", "/quit")
    shown = await held.run()
    assert interview.heard == ["I like cats.", "/hint", "/slashes first"]
    assert in_order(shown, "I like cats., you say.", "/hint, you say.", "/slashes first, you say.")
    assert [event.command for event in held.core.events] == ["question", "progress"]


async def test_a_command_that_waits_for_its_word_to_be_seen_is_answered() -> None:
    held, _ = talk("/mock glitter-bots", "/quit", scripted=False, made=SlowCore)
    shown = await asyncio.wait_for(held.run(), 60)
    assert in_order(shown, "Kim is thinking.", "You are in the middle of it.")


async def test_an_interview_under_way_is_offered_instead_of_todays_question() -> None:
    held, _ = talk("/quit", going_on=True)
    assert "You are in the middle of it." in await held.run()
    assert [event.command for event in held.core.events] == ["mock"]


def test_a_words_button_is_typed_as_the_word() -> None:
    about = {"interview": "ab12"}
    typed = [
        typed_as(Button("", "mock", {"action": action, **about}), {}) for action in ("hint", "dont-know", "transcript")
    ]
    assert typed == ["/hint", "/dont-know", "/mock transcript"]
    assert typed_as(Button("", "mock", {"plan": "glitter-bots"}), {}) == "/mock glitter-bots"
    assert typed_as(Button("", "mock", {"action": "rate", "stars": "4", **about}), {}) == "/mock rate 4"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_plans_stand_one_below_the_other_where_a_line_does_not_hold_two(width: int) -> None:
    ids = ("glitter-bots", "meta-community-insights", "netflix-ds-loop")
    known = {name: plan(id=name, title="Several words that a line of sixty cannot hold beside it") for name in ids}
    shown = render_plain(plans_reply(list(known.values()), None), width)
    assert shown.splitlines()[-4:] == [
        "You can:",
        "/mock glitter-bots             Begin glitter-bots",
        "/mock meta-community-insights  Begin meta-community-insights",
        "/mock netflix-ds-loop          Begin netflix-ds-loop",
    ]
    lines = render_plain(pair_plans(replace(samples.content(), interviews=known)), width).splitlines()
    choices = lines[lines.index("You can:") + 1 :]
    assert {line[:36].strip().removeprefix("/pair plan=") for line in choices} - {""} == {*ids}
    assert all(line[34:36] == "  " and line[36] != " " for line in choices)


def test_what_fits_stands_side_by_side_and_goes_on_below_its_first() -> None:
    stars = [Button(f"★ {stars}", "mock", {"action": "rate", "stars": str(stars)}) for stars in range(1, 6)]
    assert render_plain(Reply(ReplyKind.NOTICE, (Buttons(tuple(stars)),)), 80).splitlines() == [
        "You can:  /mock rate 1 (★ 1)  /mock rate 2 (★ 2)  /mock rate 3 (★ 3)",
        "          /mock rate 4 (★ 4)  /mock rate 5 (★ 5)",
    ]
