from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import SettingsError
from bot.settings import BUILT_IN_PACK, Settings, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("GREENROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.grader == "auto"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.pack_folders == (BUILT_IN_PACK,)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_LOG_LEVEL", "")
    assert load_settings().log_level == "warning"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GREENROOM_LOG_LEVEL=error\nGREENROOM_GRADER=local\nUNKNOWN=1\n")
    monkeypatch.setenv("GREENROOM_LOG_LEVEL", "Debug")
    settings = load_settings()
    assert (settings.log_level, settings.grader) == ("debug", "local")


def test_packs_are_separated_as_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_PACKS", os.pathsep.join(["one", " ", "~/two"]))
    assert load_settings().packs == (Path("one"), Path("~/two").expanduser())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GREENROOM_TIME_ZONE", "Berlin", "IANA time zone such as Europe/Berlin"),
        ("GREENROOM_TIME_ZONE", "../etc/passwd", "IANA time zone"),
        ("GREENROOM_GRADER", "oracle", "'auto', 'claude' or 'local'"),
        ("GREENROOM_LOG_LEVEL", "loud", "'warning'"),
    ],
)
def test_a_bad_value_is_named_with_what_would_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.name == name
    assert said in str(caught.value)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"GREENROOM_GRADER=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_a_home_folder_is_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_CACHE_DIR", "~/kept")
    assert load_settings().cache_dir == Path("~/kept").expanduser()
    monkeypatch.setenv("GREENROOM_CACHE_DIR", "~nobody-of-this-name/kept")
    with pytest.raises(SettingsError, match="GREENROOM_CACHE_DIR"):
        load_settings()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(SettingsError, match="Permission denied"):
        load_settings()


def test_where_answers_go_is_told_only_if_they_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().judge_server is None
    monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", "http://localhost:11434")
    assert load_settings().judge_server == "localhost:11434"
    monkeypatch.setenv("GREENROOM_GRADER", "local")
    assert load_settings().judge_server is None


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    documented = set(re.findall(r"^\| `(GREENROOM_[A-Z_]+)` ", DOCS.read_text(), re.MULTILINE))
    assert documented == {f"GREENROOM_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("grader", "minutes", "expected"),
    [("claude", "15", timedelta(minutes=15)), ("claude", "0", None), ("local", "15", None), ("auto", "15", None)],
)
def test_an_estimate_stands_in_only_for_a_judge_that_can_be_away(
    monkeypatch: pytest.MonkeyPatch, grader: str, minutes: str, expected: timedelta | None
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GREENROOM_GRADER", grader)
    monkeypatch.setenv("GREENROOM_PROVISIONAL_AFTER", minutes)
    assert load_settings().stand_in_after == expected
