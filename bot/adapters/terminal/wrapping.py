"""Lines that break between words while they are typed; the library itself breaks them anywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.utils import get_cwidth

_NARROWEST = 8


class WordWrap(Processor):
    """Shows blanks up to the end of a row before a word that would not fit there; the text stays as it is.

    Args:
        indent: Columns taken by what stands before every row.
    """

    def __init__(self, indent: Callable[[], int]) -> None:
        self._indent = indent

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Lay one line out."""
        room = transformation_input.width - self._indent()
        characters = explode_text_fragments(transformation_input.fragments)
        if room < _NARROWEST:
            return Transformation(characters)
        shown: StyleAndTextTuples = []
        places: list[int] = []
        gaps = gaps_before(fragment_list_to_text(characters), room)
        end = 0
        for character, gap in zip(characters, gaps, strict=True):
            if gap > 0:
                shown.append(("", " " * gap))
                end += gap
            places.append(end)
            if gap >= 0:
                shown.append(character)
                end += 1
        places.append(end)
        return Transformation(
            shown,
            source_to_display=lambda place: places[min(place, len(places) - 1)],
            display_to_source=lambda place: max(0, bisect_right(places, place) - 1),
        )


def gaps_before(text: str, room: int) -> Iterator[int]:
    """For each character how many blanks to show before it, so that words begin on the next row rather than break.

    Args:
        text: One line.
        room: Columns in a row.

    Returns:
        A number per character; -1 for a blank at the very end of a row, which is not shown at all.
    """
    column = 0
    for place, character in enumerate(text):
        width = get_cwidth(character)
        if character == " " and column == room:
            yield -1
            continue
        gap = 0
        if character != " " and (place == 0 or text[place - 1] == " "):
            word = get_cwidth(text[place : _end_of_word(text, place)])
            if column + word > room and 0 < column < room and word <= room:
                gap, column = room - column, room
        column = width if column + width > room else column + width
        yield gap


def _end_of_word(text: str, start: int) -> int:
    end = text.find(" ", start)
    return len(text) if end < 0 else end
