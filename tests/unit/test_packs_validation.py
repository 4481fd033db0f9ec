from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs_support import coin, line_of, load, only_fault, put_question, question_text

TEXT = question_text()
ASK = coin().prompt


def fault_of(tmp_path: Path, text: str) -> tuple[int, str]:
    put_question(tmp_path, text=text)
    fault = only_fault(load(tmp_path))
    return fault.line, fault.message


def replaced(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_a_valid_question_has_no_fault(tmp_path: Path) -> None:
    put_question(tmp_path)
    content = load(tmp_path)
    assert content.faults == ()
    assert [question.id for question in content.bank] == ["coin"]


def test_a_mistyped_key_is_told_with_what_was_meant(tmp_path: Path) -> None:
    put_question(tmp_path, text=replaced("minutes: 8", "minuets: 8"))
    content = load(tmp_path)
    assert [(fault.line, fault.message) for fault in content.faults] == [
        (1, "'minutes' is missing"),
        (line_of(TEXT, "minutes:"), "unknown key 'minuets'; did you mean 'minutes'?"),
    ]


def test_an_unknown_key_deep_inside_is_told_with_the_keys_of_that_place(tmp_path: Path) -> None:
    text = replaced("    probe: How", "    zzz: 1\n    probe: How")
    line, message = fault_of(tmp_path, text)
    assert line == line_of(text, "zzz")
    assert message == (
        "unknown key 'zzz' in rubric[design]; known keys: id, name, weight, skill, key_points, levels, probe"
    )


def test_a_missing_key_is_told_at_the_item_that_lacks_it(tmp_path: Path) -> None:
    text = replaced("    weight: 30\n", "")
    assert fault_of(tmp_path, text) == (line_of(text, "- id: numbers"), "'weight' is missing in rubric[numbers]")


def test_a_question_without_a_source_is_told(tmp_path: Path) -> None:
    assert fault_of(tmp_path, replaced("source: greenroom\n", "")) == (1, "'source' is missing")


@pytest.mark.parametrize(
    ("old", "new", "part", "message"),
    [
        (
            "skills: [statistics",
            "skills: [statistic",
            "skills:",
            "skills[0] has the unknown value 'statistic'; did you mean 'statistics'?",
        ),
        (
            "seniority: mid",
            "seniority: boss",
            "seniority:",
            "seniority has the unknown value 'boss' (one of junior, mid, senior, staff)",
        ),
        ("difficulty: 2", "difficulty: 7", "difficulty:", "difficulty is 7; 5 at most"),
        ("difficulty: 2", "difficulty: hard", "difficulty:", "difficulty must be a whole number, not 'hard'"),
        ("minutes: 8", "minutes: 8.5", "minutes:", "minutes must be a whole number, not 8.5"),
        ("minutes: 8", "minutes: 1", "minutes:", "minutes is 1; 2 at least"),
        ("title: A fair coin?", "title: 3", "title:", "title must be text, not 3 (quote it)"),
        ("title: A fair coin?", "title:", "title:", "title is empty"),
        ("title: A fair coin?", "title: {A: coin}", "title:", "title must be text, not a mapping"),
        ("skills: [statistics, structure]", "skills: statistics", "skills:", "skills must be a list, not 'statistics'"),
        ("id: coin", "id: The Coin", "id: The", "id is 'The Coin'; only small letters, digits and single hyphens"),
        ("weight: 30", "weight: 30%", "weight: 30%", "rubric[numbers].weight must be a whole number, not '30%'"),
        (
            "design: 2",
            "design: 5",
            "design: 5",
            "answers[1].levels.design has the unknown value 5 (one of 0, 1, 2, 3, 4)",
        ),
        ("hints:\n  - What would a fair coin do?\n", "hints:\n", "hints:", "hints has 1 item; at least 2 are needed"),
        ("hints:\n", "hints:\n  - One more.\n  - And more.\n", "hints:", "hints has 4 items; 3 at most"),
        (ASK, "Why?", "prompt:", "prompt has 4 characters; at least 40 are needed"),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(tmp_path: Path, old: str, new: str, part: str, message: str) -> None:
    text = replaced(old, new)
    line, told = fault_of(tmp_path, text)
    assert (line, told[: len(message)]) == (line_of(text, part), message)


def test_a_prompt_over_the_limit_is_told_with_both_figures(tmp_path: Path) -> None:
    text = question_text(prompt="How many words does it take? " * 100)
    assert fault_of(tmp_path, text) == (line_of(text, "prompt:"), "prompt has 2,899 characters; 2,500 at most")


def test_too_few_and_too_many_levels_are_told(tmp_path: Path) -> None:
    text = replaced("      - Reaches level 4 of numbers.\n", "")
    message = "rubric[numbers].levels needs an item 4"
    assert fault_of(tmp_path, text) == (line_of(text, "levels:", 2), message)
    text = replaced("      - Reaches level 4 of numbers.\n", "      - Reaches level 4.\n      - Reaches level 5.\n")
    message = "rubric[numbers].levels has 6 items; 5 at most"
    assert fault_of(tmp_path, text) == (line_of(text, "levels:", 2), message)


@pytest.mark.parametrize(
    ("old", "new", "part", "nth", "message"),
    [
        ("weight: 30", "weight: 35", "rubric:", 1, "the rubric's weights sum to 105, not 100"),
        (
            "skills: [statistics, structure]",
            "skills: [statistics]",
            "skill: structure",
            1,
            "criterion 'advice' has skill",
        ),
        (
            "    criterion: numbers",
            "    criterion: figures",
            "criterion: figures",
            1,
            "mistake 'due' names criterion 'figures'",
        ),
        ("      numbers: 2\n", "      figures: 2\n", "levels:", 5, "labelled answer 2 (middling) must give a level"),
        ("kind: weak", "kind: strong", "answers:", 1, "no labelled answer is weak"),
        (
            "- id: numbers-second",
            "- id: design-first",
            "- id: design-first",
            2,
            "key point 'design-first' is there twice",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_told_where_they_stand(
    tmp_path: Path, old: str, new: str, part: str, nth: int, message: str
) -> None:
    text = replaced(old, new)
    line, told = fault_of(tmp_path, text)
    assert (line, told[: len(message)]) == (line_of(text, part, nth), message)


def test_a_criterion_and_a_mistake_that_are_there_twice_are_told_at_the_second(tmp_path: Path) -> None:
    text = replaced("  - id: advice\n", "  - id: design\n").replace("advice: ", "design: ")
    text = text.replace("      design: 0\n      numbers: 0\n      design: 0\n", "      design: 0\n      numbers: 0\n")
    text = text.replace("      design: 2\n      numbers: 2\n      design: 2\n", "      design: 2\n      numbers: 2\n")
    text = text.replace("      design: 3\n      numbers: 3\n      design: 3\n", "      design: 3\n      numbers: 3\n")
    assert fault_of(tmp_path, text) == (line_of(text, "- id: design", 4), "criterion 'design' is there twice")
    mistake = TEXT[TEXT.index("  - id: due") : TEXT.index("hints:")]
    text = TEXT.replace(mistake, mistake.rstrip("\n") + "\n" + mistake)
    assert fault_of(tmp_path, text) == (line_of(text, "- id: due", 2), "mistake 'due' is there twice")


def test_every_fault_of_a_file_is_told_in_the_order_of_lines(tmp_path: Path) -> None:
    text = (
        replaced("weight: 30", "weight: 99")
        .replace("difficulty: 2", "difficulty: 9")
        .replace("seniority: mid", "seniority: x")
    )
    put_question(tmp_path, text=text)
    faults = load(tmp_path).faults
    assert [fault.line for fault in faults] == [
        line_of(text, part) for part in ("difficulty", "seniority", "weight: 99")
    ]
    assert {fault.question_id for fault in faults} == {"coin"}


def test_a_value_of_no_kind_that_a_row_may_hold_is_told_once(tmp_path: Path) -> None:
    text = TEXT + "sql:\n  setup: CREATE TABLE t (x)\n  expected:\n    - [{a: 1}]\n"
    line, message = fault_of(tmp_path, text)
    assert line == line_of(text, "- [{a: 1}]")
    assert message.startswith("sql.expected[0][0] ")


def test_a_fault_prints_as_path_line_and_message(tmp_path: Path) -> None:
    file = put_question(tmp_path, text=replaced("source: greenroom\n", ""))
    assert str(only_fault(load(tmp_path))) == f"{file}:1: 'source' is missing"
