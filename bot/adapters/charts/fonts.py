"""Fonts for names in any script: those that the machine has, in an order that suits the text."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

PLAIN = "DejaVu Sans"
"""Comes with Matplotlib, so that every machine draws the same; it has Latin, Greek, Cyrillic, Arabic and more."""

_PREFERRED = (
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans SC",
    "Noto Sans JP",
    "Noto Sans KR",
    "Source Han Sans",
    "PingFang SC",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Emoji",
    "Symbola",
    "Segoe UI Symbol",
)
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs", "Cs", "Co", "Cn"}

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # of symbols' fonts few are bold: nobody's trouble


def families_for(text: str) -> list[str] | None:
    """The fonts that draw a text together, the plain one first; none if a character is in no font of the machine."""
    missing = {character for character in text if unicodedata.category(character) not in _INVISIBLE}
    missing = {character for character in missing if ord(character) not in _characters(PLAIN)}
    families = [PLAIN]
    for family in _candidates(missing):
        if not missing:
            break
        found = {character for character in missing if ord(character) in _characters(family)}
        if found:
            families.append(family)
            missing -= found
    return None if missing else families


def lettered(text: str) -> tuple[str, list[str]]:
    """A text as it can be drawn here, with its fonts; empty if it cannot.

    Symbols that no font has, such as an emoji's, are left out. A letter is not: a name that lacks one is another name.
    """
    words = tidy(text)
    missing = {character for character in words if _is_symbol(character) and families_for(character) is None}
    words = " ".join("".join(character for character in words if character not in missing).split())
    families = families_for(words) if words.strip("\u200d\ufe0e\ufe0f") else None
    return (words, families) if families else ("", [PLAIN])


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character)[0] in "SC" or character in "\ufe0e\ufe0f"


def tidy(text: str) -> str:
    """A text on one line, without characters that are not to be seen but for those that join others."""
    shown = "".join(
        character if unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} else " " for character in text
    )
    return " ".join(shown.split())


def _candidates(missing: Iterable[str]) -> Iterable[str]:
    """Installed fonts to try: those for the scripts of the characters, then those that have many scripts."""
    scripts = sorted({unicodedata.name(character, " ").split()[0].title() for character in missing})
    wanted = [f"Noto Sans {script}" for script in scripts] + [f"Noto Serif {script}" for script in scripts]
    installed = _installed()
    return (family for family in (*wanted, *_PREFERRED) if family in installed)


@cache
def _installed() -> frozenset[str]:
    return frozenset(entry.name for entry in font_manager.fontManager.ttflist)


@cache
def _characters(family: str) -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False)
    return frozenset(FT2Font(path).get_charmap())
