"""`greenroom usage`: what judging took, by month, judge and model."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.usage import UsageLine

_COLUMNS = ("Month", "Judge", "Model", "Calls", "Tried", "Graded", "In", "Cached", "Out", "Cost")


def usage(
    month: Annotated[str | None, typer.Option("--month", help="Only this month, as YYYY-MM.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what judging took: calls, tokens, the share read from the cache, and the estimated cost.

    Only reads, so it works while Greenroom runs.
    """
    if month is not None and not re.fullmatch(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])", month):
        fail(f"{month!r} is no month such as 2026-11", code=2)
    lines = asyncio.run(_lines(month))
    if as_json:
        typer.echo(json.dumps([_data(line) for line in lines], ensure_ascii=False, indent=2))
    elif lines:
        _print(lines)
    else:
        typer.echo("Nothing was spent: no judge that is paid by the token has been asked.")


async def _lines(month: str | None) -> list[UsageLine]:
    from bot.core.months import next_month_start
    from bot.settings import load_settings
    from storage.database import open_database

    settings = load_settings()
    since = until = None
    if month is not None:
        year, number = (int(part) for part in month.split("-"))
        since = datetime(year, number, 1, tzinfo=ZoneInfo(settings.time_zone))
        until = next_month_start(since, settings.time_zone)
    async with await open_database(settings.database_url, read_only=True) as database:
        return list(await database.accounts.months(settings.time_zone, since, until))


def _data(line: UsageLine) -> dict[str, Any]:
    taken = line.usage
    return {
        "month": line.month,
        "judge": line.judge,
        "model": line.model,
        "calls": taken.calls,
        "tried": line.tries,
        "graded": line.graded,
        "failed": dict(line.failed),
        "input_tokens": taken.input_tokens,
        "cache_read_tokens": taken.cache_read_tokens,
        "cache_write_tokens": taken.cache_write_tokens,
        "cached_share": round(line.cached_share, 4),
        "output_tokens": taken.output_tokens,
        "seconds": round(taken.seconds, 1),
        "cost_usd": None if taken.cost_usd is None else round(taken.cost_usd, 6),
        "cost_unknown_for": line.unpriced,
    }


def _print(lines: Sequence[UsageLine]) -> None:
    from rich.table import Table

    from bot.adapters.terminal.console import open_console

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in _COLUMNS:
        words = name in _COLUMNS[:3]
        table.add_column(name, justify="left" if words else "right", no_wrap=words, overflow="fold")
    for line in lines:
        taken = line.usage
        read = taken.input_tokens + taken.cache_read_tokens + taken.cache_write_tokens
        counts = (f"{number:,}" for number in (taken.calls, line.tries, line.graded, read))
        table.add_row(
            line.month,
            line.judge,
            line.model,
            *counts,
            f"{line.cached_share:.0%}",
            f"{taken.output_tokens:,}",
            _cost(line),
        )
    open_console(sys.stdout).print(table)


def _cost(line: UsageLine) -> str:
    if line.usage.cost_usd is None:
        return "unknown"
    if not line.usage.cost_usd:
        return f"{line.unpriced:,} unknown" if line.unpriced else "$0"
    known = f"${line.usage.cost_usd:,.4f}" if line.usage.cost_usd < 1 else f"${line.usage.cost_usd:,.2f}"
    return f"{known} + {line.unpriced:,} unknown" if line.unpriced else known
