from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.adapters.terminal.bars import drawn
from bot.adapters.terminal.console import MEASURE, PLAIN_WIDTH, THEME, open_console
from bot.adapters.terminal.render import render_plain, render_reply
from bot.adapters.terminal.safe import literal
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Mark,
    Part,
    Quotation,
    Reply,
    ReplyKind,
    Rows,
    Text,
    Tick,
)
from tests.fakes.terminal import card, question, refusal

HOSTILE = (
    "[bold red]not markup[/] \x1b[2J\x1b]0;title\x07 and \x9b31m, \u202egnirts\u202c, "
    "\u2066isolated\u2069, a\x00b, \rcarriage, tab\there, 日本語のとても長い文字列がここにあります, שלום עולם, "
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪 é e\u0301, averyveryverylongwordwithoutanyspaceatallthatcannotbebrokenatablank"
)

PARTS: list[Part] = [
    Heading(HOSTILE),
    Text(f"**Bold**, *soft*, `code`:\n\n- {HOSTILE}\n- two\n\n1. one\n\n```sql\nSELECT {HOSTILE}\n```"),
    Text("A subtle remark that goes on for longer than forty columns of a narrow terminal.", subtle=True),
    Callout("Next", "Say how big the effect is in **money**, with an interval, before you call it significant."),
    Facts((Fact("Track", "experimentation"), Fact("Difficulty", "●●●○○"), Fact("Audience", HOSTILE))),
    Bars(
        (
            Bar("Who is compared with whom", 2, 4, 1, 3, "1 to 3 of 4"),
            Bar(HOSTILE, 4, 4, caption=HOSTILE),
            Bar("Plain figures", 2.5, 4),
            Bar("A range without a caption", 2, 4, 1, 3),
        )
    ),
    Quotation(HOSTILE, "Look again"),
    Excerpt(HOSTILE, (Mark(0, 9, "Size"), Mark(30, 60, HOSTILE, good=False), Mark(70, 200, "Size"))),
    Checklist("Which of these did you say?", (Tick("a", HOSTILE, ticked=True, hint=HOSTILE), Tick("b", "Second"))),
    Rows(("No.", "Date", "Question", "Score"), (("12", "2026-11-22", HOSTILE, "about 42-61"), ("1", "", "日本", "5"))),
    Buttons((Button("Revise", "revise", {"answer_id": "3"}), Button(HOSTILE, "card", {"answer_id": HOSTILE}))),
]


def all_parts(kind: ReplyKind = ReplyKind.NOTICE) -> Reply:
    return Reply(kind, tuple(PARTS), context={"answer_id": "3"})


def terminal(width: int = 80, height: int = 24, **options: Any) -> Console:
    settings: dict[str, Any] = {"force_terminal": True, "color_system": "standard", "_environ": {"TERM": "xterm"}}
    return Console(
        file=io.StringIO(),
        theme=THEME,
        width=width,
        height=height,
        legacy_windows=False,
        **{**settings, **options},
    )


def on_screen(reply: Reply, console: Console) -> str:
    console.print(render_reply(reply))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def without_styles(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [120, 80, 60, 40, 24])
@pytest.mark.parametrize("kind", list(ReplyKind))
def test_no_line_is_wider_than_the_screen(kind: ReplyKind, width: int) -> None:
    lines = render_plain(all_parts(kind), width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    lines = without_styles(on_screen(all_parts(kind), terminal(width))).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_nothing_in_a_part_can_steer_the_terminal(part: Part) -> None:
    shown = render_plain(Reply(ReplyKind.NOTICE, (part,)), 80)
    assert [character for character in shown if unicodedata.category(character) == "Cc" and character != "\n"] == []
    assert not set("\u202e\u202c\u2066\u2069") & set(shown)


def test_what_looks_like_markup_is_shown_as_it_was_typed() -> None:
    shown = render_plain(Reply(ReplyKind.NOTICE, (Excerpt("[bold]x[/bold] **y** <b>z</b> :smile: \\[i]"),)))
    assert shown == "│ [bold]x[/bold] **y** <b>z</b> :smile: \\[i]\n"


def test_an_escape_sequence_is_shown_as_a_picture_of_itself() -> None:
    assert literal("\x1b[31mred\x7f\x9b") == "␛[31mred␡\ufffd"


def test_text_that_only_looks_unusual_stays_as_it_is() -> None:
    text = "שלום עולم 日本語 👩‍👩‍👧‍👦 é नमस्ते\nzweite Zeile"
    assert literal(text) == text


def test_every_kind_of_line_break_becomes_a_newline() -> None:
    assert literal("a\r\nb\rc\u2028d\x0be") == "a\nb\nc\nd\ne"


@given(st.text())
def test_no_text_at_all_gets_a_control_character_through(text: str) -> None:
    shown = literal(text)
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert literal(shown) == shown


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(20, 90))
def test_nothing_of_an_answer_is_cut_off(text: str, width: int) -> None:
    shown = render_plain(Reply(ReplyKind.NOTICE, (Excerpt(text), Heading("end"))), width)
    body = "".join(line.removeprefix("│") for line in shown.splitlines()[:-2])
    assert "".join(body.split()) == "".join(literal(text).split())


def test_markdown_shows_html_and_addresses_instead_of_swallowing_them() -> None:
    shown = render_plain(Reply(ReplyKind.NOTICE, (Text("if a <b and c> d, see [this](https://example.org/x)"),)))
    assert shown == "if a <b and c> d, see this (https://example.org/x)\n"


def test_highlighted_passages_are_numbered_by_what_they_are_for() -> None:
    text = "We randomise. p is the chance that it is true. We randomise groups."
    marks = (Mark(0, 12, "Design"), Mark(14, 45, "Look again", good=False), Mark(47, 66, "Design"))
    shown = render_plain(Reply(ReplyKind.CARD, (Excerpt(text, marks),)), 100)
    assert shown.splitlines() == [
        "│ «We randomise»¹. «p is the chance that it is true»². «We randomise groups»¹.",
        "¹ counts for Design",
        "² Look again",
    ]


def test_highlights_on_a_screen_are_styled_and_need_no_guillemets() -> None:
    shown = on_screen(Reply(ReplyKind.CARD, (Excerpt("We randomise.", (Mark(0, 12, "Design"),)),)), terminal())
    assert "\x1b[4;32mWe randomise\x1b[0m" in shown
    assert "«" not in shown


def test_marks_that_do_not_fit_the_text_are_left_out() -> None:
    marks = (Mark(0, 3, "one"), Mark(2, 4, "overlaps"), Mark(4, 3, "backwards"), Mark(5, 99, "beyond"))
    shown = render_plain(Reply(ReplyKind.CARD, (Excerpt("abcdefgh", marks),)))
    assert shown.splitlines() == ["│ «abc»¹defgh", "¹ counts for one"]


@pytest.mark.parametrize(
    ("bar", "cells"),
    [
        (Bar("", 2, 4), "█████·····"),
        (Bar("", 2, 4, 1, 3), "██▒▒▒▒▒▒··"),
        (Bar("", 0, 4), "··········"),
        (Bar("", 4, 4, 4, 4), "██████████"),
        (Bar("", 3.9, 4, 3.9, 4), "█████████▒"),
        (Bar("", 0.01, 4, 0, 0.02), "▒·········"),
        (Bar("", 9, 4), "██████████"),
        (Bar("", 1, 0), "··········"),
    ],
)
def test_a_bar_is_full_up_to_what_is_certain_and_shaded_over_the_range(bar: Bar, cells: str) -> None:
    assert drawn(bar, 10).plain == cells


def test_bars_stand_in_columns_where_there_is_room() -> None:
    bars = Bars((Bar("Size", 2, 4, 1, 3, "1 to 3 of 4"), Bar("A clear recommendation", 4, 4)))
    assert render_plain(Reply(ReplyKind.CARD, (bars,)), 80).splitlines() == [
        "Size                    █████▒▒▒▒▒▒▒▒▒▒·····  1 to 3 of 4",
        "A clear recommendation  ████████████████████  4 of 4",
    ]


def test_bars_stand_under_their_labels_where_there_is_none() -> None:
    bars = Bars((Bar("Size", 2, 4, 1, 3, "1 to 3 of 4"), Bar("A clear recommendation", 4, 4)))
    assert render_plain(Reply(ReplyKind.CARD, (bars,)), 40).splitlines() == [
        "Size",
        "█████▒▒▒▒▒▒▒▒▒▒·····  1 to 3 of 4",
        "A clear recommendation",
        "████████████████████  4 of 4",
    ]


HISTORY = Reply(
    ReplyKind.HISTORY,
    (
        Rows(
            ("No.", "Date", "Question", "Score"),
            (
                ("12", "2026-11-22", "Community Insights: the analysis plan", "about 42-61"),
                ("3", "2026-01-02", "日本", "55"),
            ),
        ),
    ),
)


def test_a_table_wraps_only_its_widest_column() -> None:
    assert render_plain(HISTORY, 58).splitlines() == [
        "No.   Date         Question                    Score",
        "──────────────────────────────────────────────────────────",
        "12    2026-11-22   Community Insights: the     about 42-61",
        "                   analysis plan",
        "3     2026-01-02   日本                        55",
    ]


def test_a_table_that_would_be_squeezed_becomes_labelled_lines() -> None:
    assert render_plain(HISTORY, 40).splitlines()[:5] == [
        "No. 12",
        "Date 2026-11-22",
        "Question Community Insights: the",
        "analysis plan",
        "Score about 42-61",
    ]


def test_points_to_tick_are_numbered_through_the_whole_reply() -> None:
    lists = (
        Checklist("First", (Tick("a", "A", ticked=True, hint="found: a"),)),
        Checklist("Second", (Tick("b", "B"),)),
    )
    shown = render_plain(Reply(ReplyKind.SELF_CHECK, (*lists, Buttons((Button("Self-check", "self-check"),)))))
    assert shown.splitlines() == [
        "First",
        "1 [x] A",
        "      found: a",
        "",
        "Second",
        "2 [ ] B",
        "",
        "Type the numbers of the points you made, such as 1 3 4.",
    ]


def test_buttons_are_shown_as_commands_with_a_label_only_where_it_says_more() -> None:
    buttons = Buttons(
        (
            Button("Revise", "revise", {"answer_id": "3"}),
            Button("Model answer", "model-answer", {"question": "old"}),
            Button("Start again", "question", {"question": "today"}),
        )
    )
    reply = Reply(ReplyKind.CARD, (buttons,), context={"answer_id": "3", "question_id": "today"})
    assert render_plain(reply) == "You can:  /revise  /model-answer old  /question (Start again)\n"


def test_a_card_reads_in_the_order_the_core_gave_it() -> None:
    shown = render_plain(card("I would randomise.", {"answer_id": "3", "question_id": "today"}), 60)
    assert shown.splitlines() == [
        "Card 3: about 40 to 60 of 100",
        "─" * 60,
        "",
        "┃ Next",
        "┃ Say how big it is.",
        "",
        "Size  █████▒▒▒▒▒▒▒▒▒▒·····  1 to 3 of 4",
        "",
        "│ I would randomise.",
        "",
        "You can:  /revise",
    ]


def test_a_refusal_stands_out_without_colour() -> None:
    assert render_plain(refusal("There is no question `x`.")) == "┃ There is no question x.\n"


def test_a_question_stands_in_a_panel_on_a_wide_screen_and_free_in_a_file() -> None:
    assert on_screen(question("today"), terminal(80)).startswith("\x1b[2m╭")
    assert "╭" not in on_screen(question("today"), terminal(40))
    assert render_plain(question("today")).startswith("The question today\n────")


def test_long_lines_end_where_they_can_still_be_read() -> None:
    lines = without_styles(on_screen(all_parts(), terminal(200))).splitlines()
    assert max(map(cell_len, lines)) <= MEASURE


def test_a_card_taller_than_the_screen_repeats_its_main_thing_before_the_choices() -> None:
    tall = card("word\n" * 40, {"answer_id": "3", "question_id": "today"})
    lines = without_styles(on_screen(tall, terminal(80, 24))).splitlines()
    assert lines[-6:] == [
        "",
        "Card 3: about 40 to 60 of 100",
        "┃ Next",
        "┃ Say how big it is.",
        "",
        "You can:  /revise",
    ]
    assert sum("Say how big it is." in line for line in lines) == 2
    assert sum("Say how big it is." in line for line in render_plain(tall).splitlines()) == 1


@pytest.mark.parametrize("options", [{"color_system": None}, {"_environ": {"TERM": "dumb"}, "color_system": "auto"}])
def test_a_screen_without_styles_gets_none(options: dict[str, Any]) -> None:
    assert "\x1b" not in on_screen(all_parts(), terminal(**options))


def test_without_colours_highlights_are_still_underlined() -> None:
    shown = on_screen(
        Reply(ReplyKind.CARD, (Excerpt("We randomise.", (Mark(0, 12, "Design"),)),)), terminal(no_color=True)
    )
    assert "\x1b[4mWe randomise\x1b[0m" in shown


def test_a_stream_that_lacks_characters_gets_plainer_ones() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    console = open_console(stream)
    bars = Bars((Bar("Größe", 2, 4, 1, 3, "1 – 3"),))
    console.print(render_reply(Reply(ReplyKind.CARD, (bars, Excerpt("“It’s” 日", (Mark(0, 6, "x"),))))))
    stream.flush()
    assert raw.getvalue().decode("ascii").splitlines() == [
        "Gr??e  #####==========.....  1 - 3",
        "",
        '| ""It\'s""1 ?',
        "1 counts for x",
    ]


def test_a_file_gets_lines_of_eighty_columns_whatever_the_screen_behind_it() -> None:
    assert open_console(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")).width == PLAIN_WIDTH
