"""What all chats draw alike: which passages of a text are marked, and how long a bar's parts are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import Bar, Excerpt, Mark

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""The figures at marked passages."""

_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)


def fitting_marks(excerpt: Excerpt) -> tuple[Mark, ...]:
    """The marks that lie within the text and after the one before."""
    marks: list[Mark] = []
    end = 0
    for mark in excerpt.marks:
        if end <= mark.start < mark.end <= len(excerpt.text):
            marks.append(mark)
            end = mark.end
    return tuple(marks)


def mark_numbers(marks: Sequence[Mark]) -> dict[tuple[str, bool], int]:
    """One number per label, in the order in which they first appear."""
    numbers: dict[tuple[str, bool], int] = {}
    for mark in marks:
        numbers.setdefault((mark.label, mark.good), len(numbers) + 1)
    return numbers


def superscript(number: int) -> str:
    """A number in raised figures."""
    return str(number).translate(_RAISED)


def bar_cells(bar: Bar, cells: int) -> tuple[int, int, int]:
    """How many cells of a bar are full, within its range, and left over; a range too small for a cell still gets one.

    Args:
        bar: What was measured.
        cells: How many there are, at least one.
    """
    low = bar.value if bar.low is None else bar.low
    high = bar.value if bar.high is None else bar.high
    full = _cells(low, bar.maximum, cells)
    upto = max(_cells(high, bar.maximum, cells), full)
    if high > low and upto == full:
        full, upto = (full, full + 1) if full < cells else (full - 1, full)
    return full, upto - full, cells - upto


def bar_caption(bar: Bar) -> str:
    """What stands beside a bar: its own caption, or the figures."""
    if bar.caption:
        return bar.caption
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        return f"{bar.low:g} to {bar.high:g} of {bar.maximum:g}"
    return f"{bar.value:g} of {bar.maximum:g}"


def _cells(value: float, maximum: float, cells: int) -> int:
    return round(min(1.0, max(0.0, value / maximum)) * cells) if maximum > 0 else 0
