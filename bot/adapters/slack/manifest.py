"""The app's manifest, which sets everything up on Slack's side, and why it asks for what it asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from bot.core.commands import find
from bot.core.errors import SettingsError

COMMAND = "/greenroom"
GRADE_SHORTCUT = "greenroom_grade_this"
"""The `callback_id` of the message shortcut."""

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_mentions:read": "to hear `@Greenroom`",
        "assistant:write": "to suggest what to do when somebody opens a conversation with it",
        "channels:history": "to read answers in public channels it was invited to, and to look up its own posts",
        "channels:read": "to hear of public channels it is brought into or loses, and for `greenroom doctor`",
        "chat:write": "to post questions, cards and hints, to stream interviewers’ words, and to show that it reads",
        "commands": "for `/greenroom` and the shortcut “Grade this answer”",
        "files:write": "to upload charts, and what a member asked to have exported",
        "groups:history": "as `channels:history`, in private channels it was invited to",
        "groups:read": "as `channels:read`, for private channels it was invited to",
        "im:history": "to read answers in direct messages to it",
        "im:write": "to open a direct message for cards and files that are for one member alone",
        "pins:write": "to pin the notes that a member takes in a mock interview",
        "reactions:read": "to count reactions on answers as thanks from the group",
        "users:read": "to know names, time zones, and who manages the workspace",
    }
)
"""Each permission of the app with the reason for it."""

EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_home_opened": "to fill the Home tab, and to suggest what to do in the Messages tab",
        "app_mention": "a mention asks for grading, also in a discussion",
        "channel_archive": "to halt the schedules of a public channel that was archived, and to tell who made them",
        "channel_deleted": "the same, when it was deleted",
        "channel_left": "the same, when the bot was removed from it",
        "group_archive": "the same for private channels: archived",
        "group_deleted": "the same for private channels: deleted",
        "group_left": "the same for private channels: the bot was removed",
        "channel_id_changed": "to follow a private channel that gets a new id when it is shared with another company",
        "member_joined_channel": "to say hello in a channel that it is brought into, and what to do next",
        "message.channels": "answers in threads of public channels, edited and deleted ones too",
        "message.groups": "the same in private channels",
        "message.im": "direct messages: private practice and mock interviews",
        "reaction_added": "a reaction on an answer counts as thanks for it",
        "reaction_removed": "the same: one that is taken back counts no more",
    }
)
"""Each event that is listened to with the reason for it."""

HOSTED_EVENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_uninstalled": "to forget a workspace's token, and stop its schedules",
        "tokens_revoked": "the same, when only the token is taken back",
    }
)
"""Events that matter only where many workspaces install the app."""

_LONG = (
    "Greenroom is interview practice for a study group. It posts a question on your schedule, takes answers where you "
    "already talk (in the thread, privately, or in a direct message), and answers with a card: the one thing to do "
    "next, a bar for every criterion, your own words quoted, and what a senior would add. Follow up, revise, look at "
    "the model answer once you have answered, contest a grade, keep a streak. Nothing is public that you did not post "
    "publicly, and all that is kept of you can be exported or erased at any time."
)
_HINTED = (
    "question",
    "next",
    "mock",
    "progress",
    "leaderboard",
    "schedule",
    "settings",
    "export",
    "forget",
    "help",
)
"""Commands that are named where somebody types the first letters of ours."""

_PROMPTS = (
    ("Today's question", "question"),
    ("A mock interview", "mock"),
    ("My progress", "progress"),
    ("What can I do here?", "help"),
)


def prompts() -> list[dict[str, str]]:
    """What is suggested in a conversation with the bot: a title, and the command that it says."""
    return [{"title": title, "message": message} for title, message in _PROMPTS if find(message)]


def manifest(http: str | None = None) -> dict[str, Any]:
    """The manifest of an app for Socket Mode or, given an address, for HTTP.

    Args:
        http: Where Slack reaches the bot, such as `https://greenroom.example.org`; none for Socket Mode.

    Raises:
        SettingsError: That is no https address.
    """
    base = None if http is None else _base(http)
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if base is not None:
        oauth["redirect_urls"] = [f"{base}{REDIRECT_PATH}"]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": _display(),
        "features": _features(base),
        "oauth_config": oauth,
        "settings": _settings(base),
    }


def as_yaml(data: Mapping[str, Any]) -> str:
    """A manifest as YAML."""
    import yaml

    return yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=100)


def as_json(data: Mapping[str, Any]) -> str:
    """A manifest as JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _base(http: str) -> str:
    parts = urlsplit(http.strip())
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError("--http", f"{http!r} is not an https address, such as https://greenroom.example.org")
    return http.strip().rstrip("/")


def _display() -> dict[str, Any]:
    return {
        "name": "Greenroom",
        "description": "Interview practice for study groups: a question, your answer, a card that teaches.",
        "long_description": _LONG,
        "background_color": "#1f4d3a",
    }


def _features(base: str | None) -> dict[str, Any]:
    command = {
        "command": COMMAND,
        "description": "Today's question, your progress, and the rest",
        "usage_hint": f"[{' | '.join(name for name in _HINTED if find(name))}]",
        "should_escape": True,  # mentions come as ids
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Greenroom", "always_online": True},
        "shortcuts": [
            {
                "name": "Grade this answer",
                "type": "message",
                "callback_id": GRADE_SHORTCUT,
                "description": "Has a message of yours graded as an answer to its thread's question",
            }
        ],
        "slash_commands": [command if base is None else {**command, "url": f"{base}{EVENTS_PATH}"}],
        "agent_view": {
            "agent_description": "Private practice and mock interviews: a question, your answer, a card that teaches.",
            "suggested_prompts": prompts(),
        },
    }


def _settings(base: str | None) -> dict[str, Any]:
    address = {} if base is None else {"request_url": f"{base}{EVENTS_PATH}"}
    events = [*EVENTS] if base is None else [*EVENTS, *HOSTED_EVENTS]
    return {
        "event_subscriptions": {**address, "bot_events": sorted(events)},
        "interactivity": {"is_enabled": True, **address},
        "org_deploy_enabled": False,
        "socket_mode_enabled": base is None,
        "token_rotation_enabled": False,
    }
