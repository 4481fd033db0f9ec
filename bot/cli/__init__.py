"""The greenroom command: one module a group of commands, all of them thin."""

from __future__ import annotations

from typing import Annotated

import typer

from bot import __version__
from bot.cli.calibrate import calibrate
from bot.cli.discord import discord_app
from bot.cli.doctor import doctor
from bot.cli.grade import grade
from bot.cli.interview import interview_app
from bot.cli.interviews import interviews_app
from bot.cli.jobs import jobs_app
from bot.cli.pairing import pair
from bot.cli.practise import ask, chat, run
from bot.cli.progress import progress
from bot.cli.questions import questions_app
from bot.cli.schedule import app as schedule_app
from bot.cli.serve import serve
from bot.cli.slack import slack_app
from bot.cli.usage import usage

app = typer.Typer(
    name="greenroom",
    help=(
        "Interview practice for study groups. Without a command it starts everything that is set up, and with no chat "
        "connected that is practice in this terminal. Try `greenroom ask` for today's question."
    ),
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
)
app.command()(chat)
app.command()(ask)
app.command()(serve)
app.command()(grade)
app.command()(usage)
app.command()(progress)
app.command()(doctor)
app.command()(calibrate)
interview_app.command()(pair)
app.add_typer(questions_app, name="questions", help="The question bank: list, show, check and write questions.")
app.add_typer(interview_app, name="interview", help="A whole mock interview, here or from a file.")
app.add_typer(interviews_app, name="interviews", help="The plans of whole mock interviews, and ratings.")
app.add_typer(jobs_app, name="jobs", help="Work that is waiting or was given up.")
app.add_typer(discord_app, name="discord", help="Discord: links to add it, and a look at what it posts.")
app.add_typer(schedule_app, name="schedule", help="Schedules: show and change them, or list when words ask.")
app.add_typer(slack_app, name="slack", help="Slack: the manifest that sets the app up, and a look at what it posts.")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"greenroom {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Start everything that is set up."""
    if context.invoked_subcommand is None:
        run()
