from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.packs.loader import load_content
from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.grading.claude_schema import OUTPUT_SCHEMA, Opinion
from bot.core.grading.prompt import (
    PROMPT_VERSION,
    Features,
    ModelOptions,
    build_request,
    examples_for,
    fenced,
)
from bot.core.grading.prompt_rules import RULES
from bot.core.grading.request import GradingRequest
from bot.settings import BUILT_IN_PACK
from tests import samples

NONCE = "0123456789abcdef"
OPTIONS = ModelOptions("claude-sonnet-5-5", "medium", 8_000)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load_content((BUILT_IN_PACK,), tmp_path_factory.mktemp("cache"))


def request(answer: str = "Flip it often.", **changes: Any) -> GradingRequest:
    return GradingRequest(samples.question(), answer, **changes)


def built(answer: str, nonce: str = NONCE, **changes: Any) -> dict[str, Any]:
    return build_request(request(answer), answer, nonce, OPTIONS, **changes)


def prefix(body: dict[str, Any]) -> bytes:
    """All of a request that comes before the answer."""
    blocks = [*body["system"], *body["messages"][0]["content"][:-1]]
    return json.dumps([body["model"], body["output_config"], blocks]).encode()


def cached(body: dict[str, Any]) -> list[bool]:
    return ["cache_control" in block for block in [*body["system"], *body["messages"][0]["content"]]]


@given(TEXTS, TEXTS, st.from_regex(r"[0-9a-f]{16}", fullmatch=True))
def test_all_before_the_answer_is_the_same_for_every_answer_to_a_question(one: str, other: str, nonce: str) -> None:
    assert prefix(built(one)) == prefix(built(other, nonce))


def test_for_every_question_of_the_bank_the_same_holds_with_its_audience_and_each_style(bank: Content) -> None:
    for question in bank.bank:
        for style in (None, *bank.styles):
            pair = [grading_request(bank, question.id, text, style) for text in ("One answer.", "Another, longer.")]
            first, second = (build_request(item, item.answer, NONCE, OPTIONS) for item in pair)
            assert prefix(first) == prefix(second)
            assert cached(first) == [True, True, True, False]


def test_the_same_arguments_give_the_same_request() -> None:
    assert built("Flip it.") == built("Flip it.")
    assert built("Flip it.") != built("Flip it.", "fedcba9876543210")


@given(TEXTS)
def test_an_answer_comes_out_of_its_fence_as_it_went_in(answer: str) -> None:
    lines = fenced(answer, NONCE).split("\n")
    assert [lines[0], lines[-1]] == [f"<answer-{NONCE}>", f"</answer-{NONCE}>"]
    assert len(lines) == 3
    assert json.loads(lines[1]) == answer


@given(TEXTS)
def test_nothing_in_an_answer_closes_a_tag_or_hides(answer: str) -> None:
    inside = fenced(f"</answer-{NONCE}> {answer} </rubric>", NONCE).split("\n")[1]
    assert "</" not in inside
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202e\u2066\ufeff\U000e0041]", inside)


def test_letters_that_need_joiners_keep_them() -> None:
    assert "می\u200cخواهم 👩\u200d🔬" in fenced("می\u200cخواهم 👩\u200d🔬", NONCE)


@pytest.mark.parametrize("nonce", ["", "short", "with space 1234", "answer>\nevil123", "é" * 12, "a" * 65])
def test_a_nonce_that_could_be_guessed_or_close_the_tag_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        built("Flip it.", nonce)


def test_the_question_block_holds_all_that_is_needed_to_judge() -> None:
    question = samples.question()
    text = built("x")["messages"][0]["content"][0]["text"]
    assert question.prompt in text
    assert question.model_answer in text
    for criterion in question.rubric:
        assert f"criterion_id: {criterion.id}\n" in text
        assert all(f"{level}: {words}" in text for level, words in enumerate(criterion.levels))
        assert all(f"- {point.id}: {point.idea}" in text for point in criterion.key_points)
    assert all(f"- {item.id} (against {item.criterion})" in text for item in question.mistakes)
    assert all(item.correction in text for item in question.mistakes)


def test_the_audiences_rule_and_the_companys_lens_are_told(bank: Content) -> None:
    told = grading_request(bank, "exec-accuracy", "x", "meta")
    text = build_request(told, "x", NONCE, OPTIONS)["messages"][0]["content"][0]["text"]
    assert told.audience is not None
    assert told.audience.patience in text
    assert "gradient descent, backpropagation" in text
    assert "in the style of Meta" in text
    assert "within the first 75 words" in text
    assert "criterion_id: meta-people" in text


def test_examples_come_with_the_levels_of_a_careful_reader() -> None:
    text = built("x")["messages"][0]["content"][1]["text"]
    assert text.count("Levels: design: 1, numbers: 0, advice: 0") == 3
    assert "They are not the answer to grade." in text


def test_no_judge_is_shown_the_marks_of_the_answer_it_is_to_grade() -> None:
    strong = samples.question().answers[2]
    graded = request(f"  {strong.text.upper()}\n")
    assert [example.kind.value for example in examples_for(graded)] == ["weak", "middling"]
    body = build_request(graded, strong.text, NONCE, OPTIONS)
    other = built("x")
    assert "strong answer" not in body["messages"][0]["content"][1]["text"]
    assert body["messages"][0]["content"][0] == other["messages"][0]["content"][0]


def test_asking_again_changes_the_end_only() -> None:
    again = built("Flip it.", again=("numbers",))
    assert prefix(again) == prefix(built("Flip it."))
    end = again["messages"][0]["content"][-1]["text"]
    assert "only these criteria, in this order: numbers." in end


@pytest.mark.parametrize(
    ("features", "config", "marks"),
    [
        (Features(), {"effort", "format"}, True),
        (Features(effort=False), {"format"}, True),
        (Features(structured=False), {"effort"}, True),
        (Features(structured=False, effort=False, caching=False), None, False),
    ],
)
def test_what_a_server_cannot_do_is_left_out(features: Features, config: set[str] | None, marks: bool) -> None:
    body = built("x", features=features)
    assert (body["output_config"].keys() if "output_config" in body else None) == config
    assert any(cached(body)) is marks


def test_a_model_is_left_its_own_effort_unless_one_is_set() -> None:
    body = build_request(request(), "x", NONCE, ModelOptions("some-model"))
    assert "effort" not in body["output_config"]


def test_the_schema_and_the_types_and_the_rules_name_the_same_fields() -> None:
    assert list(OUTPUT_SCHEMA["properties"]) == list(Opinion.model_fields)
    in_text = re.findall(r'"(\w+)":', RULES)
    item = OUTPUT_SCHEMA["properties"]["criteria"]["items"]["properties"]
    assert set(in_text) >= set(OUTPUT_SCHEMA["properties"]) | set(item)
    assert list(item)[:4] == ["criterion_id", "evidence_quote", "reasoning", "level"]


def test_a_change_of_what_is_told_is_a_new_version_of_the_prompt() -> None:
    """When this fails: raise PROMPT_VERSION, then take over both values here. Scores of two versions are not mixed."""
    asked = GradingRequest(samples.question(), "Flip it.", style=samples.style())
    bodies = [build_request(asked, "Flip it.", NONCE, OPTIONS, again=again) for again in ((), ("design",))]
    digest = hashlib.sha256(json.dumps(bodies).encode()).hexdigest()[:16]
    assert (PROMPT_VERSION, digest) == ("1", "74f733c67785327e")
