"""A terminal conversation put together from what the process has: its streams and its user."""

from __future__ import annotations

import asyncio
import getpass
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from bot.adapters.terminal.app import Dispatch, TerminalApp
from bot.adapters.terminal.console import lets_grow, open_console
from bot.adapters.terminal.screen import Screen
from bot.adapters.terminal.script import ByteLines, Script
from bot.adapters.terminal.source import Overhearing, Source
from bot.adapters.terminal.translate import Translator
from bot.adapters.terminal.transport import TerminalTransport
from bot.adapters.terminal.words import say
from bot.core.chat import Part
from bot.core.commands.typed import Choices
from bot.core.ports import Clock
from bot.core.records import Origin

BROKEN_PIPE = 141
"""Exit status when the reader of the output went away, as a shell reports it for any program."""

TERMINATED = 128 + signal.SIGTERM
"""Exit status when the program was told to end, as a shell reports it for any program."""


def local_origin() -> Origin:
    """The person at this terminal."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # no name for this user id, as in many containers
        user = "local"
    return Origin("terminal", "local", "terminal", user, user, direct=True)


def open_terminal(
    dispatch: Dispatch,
    chat: TerminalTransport,
    clock: Clock,
    *,
    greeting: tuple[Part, ...] = (),
    preselect: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    expected: int = 0,
    interviews: Overhearing | None = None,
    going_on: bool = False,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> TerminalApp:
    """A conversation on standard input and output: an editor if a person sits at both, else a script.

    Args:
        dispatch: The core's commands.
        chat: Where cards arrive.
        clock: Time.
        greeting: What to say first.
        preselect: Options of the first question; today's if empty.
        choices: What can be completed.
        expected: How many answers from before are still to be graded.
        interviews: Mock interviews in which what is typed may be said.
        going_on: Whether one is under way.
        stdin: Another input than `sys.stdin`.
        stdout: Another output than `sys.stdout`.
    """
    # A process may be started with its streams closed; then there is nothing to read and nobody to read it.
    stdin = stdin or sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open to the end
    stdout = stdout or sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    choices = choices or Choices()
    screen = Screen(open_console(stdout, animated=stdin.isatty()))
    source = _source(stdin, screen, choices)
    chat.shows_drafts = not source.scripted and lets_grow(screen.console)
    return TerminalApp(
        dispatch=dispatch,
        chat=chat,
        clock=clock,
        translator=Translator(local_origin(), choices, timed=not source.scripted),
        screen=screen,
        source=source,
        greeting=greeting,
        preselect=preselect or {},
        expected=expected,
        interviews=interviews,
        going_on=going_on,
    )


async def run_terminal(app: TerminalApp) -> int:
    """Talk until the member leaves; a reader of the output that went away ends it without a word.

    SIGTERM ends it like leaving, with the terminal as it was before; what was being typed stays on the screen.

    Returns:
        The exit status.
    """
    try:
        return await _until_terminated(app)
    except BrokenPipeError:
        # What is still buffered can go nowhere; without this the interpreter would complain at its end.
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, app.screen.console.file.fileno())
        os.close(silence)
        return BROKEN_PIPE


async def _until_terminated(app: TerminalApp) -> int:
    talking = asyncio.ensure_future(app.run())
    with _terminating(talking) as told:
        try:
            return await talking
        except asyncio.CancelledError:
            if not told.is_set():
                raise
    if not app.source.scripted:
        app.screen.notice(say("leave.told"))
    return TERMINATED


@contextmanager
def _terminating(task: asyncio.Future[int]) -> Iterator[asyncio.Event]:
    """Turn SIGTERM into the end of a task and an event for as long as this lasts."""
    told = asyncio.Event()

    def end() -> None:
        told.set()
        task.cancel()

    loop = asyncio.get_running_loop()
    # There are no such signals on Windows, and none come outside the main thread: then it ends as any program does.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGTERM, end)
    try:
        yield told
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.remove_signal_handler(signal.SIGTERM)


def _source(stdin: TextIO, screen: Screen, choices: Choices) -> Source:
    if not stdin.isatty():
        return Script(ByteLines(stdin.fileno(), stdin))
    if not screen.console.is_interactive:
        return Script(ByteLines(stdin.fileno(), stdin), screen.mark)
    from bot.adapters.terminal.editor import Editor

    return Editor(choices)
