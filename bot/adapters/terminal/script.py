"""Lines of a file or a pipe as what is typed."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TextIO

from bot.adapters.terminal.safe import readable
from bot.adapters.terminal.source import Entry, Prompt, Source
from bot.adapters.terminal.translate import SENDING, as_text, typed_command
from bot.adapters.terminal.words import say

_CHUNK = 65_536
_MOST_CHARACTERS = 1_000_000
"""Longest entry kept; what any answer may have is far less, and an endless line must not fill the memory."""

_TICKS = re.compile(r"\s*([\d\s,;+–-]+|all|none)\s*", re.IGNORECASE)


class ByteLines:
    """Lines of a file descriptor, read without holding up the event loop or the end of the program.

    Args:
        descriptor: What is read.
        stream: The descriptor's owner, if it is to stay open as long as this.
    """

    def __init__(self, descriptor: int, stream: TextIO | None = None) -> None:
        self._descriptor = descriptor
        self._stream = stream
        self._buffer = b""
        self._ended = False

    async def next(self) -> bytes | None:
        """The next line without its end; None after the last."""
        while b"\n" not in self._buffer and not self._ended and len(self._buffer) < _MOST_CHARACTERS:
            chunk = await self._chunk()
            self._ended = not chunk
            self._buffer += chunk
        if self._ended and not self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    async def _chunk(self) -> bytes:
        # A daemon thread, not the loop's executor: that one is waited for, and a read may never return.
        loop = asyncio.get_running_loop()
        done: asyncio.Future[bytes] = loop.create_future()

        def finish(chunk: bytes) -> None:
            if not done.done():
                done.set_result(chunk)

        def read() -> None:
            try:
                chunk = os.read(self._descriptor, _CHUNK)
            except OSError:
                chunk = b""
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(finish, chunk)

        threading.Thread(target=read, name="terminal-input", daemon=True).start()
        return await done


class Lines(Protocol):
    """Lines of bytes."""

    async def next(self) -> bytes | None:
        """The next line; None after the last."""
        ...


class Script(Source):
    """Lines as a script: a line that starts with `/` is a command, other lines are an answer.

    An answer ends at a command, `/send`, two empty lines or the end; where a person types the lines, one empty line is
    enough. After a line with nothing but `/answer` or `/revise` all empty lines belong to the answer.

    Args:
        lines: What is read.
        show_mark: Prints the prompt's mark, where a person types the lines.
    """

    def __init__(self, lines: Lines, show_mark: Callable[[str], None] | None = None) -> None:
        self._lines = lines
        self._show_mark = show_mark
        self._put_back: list[str] = []
        self._block: _Block | None = None
        self._number = 0
        self._unreadable = 0

    @property
    def scripted(self) -> bool:
        """Whether the lines come from a file or a pipe."""
        return self._show_mark is None

    @property
    def busy(self) -> bool:
        """Whether something is half typed; a script is written already, and what it says is about what it knew of."""
        return self.scripted or (self._block is not None and self._block.begun)

    async def read(self, prompt: Prompt) -> Entry | None:
        """The next command or answer."""
        if self._show_mark is not None:
            self._show_mark(prompt.mark)
        self._block = block = _Block(ticking=prompt.one_line, paragraphs=self.scripted)
        while not block.complete and (line := await self._next()) is not None:
            if not block.takes(line):
                self._put_back.append(line)
        return self._entry(block.text) if block.begun else None

    async def above(self, show: Callable[[], None]) -> None:
        """Print between the lines."""
        show()

    async def _next(self) -> str | None:
        if self._put_back:
            return self._put_back.pop()
        raw = await self._lines.next()
        if raw is None:
            return None
        self._number += 1
        line = raw.removesuffix(b"\r").decode("utf-8", "surrogateescape")
        if self._number == 1:
            line = line.removeprefix("\ufeff")
        shown = readable(line)
        if shown != line and not self._unreadable:
            self._unreadable = self._number
        return shown

    def _entry(self, text: str) -> Entry:
        problem = say("input.not-utf8", line=self._unreadable) if self._unreadable else ""
        self._unreadable = 0
        return Entry(text, problem)


class _Block:
    """Lines that belong together, as they come in.

    Attributes:
        complete: Whether nothing more belongs to it.
    """

    def __init__(self, *, ticking: bool, paragraphs: bool) -> None:
        self.complete = False
        self._ticking = ticking
        self._paragraphs = paragraphs
        self._head = ""
        self._lines: list[str] = []
        self._size = 0

    @property
    def begun(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._head or self._lines)

    @property
    def text(self) -> str:
        """All of it, as a person would have typed it."""
        body = "\n".join(self._lines).strip("\n")
        return f"{self._head}\n{body}" if self._head else body

    def takes(self, line: str) -> bool:
        """Add a line; False if it is the first of what comes next."""
        typed = typed_command(line)
        if typed is None:
            self._add(line)
        elif typed.name == SENDING:
            self.complete = self.begun
        elif self.begun:
            self.complete = True
            return False
        elif typed.name in {"answer", "revise"} and (typed.rest == "" or typed.rest.isdecimal()):
            self._head = line.strip()
        else:
            self._lines = [line.strip()]
            self.complete = True
        return True

    def _add(self, line: str) -> None:
        if line.strip() or self._head:
            self._keep(as_text(line) if self.begun else line)
            self.complete = self._ticking and not self._head and _TICKS.fullmatch(line) is not None
        elif self._paragraphs and self.begun and self._lines[-1].strip():
            self._keep(line)
        else:
            self.complete = self.begun

    def _keep(self, line: str) -> None:
        if self._size < _MOST_CHARACTERS:
            self._lines.append(line)
        self._size += len(line)
