from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import questions
from bot.cli.questions_template import template
from bot.core.bank.vocabulary import Track
from bot.core.errors import NoMatchingQuestionError, UnknownQuestionError
from tests.packs_support import STYLE, line_of, load, only_fault, put, put_question, question_text


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pack"
    put_question(folder, "coin")
    text = question_text("die", prompt="The casino's takings fell after its dice were changed. What do you look at?")
    text = text.replace("track: experimentation", "track: behavioral").replace("difficulty: 2", "difficulty: 4")
    put(folder, "behavioral/die.yaml", text.replace("source:", "styles: [plain]\nsource:").replace("A fair", "A [bad]"))
    put(folder, "styles/plain.yaml", STYLE)
    monkeypatch.setattr(questions, "content_folders", lambda: (folder,))
    monkeypatch.setattr(questions, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(questions.questions_app, arguments)


def ids(result: Result) -> list[str]:
    return [item["id"] for item in json.loads(result.stdout)]


def test_a_list_has_a_line_a_question_under_its_track(pack: Path) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "behavioral (1)",
        "  die   4/5   8 min  A [bad] coin?",
        "experimentation (1)",
        "  coin  2/5   8 min  A fair coin?",
    ]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["coin", "die"]),
        (["--track", "behavioral"], ["die"]),
        (["--track", "behavioral", "--track", "experimentation"], ["coin", "die"]),
        (["--skill", "statistics"], ["coin", "die"]),
        (["--difficulty", "4"], ["die"]),
        (["--difficulty", "1-3"], ["coin"]),
        (["--company", "plain"], ["die"]),
    ],
)
def test_a_list_is_filtered(pack: Path, options: list[str], found: list[str]) -> None:
    assert ids(run("list", "--json", *options)) == found


def test_the_json_of_a_list_has_the_keys_its_help_names(pack: Path) -> None:
    (item,) = json.loads(run("list", "--json", "--company", "plain").stdout)
    assert item == {
        "id": "die",
        "title": "A [bad] coin?",
        "track": "behavioral",
        "skills": ["statistics", "structure"],
        "difficulty": 4,
        "seniority": "mid",
        "minutes": 8,
        "source": "greenroom",
        "audience": None,
        "styles": ["plain"],
        "case": None,
        "file": str(pack / "behavioral/die.yaml"),
    }
    assert all(f"`{key}`" in (questions.list_questions.__doc__ or "") for key in item)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--track", "behavioural"], "there is no track 'behavioural'; did you mean behavioral?"),
        (["--skill", "sqll"], "there is no skill 'sqll'; did you mean sql?"),
        (["--company", "acme"], "there is no company style 'acme'; choose from plain"),
        (["--difficulty", "6"], "difficulty is 1 to 5 or a range such as 2-4, not '6'"),
        (["--difficulty", "4-2"], "difficulty is 1 to 5 or a range such as 2-4, not '4-2'"),
        (["--difficulty", "hard"], "difficulty is 1 to 5 or a range such as 2-4, not 'hard'"),
    ],
)
def test_a_filter_that_cannot_be_is_one_line_and_code_2(pack: Path, options: list[str], message: str) -> None:
    result = run("list", *options)
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"greenroom: {message}\n", "")


def test_filters_that_leave_nothing_say_so(pack: Path) -> None:
    result = run("list", "--track", "communication")
    assert isinstance(result.exception, NoMatchingQuestionError)


def test_a_question_is_shown_with_rubric_and_model_answer_in_80_columns(pack: Path) -> None:
    result = run("show", "die")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    shown = " ".join(result.stdout.split())
    for part in (
        "A [bad] coin?",
        "behavioral · difficulty 4/5 · mid · 8 min · plain style",
        "The casino's takings fell",
        "About numbers 30% statistics",
        "0 Reaches level 0 of numbers.",
        "? How would you go on from here with advice?",
        "1. What would a fair coin do?",
        "“after five tails heads is due”",
        "Flips are independent",
        "I would flip it a hundred times",
    ):
        assert part in shown
    assert "\x1b" not in result.stdout
    assert "typed in a hurry" not in result.stdout


def test_labelled_answers_are_shown_on_demand(pack: Path) -> None:
    shown = " ".join(run("show", "coin", "--answers").stdout.split())
    assert "Labelled answer: middling" in shown
    assert "design 2, numbers 2, advice 2" in shown


def test_the_json_of_a_question_can_be_read_back(pack: Path) -> None:
    whole = json.loads(run("show", "coin", "--json", "--answers").stdout)
    assert whole == load(pack).bank.get("coin").model_dump(mode="json")
    assert set(whole) - set(json.loads(run("show", "coin", "--json").stdout)) == {"answers"}


def test_an_unknown_question_is_told_with_what_looks_alike(pack: Path) -> None:
    result = run("show", "coins")
    assert isinstance(result.exception, UnknownQuestionError)
    assert str(result.exception) == "there is no question 'coins'; did you mean coin?"


def test_a_check_without_faults_ends_with_0(pack: Path) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "3 files with 2 questions checked: no faults\n")


def test_a_check_prints_every_fault_with_path_and_line_and_ends_with_1(pack: Path) -> None:
    text = question_text("coin").replace("source: greenroom", "source: hearsay")
    put_question(pack, "coin", text=text)
    put(pack, "bad.yaml", "id: x\nid: y\n")
    result = run("check")
    first, second, count = result.stdout.splitlines()
    assert result.exit_code == 1
    assert first == "pack/bad.yaml:2: the key 'id' is there twice"
    assert second.startswith(f"pack/experimentation/coin.yaml:{line_of(text, 'source:')}: unknown source 'hearsay'")
    assert count == "4 files with 2 questions checked: 2 faults in 2 files"


def test_a_check_of_one_file_tells_only_of_that(pack: Path) -> None:
    put(pack, "bad.yaml", "id: [")
    result = run("check", "pack/experimentation/coin.yaml")
    assert (result.exit_code, result.stdout) == (0, "1 file with 1 question checked: no faults\n")
    assert run("check", "pack/bad.yaml").exit_code == 1
    assert run("check", "pack/experimentation").exit_code == 0


def test_a_check_of_what_is_not_there_is_code_2(pack: Path) -> None:
    result = run("check", "gone.yaml")
    assert (result.exit_code, result.stderr) == (2, "greenroom: there is no file or folder gone.yaml\n")


@pytest.mark.parametrize("track", list(Track))
def test_a_template_is_valid_but_for_its_todos(tmp_path: Path, track: Track) -> None:
    put(tmp_path, "q.yaml", template("my-question", track, with_schema=True))
    fault = only_fault(load(tmp_path))
    assert fault.draft
    assert fault.question_id == "my-question"


def test_a_new_question_is_written_where_it_belongs_and_passes_the_check_as_a_draft(pack: Path) -> None:
    result = run("new", "my-question", "--track", "sql-and-data")
    file = pack / "sql-and-data" / "my-question.yaml"
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == str(file)
    checked = run("check", str(file))
    assert checked.exit_code == 0
    assert checked.stdout.endswith("1 file with 0 questions, 1 draft checked: no faults\n")


def test_a_new_question_goes_into_the_folder_asked_for(pack: Path, tmp_path: Path) -> None:
    assert run("new", "mine", "--track", "behavioral", "--folder", "ours").exit_code == 0
    assert "yaml-language-server" not in (tmp_path / "ours/behavioral/mine.yaml").read_text()


def test_a_template_in_a_pack_with_a_schema_tells_editors_of_it(pack: Path) -> None:
    put(pack, "schema.json", "{}")
    run("new", "mine", "--track", "behavioral")
    assert (pack / "behavioral/mine.yaml").read_text().startswith("# yaml-language-server: $schema=../schema.json\n")


def test_a_file_that_exists_is_never_overwritten(pack: Path) -> None:
    file = put(pack, "behavioral/mine.yaml", "id: [")
    result = run("new", "mine", "--track", "behavioral")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"greenroom: {file} exists already; nothing was written"
    assert file.read_text() == "id: ["


def test_an_id_that_is_taken_is_not_given_again(pack: Path) -> None:
    result = run("new", "coin", "--track", "behavioral")
    assert result.exit_code == 1
    assert "there is a question 'coin' already" in result.stderr
    assert not (pack / "behavioral/coin.yaml").exists()


@pytest.mark.parametrize("name", ["Coin", "two words", "../escape", "a--b", "x" * 61, "coin\n"])
def test_an_id_that_cannot_be_is_refused(pack: Path, name: str) -> None:
    assert run("new", name, "--track", "behavioral").exit_code == 2


def test_a_folder_that_cannot_be_written_is_one_line(pack: Path) -> None:
    put(pack, "a-file", "")
    result = run("new", "mine", "--track", "behavioral", "--folder", str(pack / "a-file"))
    assert result.exit_code == 1
    assert result.stderr.startswith("greenroom: cannot write ")


def test_statistics_count_by_track_skill_and_difficulty(pack: Path) -> None:
    counts = json.loads(run("stats", "--json").stdout)
    assert counts["questions"] == 2
    assert counts["tracks"]["behavioral"] == {"questions": 1, "difficulty": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0}}
    assert counts["skills"]["statistics"] == 2
    assert counts["skills"]["sql"] == 0
    assert counts["difficulty"] == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 0}
    assert counts["sources"] == {"greenroom": 2}
    assert counts["styles"] == {"plain": 1}
    assert counts["empty_cells"] == 33


def test_statistics_are_a_table_of_tracks_by_difficulty(pack: Path) -> None:
    rows = [line.split() for line in run("stats").stdout.splitlines()]
    assert ["track", "1", "2", "3", "4", "5", "all"] in rows
    assert ["behavioral", "-", "-", "-", "1", "-", "1"] in rows
    assert ["Empty", "cells:", "33", "of", "35"] in rows


def test_the_schema_is_printed_as_json(pack: Path) -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["additionalProperties"] is False
    assert {"prompt", "rubric", "answers"} <= set(schema["required"])


def test_compiling_fills_the_cache(pack: Path, tmp_path: Path) -> None:
    result = run("compile")
    assert (result.exit_code, result.stdout) == (0, f"2 questions ready; compiled packs are in {tmp_path / 'cache'}\n")
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_told_and_no_failure(pack: Path, tmp_path: Path) -> None:
    put(tmp_path, "cache", "a file, not a folder")
    result = run("compile")
    assert result.exit_code == 0
    assert "cannot write to" in result.stderr


def test_what_is_left_out_is_said_on_standard_error(pack: Path) -> None:
    put(pack, "bad.yaml", "id: [")
    put(pack, "worse.yaml", "")
    result = run("list", "--json")
    assert ids(result) == ["coin", "die"]
    assert result.stderr.startswith("greenroom: left out: pack/bad.yaml:")
    assert result.stderr.endswith(" (and 1 more)\n")


def test_folders_and_cache_come_from_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_PACKS", str(tmp_path / "ours"))
    monkeypatch.setenv("GREENROOM_CACHE_DIR", str(tmp_path / "cache"))
    assert questions.content_folders()[-1] == tmp_path / "ours"
    assert questions.cache_folder() == tmp_path / "cache"
