"""`greenroom schedule`: when a schedule in words asks its questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.chat import Reply
    from bot.core.schedules.due import Occurrence
    from bot.core.schedules.rule import Rule
    from bot.settings import Settings

T = TypeVar("T", date, datetime)

app = typer.Typer(no_args_is_help=True)


@app.callback()
def schedule() -> None:
    """When questions come."""


@app.command()
def preview(
    words: Annotated[list[str], typer.Argument(help='The schedule, such as "weekdays 9:00 Europe/Berlin".')],
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="The moment to list from, ISO 8601, in UTC if it has no offset."),
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=1000, help="How many postings.")] = 5,
    holidays: Annotated[
        str | None,
        typer.Option("--holidays", metavar="CC", help="Leave out holidays of a country or state: DE, DE-BE."),
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--skip", metavar="DATE", help="Leave out a date, each time.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="The first date.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="The last date.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the next postings of a schedule that is written in words.

    Lists from now unless told otherwise. Words without a time zone mean GREENROOM_TIME_ZONE, without a time 9:00. As
    JSON: a list of `local_date`, `due_at` (with the zone's offset) and `utc`.
    """
    from itertools import islice

    from bot.core.schedules.due import occurrences

    moment = _moment(since)
    rule = _rule(" ".join(words), moment, holidays, skip or [], start, end)
    found = [_data(each, rule) for each in islice(occurrences(rule, moment), count)]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    if not found:
        typer.echo("No posting comes after that.", err=True)
    for each in found:
        typer.echo(f"{each['due_at']}\t{datetime.fromisoformat(each['due_at']):%A}")


@app.command()
def do(
    words: Annotated[
        list[str] | None, typer.Argument(help='What you would write after "schedule", such as: pause until 7 January')
    ] = None,
) -> None:
    """Show or change the schedules of this terminal's own group, in the words of a chat; without words, show them.

    For example: do weekdays 9:00 Berlin; do save; do change 18:00 closes=2d; do skip; do pause; do preview; do remove.
    What changes a rule is said back, and counts after "do save".
    """
    import asyncio

    from bot.cli.printing import print_reply
    from bot.core.chat import Buttons, ReplyKind, Text
    from bot.settings import load_settings

    reply = asyncio.run(_done(load_settings(), " ".join(words or ())))
    if reply.kind is ReplyKind.REFUSAL:
        said = " ".join(part.markdown for part in reply.parts if isinstance(part, Text))
        fail(said.replace("`", "'"), code=2)
    print_reply(reply)
    buttons = (button for part in reply.parts if isinstance(part, Buttons) for button in part.items)
    if any(button.options.get("action") == "save" for button in buttons):
        typer.echo("It counts after: greenroom schedule do save", err=True)


async def _done(settings: Settings, words: str) -> Reply:
    from uuid import uuid4

    from bot.adapters.terminal.wiring import local_origin
    from bot.bootstrap.running import open_greenroom
    from bot.core.chat import ChatEvent, Reply, ReplyKind
    from bot.core.commands import dispatch

    async with open_greenroom(settings) as greenroom:
        now = greenroom.clock.now()
        event = ChatEvent(f"cli:{uuid4()}", local_origin(), now, "schedule", words, {}, by_admin=True)
        return await dispatch(greenroom.room, event) or Reply(ReplyKind.NOTICE, ())


def _rule(words: str, now: datetime, holidays: str | None, skip: list[str], start: str | None, end: str | None) -> Rule:
    """The rule that words and options make, said again on standard error as it was understood."""
    from dataclasses import replace

    from bot.core.schedules.errors import InvalidRuleError, ScheduleError
    from bot.core.schedules.public_holidays import find_calendar, near_countries
    from bot.core.schedules.words import describe, explain, parse
    from bot.settings import load_settings

    try:
        rule = parse(words, now, load_settings().time_zone)
        calendar = find_calendar(holidays) if holidays else rule.holidays
        if holidays and calendar is None:
            values = {"country": holidays, "near": near_countries(holidays)}
            raise InvalidRuleError("country", "holidays", values)
        rule = replace(
            rule,
            holidays=calendar,
            skip=rule.skip | {_date(day, "--skip") for day in skip},
            start=_date(start, "--start") if start else rule.start,
            end=_date(end, "--end") if end else rule.end,
        )
    except ScheduleError as error:
        fail(explain(error), code=2)
    typer.echo(describe(rule), err=True)
    return rule


def _data(occurrence: Occurrence, rule: Rule) -> dict[str, str]:
    return {
        "local_date": occurrence.local_date.isoformat(),
        "due_at": occurrence.due_at.astimezone(ZoneInfo(rule.zone)).isoformat(),
        "utc": f"{occurrence.due_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _moment(text: str | None) -> datetime:
    from bot.adapters.clock import SystemClock

    if text is None:
        return SystemClock().now()
    moment = _read(datetime.fromisoformat, text, "--from", "2026-12-01T08:00Z")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(text: str, option: str) -> date:
    return _read(date.fromisoformat, text, option, "2026-12-01")


def _read(reader: Callable[[str], T], text: str, option: str, example: str) -> T:
    try:
        return reader(text)
    except ValueError:
        fail(f"{option}: {text!r} cannot be read; write it such as {example}", code=2)
