"""`greenroom`, `greenroom chat` and `greenroom ask`: practice in this terminal."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.bank.question import Question
    from bot.settings import Settings

QuestionOption = Annotated[str | None, typer.Option("--question", "-q", help="A certain question, by its id.")]
TrackOption = Annotated[str | None, typer.Option("--track", "-t", help="A subject, such as experimentation.")]
SkillOption = Annotated[str | None, typer.Option("--skill", help="A skill, such as statistics.")]
DifficultyOption = Annotated[str | None, typer.Option("--difficulty", "-d", help="1 to 5, or a range such as 2-4.")]
StyleOption = Annotated[str | None, typer.Option("--style", help="Asked and graded with a company's lens.")]

HOW_TO_ANSWER = (
    "Answer in the terminal: greenroom chat\nOr from a file:         greenroom grade --question {id} --answer FILE"
)


def run() -> None:
    """Start what is set up; with no terminal to talk to, print today's question and how to answer."""
    from bot.settings import load_settings

    settings = load_settings()
    if settings.serves_chats:
        from bot.bootstrap.serving import serve

        asyncio.run(serve(settings))
        return
    if sys.stdin is not None and sys.stdin.isatty():
        _practise(settings, {})
        return
    question = asyncio.run(_stored_question_of_today(settings))
    _print_question(question)
    typer.echo()
    typer.echo(HOW_TO_ANSWER.format(id=question.id))


def chat(
    question: QuestionOption = None,
    track: TrackOption = None,
    skill: SkillOption = None,
    difficulty: DifficultyOption = None,
    style: StyleOption = None,
) -> None:
    """Practise here: a question, your answer, a card that teaches.

    Also reads a script: `greenroom chat < script.txt`. Lines that begin with / are commands; other lines are an answer,
    sent at `/send`, at the next command, at two blank lines or at the end.
    """
    from bot.settings import load_settings

    _practise(load_settings(), _given(question, track, skill, difficulty, style))


def ask(
    question: QuestionOption = None,
    track: TrackOption = None,
    skill: SkillOption = None,
    difficulty: DifficultyOption = None,
    style: StyleOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the question as JSON.")] = False,
) -> None:
    """Print a question: today's, or one by id, track, skill or difficulty. Nothing is stored."""
    from bot.cli.results import question_data
    from bot.settings import load_settings

    settings = load_settings()
    options = _given(question, track, skill, difficulty, style)
    chosen = asyncio.run(_question(settings, options))
    if as_json:
        typer.echo(json.dumps(question_data(chosen), ensure_ascii=False, indent=2))
    else:
        _print_question(chosen)


def _given(
    question: str | None, track: str | None, skill: str | None, difficulty: str | None, style: str | None
) -> Mapping[str, str]:
    options = {"question": question, "track": track, "skill": skill, "difficulty": difficulty, "style": style}
    return {name: value for name, value in options.items() if value is not None}


def _practise(settings: Settings, options: Mapping[str, str]) -> None:
    from bot.bootstrap.terminal import practise_in_terminal

    raise typer.Exit(asyncio.run(practise_in_terminal(settings, options)))


async def _question(settings: Settings, options: Mapping[str, str]) -> Question:
    from bot.adapters.clock import SystemClock
    from bot.adapters.terminal.wiring import local_origin
    from bot.bootstrap.bank import load_content_for
    from bot.bootstrap.terminal import preview_today
    from bot.core.commands import OptionError, filters_from
    from bot.core.practice import pick
    from bot.core.progress.streaks import local_day

    if not options:
        return await preview_today(settings)
    content = load_content_for(settings)
    style = options.get("style")
    if style is not None and style not in content.styles:
        fail(f"there is no style {style!r}; choose from {', '.join(sorted(content.styles))}", code=2)
    if "question" in options:
        return content.bank.get(options["question"])
    try:
        filters = filters_from(options, style)
    except OptionError as error:
        fail(error.plain, code=2)
    return pick(content, filters, local_origin(), local_day(SystemClock().now(), settings.time_zone))


async def _stored_question_of_today(settings: Settings) -> Question:
    from bot.adapters.terminal.wiring import local_origin
    from bot.bootstrap.running import open_greenroom
    from bot.bootstrap.terminal import preview_today
    from bot.core.errors import DatabaseInUseError

    try:
        async with open_greenroom(settings) as greenroom:
            return (await greenroom.room.practice.ask_today(local_origin(), greenroom.clock.now())).question
    except DatabaseInUseError:
        return await preview_today(settings)


def _print_question(question: Question) -> None:
    from bot.cli.printing import print_reply
    from bot.core.replies.question import preview_reply

    print_reply(preview_reply(question))
