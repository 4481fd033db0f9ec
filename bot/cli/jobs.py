"""`greenroom jobs`: work that waits, and work that was given up and can be driven again."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.failing import fail

jobs_app = typer.Typer(no_args_is_help=True)

_SHOWN = 100


@jobs_app.command("list")
def list_jobs() -> None:
    """Count the jobs, and list those that were given up with the reason."""
    asyncio.run(_list())


@jobs_app.command()
def redrive(
    job_id: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="Number of a job that was given up.")],
) -> None:
    """Queue a job again that was given up."""
    if not asyncio.run(_redrive(job_id)):
        fail(f"job {job_id} was not given up, or is not there; see `greenroom jobs list`")
    typer.echo(f"job {job_id} is queued again")


async def _list() -> None:
    from bot.settings import load_settings
    from storage.database import open_database

    async with await open_database(load_settings().database_url, read_only=True) as database:
        counts = await database.jobs.counts()
        buried = await database.jobs.buried(_SHOWN)
    typer.echo(f"{counts.waiting} waiting, {counts.leased} under way, {counts.done} done, {counts.buried} given up")
    for job in buried:
        typer.echo(f"{job.id}\t{job.kind.value}\t{job.key}\tafter {job.attempts} attempts: {job.reason}")


async def _redrive(job_id: int) -> bool:
    from bot.adapters.clock import SystemClock
    from bot.settings import load_settings
    from storage.database import open_database

    async with await open_database(load_settings().database_url) as database:
        return await database.jobs.redrive(job_id, SystemClock().now())
