from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cli.calibration.contested_text import MOST_CRITERIA, answers_text, contested_text
from bot.core.grading.contested import ContestedGrades
from bot.core.grading.contested_cases import contested_answers, contested_grades
from bot.core.grading.grade import JudgeIdentity
from bot.core.records import Contest
from tests.unit.test_contested import NEW, OLD, contest, whole


def section(*cases: Contest, measured: JudgeIdentity = NEW, older: bool = False) -> str:
    return "\n\n".join(contested_text(contested_grades(cases, older=older), measured))


def row(text: str, number: int = 1) -> list[str]:
    """The cells of a group's line."""
    (line,) = [line for line in text.splitlines() if re.match(rf"\| {number} +\|", line)]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_none_and_unread_are_told_in_a_sentence() -> None:
    assert section() == "None kept."
    assert list(contested_text(ContestedGrades(note="not read: no"), NEW)) == ["Not read: no."]


def test_one_case_shows_its_own_values_and_warns() -> None:
    text = section(whole(25, 75, 50))
    assert "1 decided case." in text
    assert row(text)[1:] == [
        "claude, some-model, version 3, measured here", "the same", "1", "1", "50.0", "+25.0", "1", "0", "0", "-",
    ]  # fmt: skip
    assert "no sample of all grades" in text


def test_three_cases_show_where_they_begin_and_end() -> None:
    cells = row(section(whole(25, 75, 50), whole(50, 50, 50), whole(75, 25, 50)))
    assert cells[5:10] == ["0.0 to 50.0", "-25.0 to +25.0", "1", "1", "1"]


def test_many_cases_show_medians_and_scatter() -> None:
    text = section(*(whole(25, 75, 50) for _ in range(150)), *(whole(50, 50, 50) for _ in range(50)))
    assert "200 decided cases." in text
    assert row(text)[3:] == ["200", "1", "50.0 (0.0 to 50.0)", "+25.0 (0.0 to +25.0)", "150", "50", "0", "15.3"]


def test_other_judges_stand_in_lines_of_their_own() -> None:
    mixed = contest(((1, 1, 1), OLD), ((2, 2, 2), NEW), ((3, 3, 3), OLD))
    text = section(whole(25, 50, 50), whole(25, 50, 50), mixed)
    assert "are not to be mixed" in text
    assert row(text, 2)[1:3] == [
        "claude, some-model, version 2",
        "claude, some-model, version 2 and claude, some-model, version 3, measured here",
    ]
    assert "Cases in line 2:" in text
    assert "not to be mixed" not in section(whole(25, 50, 50))


def test_cases_that_do_not_count_are_told() -> None:
    text = section(whole(25, 50, 50), contest((0, 0, 0), (1, 1, 1)), older=True)
    assert "1 decided case, 1 under way. Older ones were not read." in text
    assert section(contest((0, 0, 0))) == "0 decided cases, 1 under way."


def test_withheld_figures_are_told_as_withheld() -> None:
    found = contested_grades([whole(25, 75, 50)]).for_keeping()
    text = "\n\n".join(contested_text(found, NEW))
    assert row(text)[3:] == ["1", "1", *["-"] * 6]
    assert "fewer than 3 members" in text
    assert "Where opinions differ" not in text


def test_criteria_are_listed_up_to_a_number() -> None:
    cases = [contest((0, 0, 0), (1, 1, 1), (2, 2, 2), question=f"question-{number}") for number in range(8)]
    text = section(*cases)
    assert sum(line.startswith("| question-") for line in text.splitlines()) == MOST_CRITERIA
    assert "And 4 more" in text


def test_answers_are_shown_with_their_grades() -> None:
    text = answers_text(contested_answers([contest((1, 0, 0), (3, 0, 0), (2, 0, 0), text="Heads.\nTails.")]))
    assert "### 1. coin-flips, contested on 2026-11-18: 25.0 counts" in text
    assert "```\nHeads.\nTails.\n```" in text
    assert "| claude, some-model, version 3 |  12.5 |      1 |       0 |      0 |" in text
    assert answers_text([]).endswith("There are none.")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_members_words_cannot_leave_their_fence_or_steer_a_terminal(said: str) -> None:
    text = answers_text(contested_answers([contest((1, 0, 0), text=f"\x1b[2J```\n# x {said}")]))
    assert all(char.isprintable() or char == "\n" for char in text)
    tokens = MarkdownIt().parse(text)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2", "h3"]
    assert sum(token.type == "fence" for token in tokens) == 1
