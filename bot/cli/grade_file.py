"""`greenroom grade --answers`: a file of answers, graded line by line, in batches, or written out as requests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import typer

from bot.bootstrap.judges import make_batches, make_judge, model_options
from bot.cli.bulk import Line, parse_lines, results
from bot.cli.failing import fail
from bot.cli.progress_bar import progress
from bot.core.bank.content import Content
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.grade import JudgeIdentity
from bot.settings import Settings

_AT_ONCE = 4
"""Answers that a model is asked about at the same time."""


@dataclass(frozen=True, slots=True)
class FileRun:
    """A file of answers to be graded.

    Attributes:
        settings: The settings.
        content: The bank.
        style: Company style to grade in, if any.
        answers: The file, or `-` for standard input.
        out: Where the results go, or `-` for standard output.
        start_over: Whether to replace results that are there.
    """

    settings: Settings
    content: Content
    style: str | None
    answers: str
    out: str
    start_over: bool = False

    def __post_init__(self) -> None:
        """Refuse to write the results over the answers."""
        if "-" not in (self.answers, self.out) and _same_file(self.answers, self.out):
            fail(f"--answers and --out are the same file, {self.out}; the answers would be lost", code=2)

    def line_by_line(self) -> None:
        """Grade, each result being written as soon as it and all before it are there."""
        asyncio.run(self._line_by_line())

    def in_batches(self) -> None:
        """Grade through the Batches API; ends when the last batch has."""
        asyncio.run(self._in_batches())

    def dumped(self, folder: str) -> None:
        """Write requests instead of sending them."""
        dump(self.settings, self.content, self.style, self._lines(), folder)

    async def _line_by_line(self) -> None:
        judge = make_judge(self.settings)
        lines, done = self._lines(), 0
        if self.out != "-":
            lines = list(lines)
            done = self._done(lines, judge.identity)
        elif self.answers != "-":
            lines = list(lines)
        total = len(lines) if isinstance(lines, list) else None
        rest = lines[done:] if isinstance(lines, list) else lines
        at_once = _AT_ONCE if self.settings.asks_claude else 1
        tally = _Tally()
        try:
            with self._sink() as sink, progress("Grading", total, done) as shown:
                async for result in results(self.content, judge, self.style, rest, at_once=at_once):
                    tally.count(result)
                    sink.write(_encoded(result))
                    sink.flush()
                    shown(done + tally.all)
        except JudgeUnavailableError as error:
            fail(f"{tally}; then {said(error)}{self._how_to_go_on()}")
        finally:
            await judge.close()
        before = f", {done} were there already" if done else ""
        typer.echo(f"{tally}{before}", err=True)

    async def _in_batches(self) -> None:
        from bot.adapters.claude.judge import identity_of, new_nonce
        from bot.cli.batching import BatchFile, grade_in_batches, run_key

        if self.out == "-":
            fail("--batch takes up to a day and has to be found again: name a file with --out", code=2)
        batches, options = make_batches(self.settings), model_options(self.settings)
        lines, judge = list(self._lines()), identity_of(options)
        state = BatchFile(Path(self.out), run_key(lines, self.style, options, judge))
        if self.start_over:
            state.remove()
        try:
            with progress("Waiting for the batch", len(lines)) as shown:
                graded = await grade_in_batches(
                    self.content,
                    self.style,
                    lines,
                    batches,
                    state,
                    options,
                    judge,
                    new_nonce,
                    lambda waiting: shown(len(lines) - waiting),
                )
        except JudgeUnavailableError as error:
            fail(f"{said(error)}; run the same command again to go on with the batch")
        finally:
            await batches.close()
        tally = _Tally()
        with _opened(self.out, "wb") as sink:
            for result in graded:
                tally.count(result)
                sink.write(_encoded(result))
        state.remove()
        typer.echo(str(tally), err=True)

    def _lines(self) -> Iterable[Line]:
        return parse_lines(_raw_lines(self.answers))

    def _done(self, lines: Sequence[Line], judge: JudgeIdentity) -> int:
        from bot.cli.resuming import done_so_far

        path = Path(self.out)
        if self.start_over or not path.is_file():
            return 0
        return done_so_far(path, lines, judge)

    @contextlib.contextmanager
    def _sink(self) -> Iterator[IO[bytes]]:
        if self.out == "-":
            yield sys.stdout.buffer
            return
        with _opened(self.out, "wb" if self.start_over else "ab") as file:
            yield file

    def _how_to_go_on(self) -> str:
        return "" if self.out == "-" else "; run the same command again to go on from there"


class _Tally:
    def __init__(self) -> None:
        self.graded = self.failed = 0

    @property
    def all(self) -> int:
        return self.graded + self.failed

    def count(self, result: dict[str, Any]) -> None:
        self.failed += "error" in result
        self.graded += "error" not in result

    def __str__(self) -> str:
        return f"{self.graded} graded, {self.failed} not gradable"


def dump(settings: Settings, content: Content, style: str | None, lines: Iterable[Line], folder: str) -> None:
    """Write each answer's request to a file of its own, and say how many there are."""
    from bot.adapters.claude.judge import identity_of, new_nonce
    from bot.cli.dumping import dump_requests

    options = model_options(settings)
    try:
        count = dump_requests(
            content,
            style,
            lines,
            Path(folder),
            options,
            identity_of(options),
            new_nonce,
            lambda problem: typer.echo(problem, err=True),
        )
    except OSError as error:
        fail(f"cannot write to {folder}: {error.strerror}")
    typer.echo(f"{count} {'request' if count == 1 else 'requests'} written to {folder}", err=True)


def said(error: JudgeUnavailableError) -> str:
    """Why the judge is out of reach, in one line, with what its operator can do about it."""
    from bot.cli.remedies import remedy_for

    detail = f" ({error.detail})" if error.detail else ""
    remedy = remedy_for(error.reason)
    return f"{error}{detail}{f'; {remedy}' if remedy else ''}"


def _raw_lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
        return
    with _opened(name, "rb") as file:
        yield from file


def _opened(name: str, mode: str) -> IO[bytes]:
    try:
        return Path(name).open(mode)
    except OSError as error:
        fail(f"cannot open {name}: {error.strerror}")


def _same_file(first: str, second: str) -> bool:
    try:
        return Path(first).samefile(second)
    except OSError:
        return False


def _encoded(result: dict[str, Any]) -> bytes:
    return json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
