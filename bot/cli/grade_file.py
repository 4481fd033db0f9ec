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
from bot.cli.remedies import said
from bot.cli.sole_use import sole_use
from bot.core.bank.content import Content
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.batching import BATCH_GONE
from bot.core.grading.grade import JudgeIdentity
from bot.core.ports import Judge
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
        try:
            if self.answers == self.out == "-":  # answers that come one by one are graded as they come
                await self._graded_into(sys.stdout.buffer, judge, self._lines(), None, 0)
                return
            lines = list(self._lines())
            with self._sink() as sink:
                done = 0 if self.out == "-" else len(self._earlier(sink, lines, judge.identity))
                await self._graded_into(sink, judge, lines[done:], len(lines), done)
        finally:
            await judge.close()

    async def _graded_into(
        self, sink: IO[bytes], judge: Judge, lines: Iterable[Line], total: int | None, done: int
    ) -> None:
        at_once = _AT_ONCE if self.settings.asks_claude else 1
        tally = _Tally()
        try:
            with progress("Grading", total, done) as shown:
                async for result in results(self.content, judge, self.style, lines, at_once=at_once):
                    tally.count(result)
                    sink.write(_encoded(result))
                    sink.flush()
                    shown(done + tally.all)
        except JudgeUnavailableError as error:
            fail(f"{tally}; then {said(error)}{self._how_to_go_on('from there')}")
        typer.echo(f"{tally}{_before(done)}", err=True)

    async def _in_batches(self) -> None:
        from bot.adapters.claude.judge import identity_of, new_nonce
        from bot.cli.batching import BatchFile, Bulk, asked_again, replace_results, run_key

        if self.out == "-":
            fail("--batch takes up to a day and has to be found again: name a file with --out", code=2)
        batches, options = make_batches(self.settings), model_options(self.settings)
        lines, judge = list(self._lines()), identity_of(options)
        state = BatchFile(Path(self.out), run_key(lines, self.style, options, judge))
        bulk = Bulk(self.content, self.style, options, judge, new_nonce)
        try:
            with self._sink() as sink:
                earlier = dict(zip((line.number for line in lines), self._earlier(sink, lines, judge), strict=False))
                if self.start_over:
                    state.remove()
                kept = {number: result for number, result in earlier.items() if not asked_again(result)}
                with progress("Waiting for the batch", len(lines)) as shown:
                    graded = await bulk.graded(lines, kept, batches, state, lambda left: shown(len(lines) - left))
                replace_results(Path(self.out), map(_encoded, graded))
                state.remove()
        except JudgeUnavailableError as error:
            fail(f"{said(error)}{'' if error.reason == BATCH_GONE else self._how_to_go_on('with the batch')}")
        finally:
            await batches.close()
        tally = _Tally()
        for line, result in zip(lines, graded, strict=True):
            if line.number not in kept:
                tally.count(result)
        typer.echo(f"{tally}{_before(len(kept))}{_how_to_ask_again(sum(map(asked_again, graded)))}", err=True)

    def _lines(self) -> Iterable[Line]:
        return parse_lines(_raw_lines(self.answers))

    def _earlier(self, sink: IO[bytes], lines: Sequence[Line], judge: JudgeIdentity) -> list[dict[str, Any]]:
        """What was there before; nothing where it is to be replaced."""
        from bot.cli.resuming import results_so_far

        path = Path(self.out)
        if self.start_over and path.is_file():
            sink.truncate(0)
        return results_so_far(path, lines, judge, self.style)

    @contextlib.contextmanager
    def _sink(self) -> Iterator[IO[bytes]]:
        if self.out == "-":
            yield sys.stdout.buffer
            return
        with sole_use(Path(self.out)) as file:
            yield file

    def _how_to_go_on(self, whence: str) -> str:
        if self.out == "-":
            return ""
        same = "without --start-over" if self.start_over else "again"
        return f"; run the same command {same} to go on {whence}"


def _before(count: int) -> str:
    return f", {count} were there already" if count else ""


def _how_to_ask_again(count: int) -> str:
    return f"; run the same command again to hand in {count} of these again" if count else ""


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
