"""Ending with one clear line."""

from __future__ import annotations

from typing import NoReturn

import typer


def fail(message: str, code: int = 1) -> NoReturn:
    """Print one line to standard error and end the program.

    Args:
        message: What is wrong and what to do about it.
        code: 1 for what went wrong, 2 for a call that cannot be understood.
    """
    typer.echo(f"greenroom: {message}", err=True)
    raise typer.Exit(code)
