from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.form_fields import pieces, together
from bot.adapters.discord.forms import modal, pages_of
from bot.adapters.discord.limits import shortened, units
from bot.adapters.discord.render import render
from bot.adapters.discord.submissions import Submission, next_page, refused, submission, time_of
from bot.core.answers import MOST_CHARACTERS
from bot.core.chat import Choice, Excerpt, FieldKind, Form, FormField
from tests.unit.discord_limits import length, message_faults, modal_faults, nested

DAYS = tuple(Choice(day.lower()[:3], day) for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
ZONES = tuple(Choice(f"Area/City{number}", f"City {number}") for number in range(40))
ANSWER = FormField("text", "Your answer", FieldKind.TEXT, longest=MOST_CHARACTERS)
SCHEDULE = Form(
    "When questions come",
    "settings",
    (
        FormField("channel", "Channel", FieldKind.CHANNEL, "123456789012345678"),
        FormField("days", "Days", FieldKind.CHOICES, "mon,wed", DAYS),
        FormField("at", "Time", FieldKind.TIME, "09:00"),
        FormField("zone", "Time zone", FieldKind.CHOICE, "Area/City3", ZONES),
        FormField("style", "Style", FieldKind.CHOICE, "", DAYS[:2], required=False),
        FormField("difficulty", "Difficulty", help="1 to 5, or a range such as 2-4", required=False),
        FormField("welcome", "Words above each question", FieldKind.TEXT, required=False, longest=500),
    ),
    "Save",
    {"track": "sql"},
    "Nothing changes before you save.",
)

kinds = st.sampled_from(FieldKind)
choices = st.lists(st.uuids().map(str), min_size=1, max_size=40, unique=True).map(
    lambda values: tuple(Choice(value, f"Choice {value}") for value in values)
)
fields = st.builds(
    FormField,
    st.text("abcdefg", min_size=1, max_size=10),
    st.text(st.characters(codec="utf-8", categories=("L", "Zs")), min_size=1, max_size=120).filter(str.strip),
    kinds,
    choices=choices,
    help=st.text("abc ", max_size=150),
    required=st.booleans(),
    longest=st.sampled_from((None, 10, 500, 4000, 12_000)),
)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    some = draw(st.lists(fields, min_size=1, max_size=9, unique_by=lambda field: field.name))
    notes = draw(st.sampled_from(("", "A note.", "A **longer** note. " * 20)))
    return Form(
        draw(st.text("abc def", min_size=1, max_size=90).filter(str.strip)), "settings", tuple(some), "Save", {}, notes
    )


def filled(data: dict[str, Any], values: dict[str, object]) -> list[dict[str, Any]]:
    """A modal's components as Discord sends them back."""
    sent: list[dict[str, Any]] = []
    for component in data["components"]:
        if component["type"] == 18:
            inner = component["component"]
            value = values.get(inner["custom_id"], "" if inner["type"] == 4 else [])
            key = "value" if inner["type"] == 4 else "values"
            sent.append({"type": 18, "component": {"type": inner["type"], "custom_id": inner["custom_id"], key: value}})
        else:
            sent.append({"type": component["type"]})
    return sent


@settings(deadline=None)
@given(forms())
def test_every_page_of_every_form_is_within_the_limits_and_no_field_is_missing(form: Form) -> None:
    try:
        pages = pages_of(form)
    except ValueError:
        long = sum(field.kind is FieldKind.TEXT or (field.longest or 0) > 400 for field in form.fields)
        assert long >= 4  # with notes that is more than a modal holds
        return
    assert sorted(field.name for page in pages for field in page) == sorted(field.name for field in form.fields)
    for number in range(1, len(pages) + 1):
        data = modal(form, number)
        assert modal_faults(data) == []
        asked = {item["component"]["custom_id"].split(":")[1] for item in data["components"] if item["type"] == 18}
        assert asked == {field.name for field in pages[number - 1]}
    texts = "".join(str(modal(form, number + 1)) for number in range(len(pages)))
    assert form.notes.split(".")[0].replace("**", "") in texts.replace("**", "")


def test_a_long_answer_has_as_many_boxes_as_it_may_need() -> None:
    data = modal(
        Form("A fair coin?", "answer", (ANSWER,), "Send", {"question": "coin-flips"}, "How would you find out?")
    )
    notes, *labels = data["components"]
    assert notes == {"type": 10, "content": "How would you find out?"}
    assert [label["component"]["max_length"] for label in labels] == [4000, 4000, 4000]
    assert [label["component"]["required"] for label in labels] == [True, False, False]
    assert [label["label"] for label in labels][:2] == ["Your answer", "Your answer, continued"]
    assert "4,000" in labels[0]["description"]


def test_an_answer_to_revise_stands_in_the_boxes_and_comes_back_as_it_was() -> None:
    text = "\n".join(f"Line {number} of my answer, which is long." for number in range(240))
    assert 8000 < len(text) < MOST_CHARACTERS
    field = FormField("text", "A better try", FieldKind.TEXT, text, longest=MOST_CHARACTERS)
    data = modal(Form("A fair coin?", "revise", (field,), "Send", {"answer_id": "7"}))
    boxes = {item["component"]["custom_id"]: item["component"].get("value", "") for item in data["components"]}
    sent = submission(data["custom_id"], filled(data, dict(boxes)))
    assert sent == Submission("revise", {"answer_id": "7"}, text)


@given(st.text(st.sampled_from("ab \n𝔘"), max_size=60), st.integers(1, 300))
def test_no_word_is_lost_or_glued_where_a_text_is_cut_into_boxes(few: str, times: int) -> None:
    text = few * times
    cut = pieces(text)
    assert all(length(piece) <= 4000 for piece in cut)
    assert together(cut).rstrip("\n") == text.rstrip("\n") or "𝔘" in text
    assert "".join(together(cut).split()) == "".join(text.split())


def test_a_full_box_runs_on_into_the_next_and_a_started_one_ends_a_line() -> None:
    assert together(["a" * 4000, "bc", ""]) == "a" * 4000 + "bc"
    assert together(["One.", "Two."]) == "One.\nTwo."
    assert together(["", "Two."]) == "Two."


def test_more_than_five_fields_become_pages_with_texts_last() -> None:
    names = [[field.name for field in page] for page in pages_of(SCHEDULE)]
    assert names == [["channel", "days", "at", "zone"], ["style", "difficulty", "welcome"]]
    titles = [modal(SCHEDULE, page)["title"] for page in (1, 2)]
    assert titles == ["When questions come (1/2)", "When questions come (2/2)"]


def test_what_was_filled_in_on_the_first_page_travels_to_the_last() -> None:
    first = modal(SCHEDULE, 1)
    values: dict[str, object] = {"c:channel": ["5"], "m:days": ["mon", "fri"], "h:at": "9.30", "l:zone": "Area/City3"}
    sent = submission(first["custom_id"], filled(first, values))
    assert sent is not None
    assert not sent.complete
    between = next_page(SCHEDULE, sent)
    assert message_faults(between.payload) == []
    second = modal(SCHEDULE, 2)
    done = submission(
        second["custom_id"], filled(second, {"o:style": ["mon"], "t:welcome": "Hello"}), between.payload["components"]
    )
    assert done is not None
    assert done.complete
    assert dict(done.options) == {
        "track": "sql", "channel": "5", "days": "mon,fri", "at": "09:30", "zone": "Area/City3",
        "style": "mon", "difficulty": "", "welcome": "Hello",
    }  # fmt: skip


def test_the_message_between_pages_shows_what_was_filled_in_and_opens_the_next() -> None:
    sent = Submission("settings", {"track": "sql", "days": "mon,fri", "at": "09:30", "zone": ""}, page=1, pages=2)
    buttons = [item for item in nested(next_page(SCHEDULE, sent).payload["components"]) if item["type"] == 2]
    assert [(button["label"], button.get("disabled", False)) for button in buttons] == [
        ("Days: Monday, Friday", True),
        ("Time: 09:30", True),
        ("Time zone: nothing", True),
        ("Go on", False),
    ]
    assert buttons[-1]["custom_id"] == "gr1:settings:=track=sql:~2.2"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400))
def test_any_line_that_can_be_filled_in_on_an_early_page_travels(text: str) -> None:
    sent = Submission("settings", {"difficulty": text}, page=1, pages=2)
    between = next_page(SCHEDULE, sent)
    second = modal(SCHEDULE, 2)
    done = submission(second["custom_id"], filled(second, {}), between.payload["components"])
    assert done is not None
    assert "difficulty" in done.options


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:00", "09:00"), ("09:00", "09:00"), (" 17.30 ", "17:30"), ("17h30", "17:30"), ("0930", "09:30"),
        ("23:59", "23:59"), ("24:00", None), ("9", None), ("9:60", None), ("noon", None), ("9:00 pm", None),
    ],
)  # fmt: skip
def test_a_time_is_hours_and_minutes(typed: str, time: str | None) -> None:
    assert time_of(typed) == time


def test_a_time_that_is_none_is_named_and_the_text_is_given_back() -> None:
    form = Form("Remind", "settings", (FormField("at", "At *what* time", FieldKind.TIME), ANSWER), "Save")
    data = modal(form)
    sent = submission(data["custom_id"], filled(data, {"h:at": "noon", "t1:text": "My long text."}))
    assert sent is not None
    assert sent.bad_times == ("at",)
    reply = refused(form, sent)
    assert Excerpt("My long text.") in reply.parts
    assert [message_faults(message.payload) for message in render(reply, public=False)] == [[]]


def test_more_choices_than_a_menu_holds_are_typed() -> None:
    data = modal(Form("Zones", "settings", (FormField("zone", "Zone", FieldKind.CHOICE, "Area/City3", ZONES),), "Save"))
    assert data["components"][0]["component"]["type"] == 4
    assert data["components"][0]["component"]["value"] == "Area/City3"


def test_five_fields_and_a_short_note_stay_on_one_page() -> None:
    five = tuple(FormField(name, name, FieldKind.TIME) for name in "abcde")
    form = Form("Times", "settings", five, "Save", notes="In your own time zone.")
    assert len(pages_of(form)) == 1
    assert modal(form)["components"][0]["description"] == "In your own time zone."


def test_a_modal_of_somebody_else_is_none() -> None:
    assert submission("theirs", []) is None


def test_labels_are_cut_after_a_word() -> None:
    assert (
        shortened("Answer: a question with a title that goes on and on", 45)
        == "Answer: a question with a title that goes on…"
    )
    assert shortened("x" * 50, 45) == "x" * 44 + "…"
    assert units(shortened("👩‍👩‍👧‍👦" * 20, 45)) <= 45
    assert shortened("short", 45) == "short"
