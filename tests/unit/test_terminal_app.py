from __future__ import annotations

import asyncio
import io
import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from rich.console import Console

from bot.adapters.terminal.app import REFUSED, TerminalApp
from bot.adapters.terminal.console import plain_console
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.source import Entry
from bot.adapters.terminal.translate import Translator
from bot.adapters.terminal.transport import TerminalTransport
from bot.adapters.terminal.wiring import BROKEN_PIPE, open_terminal, run_terminal
from bot.core.chat import Document, Part, Reply, ReplyKind, Text
from bot.core.delivery.records import Sent
from bot.core.errors import StorageError, TryLaterError, UndeliverableError
from tests.fakes.clock import START, FakeClock, settle
from tests.fakes.terminal import MEMBER, FakeCore, Step, TypingMember, card, question


@dataclass
class Talk:
    """A conversation under test."""

    app: TerminalApp
    core: FakeCore
    chat: TerminalTransport
    clock: FakeClock
    member: TypingMember

    async def run(self) -> str:
        """Have the conversation; what was on the screen at its end."""
        assert await self.app.run() == 0
        return self.shown

    @property
    def shown(self) -> str:
        file = self.app.screen.console.file
        assert isinstance(file, io.StringIO)
        return file.getvalue()


def conversation(
    *steps: Step, scripted: bool = False, expected: int = 0, greeting: tuple[Part, ...] = (), **preselect: str
) -> Talk:
    chat, clock, member = TerminalTransport(MEMBER), FakeClock(), TypingMember(*steps, scripted=scripted)
    core = FakeCore(chat)
    app = TerminalApp(
        dispatch=core,
        chat=chat,
        clock=clock,
        translator=Translator(MEMBER, timed=not scripted),
        screen=Screen(plain_console(80)),
        source=member,
        greeting=greeting,
        preselect=preselect,
        expected=expected,
    )
    return Talk(app, core, chat, clock, member)


def in_order(text: str, *passages: str) -> bool:
    places = [text.find(passage) for passage in passages]
    return -1 not in places and places == sorted(places)


async def test_the_first_minute_is_a_greeting_a_question_a_receipt_and_a_card() -> None:
    talk = conversation("I would randomise.", greeting=(Text("Welcome."),))
    shown = await talk.run()
    assert in_order(shown, "Welcome.", "The question today", "Got it.", "Card 1: about 40", "I would randomise.")
    assert talk.core.commands == ["question", "answer"]
    assert in_order(shown, "Card 1", "Nothing is lost")


async def test_the_first_question_is_the_one_chosen_on_the_command_line() -> None:
    talk = conversation(question="chosen")
    assert "The question chosen" in await talk.run()
    assert talk.core.events[0].options == {"question": "chosen"}


async def test_a_script_whose_question_cannot_be_asked_ends_with_a_status_of_its_own() -> None:
    talk = conversation("an answer to nothing", scripted=True, question="nowhere")
    assert await talk.app.run() == REFUSED
    assert "There is no question nowhere." in talk.shown
    assert talk.core.commands == ["question"]


async def test_a_person_whose_question_cannot_be_asked_is_told_and_asked_again() -> None:
    talk = conversation("my answer", question="nowhere")
    shown = await talk.run()
    assert "No question is open" in shown
    assert [prompt.draft for prompt in talk.member.prompts] == ["", "my answer"]


async def test_an_answer_carries_the_time_it_took() -> None:
    talk = conversation()
    talk.member.types(lambda: talk.clock.advance(65), "I would randomise.")
    await talk.run()
    assert talk.core.events[1].options == {"question": "today", "posting_id": "7", "seconds": "65"}


async def test_the_toolbar_counts_the_time_until_the_answer_is_sent() -> None:
    talk = conversation()
    seen: list[str] = []

    def look() -> None:
        seen.append(talk.member.prompts[-1].status())

    talk.member.types(look, lambda: talk.clock.advance(61), look, "I would randomise.", look)
    await talk.run()
    assert seen == ["0:00 of 10 min", "1:01 of 10 min", ""]


async def test_a_text_after_the_card_is_a_better_try() -> None:
    talk = conversation("first", "second")
    assert "Card 2" in await talk.run()
    assert [(event.command, event.options.get("answer_id")) for event in talk.core.events[1:]] == [
        ("answer", None),
        ("revise", "1"),
    ]


async def test_revising_opens_the_former_text_and_sends_the_new_one() -> None:
    talk = conversation("first text", "/revise", "first text, made better")
    await talk.run()
    assert talk.member.prompts[2].draft == "first text"
    last = talk.core.events[-1]
    assert (last.command, last.text, last.options) == ("revise", "first text, made better", {"answer_id": "1"})


async def test_a_revision_that_changes_nothing_is_not_sent() -> None:
    talk = conversation("first text", "/revise", "first text\n")
    assert "nothing was sent" in await talk.run()
    assert talk.core.commands == ["question", "answer"]


async def test_going_back_from_a_revision_leaves_the_answer_as_it_was() -> None:
    talk = conversation("first text", "/revise", Entry(cancelled=True), "/progress")
    assert "stays as it is" in await talk.run()
    assert talk.core.commands == ["question", "answer", "progress"]


async def test_an_answer_from_another_day_is_revised_from_its_card() -> None:
    talk = conversation("/revise 99", "an old answer, made better")
    await talk.run()
    assert talk.member.prompts[1].draft == "an old answer"
    assert [(event.command, event.options["answer_id"]) for event in talk.core.events[1:]] == [
        ("card", "99"),
        ("revise", "99"),
    ]


async def test_an_answer_that_does_not_exist_cannot_be_revised() -> None:
    talk = conversation("/revise 55", "/revise")
    shown = await talk.run()
    assert in_order(shown, "There is no such answer.", "There is no answer to revise yet.")


async def test_a_follow_up_without_words_takes_the_next_ones_and_not_as_a_better_try() -> None:
    talk = conversation("first", "/follow-up", "And the costs.", "second")
    await talk.run()
    assert talk.member.prompts[2].mark == "follow-up › "
    assert [(event.command, event.text) for event in talk.core.events[2:]] == [
        ("follow-up", "And the costs."),
        ("revise", "second"),
    ]


async def test_a_follow_up_can_be_left_and_one_that_was_not_taken_is_back_as_one() -> None:
    talk = conversation("first", "/follow-up", Entry(cancelled=True), "/follow-up", "too long", "short")
    talk.core.refuses = ("too long",)
    await talk.run()
    assert [(event.command, event.text) for event in talk.core.events[2:]] == [
        ("follow-up", "too long"),
        ("follow-up", "short"),
    ]


async def test_an_answer_that_was_not_taken_is_back_in_the_editor() -> None:
    talk = conversation("too long")
    talk.core.refuses = ("too long",)
    await talk.run()
    assert talk.member.prompts[1].draft == "too long"


async def test_a_revision_that_was_not_taken_is_back_as_a_revision() -> None:
    talk = conversation("first", "/revise", "too long", "better")
    talk.core.refuses = ("too long",)
    await talk.run()
    assert talk.member.prompts[3].draft == "too long"
    assert [(event.text, event.options["answer_id"]) for event in talk.core.events[-2:]] == [
        ("too long", "1"),
        ("better", "1"),
    ]


async def test_hints_step_from_one_to_the_next() -> None:
    talk = conversation("/hint", "/hint", "/another", "/hint")
    await talk.run()
    hints = [
        (event.options["question"], event.options["number"]) for event in talk.core.events if event.command == "hint"
    ]
    assert hints == [("today", "1"), ("today", "2"), ("second", "1")]


async def test_points_are_ticked_by_typing_their_numbers() -> None:
    talk = conversation("first", "/self-check", "1 3-4")
    shown = await talk.run()
    assert in_order(shown, "1 [ ] first point", "1 [x] first point", "4 [x] fourth point")
    assert talk.core.events[-1].options == {"answer_id": "1", "said": "first-point,third-point,fourth-point"}
    assert talk.member.prompts[2].one_line


async def test_points_can_be_ticked_in_one_line() -> None:
    talk = conversation("first", "/self-check 2")
    await talk.run()
    assert talk.core.events[-1].options == {"answer_id": "1", "said": "second-point"}


async def test_ticking_nothing_is_not_the_same_as_ticking_none() -> None:
    talk = conversation("first", "/self-check", "", "/self-check none")
    await talk.run()
    assert [event.options.get("said") for event in talk.core.events[2:]] == [None, ""]


@pytest.mark.parametrize(("typed", "told"), [("one", "Type the numbers"), ("1 9", "There is no point 9")])
async def test_numbers_that_do_not_fit_are_asked_for_again(typed: str, told: str) -> None:
    talk = conversation("first", "/self-check", typed, "1")
    assert told in await talk.run()
    assert talk.member.prompts[3].draft == typed
    assert talk.core.events[-1].options["said"] == "first-point"


async def test_in_a_script_words_after_a_checklist_are_a_better_try() -> None:
    talk = conversation("first", "/self-check", "I also said why.", scripted=True)
    await talk.run()
    assert talk.core.events[-1].command == "revise"


async def test_a_mistyped_command_is_met_with_the_nearest_one() -> None:
    talk = conversation("/hnit", "/zzz")
    shown = await talk.run()
    assert "Did you mean /hint?" in shown
    assert "There is no command /zzz." in shown
    assert talk.core.commands == ["question"]


async def test_help_lists_every_command_as_it_is_typed_and_the_keys_for_a_person() -> None:
    shown = await conversation("/help").run()
    for typed in ("/question", "/another", "/revise", "/self-check", "/quit", "Ctrl-D"):
        assert typed in shown
    assert "Ctrl-D" not in await conversation("/help", scripted=True).run()


@pytest.mark.parametrize("typed", ["/quit", "/exit", "/q"])
async def test_leaving_ends_the_conversation(typed: str) -> None:
    talk = conversation(typed, "never read")
    assert "Nothing is lost" in await talk.run()
    assert talk.core.commands == ["question"]


async def test_a_card_that_comes_while_the_member_types_stands_above_the_prompt() -> None:
    talk = conversation()
    old = card("an old answer", {"answer_id": "99", "question_id": "old"})
    talk.member.types(lambda: talk.core.deliver_soon(old, "deliver:99"), "/progress")
    shown = await talk.run()
    assert in_order(shown, "Your answer from before was graded:", "Card 99", "/revise 99", "Your progress")
    assert talk.member.above_prompt == 1


async def test_cards_left_from_before_a_crash_come_before_the_question() -> None:
    talk = conversation(expected=1)
    talk.core.deliver_soon(card("an old answer", {"answer_id": "99", "question_id": "old"}), "deliver:99")
    assert in_order(await talk.run(), "Your answer from before was graded:", "Card 99", "The question today")


async def test_a_card_that_does_not_come_soon_does_not_hold_up_the_start() -> None:
    talk = conversation(expected=2)
    running = asyncio.create_task(talk.run())
    await talk.clock.pass_time(1)
    await talk.clock.pass_time(60)
    assert "The question today" in await running


async def test_a_delivery_ends_when_its_card_is_on_the_screen_and_is_shown_once() -> None:
    chat = TerminalTransport(MEMBER)
    (page,) = chat.pages(MEMBER, card("text", {"answer_id": "1", "question_id": "today"}))
    first = asyncio.create_task(chat.post(MEMBER, page, "key"))
    arrival = await chat.next()
    again = asyncio.create_task(chat.post(MEMBER, page, "key"))
    await settle()
    assert not first.done()
    assert not again.done()
    arrival.mark_shown()
    await asyncio.gather(first, again)
    await chat.post(MEMBER, page, "key")
    assert chat.next_now() is None
    assert await chat.find(MEMBER, "key", START) is not None


async def test_a_delivery_that_the_end_of_the_program_cut_off_is_to_be_tried_again() -> None:
    chat = TerminalTransport(MEMBER)
    (page,) = chat.pages(MEMBER, card("text", {"answer_id": "1", "question_id": "today"}))
    cut_off = asyncio.create_task(chat.post(MEMBER, page, "key"))
    await settle()
    chat.close()
    with pytest.raises(TryLaterError):
        await cut_off
    with pytest.raises(TryLaterError):
        await chat.post(MEMBER, page, "other")
    assert await chat.find(MEMBER, "key", START) is None


async def test_a_card_for_somebody_else_waits_until_they_sit_here() -> None:
    chat = TerminalTransport(MEMBER)
    with pytest.raises(TryLaterError, match="another member"):
        await chat.post(replace(MEMBER, user="bob"), {"reply": card("text", {"answer_id": "1"})}, "key")
    assert chat.next_now() is None


async def test_a_question_that_comes_by_itself_is_the_open_one_if_nothing_is_typed() -> None:
    talk = conversation()
    talk.member.types(lambda: talk.core.deliver_soon(question("due"), "post/9"), "I would randomise.")
    assert in_order(await talk.run(), "Your schedule asks:", "The question due", "Card 1")
    assert talk.core.events[-1].options["question"] == "due"


async def test_a_question_that_comes_while_something_is_typed_waits_until_it_is_opened() -> None:
    talk = conversation()

    def arrives() -> None:
        talk.member.half_typed = True
        talk.core.deliver_soon(question("due"), "post/9")

    talk.member.types(arrives, "to the first", "/question due", "to the other")
    shown = await talk.run()
    assert in_order(shown, "The question due", "It waits for you", "Card 1", "A question of your schedule", "Card 2")
    answers = [event.options.get("question") for event in talk.core.events if event.command == "answer"]
    assert answers == ["today", "due"]
    assert talk.core.commands.count("question") == 1


async def test_a_question_that_comes_while_an_answer_is_read_is_shown_after_the_card() -> None:
    talk = conversation()
    talk.core.delay = 0.1
    talk.member.types("first", "second")
    talk.core.deliver_soon(question("due"), "post/9", delay=0.06)
    assert in_order(await talk.run(), "Got it.", "Card 1", "Your schedule asks:", "Card 2")
    answers = [event.options.get("question") for event in talk.core.events if event.command == "answer"]
    assert answers == ["today", "due"]


async def test_a_question_from_before_the_start_is_asked_instead_of_todays() -> None:
    talk = conversation("an answer", expected=1)
    talk.core.deliver_soon(question("due"), "post/9")
    assert "The question today" not in await talk.run()
    assert [event.options.get("question") for event in talk.core.events] == ["due"]


async def test_a_question_chosen_on_the_command_line_goes_before_one_from_before_the_start() -> None:
    talk = conversation("an answer", expected=1, question="chosen")
    talk.core.deliver_soon(question("due"), "post/9")
    assert in_order(await talk.run(), "The question due", "The question chosen")
    assert talk.core.events[-1].options["question"] == "chosen"


async def test_a_script_answers_the_questions_it_knows_of() -> None:
    talk = conversation(scripted=True)
    talk.member.types(lambda: talk.core.deliver_soon(question("due"), "post/9"), "I would randomise.")
    assert in_order(await talk.run(), "The question due", "It waits for you", "Card 1")
    assert talk.core.events[-1].options["question"] == "today"


async def test_a_question_with_another_count_is_not_shown_again_and_another_in_its_place_is() -> None:
    chat = TerminalTransport(MEMBER)
    (page,) = chat.pages(MEMBER, question("due"))
    posting = asyncio.create_task(chat.post(replace(MEMBER, user=""), page, "post/9"))
    (await chat.next()).mark_shown()
    sent = await posting
    assert sent is not None
    await chat.edit(MEMBER, sent, page)
    with pytest.raises(UndeliverableError, match="message-gone"):
        await chat.edit(MEMBER, sent, chat.pages(MEMBER, question("other"))[0])
    assert chat.next_now() is None


async def test_a_card_in_the_place_of_another_is_shown_below_it_once() -> None:
    chat = TerminalTransport(MEMBER)
    sent = Sent("terminal", "deliver:1")
    (page,) = chat.pages(MEMBER, card("text", {"answer_id": "1"}))
    showing = [asyncio.create_task(chat.edit(MEMBER, sent, page)) for _ in range(2)]
    (await chat.next()).mark_shown()
    await asyncio.gather(*showing)
    assert chat.next_now() is None


def test_a_question_says_nothing_of_threads_and_buttons_that_a_terminal_has_not() -> None:
    asked = question("due")
    state = Text("Nobody has answered yet. Reply in the thread, or answer privately.", subtle=True)
    (page,) = TerminalTransport(MEMBER).pages(MEMBER, replace(asked, parts=(*asked.parts, state)))
    reply = page["reply"]
    assert isinstance(reply, Reply)
    assert reply.parts == (*asked.parts, replace(state, markdown="Nobody has answered yet."))


async def test_a_command_that_was_refused_can_be_mended() -> None:
    talk = conversation("/follow-up more words", "/progress")
    await talk.run()
    assert [prompt.draft for prompt in talk.member.prompts[:2]] == ["", "/follow-up more words"]


async def test_a_file_is_written_beside_others_and_where_it_is_is_told(tmp_path: Path) -> None:
    screen = Screen(plain_console(80), tmp_path)
    (tmp_path / "mine.json").write_text("already here")
    screen.show(Reply(ReplyKind.NOTICE, (Document("../mine.json", "application/json", b"{}"),)))
    assert (tmp_path / "mine.json").read_text() == "already here"
    assert (tmp_path / "mine-2.json").read_bytes() == b"{}"
    file = screen.console.file
    assert isinstance(file, io.StringIO)
    assert "mine-2.json in this folder (2 bytes)" in file.getvalue()


async def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    screen = Screen(plain_console(80), tmp_path / "nowhere")
    screen.show(Reply(ReplyKind.NOTICE, (Document("mine.json", "application/json", b"{}"),)))
    file = screen.console.file
    assert isinstance(file, io.StringIO)
    assert "mine.json could not be written here (No such file or directory)" in " ".join(file.getvalue().split())


async def test_waiting_for_a_card_ends_after_a_time_and_the_card_comes_later() -> None:
    talk = conversation("first")
    talk.core.grades = False
    running = asyncio.create_task(talk.run())
    await talk.core.taken.wait()
    await settle()
    for seconds in (1, 8):
        await talk.clock.pass_time(seconds)
        assert "No grade yet" not in talk.shown
    await talk.clock.pass_time(200)
    assert "No grade yet. Your answer is saved" in await running


async def test_ctrl_c_while_waiting_lets_the_member_go_on() -> None:
    talk = conversation("first", "/progress")
    talk.core.grades = False
    running = asyncio.create_task(talk.run())
    await talk.core.taken.wait()
    await settle()
    os.kill(os.getpid(), signal.SIGINT)
    assert in_order(await running, "The card comes here", "Your progress")


async def test_a_broken_store_is_told_in_one_line_and_the_text_is_kept() -> None:
    talk = conversation()

    def break_it() -> None:
        talk.core.broken = True

    talk.member.types(break_it, "my answer")
    shown = await talk.run()
    assert "the database /tmp/x_y.db is locked; stop the other process" in " ".join(shown.split())
    assert talk.member.prompts[1].draft == "my answer"


async def test_a_broken_store_ends_a_script_with_its_error() -> None:
    talk = conversation("my answer", scripted=True)
    talk.core.broken = True
    with pytest.raises(StorageError):
        await talk.app.run()


async def test_an_unreadable_line_is_named_and_the_rest_goes_on() -> None:
    talk = conversation(Entry("caf\ufffd answer", "Line 3 of the input is not UTF-8 text."), scripted=True)
    shown = await talk.run()
    assert in_order(shown, "Line 3 of the input is not UTF-8 text.", "Card 1")
    assert talk.core.events[-1].text == "caf\ufffd answer"


async def test_the_transcript_of_a_script_repeats_what_was_typed() -> None:
    shown = await conversation("/hint", "I would randomise.\nThen measure.", scripted=True).run()
    assert "› /hint\n" in shown
    assert "› I would randomise.\n  Then measure.\n" in shown


SCRIPT = """/hint
I would randomise.
Then measure.

/self-check
1 2
/quit
"""


async def test_a_script_goes_from_file_to_file_without_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(SCRIPT)
    chat = TerminalTransport(MEMBER)
    core = FakeCore(chat)
    with (tmp_path / "in.txt").open() as stdin, (tmp_path / "out.txt").open("w", encoding="utf-8") as stdout:
        app = open_terminal(core, chat, FakeClock(), stdin=stdin, stdout=stdout)
        assert await run_terminal(app) == 0
    shown = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert in_order(shown, "The question today", "› /hint", "Hint 1", "Card 1", "I said › 1 2", "2 [x] second point")
    assert core.commands == ["question", "hint", "answer", "self-check", "self-check"]
    assert "\x1b" not in shown
    assert [line for line in shown.splitlines() if len(line) > 80 or line != line.rstrip()] == []


async def test_a_reader_who_goes_away_ends_it_without_a_word() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    empty, end = os.pipe()
    os.close(end)
    chat = TerminalTransport(MEMBER)
    with os.fdopen(writing, "w") as stdout, os.fdopen(empty) as stdin:
        app = open_terminal(FakeCore(chat), chat, FakeClock(), stdin=stdin, stdout=stdout)
        assert isinstance(app.screen.console, Console)
        assert await run_terminal(app) == BROKEN_PIPE


async def test_a_notice_about_an_answer_ends_the_waiting_and_is_not_called_a_grade() -> None:
    talk = conversation("I would randomise.")
    talk.core.grades = False
    waits = Reply(ReplyKind.NOTICE, (Text("It waits."),), context={"answer_id": "1", "question_id": "today"})
    talk.core.deliver_soon(waits, "notify:waits:1", 0.05)
    shown = await asyncio.wait_for(talk.run(), 60)
    assert in_order(shown, "Got it.", "It waits.", "Nothing is lost")
    assert "was graded" not in shown


async def test_a_notice_about_another_answer_is_shown_as_it_is() -> None:
    talk = conversation(lambda: None)
    waits = Reply(ReplyKind.NOTICE, (Text("It waits."),), context={"answer_id": "9", "question_id": "other"})
    talk.core.deliver_soon(waits, "notify:waits:9")
    shown = await talk.run()
    assert "It waits." in shown
    assert "was graded" not in shown


async def test_no_standard_input_at_all_is_an_empty_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", None)
    chat = TerminalTransport(MEMBER)
    core = FakeCore(chat)
    with (tmp_path / "out.txt").open("w", encoding="utf-8") as stdout:
        assert await run_terminal(open_terminal(core, chat, FakeClock(), stdout=stdout)) == 0
    assert core.commands == ["question"]
