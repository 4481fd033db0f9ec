"""`greenroom interviews`: the plans of whole mock interviews."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.interviews.plan import InterviewPlan

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


def _plans() -> dict[str, InterviewPlan]:
    from bot.bootstrap.bank import load_content_for
    from bot.settings import load_settings

    return dict(load_content_for(load_settings()).interviews)


def _data(plan: InterviewPlan) -> dict[str, object]:
    stages = [{"id": stage.id, "title": stage.title, "minutes": stage.minutes} for stage in plan.stages]
    return {"id": plan.id, "title": plan.title, "minutes": plan.minutes, "source": plan.source, "stages": stages}
