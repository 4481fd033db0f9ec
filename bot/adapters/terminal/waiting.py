"""Waiting for a card: with a spinner for a person, in silence for a script."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from rich.console import Console


@contextmanager
def spinner(console: Console, words: str) -> Iterator[None]:
    """Show that something is under way, on a terminal that can move its cursor; elsewhere show nothing.

    Args:
        console: Where to show it.
        words: What is under way; without words nothing is shown.
    """
    if not console.is_interactive:
        yield
        return
    shape = "line" if console.options.ascii_only else "dots"
    status = console.status(words, spinner=shape, spinner_style="callout") if words else nullcontext()
    with _without_echo(), status:
        yield


@contextmanager
def interrupts() -> Iterator[asyncio.Event]:
    """Turn Ctrl-C into an event for as long as this lasts."""
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(event.set))
    except ValueError:  # not the main thread, where signals never come
        yield event
        return
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_echo() -> Iterator[None]:
    """Keep keys typed ahead from showing in the middle of the spinner; they reach the next prompt."""
    try:
        import termios
    except ImportError:  # no such thing on Windows
        yield
        return
    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (OSError, ValueError, termios.error):
        yield
        return
    silent = list(before)
    silent[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(descriptor, termios.TCSANOW, silent)
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
