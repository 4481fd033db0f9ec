from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.adapters.slack.message import Message
from bot.adapters.slack.render import render
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Document,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Mark,
    Picture,
    ReplyKind,
    Rows,
    Text,
    Tick,
)
from tests.unit.slack_limits import leaves, message_faults, shown
from tests.unit.slack_replies import in_order, notice, squeezed, visible


def test_passages_that_earned_something_are_bold_and_others_italic_with_a_legend() -> None:
    text = "We randomise. p is the chance that it is true."
    excerpt = Excerpt(text, (Mark(0, 12, "Design"), Mark(14, 45, "Look again", good=False)))
    (message,) = render(notice(excerpt, kind=ReplyKind.CARD))
    quote, legend = message.blocks
    assert [(leaf["text"], leaf.get("style")) for leaf in leaves([quote])] == [
        ("We randomise", {"bold": True}),
        ("¹. ", None),
        ("p is the chance that it is true", {"italic": True}),
        ("².", None),
    ]
    assert legend["elements"][0]["text"] == "¹ counts for Design · ² Look again"
    assert message.text == (
        "Your answer, of which these passages are marked: “We randomise”¹ “p is the chance that it is true”²\n"
        "¹ counts for Design · ² Look again"
    )


def test_the_words_alone_say_all_that_is_shown() -> None:
    reply = notice(
        Heading("A fair coin?"),
        Callout("Next", "Say **how many** flips."),
        Bars((Bar("Size", 2, 4, 1, 3, "1 to 3 of 4"), Bar("Design", 3, 4))),
        Facts((Fact("Difficulty", "●●●○○"), Fact("Track", "A & B"))),
        Rows(("No.", "Score"), (("1", "<50"),)),
        Buttons((Button("Revise", "revise"), Button("Hint", "hint"))),
    )
    (message,) = render(reply)
    assert message.text.splitlines() == [
        "A fair coin?",
        "Next: Say how many flips.",
        "Size · 1 to 3 of 4",
        "Design · 3 of 4",
        "Difficulty: 3 of 5",
        "Track: A &amp; B",
        "No. 1, Score &lt;50.",
        "You can: Revise, Hint.",
    ]


@pytest.mark.parametrize(
    ("bar", "drawn"),
    [
        (Bar("", 2, 4), "████░░░░"),
        (Bar("", 2, 4, 1, 3), "██▒▒▒▒░░"),
        (Bar("", 0, 4), "░░░░░░░░"),
        (Bar("", 4, 4, 4, 4), "████████"),
        (Bar("", 3.9, 4, 3.9, 4), "███████▒"),
        (Bar("", 48, 100), "█████░░░░░"),
        (Bar("", 9, 4), "████████"),
        (Bar("", 1, 0), "░░░░░░░░░░"),
    ],
)
def test_a_bar_is_full_up_to_what_is_certain_and_shaded_over_the_range(bar: Bar, drawn: str) -> None:
    (message,) = render(notice(Bars((replace(bar, label="Size"),))))
    assert next(leaves(message.blocks))["text"].split()[0] == drawn


def test_all_bars_are_equally_wide_so_that_labels_stand_below_each_other() -> None:
    (message,) = render(notice(Bars(tuple(Bar("Size", value / 4, 4, value / 8, value / 4) for value in range(17)))))
    lines = "".join(leaf["text"] for leaf in leaves(message.blocks)).splitlines()
    assert len(lines) == 17
    assert {line.index("Size") for line in lines} == {10}


def test_a_title_is_large_and_later_headings_stand_under_a_line() -> None:
    (message,) = render(notice(Heading("One"), Text("a"), Heading("Two"), Text("b")))
    assert [block["type"] for block in message.blocks] == ["header", "rich_text", "divider", "rich_text", "rich_text"]


def test_a_title_longer_than_slack_takes_is_shown_whole_in_bold() -> None:
    title = "A very long title " * 20
    (message,) = render(notice(Heading(title)))
    assert message.blocks[0]["type"] == "rich_text"
    assert squeezed(title) in visible([message])


def test_a_heading_moves_to_the_next_message_along_with_what_it_stands_over() -> None:
    filler = Text("word " * 600)
    messages = render(notice(filler, Heading("Over it"), filler, Buttons((Button("Hint", "hint"),))))
    for message in messages:
        kinds = [block["type"] for block in message.blocks]
        assert kinds[-1] != "divider"
        assert "Over it" not in list(shown(message.blocks))[-1:]
        assert kinds != ["actions"]


def test_messages_after_the_first_say_which_part_they_are() -> None:
    messages = render(notice(Text("word " * 3_000)))
    assert not messages[0].text.startswith("Part")
    assert messages[1].text.startswith(f"Part 2 of {len(messages)}. ")


def test_a_reply_with_nothing_in_it_needs_no_message() -> None:
    assert render(notice()) == []
    assert render(notice(Excerpt(" \n "), Text(""), Buttons(()))) == []


def test_each_message_has_one_table_at_most_and_repeats_its_heading() -> None:
    rows = Rows(("No.", "Question"), tuple((str(number), "What would you do? " * 3) for number in range(120)))
    messages = render(notice(rows, rows))
    assert len(messages) > 2
    for message in messages:
        (table,) = message.blocks
        assert [cell["text"] for cell in table["rows"][0]] == ["No.", "Question"]


def test_two_small_tables_need_two_messages() -> None:
    rows = Rows(("No.",), (("1",),))
    assert [len(message.blocks) for message in render(notice(rows, rows))] == [1, 1]


def test_figures_stand_at_the_right_and_the_widest_column_wraps() -> None:
    (message,) = render(
        notice(Rows(("No.", "Question", "Score"), (("1", "A long question", "55"), ("2", "", "waiting"))))
    )
    (table,) = message.blocks
    assert [column["align"] for column in table["column_settings"]] == ["right", "left", "left"]
    assert [column["is_wrapped"] for column in table["column_settings"]] == [False, True, False]
    assert table["rows"][2][1]["text"] == "–"


def test_a_table_that_slack_cannot_show_stands_in_labelled_lines() -> None:
    columns = tuple(f"Column {number}" for number in range(25))
    (message,) = render(notice(Rows(columns, (tuple(map(str, range(25))),))))
    assert "Column 24 24" in "".join(leaf["text"] for leaf in leaves(message.blocks))


def test_a_picture_is_words_until_it_is_uploaded() -> None:
    (message,) = render(notice(Text("Look:"), Picture("chart.png", "A rising line", b"png"), Text("Good.")))
    (file,) = message.files
    assert (file.name, file.media_type, file.content, file.alt, file.place) == (
        "chart.png",
        "image/png",
        b"png",
        "A rising line",
        1,
    )
    assert list(shown(message.blocks)) == ["Look:", "A rising line", "Good."]
    pictured = message.pictured({"chart.png": "F123"})
    assert pictured.blocks[1] == {"type": "image", "slack_file": {"id": "F123"}, "alt_text": "A rising line"}
    assert message.pictured({}) == message
    assert message_faults(pictured.text, pictured.blocks) == []


def test_a_document_is_named_and_shared_beside_the_message() -> None:
    (message,) = render(notice(Document("export.json", "application/json", b"{}")))
    assert [(file.name, file.place, file.content) for file in message.files] == [("export.json", None, b"{}")]
    assert list(shown(message.blocks)) == ["export.json · 2 bytes"]
    assert message.pictured({"export.json": "F1"}) == message


def test_a_message_survives_being_stored_as_json() -> None:
    (message,) = render(notice(Heading("A"), Picture("chart.png", "A line", bytes(range(256)))))
    assert Message.from_page(json.loads(json.dumps(message.to_page()))) == message


def test_all_boxes_of_a_checklist_and_their_button_stand_in_one_message() -> None:
    ticks = tuple(
        Tick(f"point-{number}", f"Point {number} " + "says a lot " * 12, number % 2 == 0) for number in range(30)
    )
    messages = render(notice(Checklist("Which?", ticks), kind=ReplyKind.SELF_CHECK))
    boxes = [
        (place, element)
        for place, message in enumerate(messages)
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    assert {place for place, _ in boxes} == {0}
    assert [element["type"] for _, element in boxes] == ["checkboxes"] * 3 + ["button"]
    assert [option["value"] for _, element in boxes[:3] for option in element["options"]] == [tick.id for tick in ticks]
    assert in_order((tick.text for tick in ticks), visible(messages)[visible(messages).index("Savemyticks") :]) is None
    assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)


def test_only_the_first_primary_button_stands_out() -> None:
    buttons = Buttons(tuple(Button(label, "card", primary=label != "a") for label in "abc"))
    (message,) = render(notice(buttons))
    assert [element.get("style") for element in message.blocks[0]["elements"]] == [None, "primary", None]


@pytest.mark.parametrize(
    ("command", "asks"), [("withdraw", True), ("forget", True), ("contest", True), ("card", False)]
)
def test_what_cannot_be_undone_asks_back_first(command: str, asks: bool) -> None:
    (message,) = render(notice(Buttons((Button("Do it", command),))))
    assert ("confirm" in message.blocks[0]["elements"][0]) is asks
    assert message_faults(message.text, message.blocks) == []
