from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.schedule import app
from tests.databases import fresh_database

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_TIME_ZONE", "Europe/Berlin")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["preview", *arguments])


def listed(*arguments: str) -> list[dict[str, Any]]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def local_dates(*arguments: str) -> list[str]:
    return [each["local_date"] for each in listed(*arguments)]


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("greenroom: ")
    return str(line)


def test_the_next_postings_are_listed_with_their_offset_and_the_words_are_said_back() -> None:
    done = run("weekdays 9:00 Europe/Berlin", "--from", "2026-03-27T00:00Z", "--count", "3")
    assert done.stdout.splitlines() == [
        "2026-03-27T09:00:00+01:00\tFriday",
        "2026-03-30T09:00:00+02:00\tMonday",
        "2026-03-31T09:00:00+02:00\tTuesday",
    ]
    assert done.stderr == "every weekday at 9:00, Europe/Berlin\n"


def test_clocks_put_forward_give_the_first_minute_after_and_put_back_the_first_of_two() -> None:
    assert listed("daily 2:30 Berlin", "--from", "2026-03-28", "--count", "2") == [
        {"local_date": "2026-03-28", "due_at": "2026-03-28T02:30:00+01:00", "utc": "2026-03-28T01:30:00Z"},
        {"local_date": "2026-03-29", "due_at": "2026-03-29T03:00:00+02:00", "utc": "2026-03-29T01:00:00Z"},
    ]
    assert listed("daily 1:30 New York", "--from", "2026-11-01", "--count", "1") == [
        {"local_date": "2026-11-01", "due_at": "2026-11-01T01:30:00-04:00", "utc": "2026-11-01T05:30:00Z"},
    ]


@pytest.fixture
def _machine_in_los_angeles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as machine:
        machine.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_machine_in_los_angeles")
@pytest.mark.parametrize(
    "moment", ["2026-12-01T08:00Z", "2026-12-01T09:00+01:00", "2026-12-01T08:00", "2026-12-01 08:00:00", "2026-12-01"]
)
def test_the_moment_to_list_from_is_utc_unless_it_has_an_offset(moment: str) -> None:
    (found,) = listed("daily 9:00 Berlin", "--from", moment, "--count", "1")
    assert found["utc"] == "2026-12-01T08:00:00Z"


def test_five_postings_from_now_in_the_set_zone_is_what_is_listed_without_options() -> None:
    found = listed("daily")
    assert len(found) == 5
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT09:00:00\+0[12]:00", each["due_at"]) for each in found)


def test_days_off_start_and_end_are_options_too() -> None:
    away = ("--holidays", "de-be", "--skip", "2026-12-24", "--skip", "2026-12-31")
    assert local_dates("weekdays 9:00", "--from", "2026-12-23", "--count", "4", *away) == [
        "2026-12-23",
        "2026-12-28",
        "2026-12-29",
        "2026-12-30",
    ]
    span = ("--start", "2026-12-02", "--end", "2026-12-03")
    assert local_dates("daily 9:00 from 2026-12-01", "--from", "2026-11-01", *span) == ["2026-12-02", "2026-12-03"]


def test_words_need_no_quotation_marks() -> None:
    assert listed("daily", "9:00", "Europe/Berlin") == listed("daily 9:00 Europe/Berlin")


def test_a_schedule_that_is_over_lists_nothing_and_says_so() -> None:
    done = run("daily 9:00 until 2026-12-01", "--from", "2026-12-02")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "No posting comes after that."
    assert listed("daily 9:00 until 2026-12-01", "--from", "2026-12-02") == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["weekdys 9:00"], "`weekdys`; a schedule reads like `weekdays 9:00 Europe/Berlin`. Did you mean `weekdays`"),
        (["weekdays 9:00 Europe/Berln"], "Did you mean `Europe/Berlin`"),
        (["weekdays 25:00"], "`25:00` is no time of day"),
        (["9:00"], "On which days?"),
        (["daily", "--from", "soon"], "--from: 'soon' cannot be read; write it such as 2026-12-01T08:00Z"),
        (["daily", "--skip", "24.12."], "--skip: '24.12.' cannot be read; write it such as 2026-12-01"),
        (["daily", "--start", "2026-02-30"], "--start: '2026-02-30' cannot be read"),
        (["daily", "--end", "x"], "--end: 'x' cannot be read"),
        (["daily", "--start", "2026-12-02", "--end", "2026-12-01"], "End: 2026-12-01 is before the start"),
        (["daily", "--holidays", "Germny"], "Did you mean `DE`?"),
        (["daily", "--holidays", "DE-ZZ"], "`DE` has no `ZZ`"),
        (["every 0 days"], "Days: every `0` cannot be"),
    ],
)
def test_what_cannot_be_understood_ends_with_one_line_and_exit_code_2(arguments: list[str], told: str) -> None:
    assert told in refused(*arguments)


def test_the_library_of_holidays_is_loaded_only_where_holidays_are_asked_for() -> None:
    code = (
        "import sys; from bot.cli.schedule import preview; assert 'bot.core.schedules' not in sys.modules;"
        "preview(['weekdays 9:00'], None, 5, None, None, None, None, False); assert 'holidays' not in sys.modules;"
        "preview(['weekdays 9:00'], None, 5, 'DE', None, None, None, False); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=DOCS.parent)


def test_every_schedule_in_the_docs_is_understood() -> None:
    text = (DOCS / "schedules.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE) + re.findall(r'schedule preview "([^"]+)"', text)
    assert len(shown) > 15
    for words in shown:
        assert local_dates(words, "--from", "2026-11-24", "--count", "1")


class TestDoing:
    """What is written after `do` is done to the schedules of the terminal's own group."""

    @pytest.fixture(autouse=True)
    def _database(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("GREENROOM_DATABASE_URL", f"sqlite:///{fresh_database(tmp_path)}")

    def does(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["do", *words])

    def test_schedules_are_set_shown_changed_paused_looked_ahead_of_and_ended(self) -> None:
        proposed = self.does("weekdays 9:00", "closes=2d")
        assert "every weekday at 9:00, Europe/Berlin" in proposed.stdout
        assert "greenroom schedule do save" in proposed.stderr
        assert "Saved" in self.does("save").stdout
        assert "closes after 2 days" in self.does().stdout
        self.does("change", "18:00")
        assert "every weekday at 18:00" in self.does("save").stdout
        assert "goes on from 2099-01-05" in self.does("pause", "until", "2099-01-05").stdout
        assert "Saved" in self.does("resume").stdout
        assert "Left out" in self.does("skip").stdout
        assert "Question" in self.does("preview").stdout
        assert "has ended" in self.does("remove").stdout

    def test_what_cannot_be_done_is_one_line_with_the_remedy(self) -> None:
        refused = self.does("weekdys", "9:00")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert len(refused.stderr.strip().splitlines()) == 1
        assert "Did you mean 'weekdays'" in refused.stderr
