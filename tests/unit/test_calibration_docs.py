"""The kept reports are of the program as it is, and the guide to them names what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.packs.loader import load_content
from bot.cli.calibration.files import saved, stem
from bot.core.grading.calibration_change import compare
from bot.core.grading.calibration_report import WHOLE_BANK, Report, bank_hash
from bot.core.grading.calibration_targets import targets_of
from bot.core.grading.estimate import VERSION
from bot.settings import BUILT_IN_PACK

FOLDER = Path(__file__).parents[2] / "docs" / "calibration"
GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def newest() -> Report:
    """The newest kept report on the offline judge."""
    return max((report for report in saved(FOLDER) if report.judge.name == "coverage"), key=lambda report: report.date)


def test_every_kept_report_can_be_read_and_has_both_files() -> None:
    kept = saved(FOLDER)
    assert kept
    assert {path.stem for path in FOLDER.glob("20*")} == {stem(report) for report in kept}
    assert all((FOLDER / f"{stem(report)}.md").is_file() for report in kept)


def test_the_newest_report_is_of_the_estimate_as_it_is(newest: Report) -> None:
    assert newest.judge.version == VERSION, (
        "the estimate's rules have changed: greenroom calibrate --grader local --save"
    )
    assert newest.measured.selection == WHOLE_BANK
    assert newest.held_out.figures is not None
    assert newest.attacks.rows


def test_the_newest_report_says_how_it_stands_to_each_target(newest: Report) -> None:
    text = (FOLDER / f"{stem(newest)}.md").read_text(encoding="utf-8")
    for target in targets_of(newest):
        assert f"| {target.name} " in text
        assert target.met is not None


@pytest.mark.slow
def test_a_comparison_with_the_newest_report_tells_whether_the_bank_is_the_same(newest: Report) -> None:
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    now = bank_hash(content.bank, content.audiences)
    later = newest.model_copy(update={"measured": newest.measured.model_copy(update={"hash": now})})
    found = compare(newest, later)
    assert found.same_bank is (now == newest.measured.hash)
    said = f"The questions and answers are the same (bank {now})" if found.same_bank else f"(bank {now}) now"
    assert any(said in note for note in found.notes)


def test_claude_is_called_not_measured_until_there_is_a_report() -> None:
    measured = any(report.judge.name == "claude" for report in saved(FOLDER))
    assert ("not measured yet" in GUIDE) is not measured


def test_the_guide_names_every_field_of_a_report() -> None:
    assert [field for field in Report.model_fields if f"`{field}`" not in GUIDE] == ["format"]


def test_the_guide_names_every_option_of_the_command() -> None:
    from bot.cli.calibrate import calibrate

    own = set(calibrate.__annotations__) - {"return"}
    named = {"json" if name == "as_json" else name.replace("_", "-") for name in own}
    assert len(named) > 10
    assert [name for name in named if f"--{name}" not in GUIDE] == []
