from __future__ import annotations

import re

import pytest

from bot.adapters.slack.forms import modal
from bot.adapters.slack.markdown import mrkdwn
from bot.adapters.slack.render import render
from bot.adapters.slack.safe import escaped, literal
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
    Form,
    FormField,
    Heading,
    Part,
    Picture,
    Quotation,
    Reply,
    ReplyKind,
    Rows,
    Text,
    Tick,
)
from tests.unit.slack_limits import leaves, message_faults, mrkdwn_texts, shown, view_faults

LIVELY = (
    "*not bold*",
    "_x_",
    "~gone~",
    "> no quote",
    "`no code`",
    ":tada:",
    "<!channel>",
    "<!here|here>",
    "<@U123ABC>",
    "<#C123ABC|general>",
    "<https://example.org|click>",
    "https://example.org/path_with_lines",
    "@channel",
    "&lt;!channel&gt; &amp;",
    "a < b && c > d",
    "[text](https://example.org)",
    "# no heading",
)


def around(text: str) -> tuple[Part, ...]:
    """A part of every kind with this text, as somebody might have put it in."""
    return (
        Heading(text),
        Quotation(text, text),
        Excerpt(text),
        Bars((Bar(text, 1, 4, caption=text),)),
        Facts((Fact(text, text), Fact("Name", text))),
        Rows((text, "b"), ((text, "1"),)),
        Checklist(text, (Tick("a", text, hint=text), Tick("b", text * 20))),
        Buttons((Button(text, "card", {"question": text}),)),
        Picture("chart.png", text, b"png"),
        Document(text, "text/plain", b"x"),
    )


@pytest.mark.parametrize("text", LIVELY)
@pytest.mark.parametrize("kind", [ReplyKind.CARD, ReplyKind.QUESTION, ReplyKind.SUMMARY])
def test_what_people_write_is_shown_as_they_wrote_it_and_does_nothing(text: str, kind: ReplyKind) -> None:
    for part in around(text):
        for message in render(Reply(kind, (Text("First."), part))):
            assert message_faults(message.text, message.blocks) == []
            assert text in "".join(shown(message.blocks)).replace("\n", " ")
            assert {leaf["type"] for leaf in leaves(message.blocks)} == {"text"}
            for small_print in mrkdwn_texts(message.blocks):
                assert not re.search(r"[_~`<]|:\S+:|^&gt;|\*.*\*.*\*", small_print, re.MULTILINE)


@pytest.mark.parametrize("text", LIVELY)
def test_nothing_comes_alive_in_a_form(text: str) -> None:
    view = modal(Form(text, "answer", (FormField("text", text, value=text, help=text),), text))
    assert view_faults(view) == []
    (field,) = [block for block in view["blocks"] if block["type"] == "input"]
    assert field["element"]["initial_value"] == text
    assert field["label"]["text"] == text


@pytest.mark.parametrize(
    ("markdown", "small_print"),
    [
        ("Day **4** of your streak.", "Day *4* of your streak."),
        ("*Try this:* say `p < 0.05`.", "_Try this:_ say `p &lt; 0.05`."),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("**Bold.** Then *soft*, and `code`!", "*Bold.* Then _soft_, and `code`!"),
        ("a line\nthat goes on", "a line that goes on"),
        ("snake_case", None),
        (r"\*not bold\*", None),
        ("**bold**ly", None),
        ("at 12:30:45", None),
        (":tada:", None),
        ("one\n\ntwo", None),
        ("- a list", None),
        ("> no quote", None),
        ("`` a`b ``", None),
    ],
)
def test_small_print_has_the_older_markup_only_where_that_shows_the_same(
    markdown: str, small_print: str | None
) -> None:
    assert mrkdwn(markdown) == small_print
    (message,) = render(Reply(ReplyKind.NOTICE, (Text(markdown, subtle=True),)))
    assert message.blocks[0]["type"] == ("context" if small_print else "rich_text")


def elements(markdown: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a text became: kinds of elements with their words and styles."""
    (message,) = render(Reply(ReplyKind.NOTICE, (Text(markdown),)))
    return [
        (element["type"], [(leaf["text"], " ".join(leaf.get("style", {}))) for leaf in leaves([element])])
        for block in message.blocks
        for element in block["elements"]
    ]


def test_markdown_becomes_rich_text() -> None:
    assert elements(
        "**Bold**, *soft*, `code` and ***both***.\n\nNext\nline.\n\n- one\n- two *x*\n\n```sql\nSELECT 1\n```"
    ) == [
        (
            "rich_text_section",
            [
                ("Bold", "bold"),
                (", ", ""),
                ("soft", "italic"),
                (", ", ""),
                ("code", "code"),
                (" and ", ""),
                ("both", "bold italic"),
                (".\n\nNext line.", ""),
            ],
        ),
        ("rich_text_list", [("one", ""), ("two ", ""), ("x", "italic")]),
        ("rich_text_preformatted", [("SELECT 1", "")]),
    ]


def test_a_numbered_list_goes_on_counting_where_it_was_broken() -> None:
    markdown = "\n".join(f"{number}. {'word ' * 60}" for number in range(3, 33))
    messages = render(Reply(ReplyKind.NOTICE, (Text(markdown),)))
    lists = [element for message in messages for block in message.blocks for element in block["elements"]]
    assert {element["style"] for element in lists} == {"ordered"}
    offsets = [element["offset"] for element in lists]
    assert offsets[0] == 2
    assert [offset + len(element["elements"]) for offset, element in zip(offsets, lists, strict=True)] == [
        *offsets[1:],
        32,
    ]


def test_a_callout_stands_beside_a_bar_under_its_label_with_its_list() -> None:
    (message,) = render(Reply(ReplyKind.CARD, (Callout("Next", "Say **how many**:\n\n- flips\n- coins"),)))
    quote, listed = message.blocks[0]["elements"]
    assert quote["type"] == "rich_text_quote"
    assert [(leaf["text"], leaf.get("style")) for leaf in quote["elements"]] == [
        ("Next", {"bold": True}),
        ("\nSay ", None),
        ("how many", {"bold": True}),
        (":", None),
    ]
    assert (listed["type"], listed["border"]) == ("rich_text_list", 1)


def test_code_that_is_too_long_for_one_box_goes_on_in_the_next() -> None:
    line = "SELECT a < b FROM t WHERE c = '`x`'"
    code = "\n".join(line for _ in range(400))
    messages = render(Reply(ReplyKind.NOTICE, (Text(f"```sql\n{code}\n```"),)))
    boxes = [element for message in messages for block in message.blocks for element in block["elements"]]
    assert {box["type"] for box in boxes} == {"rich_text_preformatted"}
    assert "".join(leaf["text"] for leaf in leaves(boxes)) == code


def test_html_is_shown_and_links_tell_where_they_lead() -> None:
    assert elements("if a <b and c> d, see [this](https://example.org/x)") == [
        ("rich_text_section", [("if a <b and c> d, see this (https://example.org/x)", "")])
    ]


def test_control_characters_and_what_turns_text_around_become_visible() -> None:
    assert literal("\x1b[31mred\x7f\x9b a\u202eb \ud800 a\r\nb\u2028c") == "␛[31mred␡\ufffd a\ufffdb \ufffd a\nb\nc"


def test_text_that_only_looks_unusual_stays_as_it_is() -> None:
    text = "שלום עולם 日本語 👩‍👩‍👧‍👦 é नमस्ते\n\tzweite Zeile"
    assert literal(text) == text


def test_entities_are_escaped_once() -> None:
    assert escaped("<!channel> & &amp;") == "&lt;!channel&gt; &amp; &amp;amp;"
