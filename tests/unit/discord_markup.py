"""A model of how Discord's clients read text: what becomes alive in it, and what is left to be read.

Written from the rules that `parse-discord` found by experiment on the desktop client and that Discord documents. Where
clients differ the model takes the livelier reading: any `:word:` is an emoji here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Node:
    """A piece of what is seen: `text` is read as it stands, all other kinds do or show something."""

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    detail: str = ""


@dataclass
class _Context:
    """Where a text stands: after what on its line, in which blocks."""

    before: str = ""
    quoted: bool = False
    lists: int = 0
    children: list[Node] = field(default_factory=list)


_STYLES = (
    ("bold", re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)),
    ("underline", re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL)),
)
_ITALIC = (
    re.compile(r"\*(?!\s)((?:\\.|\*\*|[^*\\])+?)(?<!\s) {0,2}\*(?!\*)", re.DOTALL),
    re.compile(r"_((?:\\.|__|[^_\\])+?)_(?![a-zA-Z0-9_])", re.DOTALL),
)
_UNAWARE = (  # these do not know backslashes
    ("strike", re.compile(r"~~(.+?)~~(?!_)", re.DOTALL)),
    ("spoiler", re.compile(r"\|\|(.+?)\|\|", re.DOTALL)),
)
_CODE = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_CODE_BLOCK = re.compile(r"```(?:([a-zA-Z_\-+.0-9]*)\n)?(.*?[^\n].*?)```", re.DOTALL)
_LEAVES = (
    ("time", re.compile(r"<t:-?[0-9]+(?::[tTdDfFR])?>")),
    ("emoji", re.compile(r"<a?:[a-zA-Z_0-9]+:[0-9]+>")),
    ("emoji", re.compile(r":\w+(?:::skin-tone-[1-5])?:")),
    ("mention", re.compile(r"<@[!&]?[0-9]+>|<#[0-9]+>|<id:[a-z]+>|</[^:>\n]+:[0-9]+>")),
    ("mention", re.compile(r"@everyone|@here")),
    ("link", re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")),
    ("link", re.compile(r"<[^: >]+:/[^ >]+>")),
    ("link", re.compile(r"<(?:mailto|tel|sms):[^ >]+>|<\+?[0-9][0-9 -]{3,}>|<[^ @>]+@[^ >]+>")),
)
_MASKED_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]])*[^\[]*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\[^\n])*?)>?(?:\s+['\"].*?['\"])?\s*\)"
)
_SUBTEXT = re.compile(r"^-# +(?!-#)([^\n]+)\n?", re.MULTILINE)
_HEADER = re.compile(r"^(#{1,3})\s+(?!#)([^\n]*)\n?", re.MULTILINE)
_QUOTES = re.compile(r"(?:(?:^ *)?> ([^\n]*)(?:\n|$))+", re.MULTILINE)
_QUOTE_LINE = re.compile(r"^ *> ([^\n]*)", re.MULTILINE)
_QUOTE_REST = re.compile(r">>> (.*)", re.DOTALL)
_LISTS = re.compile(r"(?:(?:^ *)?(?:[*-]|\d+\.) +.[^\n]*(?:\n [^\n]*)*(?:\n|$))+", re.MULTILINE)
_ITEM = re.compile(r"^ *((?:[*-]|\d+\.) +)(.[^\n]*(?:\n [^\n]*)*)", re.MULTILINE)


def parse(text: str) -> tuple[Node, ...]:
    """What a client makes of a message's text."""
    return _parse(text, _Context())


def _parse(text: str, context: _Context) -> tuple[Node, ...]:
    source = context.before + text
    at, nodes, plain = len(context.before), list[Node](), ""
    while at < len(source):
        if source[at] == "\\" and at + 1 < len(source):
            character = source[at + 1]
            plain += source[at : at + 2] if character.isalnum() or character.isspace() else character
            at += 2
            continue
        found = _alive(source, at, context)
        if found is None:
            plain, at = plain + source[at], at + 1
            continue
        if plain:
            nodes.append(Node("text", plain))
        plain = ""
        node, at = found
        nodes.append(node)
    return (*nodes, Node("text", plain)) if plain else tuple(nodes)


def _alive(source: str, at: int, context: _Context) -> tuple[Node, int] | None:
    """What comes alive at a place, and where it ends."""
    for find in (_code_block, _inline, _leaf, _masked_link, _block):
        found = find(source, at, context)
        if found is not None:
            return found
    return None


def _code_block(source: str, at: int, _context: _Context) -> tuple[Node, int] | None:
    found = _CODE_BLOCK.match(source, at)
    return (Node("code-block", found[2].strip("\n"), detail=found[1] or ""), found.end()) if found else None


def _inline(source: str, at: int, context: _Context) -> tuple[Node, int] | None:
    strong = next(((kind, found) for kind, rule in _STYLES if (found := rule.match(source, at))), None)
    italic = next((found for rule in _ITALIC if (found := rule.match(source, at))), None)
    if italic is not None and (strong is None or strong[1].end() <= italic.end()):
        return _styled("italic", italic, source, context)
    if strong is not None:
        return _styled(*strong, source, context)
    for kind, rule in _UNAWARE:
        if found := rule.match(source, at):
            return _styled(kind, found, source, context)
    if found := _CODE.match(source, at):
        return Node("code", found[2].removeprefix(" " if found[2].strip().startswith("`") else "")), found.end()
    return None


def _styled(kind: str, found: re.Match[str], source: str, context: _Context) -> tuple[Node, int]:
    inner = _Context(_line_before(source, found.start()), context.quoted, context.lists)
    return Node(kind, children=_parse(found[1], inner)), found.end()


def _leaf(source: str, at: int, _context: _Context) -> tuple[Node, int] | None:
    for kind, rule in _LEAVES:
        if found := rule.match(source, at):
            return Node(kind, found[0]), found.end()
    return None


def _masked_link(source: str, at: int, _context: _Context) -> tuple[Node, int] | None:
    found = _MASKED_LINK.match(source, at)
    if found is None or not re.match(r"https?://\S", found[2]):
        return None
    return Node("link", found[2], _parse(found[1], _Context("$"))), found.end()


def _block(source: str, at: int, context: _Context) -> tuple[Node, int] | None:
    if found := _SUBTEXT.match(source, at):
        return Node("subtext", children=_parse(found[1], _Context())), found.end()
    if not context.lists and (found := _HEADER.match(source, at)):
        return Node("header", children=_parse(found[2].rstrip(), _Context()), detail=found[1]), found.end()
    return None if _line_before(source, at).strip(" ") else _indented_block(source, at, context)


def _indented_block(source: str, at: int, context: _Context) -> tuple[Node, int] | None:
    """A block before which spaces may stand."""
    if not context.quoted and (found := _QUOTE_REST.match(source, at)):
        return Node("quote", children=_parse(found[1], _Context(quoted=True))), found.end()
    if not context.quoted and (found := _QUOTES.match(source, at)):
        lines = "\n".join(_QUOTE_LINE.findall(found[0]))
        return Node("quote", children=_parse(lines, _Context(quoted=True))), found.end()
    if context.lists < 11 and (found := _LISTS.match(source, at)):
        items = tuple(_items(found[0], context))
        return Node("list", children=items), found.end()
    return None


def _items(text: str, context: _Context) -> Iterator[Node]:
    for found in _ITEM.finditer(text):
        content = re.sub(rf"^ {{1,{len(found[1])}}}", "", found[2], flags=re.MULTILINE)
        yield Node("item", children=_parse(content, _Context("", context.quoted, context.lists + 1)), detail=found[1])


def _line_before(source: str, at: int) -> str:
    """What stands on the same line before a place."""
    return source[source.rfind("\n", 0, at) + 1 : at]


def walk(nodes: Sequence[Node]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Every node with the kinds that it stands in, outermost first."""
    for node in nodes:
        yield node, ()
        for inner, around in walk(node.children):
            yield inner, (node.kind, *around)


def read(nodes: Sequence[Node]) -> str:
    """What is read, without marks, with a line break after each block."""
    parts = []
    for node in nodes:
        inner = read(node.children) if node.children else node.text
        block = node.kind in {"subtext", "header", "quote", "item", "code-block"}
        parts.append(f"\n{inner}\n" if block else inner)
    return "".join(parts)
