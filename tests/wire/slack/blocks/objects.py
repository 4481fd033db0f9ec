"""Composition objects: texts, options, confirmations, filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.wire.slack.blocks.rules import Report, Rule, array, boolean, both, fields, one_of, string, typed


def text(most: int, *kinds: str) -> Rule:
    """A text object of these kinds, with 1 to `most` characters."""
    plain = fields({"text": string(most, 1)}, {"emoji": boolean})
    mrkdwn = fields({"text": string(most, 1)}, {"verbatim": boolean})
    rules = {"plain_text": plain, "mrkdwn": mrkdwn}
    allowed = {kind: rules[kind] for kind in kinds or ("plain_text", "mrkdwn")}
    return typed(lambda: allowed)


def plain(most: int) -> Rule:
    """A plain_text object."""
    return text(most, "plain_text")


def url(most: int = 3000) -> Rule:
    """A web address."""

    def check(value: Any, at: str, report: Report) -> None:
        if urlsplit(value).scheme not in {"http", "https", "mailto", "tel", "slack"}:
            report.add("must be a valid URL", at)

    return both(string(most, 1), check)


def public_url(value: Any, at: str, report: Report) -> None:
    """An address that Slack's own servers can fetch, which ones on this machine are not."""
    host = urlsplit(value).hostname or ""
    if urlsplit(value).scheme not in {"http", "https"}:
        report.add("must be a valid URL", at)
    elif "." not in host or host.startswith(("127.", "10.", "192.168.")) or host.endswith((".local", ".localhost")):
        report.add("downloading image failed", at)


def slack_file(value: Any, at: str, report: Report) -> None:
    """A file uploaded to Slack, which must be there and processed."""
    fields({}, {"id": string(255, 1), "url": string(3000, 1)})(value, at, report)
    if isinstance(value, dict) and not report.known_file(value):
        report.add("invalid slack file", at)


CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = fields({"text": plain(75), "value": string(150, 1)}, {"description": plain(75)})
RICH_OPTION = fields({"text": text(75), "value": string(150, 1)}, {"description": text(75)})
OVERFLOW_OPTION = fields({"text": plain(75), "value": string(150, 1)}, {"description": plain(75), "url": url()})
OPTION_GROUP = fields({"label": plain(75), "options": array(OPTION, 100)})
PLACEHOLDER = plain(150)
ACTION_ID = string(255, 1)
BLOCK_ID = string(255, 0)
FILTER = fields(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
DISPATCH = fields({}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
