"""`greenroom interviews`: the plans of whole mock interviews, and how their interviewers were rated."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.interviews.plan import InterviewPlan
    from bot.core.interviews.rated import PlanTally

interviews_app = typer.Typer(no_args_is_help=True)


@interviews_app.command("list")
def list_plans(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the interview plans. As JSON: a list of `id`, `title`, `minutes`, `stages`, `source`."""
    plans = _plans()
    if as_json:
        typer.echo(json.dumps([_data(plan) for plan in plans.values()], indent=2))
        return
    for plan in plans.values():
        typer.echo(f"{plan.id}\t{plan.minutes} min\t{len(plan.stages)} stages\t{plan.title}")


@interviews_app.command()
def show(plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id.")]) -> None:
    """Show a plan: its stages with time boxes, and what is asked in each."""
    plans = _plans()
    if plan_id not in plans:
        fail(f"there is no interview plan {plan_id!r}; choose from {', '.join(plans)}")
    from bot.cli.printing import print_reply
    from bot.core.replies.interview import plan_reply

    print_reply(plan_reply(plans[plan_id]))


@interviews_app.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print how candidates rated their interviewers, by plan and persona, and why.

    Only reads, so it works while Greenroom runs. As JSON: a list of plans, each with `plan`, `title`, `ratings`,
    `stars`, `points`, `personas` and `reasons`.
    """
    from bot.cli.interview_stats import stats_data, stats_reply
    from bot.cli.printing import print_reply

    tallies = asyncio.run(_tallies())
    if as_json:
        typer.echo(json.dumps(stats_data(tallies), ensure_ascii=False, indent=2))
    else:
        print_reply(stats_reply(tallies))


async def _tallies() -> list[PlanTally]:
    from bot.bootstrap.bank import load_content_for
    from bot.cli.reading import open_for_reading
    from bot.core.interviews.rated import tallied
    from bot.settings import load_settings

    settings = load_settings()
    database = await open_for_reading(settings)
    if database is None:
        return []
    async with database:
        ratings = await database.interviews.ratings(None)
    return tallied(ratings, load_content_for(settings).interviews)


def _plans() -> dict[str, InterviewPlan]:
    from bot.bootstrap.bank import load_content_for
    from bot.settings import load_settings

    return dict(load_content_for(load_settings()).interviews)


def _data(plan: InterviewPlan) -> dict[str, object]:
    stages = [{"id": stage.id, "title": stage.title, "minutes": stage.minutes} for stage in plan.stages]
    return {"id": plan.id, "title": plan.title, "minutes": plan.minutes, "source": plan.source, "stages": stages}
