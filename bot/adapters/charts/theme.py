"""Colours that can be told apart by everybody: by lightness in greyscale, and by hue from blue to orange.

Blue and orange are those of Okabe and Ito's palette for colour blindness (https://jfly.uni-koeln.de/color/), made
lighter or darker. Whatever a colour says, a shape or a word says too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a picture.

    Attributes:
        paper: Behind everything; opaque, so that it looks the same in every client.
        ink: Titles.
        soft: Labels and axes; at least 4.5 to 1 against the paper.
        faint: Grids.
        empty: A day without an answer.
        days: A day with one answer, with two, and with three or more, ever stronger.
        main: Lines and points.
        accent: What is to be noticed: freezes, provisional scores.
        band: Ranges.
        night: The dark part of a moon.
        moon: Its lit part.
        rim: Its edge.
    """

    paper: str
    ink: str
    soft: str
    faint: str
    empty: str
    days: tuple[str, str, str]
    main: str
    accent: str
    band: str
    night: str
    moon: str
    rim: str


LIGHT = Theme(
    paper="#FBFAF7",
    ink="#1D2430",
    soft="#5A6473",
    faint="#E4E3DE",
    empty="#ECEAE4",
    days=("#86BEE3", "#2F86C1", "#0B4F80"),
    main="#0B659F",
    accent="#C25700",
    band="#A3CBE6",
    night="#1D3A5F",
    moon="#FFC94A",
    rim="#1D3A5F",
)
DARK = Theme(
    paper="#1B2029",
    ink="#F2F4F7",
    soft="#A9B3C1",
    faint="#323945",
    empty="#2A313C",
    days=("#2C6C9C", "#4FA3DA", "#B4DDF8"),
    main="#6CB8EA",
    accent="#F0A04B",
    band="#2B5170",
    night="#10141B",
    moon="#FFD66B",
    rim="#6C7A8C",
)
