"""Text in the form a reader sees, for rules that must not be fooled by look-alike or invisible characters."""

from __future__ import annotations

import unicodedata

# The look-alikes of Unicode's confusables list (UTS 39) that are letters of a keyboard: Cyrillic and Greek for Latin.
_LOOK_ALIKE = str.maketrans(
    "авсԁеѕіјкӏмнорԛгтухѡүһԍαβεζηικμνορτυχωσıɡɑ",
    "abcdesijklmhopqrtyxwyhgabezhikmvoptuxwoiga",
)


def readable(text: str) -> str:
    """Compatibility form, lower case, without invisible characters, white space as single spaces."""
    kept = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) not in {"Cf", "Mn"})
    return " ".join("".join(kept).casefold().split())


def latin(text: str) -> str:
    """Readable text with letters that look Latin made Latin and accents dropped."""
    decomposed = unicodedata.normalize("NFD", readable(text).translate(_LOOK_ALIKE))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
