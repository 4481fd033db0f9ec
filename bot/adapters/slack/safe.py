"""Text of unknown origin, made fit for Slack: shown as it is, able to do nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# What Slack's mrkdwn would make something of: emphasis, code, emoji by name, and a quote at the start of a line.
_LIVELY = re.compile(r"[*_~`]|:[^\s:]+:|^\s*(?:>|&gt;)", re.MULTILINE)


def _table() -> Mapping[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    table[0x7F] = "\N{SYMBOL FOR DELETE}"
    table |= dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)
    table |= dict.fromkeys(map(ord, _OVERRIDES), REPLACEMENT)
    return table


_HARMLESS = _table()


def literal(text: str) -> str:
    """The text with what could disturb those around it made visible.

    Control characters become their pictures, characters that turn around what follows them become U+FFFD, every kind
    of line break a newline. Letters, marks, emoji and right-to-left text stay as they are.
    """
    return _SURROGATE.sub(REPLACEMENT, _LINE_BREAK.sub("\n", text).translate(_HARMLESS))


def escaped(text: str) -> str:
    """Words as Slack's mrkdwn wants them, so that no mention, link or entity comes of them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_plain(text: str) -> bool:
    """Whether mrkdwn, once escaped and taken verbatim, shows the text as it stands."""
    return _LIVELY.search(text) is None
