"""The rich text that Slack's composer makes of what is typed, and that Slack makes of a text without blocks."""

from __future__ import annotations

import re
import secrets

from tests.wire.slack import mrkdwn
from tests.wire.slack.things import Json

_PIECES = re.compile(r"(<[^<>\n]+>|:[a-z0-9_+-]+:)")


def block(text: str) -> Json:
    """One rich_text block for a text in mrkdwn, code fences apart."""
    elements: list[Json] = []
    for number, part in enumerate(text.split("```")):
        if number % 2 and part:
            elements.append({"type": "rich_text_preformatted", "elements": _section(part.strip("\n")), "border": 0})
        elif part:
            elements.append({"type": "rich_text_section", "elements": _section(part)})
    return {"type": "rich_text", "block_id": secrets.token_hex(3), "elements": elements}


def _section(text: str) -> list[Json]:
    return [_element(piece) for piece in _PIECES.split(text) if piece]


def _element(piece: str) -> Json:
    if re.fullmatch(r":[a-z0-9_+-]+:", piece):
        return {"type": "emoji", "name": piece.strip(":")}
    found = mrkdwn.alive(piece) if _PIECES.fullmatch(piece) else []
    if not found:
        return {"type": "text", "text": mrkdwn.unescape(piece)}
    item = found[0]
    made: dict[str, Json] = {
        "user": {"user_id": item.value},
        "channel": {"channel_id": item.value},
        "broadcast": {"range": item.value},
        "usergroup": {"usergroup_id": item.value.removeprefix("subteam^")},
    }
    linked: Json = {"url": item.value} | ({"text": item.label} if item.label else {})
    return {"type": item.kind if item.kind in made else "link"} | made.get(item.kind, linked)
