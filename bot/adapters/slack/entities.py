"""Slack's markup in what people wrote, turned back into what they typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

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


def mentioned(text: str) -> list[str]:
    """Ids of those who are mentioned, each once."""
    return list(dict.fromkeys(_MENTIONED.findall(text)))


def without_mention(text: str, user: str) -> str:
    """A text without the mentions of somebody, with nothing left of them at its beginning."""
    mention = rf"<@{re.escape(user)}(?:\|[^<>]*)?>"
    rest = re.sub(rf"^\s*(?:{mention}[\s:,]*)+", "", text)
    return re.sub(rf"[^\S\n]?{mention}", "", rest).strip()


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
