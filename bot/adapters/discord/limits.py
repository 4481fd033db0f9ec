"""Discord's limits, in the units in which its own clients count: UTF-16 code units for text, pieces for the rest.

Source: Discord's developer documentation, "Component reference", "Message resource" and "Application commands".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LAYOUT_TEXT: Final = 4000
"""Text of all text displays of one layout message together."""
LAYOUT_COMPONENTS: Final = 40
"""Components of one layout message, nested ones included."""
MESSAGE_BYTES: Final = 9500
"""UTF-8 bytes of all that a message holds, some for every component included.

Discord does not document it and answers 500 above some 10,170 (discord/discord-api-docs, issue 8554), which texts in
scripts of three bytes a letter reach long before 4,000 characters.
"""
COMPONENT_BYTES: Final = 12
"""What a component takes beside its texts (same source)."""
EMBED_DESCRIPTION: Final = 4096
ROWS: Final = 5
"""Action rows of a message that is no layout."""
ROW_BUTTONS: Final = 5
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
SELECT_OPTIONS: Final = 25
OPTION_LABEL: Final = 100
OPTION_VALUE: Final = 100
PLACEHOLDER: Final = 100
"""Of a text input; a select takes 150."""
FILES: Final = 10
GALLERY: Final = 10
ALT: Final = 1024
"""What is said of a picture for those who do not see it."""
MODAL_TITLE: Final = 45
MODAL_COMPONENTS: Final = 5
LABEL: Final = 45
LABEL_DESCRIPTION: Final = 100
INPUT: Final = 4000
COMMAND_DESCRIPTION: Final = 100
COMMAND_CHOICES: Final = 25
STRING_OPTION: Final = 6000
LARGEST_INTEGER: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Room:
    """How much text there is room for, in units and in UTF-8 bytes."""

    units: int
    bytes: int = MESSAGE_BYTES - COMPONENT_BYTES

    def holds(self, text: str) -> bool:
        """Whether a text fits."""
        return units(text) <= self.units and len(text.encode()) <= self.bytes


def weight(component: object) -> int:
    """About how many bytes a component takes, with all that is in it."""
    match component:
        case str():
            return len(component.encode())
        case dict():
            return COMPONENT_BYTES + sum(map(weight, component.values()))
        case list() | tuple():
            return sum(map(weight, component))
        case _:
            return 1


def units(text: str) -> int:
    """How long Discord takes a text to be, in UTF-16 code units; its servers may count less, never more."""
    return len(text) + sum(character > "\uffff" for character in text)


def shortened(text: str, room: int) -> str:
    """A label that fits, cut after a word and with an ellipsis where it does not."""
    text = " ".join(text.split())
    if units(text) <= room:
        return text
    cut = text
    while cut and units(cut) > room - 1:
        cut = cut[: cut.rfind(" ")] if " " in cut else _without_last_grapheme(cut)
    return f"{cut.rstrip(' ,;:.-')}…"


def _without_last_grapheme(text: str) -> str:
    from wcwidth import grapheme_boundary_before

    return text[: grapheme_boundary_before(text, len(text))]
