from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from bot.adapters.slack.manifest import EVENTS, HOSTED_EVENTS, SCOPES, as_json, as_yaml, manifest
from bot.core.commands import find
from bot.core.errors import SettingsError
from tests.unit.slack_limits import manifest_faults

DOCS = Path(__file__).parents[2] / "docs" / "slack.md"
NEEDS = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_id_changed": "groups:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}


@pytest.mark.parametrize("http", [None, "https://greenroom.example.org", "https://example.org/bot/"])
def test_slack_takes_the_manifest(http: str | None) -> None:
    assert manifest_faults(manifest(http)) == []


def test_socket_mode_needs_no_address() -> None:
    data = manifest()
    assert data["settings"]["socket_mode_enabled"] is True
    assert "http" not in as_json(data)


def test_over_http_every_request_goes_to_the_same_place() -> None:
    data = manifest("https://example.org/bot/")
    addresses = re.findall(r"https://[^\"]*", as_json(data))
    assert sorted(set(addresses)) == [
        "https://example.org/bot/slack/events",
        "https://example.org/bot/slack/oauth_redirect",
    ]
    assert len(addresses) == 4
    assert data["settings"]["socket_mode_enabled"] is False


def test_a_workspace_that_leaves_is_heard_of_where_many_can_install_the_app() -> None:
    assert set(HOSTED_EVENTS).isdisjoint(manifest()["settings"]["event_subscriptions"]["bot_events"])
    hosted = manifest("https://example.org")["settings"]["event_subscriptions"]["bot_events"]
    assert set(hosted) == {*EVENTS, *HOSTED_EVENTS}


def test_every_event_has_the_permission_it_needs() -> None:
    for event in EVENTS:
        assert NEEDS.get(event, "commands") in SCOPES


def test_what_is_hinted_at_and_suggested_are_commands_of_the_table() -> None:
    features = manifest()["features"]
    [command] = features["slash_commands"]
    hinted = re.findall(r"[a-z-]+", command["usage_hint"])
    suggested = [prompt["message"] for prompt in features["agent_view"]["suggested_prompts"]]
    assert all(find(name) for name in (*hinted, *suggested))
    assert {"question", "mock", "progress", "leaderboard", "schedule", "settings", "export", "forget"} <= set(hinted)
    assert suggested == ["question", "mock", "progress", "help"]


@pytest.mark.parametrize("http", ["http://example.org", "example.org", "https://", "https://example.org/?a=b", ""])
def test_an_address_slack_cannot_use_is_refused(http: str) -> None:
    with pytest.raises(SettingsError, match="is not an https address"):
        manifest(http)


def test_both_notations_say_the_same() -> None:
    data = manifest("https://example.org")
    assert yaml.safe_load(as_yaml(data)) == json.loads(as_json(data)) == data


def table_rows(heading: str) -> dict[str, str]:
    """The first two columns of the table under a heading of the docs."""
    after = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {name: reason.strip() for name, reason in re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", after, re.MULTILINE)}


def test_the_docs_give_the_reason_for_every_permission_and_event() -> None:
    assert table_rows("What the app may do") == dict(SCOPES)
    assert table_rows("What the app listens to") == {**EVENTS, **HOSTED_EVENTS}
