"""`greenroom calibrate`: how far a judge agrees with the readers who labelled the bank's answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.cli.calibration.measure import Chosen
    from bot.core.bank.content import Content
    from bot.core.grading.calibration_change import Comparison
    from bot.core.grading.calibration_report import Report
    from bot.core.grading.contested import ContestedAnswer


class Grader(StrEnum):
    """Who is measured."""

    AUTO = "auto"
    CLAUDE = "claude"
    LOCAL = "local"


def calibrate(
    grader: Annotated[
        Grader | None, typer.Option(help="Who is measured; by default what GREENROOM_GRADER says.")
    ] = None,
    questions: Annotated[str | None, typer.Option(help="Only these questions: ids, separated by commas.")] = None,
    track: Annotated[str | None, typer.Option(help="Only the questions of a track.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many questions, spread over the others.")] = None,
    attacks: Annotated[
        int | None,
        typer.Option(min=0, help="On how many questions the attack suite is tried: 10 by default, 3 for Claude."),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="How many criteria are listed with their disagreements.")] = 20,
    contested: Annotated[
        int, typer.Option(min=0, help="How many grades that members contested are summed up, newest first.")
    ] = 1000,
    contested_texts: Annotated[
        bool, typer.Option("--contested-texts", help="Show these answers too; they are never kept in a report.")
    ] = False,
    reviews: Annotated[
        int, typer.Option(min=0, help="How many answers that members reviewed are summed up, newest first.")
    ] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the report in --reports, dated, as Markdown and JSON.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Show the change since the newest kept report of this judge and model.")
    ] = False,
    reports: Annotated[Path, typer.Option(help="Folder of kept reports.")] = Path("docs/calibration"),
) -> None:
    """Grade the bank's labelled answers and print how far judge and readers agree.

    Every labelled answer is graded with its question's whole rubric. The report has the agreement on levels and totals,
    where the two part (worst first, with the files' lines), what attacks got, how far the three grades of contested
    answers lie apart, how far members agree who reviewed each other's answers, and time and cost. With Claude this
    asks about all answers and attacks, which costs money: try `--limit 5 --attacks 1` first.
    """
    from bot.adapters.clock import SystemClock
    from bot.bootstrap.bank import load_content_for
    from bot.cli.calibration.contested import read_contested
    from bot.cli.calibration.files import save as keep
    from bot.cli.calibration.files import saved
    from bot.cli.calibration.measure import measure
    from bot.cli.calibration.reviewed import read_reviewed
    from bot.core.grading.calibration_change import compare as changes
    from bot.core.grading.calibration_change import newest_like
    from bot.settings import load_settings

    settings = load_settings()
    if grader is not None:
        settings = settings.model_copy(update={"grader": grader.value})
    content = load_content_for(settings)
    chosen = _chosen(content, questions, track, limit)
    kept = saved(reports) if compare else []  # before measuring for minutes: a file may be unreadable
    today = SystemClock().now().date()
    cases = asyncio.run(read_contested(settings.database_url, contested, chosen.ids))
    reviewed = asyncio.run(read_reviewed(settings.database_url, reviews, chosen.ids))
    report = asyncio.run(measure(settings, content, chosen, today, attacks=attacks, worst=worst))
    report = report.model_copy(update={"contested": cases.grades, "reviewed": reviewed})
    before = newest_like(kept, report)
    comparison = changes(before, report) if before is not None else None
    answers = cases.answers if contested_texts else None
    if as_json:
        typer.echo(_data(report, comparison, compare, answers))
    else:
        _print(report, comparison, compare, answers)
    if save:
        text, _ = keep(report, reports)
        typer.echo(f"greenroom: kept as {text} and {text.with_suffix('.json').name}", err=True)


def _chosen(content: Content, ids: str | None, track: str | None, limit: int | None) -> Chosen:
    """The questions to measure on, by id, and how that choice reads in a report."""
    from bot.cli.calibration.measure import Chosen
    from bot.cli.calibration.words import counted
    from bot.core.bank import Filters, Track, select
    from bot.core.grading.calibration_report import WHOLE_BANK, evenly

    if ids is not None and track is not None:
        fail("choose by --questions or by --track, not by both", code=2)
    if track is not None and track not in set(Track):
        fail(f"there is no track {track!r}; choose from {', '.join(Track)}", code=2)
    named = [name.strip() for name in (ids or "").split(",") if name.strip()]
    if ids is not None and not named:
        fail("--questions needs ids, separated by commas", code=2)
    what = f"questions {', '.join(named)}" if named else f"track {track}" if track else WHOLE_BANK
    if named:
        found = [content.bank.get(name) for name in sorted(set(named))]
    else:
        found = select(content.bank, Filters(tracks=frozenset({Track(track)} if track else ())))
    if limit is not None and limit < len(found):
        return Chosen(evenly(found, limit), f"{counted(limit, 'question')} spread over {what}")
    return Chosen(found, what)


def _data(
    report: Report, comparison: Comparison | None, compare: bool, answers: Sequence[ContestedAnswer] | None
) -> str:
    import json

    data: dict[str, Any] = report.model_dump(mode="json")
    if answers is not None:
        data["contested_answers"] = [answer.model_dump(mode="json") for answer in answers]
    if compare:
        data["comparison"] = comparison.model_dump(mode="json") if comparison is not None else None
    return json.dumps(data, ensure_ascii=False, indent=1)


def _print(
    report: Report, comparison: Comparison | None, compare: bool, answers: Sequence[ContestedAnswer] | None
) -> None:
    from bot.cli.calibration.contested_text import answers_text
    from bot.cli.calibration.text import comparison_text, report_text

    typer.echo(report_text(report), nl=False)
    if answers is not None:
        typer.echo(f"\n{answers_text(answers)}")
    if comparison is not None:
        typer.echo(f"\n{comparison_text(comparison)}")
    elif compare:
        typer.echo("\nThere is no kept report of this judge and model to compare with.")
