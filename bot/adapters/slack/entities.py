"""Slack's markup in what people wrote, turned back into what they typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.payloads import array, mapping

_ENTITY = re.compile(r"<([^<>]*)>")
_MENTIONED = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_NOBODY: Mapping[str, str] = {}


def typed(text: str, names: Mapping[str, str] = _NOBODY) -> str:
    """A text as its author typed it.

    Mentions, channels and links come back as they were written, and so do `&`, `<` and `>`. Whoever is mentioned
    stands there by name, where that is known, else by id.

    Args:
        text: The text, as Slack sends it.
        names: What to call people, by their ids.
    """
    found = _ENTITY.sub(lambda entity: _typed(entity[1], names), text)
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def written(message: Mapping[str, Any]) -> str:
    """What a message says in Slack's markup: its text, and where it has none, what its rich text shows."""
    text = message.get("text")
    if isinstance(text, str) and text.strip():
        return text
    blocks = [block for block in map(mapping, array(message.get("blocks"))) if block.get("type") == "rich_text"]
    return "\n".join(_shown(element) for block in blocks for element in map(mapping, array(block.get("elements"))))


def mentioned(text: str) -> list[str]:
    """Ids of those who are mentioned, each once."""
    return list(dict.fromkeys(_MENTIONED.findall(text)))


def without_mention(text: str, user: str) -> str:
    """A text without the mentions of somebody, with nothing left of them at its beginning."""
    mention = rf"<@{re.escape(user)}(?:\|[^<>]*)?>"
    rest = re.sub(rf"^\s*(?:{mention}[\s:,]*)+", "", text)
    return re.sub(rf"[^\S\n]?{mention}", "", rest).strip()


def _shown(element: Mapping[str, Any]) -> str:
    """An element of rich text: lists a line an item, all else as it runs on."""
    match element.get("type"):
        case "text":
            return str(element.get("text") or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        case "user":
            return f"<@{element.get('user_id')}>"
        case "channel":
            return f"<#{element.get('channel_id')}>"
        case "link":
            return f"<{element.get('url')}|{element.get('text') or element.get('url')}>"
        case "emoji":
            return f":{element.get('name')}:"
        case kind:
            between = "\n" if kind == "rich_text_list" else ""
            return between.join(_shown(inner) for inner in map(mapping, array(element.get("elements"))))


def _typed(entity: str, names: Mapping[str, str]) -> str:
    """What stands between angle brackets: a person, a channel, a command such as `!here`, or a link."""
    about, _, label = entity.partition("|")
    match about[:1]:
        case "@":
            return f"@{names.get(about[1:]) or about[1:]}"
        case "#":
            return f"#{label or about[1:]}"
        case "!":
            return label or f"@{about[1:]}"
        case _:
            return label or about.removeprefix("mailto:")
