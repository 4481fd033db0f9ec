"""Sheet -> messages with an embed each, for where Discord takes no Components V2: the same words, buttons and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapters.discord.files import fitted, named_apart
from bot.adapters.discord.limits import EMBED_DESCRIPTION, FILES, MESSAGE_BYTES, ROWS, Room, weight
from bot.adapters.discord.messages import Message, attachments, nobody
from bot.adapters.discord.splitting import cut
from bot.adapters.discord.text import Block, Line, Prose, Row, Run, Sheet, Style, Upload
from bot.adapters.discord.writing import written

_ACTION_ROW = 1
_SPOILER_FILE = "SPOILER_"


def embeds(sheet: Sheet) -> list[Message]:
    """The messages of a sheet, in order."""
    packer = _Packer(sheet.colour)
    for section in sheet.sections:
        for block in section.blocks:
            packer.add(_hidden(block) if section.hidden else block)
    return packer.finished()


@dataclass(slots=True)
class _Packer:
    """Gathers text until something else comes, then files and rows, and starts anew where one of them is full."""

    colour: int | None
    done: list[Message] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _files: list[Upload] = field(default_factory=list)
    _rows: list[Row] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Show a block below the others."""
        match block:
            case Prose(lines):
                if self._files or self._rows:
                    self._close()
                self._lines += [Line(), *lines] if self._lines else lines
            case Upload():
                if self._rows or len(self._files) == FILES:
                    self._close()
                self._files.append(named_apart(fitted(block), self._files))
            case Row():
                if len(self._rows) == ROWS or self._heavy(block):
                    self._close()
                self._rows.append(block)
            case _:
                pass

    def finished(self) -> list[Message]:
        """All messages."""
        self._close()
        return self.done

    def _close(self) -> None:
        texts = list(_texts(self._lines))
        if texts and self._rows and len(texts[-1].encode()) + self._weight() > MESSAGE_BYTES:
            texts.append("")
        for text in texts[:-1]:
            self._send(text)
        if texts or self._files or self._rows:
            self._send(texts[-1] if texts else "", self._files, self._rows)
        self._lines, self._files, self._rows = [], [], []

    def _heavy(self, row: Row) -> bool:
        """Whether a row is one too many for a message that Discord survives."""
        return bool(self._rows) and self._weight() + weight(row.components) > MESSAGE_BYTES

    def _weight(self) -> int:
        return sum(weight(row.components) for row in self._rows)

    def _send(self, text: str, files: Sequence[Upload] = (), rows: Sequence[Row] = ()) -> None:
        embed: dict[str, Any] = {"description": text} if text else {}
        if self.colour is not None and embed:
            embed["color"] = self.colour
        payload: dict[str, Any] = {
            "embeds": [embed] if embed else [],
            "components": [{"type": _ACTION_ROW, "components": list(row.components)} for row in rows],
            "allowed_mentions": nobody(),
        }
        if files:
            payload["attachments"] = attachments(files)
        elif not embed:
            payload["content"] = "\N{ZERO WIDTH SPACE}"  # rows need something to stand below
        self.done.append(Message(payload, tuple(files)))


def _texts(lines: Sequence[Line]) -> Iterator[str]:
    rest = tuple(lines)
    while rest:
        head, rest = cut(rest, Room(EMBED_DESCRIPTION))
        if not head:
            return
        yield written(head)


def _hidden(block: Block) -> Block:
    """A block behind a spoiler; code loses its fence, in which a spoiler's marks would be read as code."""
    match block:
        case Prose(lines):
            return Prose(tuple(map(_hidden_line, lines)))
        case Upload():
            return replace(block, name=f"{_SPOILER_FILE}{fitted(block).name}")
        case _:
            return block


def _hidden_line(line: Line) -> Line:
    code = Style.CODE if line.fence is not None else Style.PLAIN
    return replace(
        line,
        fence=None,
        runs=tuple(_as_text(replace(run, style=run.style | Style.SPOILER | code)) for run in line.runs),
    )


def _as_text(run: Run) -> Run:
    """A link inside a spoiler as its words and address."""
    return replace(run, text=f"{run.text} ({run.url})" if run.text != run.url else run.url, url="") if run.url else run
