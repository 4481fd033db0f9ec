"""Slack's mrkdwn: what in a text is alive, and what a member's typing becomes on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_CONTROL = re.compile(r"<([@#!]?)([^<>|\n]+)(?:\|([^<>\n]*))?>")
_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")
_BARE_MENTION = re.compile(r"(?<![\w.@&])@(channel|here|everyone)\b")
_BARE_CHANNEL = re.compile(r"(?<![\w&#])#[a-z0-9][a-z0-9_-]{1,79}")
_MARKDOWN_LINK = re.compile(r"!?\[[^\]\n]*\]\((\S+?)\)|(?<![\w.@/-])(www\.[\w.-]+\.\w+)")
_STRAY = re.compile(r"<(?![@#!]|https?://|mailto:|tel:)|&(?!(?:amp|lt|gt);)")
_SPANS = {"bold": r"\*", "italic": "_", "strike": "~", "code": "`"}
_EMOJI = {
    "👍": ":+1:",
    "🎉": ":tada:",
    "😀": ":grinning:",
    "🙂": ":slightly_smiling_face:",
    "🚀": ":rocket:",
    "✅": ":white_check_mark:",
}


@dataclass(frozen=True)
class Alive:
    """Something in a text that is more than its letters.

    Attributes:
        kind: `user`, `channel`, `usergroup`, `broadcast` (`<!channel>`, `<!here>`, `<!everyone>`), `date`, `link`;
            or, where Slack itself makes it alive unless told `verbatim`, `bare link`, `bare broadcast`, `bare channel`.
        value: Id, URL or word.
        label: What is shown instead, if given.
    """

    kind: str
    value: str
    label: str = ""

    @property
    def notifies(self) -> bool:
        """Whether it rings for somebody."""
        return self.kind in {"user", "usergroup", "broadcast", "bare broadcast"}


def escape(text: str) -> str:
    """The three characters that Slack keeps as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a reader sees of escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def normalise(text: str) -> str:
    """Text as Slack keeps what an app sent: a stray & or < becomes an entity, URLs become links."""
    parts, at = [], 0
    for found in _CONTROL.finditer(text):
        parts += [_plain(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*parts, _plain(text[at:])])


def _plain(text: str) -> str:
    escaped = _STRAY.sub(lambda found: escape(found.group()), text)
    return _URL.sub(lambda found: f"<{found.group()}>", escaped)


def alive(text: str, *, verbatim: bool = True) -> list[Alive]:
    """All that is alive in mrkdwn; without `verbatim` also what Slack may turn into links and mentions by itself."""
    found = [_control(*match.groups()) for match in _CONTROL.finditer(text)]
    if not verbatim:
        rest = _CONTROL.sub(" ", text)
        found += [Alive("bare link", match.group()) for match in _URL.finditer(rest)]
        found += [Alive("link", match.group(1) or match.group(2)) for match in _MARKDOWN_LINK.finditer(rest)]
        found += [Alive("bare broadcast", match.group(1)) for match in _BARE_MENTION.finditer(rest)]
        found += [Alive("bare channel", match.group()) for match in _BARE_CHANNEL.finditer(rest)]
    return found


def _control(sign: str, value: str, label: str | None) -> Alive:
    if sign == "!":
        word = value.split("^", maxsplit=1)[0]
        kind = {"subteam": "usergroup", "date": "date"}.get(word, "broadcast")
        return Alive(kind, value, label or "")
    return Alive({"@": "user", "#": "channel"}.get(sign, "link"), value, label or "")


def formats(text: str) -> list[tuple[str, str]]:
    """Formatting that comes alive, as (kind, inner text): bold, italic, strike, code, pre and quote."""
    found = [("pre", match.group(1)) for match in re.finditer(r"```(.+?)```", text, re.DOTALL)]
    rest = re.sub(r"```.+?```", " ", text, flags=re.DOTALL)
    for kind, sign in _SPANS.items():
        pattern = rf"(?<![\w{sign}]){sign}(?=\S)([^\n{sign}]*?[^\s{sign}]){sign}(?![\w{sign}])"
        found += [(kind, match.group(1)) for match in re.finditer(pattern, rest)]
    found += [("quote", match.group(1)) for match in re.finditer(r"^(?:&gt;|>)\s?(.+)$", rest, re.MULTILINE)]
    return found


def texts(body: Json) -> Iterator[tuple[str, bool]]:
    """All mrkdwn in a message or view, with whether it is verbatim; plain text is never alive and left out.

    Markdown counts as mrkdwn that is not verbatim: as much comes alive in it, and links of its own.
    """
    if body.get("mrkdwn") is not False and isinstance(body.get("text"), str):
        yield body["text"], True  # chat.postMessage parses no bare mention by itself
    yield from _inside(body.get("blocks") or [])
    yield from _inside(body.get("attachments") or [])


def _inside(node: Any) -> Iterator[tuple[str, bool]]:
    if isinstance(node, list):
        for item in node:
            yield from _inside(item)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"], bool(node.get("verbatim"))
        elif node.get("type") == "markdown":
            yield node["text"], False
        elif node.get("type") in {"user", "usergroup", "broadcast", "link"} and "style" not in node.get("text", {}):
            yield _element(node), True
        else:
            for value in node.values():
                yield from _inside(value)


def _element(node: Json) -> str:
    """A rich text element as mrkdwn."""
    match node["type"]:
        case "user":
            return f"<@{node['user_id']}>"
        case "usergroup":
            return f"<!subteam^{node['usergroup_id']}>"
        case "broadcast":
            return f"<!{node['range']}>"
        case _:
            return f"<{node['url']}>"


def alive_in(body: Json) -> list[Alive]:
    """All that is alive in a message or view."""
    return [item for text, verbatim in texts(body) for item in alive(text, verbatim=verbatim)]


def notified_by(body: Json) -> set[str]:
    """Whom a message rings for: ids of people and groups, and `channel`, `here` or `everyone`."""
    return {item.value for item in alive_in(body) if item.notifies}


def typed(text: str, resolve: Callable[[str, str], str | None], *, smart_quotes: bool = False) -> str:
    """What a member's typing becomes on the wire.

    Args:
        text: As typed in the composer: `@ada`, `#practice`, `@channel`, URLs and all.
        resolve: Gives the id for ("@", name) or ("#", name), or None for nobody.
        smart_quotes: The keyboard curls quotes, as on a phone or a Mac.
    """
    if smart_quotes:
        text = re.sub(r'(^|[\s(])"', r"\1“", text).replace('"', "”")
        text = re.sub(r"(^|[\s(])'", r"\1‘", text).replace("'", "’")
    for sign, name in _EMOJI.items():
        text = text.replace(sign, name)
    text = escape(text)
    text = _URL.sub(lambda found: f"<{found.group()}>", text)
    text = re.sub(r"(?<![\w/@.<])(www\.[\w.-]+\.\w+)", r"<http://\1|\1>", text)
    text = re.sub(r"(?<![\w<:])([\w.+-]+@[\w-]+\.[\w.]+\w)", r"<mailto:\1|\1>", text)
    text = _BARE_MENTION.sub(r"<!\1>", text)

    def named(found: re.Match[str]) -> str:
        known = resolve(found.group(1), found.group(2))
        if known is None:
            return found.group()
        return f"<@{known}>" if found.group(1) == "@" else f"<#{known}|{found.group(2)}>"

    return re.sub(r"(?<![\w<&])([@#])([a-z0-9][a-z0-9._-]*[a-z0-9])", named, text)
