from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.claude import ClaudeJudge
from bot.bootstrap.judges import claude_price, make_judge, model_options
from bot.core.errors import SettingsError
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.prices import PRICES, Price, find_price
from bot.settings import Settings, load_settings

KEY = "sk-secret-value"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")) and name != "GREENROOM_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load_settings()


@pytest.mark.parametrize(
    ("values", "claude"),
    [
        ({}, False),
        ({"ANTHROPIC_API_KEY": KEY}, True),
        ({"GREENROOM_CLAUDE_API_KEY": KEY}, True),
        ({"ANTHROPIC_BASE_URL": "http://localhost:11434"}, True),
        ({"GREENROOM_CLAUDE_BASE_URL": "http://localhost:11434"}, True),
        ({"ANTHROPIC_API_KEY": KEY, "GREENROOM_GRADER": "local"}, False),
        ({"ANTHROPIC_API_KEY": KEY, "GREENROOM_GRADER": "CLAUDE"}, True),
        ({"ANTHROPIC_API_KEY": ""}, False),
    ],
)
def test_auto_is_claude_where_a_key_or_a_server_is_set(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], claude: bool
) -> None:
    judge = make_judge(settings(monkeypatch, **values))
    assert isinstance(judge, ClaudeJudge if claude else CoverageJudge)


def test_claude_with_nothing_to_reach_it_by_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        make_judge(settings(monkeypatch, GREENROOM_GRADER="claude"))
    assert caught.value.name == "GREENROOM_CLAUDE_API_KEY"


def test_our_own_names_win_over_the_sdks(monkeypatch: pytest.MonkeyPatch) -> None:
    held = settings(
        monkeypatch,
        ANTHROPIC_API_KEY="theirs",
        GREENROOM_CLAUDE_API_KEY="ours",
        ANTHROPIC_BASE_URL="http://theirs",
        GREENROOM_CLAUDE_BASE_URL="http://ours/v1/",
    )
    assert held.claude_api_key is not None
    assert held.claude_api_key.get_secret_value() == "ours"
    assert held.claude_base_url == "http://ours"


def test_a_key_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    held = settings(monkeypatch, ANTHROPIC_API_KEY=KEY)
    judge = make_judge(held)
    assert isinstance(judge, ClaudeJudge)
    assert KEY not in f"{held!r} {held.model_dump_json()} {judge!r} {judge._connection.access!r}"


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "GREENROOM_CLAUDE_API_KEY", "GREENROOM_SLACK_SIGNING_SECRET"])
def test_a_secret_may_have_come_with_the_line_break_at_its_end(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    held = settings(monkeypatch, **{name: f" {KEY}\r\n"})
    secret = held.slack_signing_secret if "SLACK" in name else held.claude_api_key
    assert secret is not None
    assert secret.get_secret_value() == KEY


def test_a_key_of_nothing_but_white_space_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, ANTHROPIC_API_KEY=" \n").claude_api_key is None


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "GREENROOM_SLACK_BOT_TOKEN", "GREENROOM_DISCORD_TOKEN"])
@pytest.mark.parametrize("value", ["“sk-ours”", "sk-ours\nX-Other: 1", "sk ours"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(monkeypatch, **{name: value})
    assert caught.value.name == name
    assert "copy it again" in str(caught.value)
    assert "ours" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GREENROOM_CLAUDE_BASE_URL", "localhost:11434", "http://localhost:11434"),
        ("ANTHROPIC_BASE_URL", "ftp://x", "http://localhost:11434"),
        ("GREENROOM_CLAUDE_EFFORT", "heroic", "'medium'"),
        ("GREENROOM_CLAUDE_TIMEOUT", "0", "greater than or equal to 1"),
        ("GREENROOM_CLAUDE_MAX_TOKENS", "many", "integer"),
        ("GREENROOM_CLAUDE_PRICES", "2", "2,10"),
        ("GREENROOM_CLAUDE_PRICES", "2,ten", "2,10"),
        ("GREENROOM_CLAUDE_PRICES", "2,-1", "2,10"),
        ("GREENROOM_CLAUDE_PRICES", "nan,1", "2,10"),
    ],
)
def test_a_bad_value_is_named_as_it_was_set(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(monkeypatch, **{name: value})
    assert caught.value.name == name
    assert said in str(caught.value)


def test_the_effort_is_part_of_who_judged_unless_it_is_the_models_own(monkeypatch: pytest.MonkeyPatch) -> None:
    held = settings(monkeypatch, ANTHROPIC_API_KEY=KEY)
    assert model_options(held).effort is None
    assert make_judge(held).identity.version == "1"
    assert make_judge(settings(monkeypatch, GREENROOM_CLAUDE_EFFORT="High")).identity.version == "1-high"


def test_prices_that_are_set_replace_the_list_price(monkeypatch: pytest.MonkeyPatch) -> None:
    assert claude_price(settings(monkeypatch)) == PRICES["claude-sonnet-5-5"]
    assert claude_price(settings(monkeypatch, GREENROOM_CLAUDE_PRICES="2, 10")) == Price(2, 10, 2.5, 0.2)
    assert claude_price(settings(monkeypatch, GREENROOM_CLAUDE_PRICES="0,0,0,0")) == Price(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("claude-haiku-4-5", True),
        ("claude-haiku-4-5-20251001", True),
        ("claude-haiku-4-5-latest", False),
        ("qwen3:32b", False),
        ("", False),
    ],
)
def test_a_model_with_a_date_in_its_name_has_the_models_price(model: str, known: bool) -> None:
    assert (find_price(model) is not None) is known


def test_a_price_is_a_sum_over_kinds_of_tokens() -> None:
    assert Price(1, 2, 3, 4).cost(10, 10, 10, 10) == pytest.approx(100 / 1e6)
