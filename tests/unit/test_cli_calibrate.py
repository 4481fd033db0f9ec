from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.core.errors import UnknownQuestionError
from bot.core.grading.calibration_report import Report
from tests.fakes.clock import FakeClock
from tests.packs_support import put, put_question, question_text

STRONG = (
    "The first idea of design in one voice. The second idea of design in one voice. The first idea of numbers in one "
    "voice. The second idea of numbers in one voice. The first idea of advice in one voice."
)


def strong_text(question_id: str) -> str:
    return question_text(question_id).replace("A strong answer, typed in a hurry.", STRONG)


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built-in bank of two questions, one a track, and a pack of one; no model's weights, and no key."""
    folder = tmp_path / "content"
    put_question(folder, "coin", strong_text("coin"))
    put(folder, "behavioral/die.yaml", strong_text("die").replace("track: experimentation", "track: behavioral"))
    put_question(tmp_path / "ours", "card", strong_text("card"))
    monkeypatch.setattr("bot.settings.BUILT_IN_PACK", folder)
    monkeypatch.setattr("bot.adapters.clock.SystemClock", FakeClock)
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "GREENROOM_CLAUDE_API_KEY", "GREENROOM_CLAUDE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GREENROOM_WEIGHTS", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GREENROOM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("GREENROOM_PACKS", str(tmp_path / "ours"))
    monkeypatch.setenv("GREENROOM_DATABASE_URL", str(tmp_path / "greenroom.db"))
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: str, attacks: int = 0) -> Result:
    return CliRunner().invoke(app, ["calibrate", "--attacks", str(attacks), *arguments])


def data(*arguments: str, attacks: int = 0) -> Any:
    result = run("--json", *arguments, attacks=attacks)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_report_prints_the_figures_and_where_judge_and_reader_part(bank: Path) -> None:
    result = run("--grader", "local")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("# Calibration: coverage, lexical, 2026-03-02\n")
    for heading in ("Agreement", "Against the targets", "Kinds of answer", "Levels", "Attacks", "Time and cost"):
        assert f"\n## {heading}\n" in result.stdout
    for figure in ("criterion QWK", "total r", "MAE of totals", "bias of totals", "RMSE of totals"):
        assert re.search(rf"\| {figure} +\|", result.stdout)
    middling = (bank / "experimentation" / "coin.yaml").read_text().splitlines().index("  - kind: middling") + 1
    assert f"- middling: wanted 2, got 0 (content/experimentation/coin.yaml:{middling})" in result.stdout
    assert "reader: It is middling." in result.stdout


def test_fitted_questions_are_called_in_sample_and_others_not(bank: Path) -> None:
    assert data()["measured"]["fitted"] == 2
    shown = run().stdout
    assert "fitted to the labelled answers of 2 of the 3 questions" in shown
    assert "| in sample |" in shown
    assert "*Held out* is not measured: it takes at least 20 questions." in shown
    other = run("--questions", "card").stdout
    assert "in sample" not in other
    assert "fitted to other questions than these" in other


def test_json_is_the_report(bank: Path) -> None:
    held = data()
    report = Report.model_validate(held)
    assert (report.measured.questions, report.measured.answers, report.figures.answers) == (3, 9, 9)
    assert report.judge.version == held["judge"]["version"]
    assert "comparison" not in held


@pytest.mark.parametrize(
    ("options", "answers", "what"),
    [
        ([], 9, "the whole bank"),
        (["--questions", "die, coin"], 6, "questions die, coin"),
        (["--track", "behavioral"], 3, "track behavioral"),
        (["--limit", "1"], 3, "1 question spread over the whole bank"),
        (["--limit", "2"], 6, "2 questions spread over the whole bank"),
        (["--limit", "5"], 9, "the whole bank"),
    ],
)
def test_questions_can_be_chosen(bank: Path, options: list[str], answers: int, what: str) -> None:
    measured = data(*options)["measured"]
    assert (measured["answers"], measured["selection"]) == (answers, what)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--track", "cooking"], "there is no track 'cooking'"),
        (["--track", "behavioral", "--questions", "coin"], "not by both"),
        (["--questions", " , "], "needs ids"),
        (["--limit", "0"], "greater than or equal to 1"),
        (["--grader", "coin"], "'coin' is not one of"),
    ],
)
def test_a_choice_that_cannot_be_understood_ends_with_two(bank: Path, options: list[str], said: str) -> None:
    result = run(*options)
    assert result.exit_code == 2
    assert said in " ".join(re.sub("[│╭╮╰╯─]", " ", result.stderr).split())


def test_an_unknown_question_is_an_error_of_its_own(bank: Path) -> None:
    assert isinstance(run("--questions", "coins").exception, UnknownQuestionError)


def test_a_saved_report_is_two_files_that_say_the_same(bank: Path, tmp_path: Path) -> None:
    result = run("--save")
    folder = tmp_path / "docs" / "calibration"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2026-03-02-coverage-lexical.json", "2026-03-02-coverage-lexical.md"]
    assert "docs/calibration/2026-03-02-coverage-lexical.md" in result.stderr
    report = Report.model_validate_json((folder / names[0]).read_bytes())
    text = (folder / names[1]).read_text()
    assert f"Bank: {report.measured.hash}" in text
    assert re.search(rf"\| MAE of totals +\| +{report.figures.mae:.1f} \|", text)
    assert str(tmp_path) not in text + (folder / names[0]).read_text()


def test_links_in_a_saved_report_lead_to_the_answer(bank: Path, tmp_path: Path) -> None:
    run("--save")
    folder = tmp_path / "docs" / "calibration"
    links = re.findall(r"\[[\w.-]+:\d+\]\(([^)#]+)#L(\d+)\)", (folder / "2026-03-02-coverage-lexical.md").read_text())
    assert links
    for target, line in links:
        assert (folder / target).read_text().splitlines()[int(line) - 1].startswith("  - kind: ")


@pytest.mark.parametrize("inside", ["a folder beside the bank", "the bank's folder"])
def test_a_report_that_is_kept_away_from_the_bank_names_its_files_without_folders(
    bank: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    if inside == "a folder beside the bank":
        monkeypatch.chdir(elsewhere)
    assert run("--save", "--reports", str(elsewhere / "kept")).exit_code == 0
    text, data = ((elsewhere / "kept" / f"2026-03-02-coverage-lexical.{end}").read_text() for end in ("md", "json"))
    assert re.search(r"\((content/experimentation/)?coin\.yaml:\d+\)", text)
    assert "yaml#L" not in text
    assert str(tmp_path) not in text + data
    assert "../" not in text + data


def test_a_report_on_part_of_the_bank_does_not_replace_the_whole_ones(bank: Path, tmp_path: Path) -> None:
    run("--save", "--reports", "kept")
    run("--save", "--reports", "kept", "--track", "behavioral")
    assert {path.stem for path in (tmp_path / "kept").iterdir()} == {
        "2026-03-02-coverage-lexical",
        "2026-03-02-coverage-lexical-part",
    }


def test_comparing_shows_what_changed_since_the_newest_kept_report(bank: Path) -> None:
    assert "no kept report" in run("--compare").stdout
    assert data("--compare")["comparison"] is None
    run("--save")
    same = data("--compare")["comparison"]
    assert (same["same_bank"], same["same_version"]) == (True, True)
    assert all(change["before"] == change["after"] for change in same["changes"])
    assert "## Since 2026-03-02\n\nThe version is the same, " in run("--compare").stdout


def test_comparing_says_that_the_bank_differs(bank: Path) -> None:
    run("--save")
    file = bank / "experimentation" / "coin.yaml"
    file.write_text(file.read_text().replace("why: It is weak.", "why: It is very weak."))
    result = run("--compare")
    assert "The bank differs: 3 questions with 9 answers" in result.stdout


def test_comparing_is_with_what_was_kept_before_saving(bank: Path, tmp_path: Path) -> None:
    assert data("--compare", "--save")["comparison"] is None
    assert data("--compare", "--save")["comparison"]["same_bank"]


def test_a_kept_report_that_cannot_be_read_is_named_before_anything_is_measured(bank: Path, tmp_path: Path) -> None:
    put(tmp_path, "docs/calibration/2026-01-01-odd.json", "{}")
    result = run("--compare")
    assert "2026-01-01-odd.json is no calibration report" in str(result.exception)
    assert result.stdout == ""


def test_a_folder_that_cannot_be_written_to_is_named(bank: Path, tmp_path: Path) -> None:
    put(tmp_path, "taken", "a file")
    assert "cannot write to taken" in str(run("--save", "--reports", "taken").exception)


@pytest.mark.slow
def test_the_attack_suite_is_run_and_nothing_gets_more_than_it_may(bank: Path) -> None:
    rows = {row["name"]: row for row in data("--questions", "coin", attacks=1)["attacks"]["rows"]}
    assert rows["echo"]["most"] == 0
    assert rows["an order alone"]["most"] == 0
    assert rows["an order in an honest answer"]["most"] == 0
    assert rows["an order alone"]["tried"] >= 30


@pytest.mark.slow
def test_enough_questions_are_held_out_fold_by_fold(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.calibration.folds.FOLDS", 2)
    for number in range(20):
        put_question(bank, f"coin-{number}", strong_text(f"coin-{number}"))
    shown = run("--save").stdout
    (file,) = (tmp_path / "docs" / "calibration").glob("*.json")
    report = Report.model_validate_json(file.read_bytes())
    assert report.held_out.figures is not None
    assert report.held_out.figures.answers == report.figures.answers == 69
    assert report.unseen == report.held_out.figures
    assert re.search(r"\| figure +\| held out \| in sample \|", shown)
