"""Sheet -> messages of Components V2: containers with text, pictures, files and rows, split where they are full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.discord.files import fitted, named_apart
from bot.adapters.discord.limits import (
    COMPONENT_BYTES,
    FILES,
    LAYOUT_COMPONENTS,
    LAYOUT_TEXT,
    MESSAGE_BYTES,
    Room,
    units,
    weight,
)
from bot.adapters.discord.messages import COMPONENTS_V2, Message, attachments, nobody
from bot.adapters.discord.splitting import cut
from bot.adapters.discord.text import Line, Prose, Row, Rule, Section, Sheet, Upload
from bot.adapters.discord.writing import written

_ACTION_ROW, _TEXT, _GALLERY, _FILE, _SEPARATOR, _CONTAINER = 1, 10, 12, 13, 14, 17
_WORTH_A_CUT = 1500
"""Units that must be left in a message for a longer text to begin there; below that it begins in the next one."""


def layouts(sheet: Sheet) -> list[Message]:
    """The messages of a sheet, in order; each is a whole of its own."""
    packer = _Packer(sheet.colour)
    for section in sheet.sections:
        packer.add(section)
    return packer.finished()


@dataclass(slots=True)
class _Open:
    """A message that is being filled."""

    components: list[dict[str, Any]] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    text: int = 0
    count: int = 0
    weight: int = 0


@dataclass(slots=True)
class _Packer:
    """Fills one message after the other."""

    colour: int | None
    done: list[Message] = field(default_factory=list)
    _now: _Open = field(default_factory=_Open)
    _box: dict[str, Any] | None = None
    _ruled: bool = False
    _section: Section = field(default_factory=lambda: Section(()))

    def add(self, section: Section) -> None:
        """Show a section's blocks, in a container unless they are rows alone."""
        self._section, self._box, self._ruled = section, None, False
        for block in section.blocks:
            match block:
                case Prose(lines):
                    self._prose(lines)
                case Row(components):
                    row = {"type": _ACTION_ROW, "components": list(components)}
                    self._put(row)
                case Upload():
                    self._upload(block)
                case Rule():
                    self._ruled = self._box is not None

    def finished(self) -> list[Message]:
        """All messages."""
        self._close()
        return self.done

    def _prose(self, lines: Sequence[Line]) -> None:
        rest = tuple(lines)
        while rest:
            if self._room().units < _WORTH_A_CUT and not self._room().holds(written(rest)):
                self._close()
            head, rest = cut(rest, self._room())
            if head:
                self._put({"type": _TEXT, "content": written(head)})
            elif self._now.components:
                self._close()
            else:
                return

    def _room(self) -> Room:
        """What is left for one more text, with a container and a rule before it."""
        now = self._now
        return Room(LAYOUT_TEXT - now.text, MESSAGE_BYTES - now.weight - 3 * COMPONENT_BYTES)

    def _upload(self, file: Upload) -> None:
        if len(self._now.files) == FILES:
            self._close()
        file = named_apart(fitted(file), self._now.files)
        media = {"url": f"attachment://{file.name}"}
        if file.picture:
            item = {"media": media, "spoiler": self._section.hidden, **({"description": file.alt} if file.alt else {})}
            self._put({"type": _GALLERY, "items": [item]})
        else:
            self._put({"type": _FILE, "file": media, "spoiler": self._section.hidden})
        self._now.files.append(file)

    def _put(self, component: dict[str, Any]) -> None:
        """Add a component, in the next message where this one is full."""
        count = 1 + len(component.get("components", ()))
        text, heavy = units(component.get("content", "")), weight(component) + 2 * COMPONENT_BYTES
        now, boxed = self._now, self._boxed()
        new_box = boxed and self._box is None
        if (
            now.count + count + new_box + self._ruled > LAYOUT_COMPONENTS
            or now.text + text > LAYOUT_TEXT
            or now.weight + heavy > MESSAGE_BYTES
        ):
            self._close()
            new_box = boxed
        if new_box:
            self._open_box()
        place = self._box["components"] if self._box is not None else self._now.components
        if self._ruled:
            place.append({"type": _SEPARATOR, "divider": True, "spacing": 1})
        place.append(component)
        self._now.count += count + new_box + self._ruled
        self._now.text += text
        self._now.weight += heavy
        self._ruled = False

    def _open_box(self) -> None:
        """Begin a container for this section."""
        self._box = {"type": _CONTAINER, "components": []}
        if self.colour is not None:
            self._box["accent_color"] = self.colour
        if self._section.hidden:
            self._box["spoiler"] = True
        self._now.components.append(self._box)

    def _boxed(self) -> bool:
        return not all(isinstance(block, Row) for block in self._section.blocks)

    def _close(self) -> None:
        """End the message that is being filled, if there is anything in it."""
        now, self._now, self._box, self._ruled = self._now, _Open(), None, False
        if not now.components:
            return
        payload: dict[str, Any] = {"flags": COMPONENTS_V2, "components": now.components, "allowed_mentions": nobody()}
        if now.files:
            payload["attachments"] = attachments(now.files)
        self.done.append(Message(payload, tuple(now.files)))
