"""Reading one YAML file into plain data, with the line of every part kept.

YAML 1.2's core schema is followed, as editors do: `no`, `on` and dates are text. Anchors, aliases and tags are
refused; content has no use for them, and a few lines of aliases can stand for gigabytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

MAX_BYTES = 256 * 1024
"""Largest file that is read; a question takes about 20 KB."""

MAX_DEPTH = 20
"""Deepest nesting; libyaml's tree builder recurses on the C stack and dies of far more."""

_PLAIN = "plain"
_QUOTED = "quoted"
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?", re.ASCII)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Loc = tuple[str | int, ...]
"""A way into a document: keys of mappings and positions in lists, from 0."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at a line of a file."""

    line: int
    message: str


class UnreadableError(Exception):
    """A file that gives no document.

    Attributes:
        troubles: One or more reasons.
    """

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("; ".join(trouble.message for trouble in troubles))
        self.troubles = tuple(troubles)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data and the nodes it was made from.

    Attributes:
        data: Mappings, lists, text, numbers, booleans and None.
        root: The top mapping's node.
    """

    data: dict[str, object]
    root: yaml.MappingNode

    def line_of(self, loc: Loc, within: int | None = None) -> int:
        """The line, from 1, where the part at `loc` starts; of its nearest parent where it does not exist.

        Args:
            loc: Way into the document.
            within: Line within the part's text, from 0; it counts where the text is a `|` block.
        """
        node: yaml.Node = self.root
        line = node.start_mark.line
        for step in loc:
            found = _child(node, step)
            if found is None:
                return int(line) + 1
            line, node = found
        if within is not None and isinstance(node, yaml.ScalarNode) and node.style == "|":
            line = node.start_mark.line + 1 + within
        return int(line) + 1


def read_document(path: Path) -> Document:
    """Reads and composes a file.

    Raises:
        UnreadableError: It cannot be read, is too large, is not UTF-8, not YAML, or not a single plain mapping.
    """
    text = _decoded(_raw(path))
    root = _composed(text)
    if root is None or root.value == "":
        raise UnreadableError([Trouble(1, "the file is empty")])
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableError([Trouble(root.start_mark.line + 1, "the file must be a mapping of keys")])
    builder = _Builder()
    data = builder.mapping(root)
    if builder.troubles:
        raise UnreadableError(builder.troubles)
    return Document(data, root)


def _raw(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableError([Trouble(1, "this is not a file")])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError([Trouble(1, f"cannot be read: {error.strerror}")]) from error
    if len(raw) > MAX_BYTES:
        raise UnreadableError([Trouble(1, f"the file is too large; {MAX_BYTES // 1024} KB at most")])
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError([Trouble(line, f"not UTF-8 (byte 0x{raw[error.start]:02x})")]) from error


def _composed(text: str) -> yaml.Node | None:
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1  # the position counts bytes
        message = f"a character that YAML does not allow (U+{error.character:04X})"
        raise UnreadableError([Trouble(line, message)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not valid YAML: {error.problem}"
        raise UnreadableError([Trouble(mark.line + 1 if mark else 1, message)]) from error


class _Loader(yaml.CSafeLoader):
    """Composes nodes only: what plain scalars mean is decided by `_Builder`."""

    depth = 0

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:  # noqa: ARG002
        return _PLAIN if kind is not yaml.ScalarNode or implicit[0] else _QUOTED

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002
        self.depth += 1
        if self.depth > MAX_DEPTH:
            mark = current_node.start_mark if current_node is not None else None
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _Builder:
    """Turns nodes into data in one pass, noting what content must not hold."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node) -> object:
        if id(node) in self._seen:
            self._note(node, "an alias repeats this part; write it out instead")
            return None
        self._seen.add(id(node))
        if node.tag not in (_PLAIN, _QUOTED):
            self._note(node, f"the tag {node.tag!r} is not allowed here")
            return None
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node.value) if node.tag == _PLAIN else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item) for item in node.value]
        return self.mapping(node)

    def mapping(self, node: yaml.Node) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._note(key, "a key must be plain text")
            elif key.value in made:
                self._note(key, f"the key {key.value!r} is there twice")
            else:
                made[key.value] = self.build(value)
        return made

    def _note(self, node: yaml.Node, message: str) -> None:
        self.troubles.append(Trouble(node.start_mark.line + 1, message))


def _scalar(value: str) -> str | int | float | bool | None:
    if value in _CONSTANTS:
        return _CONSTANTS[value]
    if value[0] in "+-.0123456789":
        if _INTEGER.fullmatch(value):
            return int(value)
        if _FLOAT.fullmatch(value) and math.isfinite(number := float(value)):
            return number
    return value


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line, item
    return None
