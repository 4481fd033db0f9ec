from __future__ import annotations

from bot.adapters.slack.home import answered_in, home_message
from bot.adapters.slack.home import home_view as view_of
from bot.adapters.slack.limits import Block
from bot.core.chat import Button, Buttons, Heading, Picture, Reply, ReplyKind, Rows, Text
from tests.unit.slack_limits import shown, view_faults


def home_view(replies: list[Reply], uploaded: dict[str, str] | None = None) -> Block:
    return view_of(home_message(replies).pictured(uploaded or {}))


def progress(*parts: object) -> Reply:
    return Reply(ReplyKind.PROGRESS, (Heading("Your progress"), *parts))  # type: ignore[arg-type]


def test_replies_stand_below_each_other_with_a_line_between_them() -> None:
    again = Buttons((Button("Again", "question"),))
    view = home_view([progress(Text("Day 4"), again), progress(again)])
    assert view_faults(view) == []
    assert view["type"] == "home"
    assert [block["type"] for block in view["blocks"]] == [
        "header",
        "rich_text",
        "actions",
        "divider",
        "header",
        "actions",
    ]


def test_rows_are_lines_since_not_every_home_shows_tables() -> None:
    rows = Rows(("No.", "Score"), (("1", "55"), ("2", "")))
    view = home_view([progress(rows)])
    assert view_faults(view) == []
    assert "".join(list(shown(view["blocks"]))[1:]) == "No. · Score\n1 · 55\n2 · –"


def test_pictures_take_their_place_once_they_are_uploaded() -> None:
    reply = progress(Picture("chart.png", "A rising line", b"png"))
    assert list(shown(home_view([reply])["blocks"])) == ["Your progress", "A rising line"]
    view = home_view([reply], {"chart.png": "F1"})
    assert view["blocks"][1] == {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A rising line"}


def test_what_is_too_much_gives_way_to_a_hint() -> None:
    view = home_view([progress(*[Text(f"Line {number}") for number in range(60)]) for _ in range(3)])
    assert view_faults(view) == []
    assert len(view["blocks"]) == 100
    assert "There is more than fits here" in list(shown(view["blocks"]))[-1]


def test_what_just_fits_is_shown_whole() -> None:
    view = home_view([progress(*[Text(f"Line {number}") for number in range(99)])])
    assert list(shown(view["blocks"]))[-1] == "Line 98"


def test_a_home_without_anything_to_show_is_empty() -> None:
    assert home_view([])["blocks"] == []


def test_a_home_carries_where_what_is_pressed_in_it_is_answered() -> None:
    view = view_of(home_message([progress(Text("Day 4"))]), "D1")
    assert view_faults(view) == []
    assert answered_in({"view": view}) == "D1"


def test_a_home_of_an_older_version_and_a_form_carry_nothing_of_the_kind() -> None:
    view = view_of(home_message([progress(Text("Day 4"))]), "D1")
    assert answered_in({"view": {**view, "private_metadata": ""}}) == ""
    assert answered_in({"view": {**view, "callback_id": "greenroom/1/form"}}) == ""
    assert answered_in({}) == ""
