"""What `greenroom doctor` looks at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.errors import GreenroomError, StorageError
from bot.core.records import QueueCounts
from bot.settings import Settings

_AHEAD = timedelta(minutes=5)
_FAULTS_SHOWN = 3
_MOST_APART = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: What: `database`, `jobs`, `server clock`, `bank`, `judge`, `last try`, `estimate`, `clock` or a platform.
        ok: Whether it is in order.
        text: How it stands.
        remedy: What to do, if anything.
    """

    about: str
    ok: bool
    text: str
    remedy: str = ""


async def examine(settings: Settings, *, call: bool = False) -> list[Finding]:
    """Look at everything; nothing is changed.

    Args:
        settings: The settings.
        call: Whether to make a request to the judge.
    """
    from bot.cli.judge_checks import examine_judge
    from storage.location import is_postgresql

    on_server = is_postgresql(settings.database_url)
    findings = [finding async for finding in (_server(settings) if on_server else _file(settings))]
    findings += _bank(settings)
    findings += await examine_judge(settings, call=call)
    findings.append(_estimate(settings))
    findings.append(_clock(settings))
    findings += await _slack(settings)
    findings += await _discord(settings)
    return findings


async def _slack(settings: Settings) -> list[Finding]:
    from bot.cli.slack_checks import examine_slack

    return await examine_slack(settings)


async def _discord(settings: Settings) -> list[Finding]:
    from bot.cli.discord_checks import examine_discord

    return await examine_discord(settings)


async def _server(settings: Settings) -> AsyncIterator[Finding]:
    from storage.postgresql.opening import look_at

    try:
        look = await asyncio.to_thread(look_at, settings.database_url)
        apart = abs(datetime.now(UTC) - look.server.clock)
        place = f"{look.name} on PostgreSQL {look.server.version}"
        if look.revision is None:
            yield Finding("database", ok=True, text=f"{place} is empty; the first start makes the tables")
            return
        counts, reason = await _queue(settings)
    except StorageError as error:
        yield Finding("database", ok=False, text=error.problem, remedy=error.remedy)
        return
    use = f"in use by {look.processes} {'process' if look.processes == 1 else 'processes'}"
    yield Finding("database", ok=True, text=f"{place}, schema {look.revision}, {use}")
    yield _jobs(counts, reason, running=look.processes > 0)
    if apart > _MOST_APART:
        text = (
            f"{apart.total_seconds():.0f} s from this machine's; leases of jobs last 30 s by the clocks of all machines"
        )
        yield Finding("server clock", ok=False, text=text, remedy="set the clocks of all machines from the network")


async def _queue(settings: Settings) -> tuple[QueueCounts, str]:
    """How the queue stands, and why the last job was given up."""
    from storage.database import open_database

    async with await open_database(settings.database_url, read_only=True) as database:
        counts, buried = await database.jobs.counts(), await database.jobs.buried(1)
    return counts, buried[0].reason if buried else ""


async def _file(settings: Settings) -> AsyncIterator[Finding]:
    from storage.location import database_path
    from storage.lock import holder_of
    from storage.schema import HEAD

    try:
        path = database_path(settings.database_url)
        if not path.exists():
            yield Finding("database", ok=True, text=f"{path} is not there yet; the first start makes it")
            return
        counts, reason = await _queue(settings)
        holder = holder_of(path)
    except StorageError as error:
        yield Finding("database", ok=False, text=error.problem, remedy=error.remedy)
        return
    use = f"in use by process {holder}" if holder else "in use by nobody"
    yield Finding("database", ok=True, text=f"{path}, schema {HEAD}, {use}")
    yield _jobs(counts, reason, running=holder is not None)


def _jobs(counts: QueueCounts, reason: str, *, running: bool) -> Finding:
    text = f"{counts.waiting} waiting, {counts.leased} under way, {counts.done} done, {counts.buried} given up"
    if counts.buried:
        remedy = "`greenroom jobs list` says why; when that is mended, `greenroom jobs redrive NUMBER` tries again"
        return Finding("jobs", ok=False, text=f"{text}, the last because: {reason}", remedy=remedy)
    waits = counts.waiting and not running
    return Finding("jobs", ok=True, text=text, remedy="they go on when Greenroom is started" if waits else "")


def _bank(settings: Settings) -> list[Finding]:
    from bot.adapters.packs.loader import load_content

    try:
        content = load_content(settings.pack_folders, settings.cache_dir)
    except GreenroomError as error:
        return [Finding("bank", ok=False, text=str(error))]
    remedy = "`greenroom questions check` lists what is faulty"
    if not len(content.bank):
        return [Finding("bank", ok=False, text="no question could be loaded", remedy=remedy)]
    loaded = f"{len(content.bank)} questions, {len(content.styles)} company styles"
    if not content.faults:
        return [Finding("bank", ok=True, text=loaded)]
    first = "; ".join(str(fault) for fault in content.faults[:_FAULTS_SHOWN])
    return [Finding("bank", ok=False, text=f"{loaded}; {len(content.faults)} faults, such as {first}", remedy=remedy)]


def _estimate(settings: Settings) -> Finding:
    """The offline estimate: the judge itself, or what stands in for it."""
    from bot.adapters.minilm import load_comparer

    found = load_comparer(settings.cache_dir, settings.weights)
    if found.comparer is None:
        text = f"compares words only: {found.problem}"
        return Finding("estimate", ok=False, text=text, remedy="with the weights it also finds paraphrases")
    after = settings.stand_in_after
    use = f"stands in after {after.total_seconds() / 60:.0f} minutes" if after else "compares meanings"
    return Finding("estimate", ok=True, text=f"MiniLM's weights are there; it {use}")


def _clock(settings: Settings) -> Finding:
    from bot.adapters.clock import SystemClock

    now = SystemClock().now()
    local = now.astimezone(ZoneInfo(settings.time_zone))
    text = f"{local:%Y-%m-%d %H:%M} in {settings.time_zone}, where days are counted"
    written = _last_written(settings)
    if written is not None and written > now + _AHEAD:
        later = f"{text}; but the database was written later, at {written.astimezone(local.tzinfo):%Y-%m-%d %H:%M}"
        return Finding("clock", ok=False, text=later, remedy="set this machine's clock")
    return Finding("clock", ok=True, text=text)


def _last_written(settings: Settings) -> datetime | None:
    from storage.location import database_path

    try:
        path: Path = database_path(settings.database_url)
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (StorageError, OSError):
        return None
