"""Rich text: sections, lists, quotes and preformatted text, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.wire.slack.blocks.objects import url
from tests.wire.slack.blocks.rules import Rule, array, boolean, fields, integer, one_of, string, typed

_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = fields({}, dict.fromkeys(_MARKS, boolean))
_STYLED: dict[str, Rule] = {"style": _STYLE}
_BORDER: dict[str, Rule] = {"border": integer(0, 1)}

_INLINE: dict[str, Rule] = {
    "text": fields({"text": string(40_000, 1)}, _STYLED),
    "link": fields({"url": url()}, _STYLED | {"text": string(40_000), "unsafe": boolean}),
    "emoji": fields(
        {"name": string(255, 1)}, {"unicode": string(255), "url": string(3000), "skin_tone": integer(1, 6)}
    ),
    "user": fields({"user_id": string(255, 1)}, _STYLED),
    "usergroup": fields({"usergroup_id": string(255, 1)}, _STYLED),
    "channel": fields({"channel_id": string(255, 1)}, _STYLED),
    "broadcast": fields({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "date": fields(
        {"timestamp": integer(0, 2**40), "format": string(255, 1)}, {"url": url(), "fallback": string(3000)}
    ),
    "color": fields({"value": string(9, 4)}),
}
_INLINES = array(typed(lambda: _INLINE), 10_000, 0)
_SECTION = fields({"elements": _INLINES})
_LIST = fields(
    {"style": one_of("bullet", "ordered"), "elements": array(typed(lambda: {"rich_text_section": _SECTION}), 10_000)},
    _BORDER | {"indent": integer(0, 8), "offset": integer(0, 100_000)},
)

_PARTS: Mapping[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": fields({"elements": _INLINES}, _BORDER | {"language": string(50)}),
    "rich_text_quote": fields({"elements": _INLINES}, _BORDER),
    "rich_text_list": _LIST,
}
ELEMENTS = array(typed(lambda: _PARTS), 10_000, 1)
