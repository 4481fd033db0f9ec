"""`greenroom doctor`: whether everything is in order, and what to do where it is not."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer


def doctor(
    call: Annotated[
        bool, typer.Option("--call", help="Also make one tiny request to Claude, which costs next to nothing.")
    ] = False,
) -> None:
    """Check the database, the question bank, the judge and the clock, and say what to do.

    Changes nothing, and works while Greenroom runs. The exit code is 1 if anything needs attention.
    """
    from bot.cli.checks import examine
    from bot.settings import load_settings

    findings = asyncio.run(examine(load_settings(), call=call))
    width = max(len(finding.about) for finding in findings)
    for finding in findings:
        word = "ok       " if finding.ok else "attention"
        typer.echo(f"{word}  {finding.about:<{width}}  {finding.text}")
        if finding.remedy:
            typer.echo(f"{'':<{11 + width}}  -> {finding.remedy}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
