"""Slack's limits, as its Block Kit reference gives them, and how much of them something takes up.

Lengths are counted in the way that is never too short: in UTF-16 units, as browsers count, after `&`, `<` and `>` were
escaped, as Slack does before it stores a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
"""A part of Slack's Block Kit, as JSON."""

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
HEADER = 150
SECTION_FIELDS = 10
FIELD = 2_000
CONTEXT_ELEMENTS = 10
CONTEXT = 2_000
ACTIONS = 25
BUTTON = 75
VALUE = 2_000
OPTION = 75
OPTION_VALUE = 150
CHECKBOXES = 10
SELECT_OPTIONS = 100
TABLE_ROWS = 100
TABLE_COLUMNS = 20
ALT_TEXT = 2_000
MODAL_TITLE = 24
MODAL_BUTTON = 24
INPUT = 3_000
LABEL = 2_000
METADATA = 3_000

MESSAGE_TEXT = 3_800
"""Characters of a message's own text; Slack edits none that has over 4,000."""

MESSAGE_WEIGHT = 12_000
"""What a message's blocks may weigh together: they are refused (`msg_blocks_too_long`) from about 13,200 on."""

CHUNK = 3_500
"""What a stretch of text may cost before it is broken in two."""

_BLOCK = 60
_STRETCH = 60


def units(text: str) -> int:
    """The length of a text as browsers count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(text: str) -> int:
    """The length of a text in Slack's eyes."""
    return units(text) + _escapes(text)


def cost(text: str) -> int:
    """What a stretch of text adds to a message: bytes of its JSON, and some for what stands around it."""
    return len(json.dumps(text, ensure_ascii=False).encode()) + _escapes(text) + _STRETCH


def weight(blocks: Iterable[Mapping[str, Any]]) -> int:
    """What blocks add to a message: bytes of their JSON, and some for what Slack adds to each."""
    return sum(len(json.dumps(block, ensure_ascii=False, separators=(",", ":")).encode()) + _BLOCK for block in blocks)


def _escapes(text: str) -> int:
    return 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
