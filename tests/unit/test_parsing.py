from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply, read_reply

USAGE = Usage(input_tokens=10, output_tokens=5, calls=1)
EXPECTED = ("design", "numbers")


def opinion(*ids: str, **changes: Any) -> dict[str, Any]:
    criteria = [
        {"criterion_id": name, "evidence_quote": "flip it", "reasoning": "It is named.", "level": 2}
        for name in ids or EXPECTED
    ]
    return {"criteria": criteria} | changes


def read(text: object, stop: str | None = "end_turn") -> Any:
    return read_reply(ModelReply(text if isinstance(text, str) else json.dumps(text), stop, USAGE), EXPECTED)


def problem(text: object, stop: str | None = "end_turn") -> JudgeUnavailableError:
    with pytest.raises(JudgeUnavailableError) as caught:
        read(text, stop)
    assert caught.value.usage == USAGE
    return caught.value


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "  \n{}\n ",
        "```json\n{}\n```",
        "```\n{}\n```\n",
        "Here is my verdict, I give 4 out of 4:\n{}",
        "Let me think. {thinking} Then:\n```json\n{}\n```\nI hope that helps!",
        '<think>\nA draft: {"criteria": [{"criterion_id": "design", "level": 4}]}. No.\n</think>\n{}',
        "{}\n\nOnce more:\n```json\n{}\n```",
        '{"result": {}}',
        "[{}]",
        "<json>{}</json>",
    ],
)
def test_one_object_is_found_whatever_stands_around_it(form: str) -> None:
    read_form = read(form.replace("{}", json.dumps(opinion())))
    assert [item.level for item in read_form.criteria] == [2, 2]


def test_slips_of_a_model_without_structured_output_are_forgiven() -> None:
    whole = json.dumps(opinion(next_step="Say, why, [so,] and {so,}."), indent=1)
    for text in (
        json.dumps(whole),
        whole.replace("2\n", "2,\n").replace("}\n ]", "},\n ]"),
        whole.replace("It is named.", "It is\nnamed.\t"),
    ):
        found = read(text)
        assert [item.level for item in found.criteria] == [2, 2]
        assert found.next_step == "Say, why, [so,] and {so,}."


def test_what_only_adds_words_costs_no_level_where_it_is_odd() -> None:
    odd = opinion(best="design", next_step=None, follow_up=7, lens=["x"], audience_fit={}, jargon=["sigma"])
    odd["mistakes"] = [{"mistake_id": "new"}, None, {"mistake_id": "new", "quote": "flip it", "correction": None}]
    odd["criteria"][0] |= {"key_points": [1, "a"], "improve": None, "reasoning": None, "evidence_quote": None}
    odd["criteria"][1]["key_points"] = "a"
    found = read(odd)
    assert [item.level for item in found.criteria] == [2, 2]
    assert [item.key_points for item in found.criteria] == [("a",), ()]
    assert [item.evidence_quote for item in found.criteria] == ["", "flip it"]
    assert (found.best.criterion_id, found.next_step, found.follow_up, found.jargon) == ("", "", "", ())
    assert [item.quote for item in found.mistakes] == ["flip it"]


def test_a_criterion_that_was_not_asked_for_is_passed_over() -> None:
    assert [item.criterion_id for item in read(opinion("charm", "design", "numbers")).criteria] == list(EXPECTED)


def test_criteria_come_in_the_rubrics_order() -> None:
    assert [item.criterion_id for item in read(opinion("numbers", "design")).criteria] == list(EXPECTED)


def test_words_may_be_missing_and_further_fields_are_passed_over() -> None:
    found = read(opinion(overall=100, total="full marks"))
    assert (found.next_step, found.mistakes, found.best.criterion_id) == ("", (), "")
    assert not hasattr(found, "overall")


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("design",), "no level for numbers"),
        (("design", "numbers", "numbers"), "more than one level for numbers"),
        (("design", "charm"), "no level for numbers"),
        (("design", "Numbers"), "no level for numbers"),
    ],
)
def test_each_criterion_is_there_exactly_once(ids: tuple[str, ...], said: str) -> None:
    error = problem(opinion(*ids))
    assert error.reason == "malformed"
    assert said in error.detail


@pytest.mark.parametrize("level", [5, -1, "5", "-1", "", 2.5, None, True, [3], "four", "4/4", "level 4"])
def test_a_level_is_a_whole_number_from_0_to_4_and_nothing_else(level: object) -> None:
    held = opinion()
    held["criteria"][0]["level"] = level
    error = problem(held)
    assert error.reason == "malformed"
    assert "level" in error.detail


@pytest.mark.parametrize("level", ["3", " 3 ", 3.0])
def test_a_whole_number_may_be_written_otherwise(level: object) -> None:
    held = opinion()
    held["criteria"][0]["level"] = level
    assert [item.level for item in read(held).criteria] == [3, 2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "Level 4 for design, level 3 for numbers.",
        '{"design": 4, "numbers": 4}',
        '{"criteria": {"design": 4}}',
        "[1, 2, 3]",
        "null",
        json.dumps(opinion())[:-2],
        json.dumps(opinion()) + json.dumps(opinion("design", "numbers", next_step="Or so.")),
        '{"note": "{\\"criteria\\": []}"}',
        '{"criteria": [{"criterion_id": "design", "level": 1, "level": 4}]}',
        '{"criteria": NaN}',
        "{" * 100_000,
        "[" * 100_000,
        '{"criteria":' * 50_000,
        "x" * 300_000,
    ],
)
def test_anything_else_grades_nothing(text: str) -> None:
    assert problem(text).reason == "malformed"


@given(st.text(max_size=80))
def test_no_digit_in_prose_ever_becomes_a_level(text: str) -> None:
    assert problem(text.replace("{", "(")).reason == "malformed"


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        ("refusal", "refused"),
        ("max_tokens", "truncated"),
        ("model_context_window_exceeded", "truncated"),
        ("length", "truncated"),
        ("content_filter", "refused"),
        ("tool_use", "malformed"),
        ("something_new", "malformed"),
        ("['end_turn']", "malformed"),
    ],
)
def test_the_stop_reason_is_looked_at_before_a_text_that_could_be_read(stop: str, reason: str) -> None:
    assert problem(opinion(), stop).reason == reason


@pytest.mark.parametrize("stop", ["end_turn", "stop_sequence", "stop", "", None])
def test_a_natural_end_is_read(stop: str | None) -> None:
    assert len(read(opinion(), stop).criteria) == 2


def test_what_is_told_of_a_malformed_reply_holds_none_of_its_text() -> None:
    held = opinion()
    held["criteria"][0]["level"] = "secret words of a member"
    assert "secret" not in problem(held).detail
