"""Text on its way to Discord: styled runs in lines, not yet in Discord's Markdown, so that it can be cut anywhere.

What is written later reopens every style, list and code block by itself, because a cut leaves whole lines behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, Flag, auto


class Style(Flag):
    """How a run looks."""

    PLAIN = 0
    SPOILER = auto()
    BOLD = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    EMPHASIS = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look the same, shown literally; `url` makes them a link, which only our own texts hold."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""


class Prefix(Enum):
    """What a line is, by how Discord marks it."""

    PLAIN = ""
    TITLE = "## "
    HEADING = "### "
    SUBTLE = "-# "


@dataclass(frozen=True, eq=False, slots=True)
class Fence:
    """A block of code; its lines share this object."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; runs hold no line breaks.

    Attributes:
        runs: What it says.
        prefix: What it is.
        marker: Bullet or number with its indent and a space, where it is a list's item.
        quoted: Whether a bar stands before it.
        fence: The block of code it belongs to, if any.
    """

    runs: tuple[Run, ...] = ()
    prefix: Prefix = Prefix.PLAIN
    marker: str = ""
    quoted: bool = False
    fence: Fence | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is to be seen on it."""
        return not any(run.text.strip() for run in self.runs)


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines that belong together."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons or one select, as Discord's own data."""

    components: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes along with a message.

    Attributes:
        name: Its name there, unique within a message.
        media_type: Such as `image/png`.
        content: Its bytes.
        alt: What a picture shows, for those who do not see it.
    """

    name: str
    media_type: str
    content: bytes
    alt: str = ""

    @property
    def picture(self) -> bool:
        """Whether it is shown rather than offered to keep."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, between two things."""


Block = Prose | Row | Upload | Rule


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that are shown together, openly or hidden until somebody wants to see them."""

    blocks: tuple[Block, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole reply, ready to be laid out.

    Attributes:
        sections: What it shows, in order.
        colour: RGB of the edge; says nothing that the words do not say.
    """

    sections: tuple[Section, ...] = field(default=())
    colour: int | None = None


def plain(text: str, style: Style = Style.PLAIN) -> Run:
    """A run that fits on one line, whatever white space the text has."""
    return Run(" ".join(text.split()), style)
