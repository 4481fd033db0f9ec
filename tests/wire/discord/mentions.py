"""Who a message mentions: what its text names, as far as `allowed_mentions` and the author's permissions let it."""

from __future__ import annotations

import re
from typing import Any

from tests.wire.discord import permissions
from tests.wire.discord.errors import Json
from tests.wire.discord.form import Form
from tests.wire.discord.model import Channel, Flag, Guild, Mentions, Message

_CODE = re.compile(r"```.*?```|``.*?``|`[^`\n]*`", re.DOTALL)
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)")
_LINK = re.compile(r"(?<!<)https?://[^\s<>]+")
_KINDS = ("users", "roles", "everyone")


def check_allowed(form: Form, allowed: Any) -> Json | None:
    """Check an `allowed_mentions` field: `parse` excludes a list of the same kind."""
    if allowed is None:
        return None
    held = form.mapping(allowed)
    parse = form.items(held, "parse", 3)
    for number, kind in enumerate(parse):
        if kind not in _KINDS:
            (form / "parse" / number).wrong("BASE_TYPE_CHOICES", f"Value must be one of {set(_KINDS)}.")
    for kind in ("users", "roles"):
        if form.items(held, kind, 100) and kind in parse:
            form.wrong(
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )
    return held


def mentions_in(channel: Channel, author_id: str, texts: list[str], allowed: Json | None, usual: list[str]) -> Mentions:
    """What the texts mention.

    Args:
        channel: Where.
        author_id: Who wrote it.
        texts: The content, or the text displays.
        allowed: The `allowed_mentions` of the request.
        usual: The `parse` that holds where none was sent.
    """
    text = "\n".join(_CODE.sub(" ", part) for part in texts)
    allowed = {"parse": usual} if allowed is None else allowed
    guild, parse = channel.guild, allowed.get("parse") or []
    people = set(guild.members) if guild else set(channel.recipients)
    found = Mentions(
        users=[it for it in _once(_USER.findall(text)) if it in people and _may(it, "users", allowed)],
    )
    if guild is None:
        return found
    may_ping_all = bool(permissions.in_channel(channel, author_id) & permissions.BITS["mention_everyone"])
    found.roles = [
        it
        for it in _once(_ROLE.findall(text))
        if it in guild.roles and _may(it, "roles", allowed) and (guild.roles[it].mentionable or may_ping_all)
    ]
    found.everyone = "everyone" in parse and may_ping_all and bool(_EVERYONE.search(text))
    return found


def pinged(message: Message) -> list[str]:
    """Ids of the people whom a message would notify."""
    guild, mentions = message.channel.guild, message.mentions
    if message.flags & Flag.SUPPRESS_NOTIFICATIONS:
        return []
    called = set(mentions.users)
    if guild is not None:
        called |= {it for it in guild.members if mentions.everyone or _has_role(guild, it, mentions.roles)}
    return sorted(called - {message.author.id}, key=int)


def unfurled(message: Message) -> list[str]:
    """Links that Discord would show a preview of: neither in code nor in `<...>`, in a message that lets it."""
    if message.flags & (Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2):
        return []
    return _LINK.findall(_CODE.sub(" ", message.content))


def _may(target: str, kind: str, allowed: Json) -> bool:
    return kind in (allowed.get("parse") or []) or target in [str(it) for it in allowed.get(kind) or []]


def _has_role(guild: Guild, user_id: str, roles: list[str]) -> bool:
    return any(role in guild.members[user_id].roles for role in roles)


def _once(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))
