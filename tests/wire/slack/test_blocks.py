from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk

from tests.wire.slack import blocks

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("hi")} | more


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(name: str) -> Json:
    return {"text": plain(name), "value": name}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "track", "options": [option("a"), option("b")]} | more


def entry(element: Json) -> Json:
    return {"type": "input", "label": plain("Answer"), "element": element}


def modal(*shown: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(shown)} | more


GOOD = [
    section(),
    section(text=mrkdwn("x" * 3000), accessory=button()),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider", "block_id": "x" * 255},
    {"type": "context", "elements": [mrkdwn("a")] * 10},
    {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"},
    actions(*[button(action_id=str(number)) for number in range(25)]),
    actions(button(text=plain("x" * 75), value="x" * 2000, action_id="x" * 255, style="primary")),
    actions(select(initial_option=option("b"), placeholder=plain("x" * 150))),
    actions({"type": "checkboxes", "action_id": "c", "options": [{"text": mrkdwn("*a*"), "value": "a"}] * 10}),
    actions(
        {"type": "timepicker", "action_id": "t", "initial_time": "09:30"}, {"type": "datepicker", "action_id": "d"}
    ),
    entry({"type": "plain_text_input", "action_id": "t", "multiline": True, "max_length": 3000}),
    entry({"type": "multi_static_select", "action_id": "m", "options": [option(str(n)) for n in range(100)]}),
    entry({"type": "conversations_select", "action_id": "c", "filter": {"include": ["public"]}}),
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a"}], "border": 0},
            {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": []}]},
        ],
    },
    {"type": "markdown", "text": "**bold**"},
]

# What Slack says, and where.
BAD = [
    (section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    (section(text="hi"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(text=None), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(fields=[mrkdwn("a")] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[mrkdwn("x" * 2001)]), "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    (section(accessory=entry({})), "unsupported type: input [json-pointer:/blocks/0/accessory/type]"),
    (section(block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (section(footer="x"), "invalid additional property: footer [json-pointer:/blocks/0]"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    (
        {"type": "context", "elements": [mrkdwn("a")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ({"type": "context", "elements": [button()]}, "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (actions(*[button()] * 2), '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]'),
    (
        actions(button(text=plain("x" * 76))),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    (actions(button(style="default")), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    (actions(button(disabled=True)), "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
    (actions(select(options=[])), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    (
        actions(select(options=[option("x" * 76)])),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(select(initial_option=option("c"))),
        "must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        actions({"type": "timepicker", "initial_time": "9:30"}),
        "must be more than 4 characters [json-pointer:/blocks/0/elements/0/initial_time]",
    ),
    (
        actions({"type": "timepicker", "initial_time": "25:30"}),
        "is not in a valid format [json-pointer:/blocks/0/elements/0/initial_time]",
    ),
    (entry(button()), "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    (
        entry({"type": "plain_text_input", "max_length": 3001}),
        "must be between 1 and 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        entry({"type": "plain_text_input", "max_length": 3, "initial_value": "four"}),
        "must be less than 4 characters [json-pointer:/blocks/0/element/initial_value]",
    ),
    (
        {"type": "image", "image_url": "https://example.com/a.png"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    (
        {"type": "image", "image_url": "http://localhost/a.png", "alt_text": "a"},
        "downloading image failed [json-pointer:/blocks/0/image_url]",
    ),
    ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/blocks/0/type]"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_blocks_within_the_limits_are_taken_and_the_sdk_agrees(block: Json) -> None:
    assert blocks.wrong_in_blocks([block]) == []
    parsed = sdk.Block.parse(block)
    assert parsed is not None
    parsed.validate_json()


@pytest.mark.parametrize(("block", "said"), BAD, ids=lambda value: value[:60] if isinstance(value, str) else "")
def test_a_block_over_a_limit_is_refused_with_the_place(block: Json, said: str) -> None:
    assert said in blocks.wrong_in_blocks([block])


def test_a_message_has_fifty_blocks_with_ids_of_their_own() -> None:
    assert blocks.wrong_in_blocks([section()] * 50) == []
    assert blocks.wrong_in_blocks([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    twice = blocks.wrong_in_blocks([section(block_id="a"), section(block_id="a")])
    assert twice == ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]']


def test_all_blocks_of_a_message_together_have_a_limit_that_blocks_themselves_use_up() -> None:
    assert not blocks.too_long([section(text=mrkdwn("x" * 3000))] * 4)
    assert blocks.too_long([section(text=mrkdwn("x" * 3000))] * 5)
    assert not blocks.too_long([{"type": "markdown", "text": "x" * 12_000}])
    assert blocks.too_long([section(text=mrkdwn("x" * 200))] * 50)


def test_a_modal_needs_a_short_title_and_a_button_for_its_inputs() -> None:
    field = entry({"type": "plain_text_input", "action_id": "t"})
    assert blocks.wrong_in_view(modal(field)) == []
    assert blocks.wrong_in_view(modal(field, submit=plain("x" * 25)))[1].startswith("must be less than 25 characters")
    assert blocks.wrong_in_view(modal(section(), private_metadata="x" * 3001)) == [
        "failed to match all allowed schemas [json-pointer:/view]",
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ]
    without = modal(field)
    del without["submit"]
    assert "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]" in (
        blocks.wrong_in_view(without)
    )
    assert blocks.wrong_in_view(modal({"type": "markdown", "text": "x"}))[1].startswith("unsupported type: markdown")
    assert blocks.wrong_in_view(modal(*[section()] * 101))[1].startswith("no more than 100 items")


def test_a_home_tab_has_no_title_and_a_hundred_blocks() -> None:
    assert blocks.wrong_in_view({"type": "home", "blocks": [section()] * 100}) == []
    assert "invalid additional property: title [json-pointer:/view]" in blocks.wrong_in_view(
        {"type": "home", "blocks": [], "title": plain("x")}
    )
    assert blocks.wrong_in_view({"type": "window", "blocks": []}) != []


def test_slack_fills_in_ids_and_defaults() -> None:
    (kept,) = blocks.kept([actions({"type": "button", "text": plain("Go")})])
    assert kept["block_id"]
    assert kept["elements"][0]["action_id"]
    assert kept["elements"][0]["text"] == {"type": "plain_text", "text": "Go", "emoji": True}


WORDS = st.sampled_from(
    [
        "type",
        "text",
        "elements",
        "options",
        "plain_text",
        "mrkdwn",
        "section",
        "actions",
        "context",
        "input",
        "header",
        "image",
        "button",
        "static_select",
        "checkboxes",
        "rich_text",
        "rich_text_section",
        "alert",
        "card",
        "plan",
        "video",
        "value",
        "action_id",
        "block_id",
        "fields",
        "accessory",
        "element",
        "label",
        "table",
        "rows",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3))
def test_anything_at_all_is_judged(value: list[Any]) -> None:
    for problem in [*blocks.wrong_in_blocks(value), *blocks.wrong_in_view(modal(*value))]:
        assert "[json-pointer:/" in problem
