"""Text of unknown origin, made fit for a terminal: shown as it is, able to do nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TAB = "    "
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_DIRECTION_MARKS = "\u061c\u200e\u200f"
_DIRECTION_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Invisible characters on whose width terminals do not agree.
_INVISIBLE = "\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb" + "".join(
    chr(code) for code in range(0x206A, 0x2070)
)


def _table() -> Mapping[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    table[ord("\t")] = _TAB
    table[0x7F] = "\N{SYMBOL FOR DELETE}"
    table |= dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)
    table |= dict.fromkeys(map(ord, _DIRECTION_OVERRIDES), REPLACEMENT)
    table |= dict.fromkeys(map(ord, _DIRECTION_MARKS + _INVISIBLE), "")
    return table


_HARMLESS = _table()


def literal(text: str) -> str:
    """The text with everything that could steer a terminal made visible or taken out.

    Control characters become their pictures, so that an escape sequence is read and not obeyed; characters that
    reorder what stands around them become U+FFFD; every kind of line break becomes a newline, a tab four spaces.
    Letters, marks, emoji and right-to-left text stay as they are.
    """
    return readable(_LINE_BREAK.sub("\n", text).translate(_HARMLESS))


def readable(text: str) -> str:
    """The text with U+FFFD where bytes could not be read (they arrive as lone surrogates)."""
    return _SURROGATE.sub(REPLACEMENT, text)


def as_markdown(text: str) -> str:
    """Plain words as Markdown that shows them as they are."""
    return re.sub(r"([\\`*_\[\]<>#~|])", r"\\\1", text)
