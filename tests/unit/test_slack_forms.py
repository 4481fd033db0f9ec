from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.forms import CALLBACK_ID, Filled, errors, filled, is_form, modal
from bot.core.chat import Choice, FieldKind, Form, FormField
from tests.unit.slack_limits import shown, view_faults

DAYS = tuple(Choice(day[:3].lower(), day) for day in ("Monday", "Tuesday", "Wednesday"))
ZONES = tuple(Choice(f"Zone/{number}", f"Zone number {number}") for number in range(430))
FIELDS = (
    FormField("channel", "Channel", FieldKind.CHANNEL, "C123"),
    FormField("days", "Days", FieldKind.CHOICES, "mon,wed", DAYS),
    FormField("time", "Time", FieldKind.TIME, "09:00", help="In the zone below."),
    FormField("style", "Style", FieldKind.CHOICE, "", (Choice("", "None"), Choice("meta", "Meta")), required=False),
    FormField("zone", "Zone", FieldKind.CHOICE, "Zone/412", ZONES),
    FormField("name", "Name", longest=80),
    FormField("text", "Your answer", FieldKind.TEXT, longest=12_000),
)
PIECES = ["word ", "\n\n", "  \n", "👩‍👩‍👧‍👦", "x" * 900, "&<>", "日本語 " * 90]
SCHEDULE = Form("Daily questions", "schedule", FIELDS, "Save", {"schedule_id": "3"}, "Only **admins** may change this.")


def answer_form(value: str = "", longest: int | None = 12_000) -> Form:
    field = FormField("text", "Your answer", FieldKind.TEXT, value, longest=longest)
    return Form(
        "Answer: a question with a long title", "answer", (field,), "Send my answer", {"question": "coin-flips"}
    )


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def sent(view: dict[str, Any], **entered: str) -> dict[str, Any]:
    """What Slack sends when a form is sent as it stands, or with something else in the fields that are named."""
    values = {
        block_id: {"value": state_of(block["element"], entered.get(block_id.split("/")[3]))}
        for block_id, block in inputs(view).items()
    }
    return {"type": "view_submission", "view": {**view, "state": {"values": values}}}


def state_of(element: dict[str, Any], entered: str | None) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            state = {"value": entered if entered is not None else element.get("initial_value")}
        case "static_select":
            state = {"selected_option": element.get("initial_option")}
        case "multi_static_select":
            state = {"selected_options": element.get("initial_options", [])}
        case "timepicker":
            state = {"selected_time": element.get("initial_time")}
        case _:
            state = {"selected_conversation": element.get("initial_conversation")}
    return {"type": element["type"], **state}


def test_a_form_becomes_a_modal_within_slacks_limits() -> None:
    view = modal(SCHEDULE)
    assert view_faults(view) == []
    assert [block["element"]["type"] for block in inputs(view).values()] == [
        "conversations_select",
        "multi_static_select",
        "timepicker",
        "static_select",
        "static_select",
        "plain_text_input",
        "plain_text_input",
    ]
    assert "Only admins may change this." in "".join(shown(view["blocks"][:1]))


def test_what_stands_in_a_form_comes_back_when_it_is_sent() -> None:
    assert filled(sent(modal(SCHEDULE), name="Ada", text="I would flip it.")) == Filled(
        "schedule",
        "I would flip it.",
        {
            "schedule_id": "3",
            "channel": "C123",
            "days": "mon,wed",
            "time": "09:00",
            "style": "",
            "zone": "Zone/412",
            "name": "Ada",
        },
    )


def test_a_field_left_empty_is_an_empty_option() -> None:
    view = modal(Form("Zone", "settings", (FormField("zone", "Zone", required=False),), "Save"))
    assert filled(sent(view)) == Filled("settings", "", {"zone": ""})


def test_a_title_that_is_too_long_stands_in_full_in_the_form() -> None:
    view = modal(answer_form())
    assert view["title"]["text"] == "Answer: a question…"
    assert "".join(shown(view["blocks"][:1])) == "Answer: a question with a long title"


def test_a_field_says_how_much_it_takes_and_where_more_can_go() -> None:
    (block,) = inputs(modal(answer_form())).values()
    assert block["element"]["max_length"] == 3_000
    assert "3,000 characters" in block["hint"]["text"]
    assert "thread or a direct message" in block["hint"]["text"]
    (block,) = inputs(modal(answer_form(longest=500))).values()
    assert block["element"]["max_length"] == 500
    assert "hint" not in block


@pytest.mark.parametrize(("length", "most"), [(2_999, 1), (3_200, 2), (7_400, 3), (11_500, 4), (12_000, 5)])
def test_a_long_text_stands_in_as_few_fields_as_it_needs(length: int, most: int) -> None:
    text = ("Seven words or so to a line. " * 500)[:length]
    view = modal(answer_form(text))
    assert view_faults(view) == []
    assert len(inputs(view)) <= most
    assert [block["optional"] for block in inputs(view).values()] == [False, *[True] * (len(inputs(view)) - 1)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_a_long_text_sent_untouched_is_the_same_text(text: str) -> None:
    view = modal(answer_form(text))
    assert view_faults(view) == []
    submitted = filled(sent(view))
    assert submitted is not None
    assert submitted.text == text


@pytest.mark.parametrize("text", ["one two three\n\n" * 400, ("w" * 2_490 + " " * 18) * 2 + "end"])
def test_trimming_by_slack_does_not_glue_the_parts_together(text: str) -> None:
    view = modal(answer_form(text))
    payload = sent(view)
    for entry in payload["view"]["state"]["values"].values():
        entry["value"]["value"] = entry["value"]["value"].strip()
    submitted = filled(payload)
    assert submitted is not None
    assert submitted.text == text.strip()


def test_a_part_that_was_emptied_leaves_no_gap() -> None:
    view = modal(answer_form("one two three\n" * 400))
    payload = sent(view)
    values = payload["view"]["state"]["values"]
    first, *others = values
    for block_id in others:
        values[block_id]["value"]["value"] = None
    submitted = filled(payload)
    assert submitted is not None
    assert submitted.text == inputs(view)[first]["element"]["initial_value"]


def test_what_a_form_carries_must_fit() -> None:
    with pytest.raises(ValueError, match="what a form for answer carries takes"):
        modal(Form("Answer", "answer", (FormField("text", "Text"),), "Send", {"question": "x" * 3_000}))


def test_a_choice_that_is_none_of_the_choices_is_not_chosen() -> None:
    field = FormField("style", "Style", FieldKind.CHOICE, "gone", (Choice("meta", "Meta"),))
    many = FormField("days", "Days", FieldKind.CHOICES, "sun,,", DAYS)
    late = FormField("time", "Time", FieldKind.TIME, "9 o'clock")
    view = modal(Form("Style", "style", (field, many, late), "Save"))
    assert view_faults(view) == []
    assert filled(sent(view)) == Filled("style", "", {"style": "", "days": "", "time": ""})


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"view": None},
        {"view": {"callback_id": "another"}},
        {"view": {"callback_id": CALLBACK_ID}},
        {"view": {"callback_id": CALLBACK_ID, "private_metadata": "{}"}},
        {"view": {"callback_id": CALLBACK_ID, "private_metadata": "[]"}},
    ],
)
def test_a_foreign_or_broken_form_means_nothing(payload: dict[str, Any]) -> None:
    assert filled(payload) is None


def test_a_form_without_a_state_is_read_as_far_as_it_goes() -> None:
    view = {"callback_id": CALLBACK_ID, "private_metadata": '{"command":"answer","option/question":"q"}', "state": None}
    assert is_form({"view": view})
    assert filled({"view": view}) == Filled("answer", "", {"question": "q"})


def test_problems_are_shown_at_their_fields_and_others_at_the_first() -> None:
    view = modal(SCHEDULE)
    answer = errors(sent(view), {"time": "Pick a time.", "nothing": "Something else.", "more": "And more."})
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) <= set(inputs(view))
    assert {block_id.split("/")[3]: problem for block_id, problem in answer["errors"].items()} == {
        "time": "Pick a time.",
        "channel": "Something else. And more.",
    }
