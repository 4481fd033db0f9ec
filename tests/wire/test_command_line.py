"""The command as scripts and shells meet it. Lexical comparison keeps these quick; the model has tests of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from tests.wire.running import Home

NO_WEIGHTS = {"GREENROOM_WEIGHTS": "/nowhere"}
ANSWER = (
    "First I would check whether the split was 50/50, since a sample ratio mismatch invalidates everything. "
    "Then I compare the gain with what it costs to run and maintain the new service every year."
)
pytestmark = pytest.mark.slow


def test_the_version_is_printed(home: Home) -> None:
    assert home.run("--version").out == f"greenroom {__version__}\n"


def test_help_teaches_each_command(home: Home) -> None:
    shown = home.run("--help").out
    for command in ("chat", "ask", "grade", "questions", "jobs"):
        assert command in shown
        assert home.run(command, "--help").code == 0


def test_without_a_terminal_it_prints_todays_question_and_how_to_answer(home: Home) -> None:
    result = home.run(**NO_WEIGHTS)
    assert result.code == 0, result.err
    today = json.loads(home.run("ask", "--json").out)
    assert today["title"] in result.out
    assert f"greenroom grade --question {today['id']} --answer FILE" in result.out
    assert (home.folder / "test.db").exists()


def test_asking_stores_nothing_and_asks_the_same_all_day(home: Home) -> None:
    first = home.run("ask", "--json")
    assert not (home.folder / "test.db").exists()
    home.run(**NO_WEIGHTS)
    assert home.run("ask", "--json").out == first.out


def test_a_question_is_printed_by_id_without_its_answer(home: Home) -> None:
    held = json.loads(home.run("ask", "--question", "exp-significant-but-small", "--json").out)
    assert held["difficulty"] == 3
    assert "rubric" not in held
    assert "model_answer" not in held


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "--question", "nowhere"], 1, "no question 'nowhere'; `greenroom questions list`"),
        (["ask", "--track", "cooking"], 2, "communication"),
        (["ask", "--difficulty", "6"], 2, "1 to 5"),
        (["ask", "--style", "acme"], 2, "meta"),
        (["grade", "--question", "ml-l1-l2"], 2, "--answer FILE"),
        (["grade", "--question", "ml-l1-l2", "--answer", "missing.txt"], 1, "cannot read missing.txt"),
        (["grade", "--question", "nowhere", "--answer", "-"], 1, "no question 'nowhere'"),
        (["grade", "--answers", "missing.jsonl"], 1, "cannot open missing.jsonl"),
        (["grade", "--answers", "-", "--question", "ml-l1-l2"], 2, "leave out"),
        (["grade", "--question", "ml-l1-l2", "--answer", "-", "--style", "acme"], 2, "meta"),
        (["jobs", "list"], 1, "test.db"),
    ],
)
def test_a_call_that_cannot_be_done_gets_one_line_and_an_exit_code(
    home: Home, arguments: list[str], code: int, said: str
) -> None:
    result = home.run(*arguments, stdin=ANSWER, **NO_WEIGHTS)
    assert result.code == code
    assert said in result.one_line_error()
    assert result.out == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"x" * 50_000, "50,000 characters; the limit is 12,000"),
        (b"\x89PNG\x00\xff\xfe", "not UTF-8"),
        (b"text with a \x00 byte", "not text"),
        ("🎉👍".encode(), "no words"),
    ],
)
def test_an_answer_that_cannot_be_judged_is_refused_in_one_line(home: Home, answer: bytes, said: str) -> None:
    result = home.run("grade", "--question", "ml-l1-l2", "--answer", "-", stdin=answer, **NO_WEIGHTS)
    assert result.code == 1
    assert said in result.one_line_error()


def test_right_to_left_text_is_an_answer_like_any_other(home: Home) -> None:
    result = home.run(
        "grade", "--question", "ml-l1-l2", "--answer", "-", "--json", stdin="نعم، أبدأ بالبيانات", **NO_WEIGHTS
    )
    assert result.code == 0
    assert 0 <= json.loads(result.out)["overall"] <= 100


def graded(home: Home, lines: list[Any]) -> list[dict[str, Any]]:
    (home.folder / "in.jsonl").write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    )
    result = home.run("grade", "--answers", "in.jsonl", "--out", "out.jsonl", **NO_WEIGHTS)
    assert result.code == 0, result.err
    return [json.loads(line) for line in (home.folder / "out.jsonl").read_text().splitlines()]


def test_a_file_of_answers_gives_a_line_for_a_line_whatever_is_wrong_with_some(home: Home) -> None:
    good = {"question": "exp-significant-but-small", "answer": ANSWER}
    results = graded(
        home,
        [
            {"id": "a", **good},
            {"id": "b", "question": "nowhere", "answer": ANSWER},
            "this is not json",
            {"id": 4, "question": "ml-l1-l2"},
            [],
            {"id": "c", "question": "ml-l1-l2", "answer": "x" * 50_000},
            {"id": "d", "question": "ml-l1-l2", "answer": ""},
            {"id": ["odd", 1], **good},
        ],
    )
    assert [line["id"] for line in results] == ["a", "b", None, 4, None, "c", "d", ["odd", 1]]
    errors = {place: line["error"] for place, line in enumerate(results) if "error" in line}
    assert sorted(errors) == [1, 2, 3, 4, 5]
    assert "nowhere" in errors[1]
    assert "12,000" in errors[5]
    assert (results[6]["overall"], results[6]["flags"]) == (0, ["empty"])
    assert results[0]["overall"] == results[7]["overall"]


def test_a_result_has_all_that_scripts_build_on(home: Home) -> None:
    [result] = graded(home, [{"id": 1, "question": "exp-significant-but-small", "answer": ANSWER}])
    assert 0 <= result["low"] <= result["overall"] <= result["high"] <= 100
    assert result["estimate"] is True
    assert result["judge"] == {"name": "coverage", "model": "lexical", "version": result["judge"]["version"]}
    assert sum(criterion["weight"] for criterion in result["criteria"]) == pytest.approx(100)
    assert all(quote in ANSWER for quote in result["quotes"])
    assert result["quotes"]


def test_the_same_answer_gets_the_same_grade_every_time(home: Home) -> None:
    line = {"id": 1, "question": "exp-significant-but-small", "answer": ANSWER}
    assert graded(home, [line]) == graded(home, [line])


def test_results_go_to_standard_output_and_counts_to_standard_error(home: Home) -> None:
    line = json.dumps({"id": 1, "question": "ml-l1-l2", "answer": "Both shrink weights."})
    result = home.run("grade", "--answers", "-", stdin=line, **NO_WEIGHTS)
    assert json.loads(result.out)["id"] == 1
    assert result.err.strip() == "1 graded, 0 not gradable"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GREENROOM_TIME_ZONE", "Mars/Olympus", "GREENROOM_TIME_ZONE"),
        ("GREENROOM_GRADER", "oracle", "GREENROOM_GRADER"),
        ("GREENROOM_LOG_LEVEL", "loud", "GREENROOM_LOG_LEVEL"),
        ("GREENROOM_DATABASE_URL", "mysql://me:secret@elsewhere/db", "database URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(home: Home, name: str, value: str, said: str) -> None:
    error = home.run("chat", **{name: value}).one_line_error()
    assert said in error
    assert "secret" not in error


def test_settings_are_read_from_a_dot_env_file(home: Home) -> None:
    (home.folder / ".env").write_text("GREENROOM_LOG_LEVEL=loud\n")
    assert "GREENROOM_LOG_LEVEL" in home.run("ask").one_line_error()


def test_a_corrupt_database_gets_one_line_and_is_left_as_it_is(home: Home) -> None:
    database = home.folder / "test.db"
    database.write_bytes(b"this is no database" * 100)
    before = database.read_bytes()
    result = home.run("chat", stdin="/quit\n", **NO_WEIGHTS)
    assert result.code == 1
    assert "test.db" in result.one_line_error()
    assert database.read_bytes() == before


def test_a_folder_that_cannot_be_made_gets_one_line(home: Home) -> None:
    (home.folder / "file").write_text("in the way")
    result = home.run("chat", GREENROOM_DATABASE_URL=f"sqlite:///{home.folder}/file/deeper/test.db", **NO_WEIGHTS)
    assert result.code == 1
    assert "file" in result.one_line_error()


def test_a_second_process_is_refused_and_readers_are_not(home: Home) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=home.folder,
        env=home.environment | NO_WEIGHTS,
    )
    assert first.stdin is not None
    assert first.stdout is not None
    try:
        first.stdout.read(200)  # it has opened its database by the time it greets
        second = home.run("chat", stdin="/quit\n", **NO_WEIGHTS)
        assert second.code == 1
        assert str(first.pid) in second.one_line_error()
        assert home.run("ask", "--json").code == 0
        assert home.run("jobs", "list").code == 0
    finally:
        first.communicate(b"/quit\n", timeout=120)
    assert home.run("chat", stdin="/quit\n", **NO_WEIGHTS).code == 0


def test_a_broken_question_is_left_out_loudly_and_the_rest_goes_on(home: Home) -> None:
    pack = home.folder / "pack"
    pack.mkdir()
    (pack / "broken.yaml").write_text("id: broken\ntitel: A typo\n")
    result = home.run("ask", "--json", GREENROOM_PACKS=str(pack))
    assert result.code == 0
    assert "broken.yaml:" in result.err
    assert "Traceback" not in result.err


def test_a_conversation_in_a_pipe_is_graded_and_kept(home: Home) -> None:
    script = f"/question exp-significant-but-small\n{ANSWER}\n/model-answer\n/progress\n/history\n"
    result = home.run("chat", stdin=script, **NO_WEIGHTS)
    assert result.code == 0, result.err
    for said in ("of 100", "Next", "What a senior answer adds", "A senior answer to", "Streak", "1 day"):
        assert said in result.out, said
    assert "\x1b" not in result.out
    assert max(len(line) for line in result.out.splitlines()) <= 80
    with sqlite3.connect(home.folder / "test.db") as database:
        assert database.execute("select count(*) from answers").fetchone() == (1,)
        assert database.execute("select count(*) from grades").fetchone() == (1,)


def test_an_answer_that_was_cut_off_before_its_card_gets_it_at_the_next_start(home: Home) -> None:
    script = f"/question exp-significant-but-small\n{ANSWER}\n/send\n"
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=home.folder,
        env=home.environment | NO_WEIGHTS,
    )
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(script.encode())
    running.stdin.flush()
    seen = b""
    while b"your answer is saved" not in seen:
        chunk = running.stdout.read1(4096)  # type: ignore[attr-defined]
        assert chunk, seen
        seen += chunk
    running.kill()
    seen += running.communicate()[0]  # on a busy machine the card may have come before the kill
    again = home.run("chat", stdin="/history\n", **NO_WEIGHTS)
    assert again.code == 0, again.err
    with sqlite3.connect(home.folder / "test.db") as database:
        assert database.execute("select count(*) from answers").fetchone() == (1,)
        assert database.execute("select count(*) from grades").fetchone() == (1,)
    if b"of 100" not in seen:
        assert "of 100" in again.out


@pytest.mark.parametrize(
    "command", ["questions list", "schedule preview daily --count 1000"], ids=["all at once", "line by line"]
)
def test_a_reader_that_goes_away_ends_it_quietly(home: Home, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "bot", *command.split()]
    with os.fdopen(writing, "wb") as output:
        done = subprocess.run(
            words,
            stdout=output,
            stderr=subprocess.PIPE,
            cwd=home.folder,
            env=home.environment,
            timeout=120,
            check=False,
        )
    assert done.returncode == 141
    assert b"rror" not in done.stderr


def in_a_shell(home: Home, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command line with its redirections, run by a shell; `greenroom` in it is ours."""
    return subprocess.run(
        ["bash", "-c", command.replace("greenroom", f"{sys.executable} -m bot", 1)],
        capture_output=True,
        text=True,
        cwd=home.folder,
        env=home.environment | NO_WEIGHTS | settings,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("greenroom ask > /dev/full", 1, "No space left"),
        ("greenroom ask --json > /dev/full", 1, "No space left"),
        ("greenroom questions list > /dev/full", 1, "No space left"),
        ("greenroom grade -q ml-l1-l2 -a - <&-", 1, "empty"),
        ("greenroom grade --answers - <&-", 0, "0 graded"),
        ("greenroom ask >&-", 0, ""),
        ("greenroom chat <&-", 0, ""),
        ("greenroom <&-", 0, ""),
    ],
)
def test_a_full_disk_or_a_closed_stream_is_no_traceback(home: Home, command: str, code: int, said: str) -> None:
    done = in_a_shell(home, command)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr


def test_names_outside_ascii_are_shown_as_well_as_an_old_terminal_can(home: Home) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for command in ("greenroom questions list", "greenroom questions show ml-l1-l2", "greenroom ask -q ml-l1-l2"):
        done = in_a_shell(home, command, **plain)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_results_never_replace_the_answers_they_are_for(home: Home) -> None:
    line = json.dumps({"id": 1, "question": "ml-l1-l2", "answer": "Both shrink weights."})
    (home.folder / "a.jsonl").write_text(line)
    for more in ([], ["--start-over"]):
        result = home.run("grade", "--answers", "a.jsonl", "--out", "./a.jsonl", *more, **NO_WEIGHTS)
        assert result.code == 2
        assert "same file" in result.one_line_error()
    assert (home.folder / "a.jsonl").read_text() == line


def test_numbers_that_json_does_not_have_are_an_error_of_their_line(home: Home) -> None:
    huge = f'{{"id": {"9" * 5000}, "question": "ml-l1-l2", "answer": "x"}}'
    results = graded(home, ['{"id": NaN, "question": "ml-l1-l2", "answer": "x"}', huge])
    assert [line["error"] for line in results] == ["line 1 is not JSON", "line 2 is not JSON"]


def test_a_job_number_that_cannot_be_one_is_refused(home: Home) -> None:
    result = home.run("jobs", "redrive", "9" * 30)
    assert result.code == 2
    assert "Traceback" not in result.err


def test_todays_question_is_printed_beside_a_running_process(home: Home) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=home.folder,
        env=home.environment | NO_WEIGHTS,
    ) as first:
        assert first.stdout is not None
        first.stdout.read(200)
        beside = home.run(**NO_WEIGHTS)
        first.communicate(b"/quit\n", timeout=120)
    assert beside.code == 0, beside.err
    assert "greenroom grade --question" in beside.out


def test_python_dash_m_and_the_command_are_the_same(home: Home) -> None:
    command = Path(sys.executable).with_name("greenroom")
    done = subprocess.run(
        [command, "--version"], capture_output=True, cwd=home.folder, env=home.environment, check=True
    )
    assert done.stdout.decode() == home.run("--version").out
