"""Text of unknown origin, made fit for Discord: read as it was written, able to do nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

NOTHING = "\N{ZERO WIDTH SPACE}"
"""Keeps apart what Discord would read as one mark; it is not seen."""

_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_DIRECTION_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# Marks of styles, code, links, mentions, emoji and times; a colon with more behind it begins an emoji or an address.
_MARKS = re.compile(r"[\\*_~|`<\[\]]|:(?=\S|$)")
_CALL = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_LINE_MARK = re.compile(r"(\s*)([#>-]|\d+(?=\.))")


def _table() -> Mapping[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
    table[ord("\t")] = "    "
    table[0x7F] = "\N{SYMBOL FOR DELETE}"
    table |= dict.fromkeys((*range(0x80, 0xA0), *map(ord, _DIRECTION_OVERRIDES)), _REPLACEMENT)
    return table


_VISIBLE = _table()


def literal(text: str) -> str:
    """The text with newlines as its only control characters.

    Other controls become their pictures; what would reorder the words around it, and what is no character, becomes
    U+FFFD. Letters, marks, emoji and right-to-left text stay as they are.
    """
    return _SURROGATE.sub(_REPLACEMENT, _LINE_BREAK.sub("\n", text).translate(_VISIBLE))


def escaped(text: str, *, starts_line: bool = False) -> str:
    r"""Discord's Markdown that shows a text as it is.

    Marks get a backslash, and so does an address (`https\://`), which makes it no link and shows no preview. Calls to
    everyone are broken by an invisible space, because Discord looks for them before it looks at backslashes.

    Args:
        text: Any text without line breaks.
        starts_line: Whether nothing but spaces stands before it, where headings, quotes and lists begin.
    """
    shown = _CALL.sub(f"@{NOTHING}", _MARKS.sub(r"\\\g<0>", text))
    if starts_line and (found := _LINE_MARK.match(shown)):
        mark = f"{found[2]}\\" if found[2].isdecimal() else f"\\{found[2]}"
        shown = f"{found[1]}{mark}{shown[found.end() :]}"
    return shown


def unspelled(text: str, mark: str) -> str:
    """A text in which a mark's characters never stand next to each other, for places without backslashes."""
    return text.replace(mark[0] * 2, f"{mark[0]}{NOTHING}{mark[0]}").replace(
        mark[0] * 2, f"{mark[0]}{NOTHING}{mark[0]}"
    )
