"""`greenroom interview`: a mock interview in this terminal, or from a file."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail
from bot.cli.interview_screen import InterviewScreen, growing_here

if TYPE_CHECKING:
    from bot.core.interviews.conduct import Conductor
    from bot.core.interviews.debrief import Debrief
    from bot.core.interviews.script import Script
    from bot.core.interviews.state import Session
    from bot.settings import Settings

interview_app = typer.Typer(no_args_is_help=True)


@interview_app.callback()
def interview() -> None:
    """A whole mock interview, with follow-ups, clocks and a debrief. Nothing is stored."""


@interview_app.command()
def run(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id, from `greenroom interviews list`.")],
    script: Annotated[
        str | None, typer.Option("--script", help="File with the candidate's turns, one a line, or - for stdin.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the debrief and all turns as one JSON object.")
    ] = False,
    transcript: Annotated[
        str | None,
        typer.Option(
            "--transcript",
            metavar="FILE",
            help="Also write all that was said, with scores: as HTML, to print or keep as a PDF, if it ends in .html, "
            "else as Markdown.",
        ),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE.png", help="Also write the debrief as a picture.")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw the picture for a dark background.")] = False,
) -> None:
    """Hold an interview and close it with a debrief.

    With `--script FILE`, each line is one turn of the candidate, or a word such as `hint`, `skip`, `time?`, `note: ...`
    or `stop`; when there are no more lines the interview is stopped. Without it you are the candidate: one line is one
    turn, and a line that ends in a backslash goes on in the next.
    """
    from bot.bootstrap.bank import load_content_for
    from bot.core.interviews.debrief import look_back
    from bot.core.interviews.script import make_script
    from bot.settings import load_settings

    if dark and chart is None:
        fail("--dark is for the picture: add --chart FILE.png", 2)
    settings = load_settings()
    content = load_content_for(settings)
    ready = make_script(content, plan)
    session = asyncio.run(_held(settings, ready, script, quiet=as_json))
    debrief = look_back(ready, session, content.bank)
    if transcript is not None:
        _write(transcript, debrief)
    if chart is not None:
        _draw(debrief, chart, dark=dark)
    if as_json:
        from bot.cli.interview_data import debrief_data

        typer.echo(json.dumps(debrief_data(debrief), ensure_ascii=False, indent=2))


def _draw(debrief: Debrief, path: Path, *, dark: bool) -> None:
    from bot.cli.drawing import write_picture
    from bot.core.interviews.debrief_chart import debrief_chart

    write_picture(path, lambda charts: charts.debrief_chart(debrief_chart(debrief), dark=dark))


async def _held(settings: Settings, script: Script, source: str | None, *, quiet: bool) -> Session:
    """Hold the interview, and print what is said unless only JSON is to be printed."""
    from bot.bootstrap.bank import load_content_for
    from bot.bootstrap.interviewing import open_interviewer
    from bot.bootstrap.judges import make_judge, make_offline_judge
    from bot.core.interviews.conduct import Conductor

    judge = make_judge(settings)
    reader = make_offline_judge(settings) if settings.asks_claude else judge
    growing = growing_here() if source is None and not quiet else None
    screen = InterviewScreen(script, load_content_for(settings), quiet=quiet, echo=source is not None, growing=growing)
    try:
        async with open_interviewer(settings) as interviewer:
            conductor = Conductor(interviewer, reader, judge)
            if source is None:
                return await _talked(conductor, script, screen)
            return await _played(conductor, script, source, screen)
    finally:
        await reader.close()
        await judge.close()


async def _played(conductor: Conductor, script: Script, source: str, screen: InterviewScreen) -> Session:
    from bot.cli.grade import read_answer
    from bot.core.interviews.scripted import play, read_lines, unknown_stages

    lines = read_lines(read_answer(source))
    if strange := unknown_stages(script, lines):
        known = ", ".join(part.id for part in script.parts)
        fail(f"{source}: the plan {script.plan.id!r} has no stage {strange[0]!r}; choose from {known}")
    return await play(conductor, script, _new_id(), lines, _now(), screen.show)


async def _talked(conductor: Conductor, script: Script, screen: InterviewScreen) -> Session:
    """Hold it with whoever types."""
    from bot.core.interviews.clocks import next_tick
    from bot.core.interviews.listening import Word

    now, lines = _now(), _Typed()
    step = await conductor.begin(script, _new_id(), now())
    await screen.speak(step)
    await conductor.prepare(script, step.session)
    while True:
        due = next_tick(script, step.session)
        wait = max(0.0, (due - now()).total_seconds()) if due is not None else None
        text = await lines.next(wait)
        over = step.session.over
        if over and (text is _END or not (text or "").strip()):
            return step.session
        if text is None:
            step = await conductor.tick(script, step.session, now())
        elif text is _END:
            step = await conductor.hear(script, step.session, "", now(), Word.STOP)
        else:
            drafted = screen.draft if screen.growing is not None else None
            step = await conductor.hear(script, step.session, text, now(), drafted=drafted)
        await screen.speak(step)
        if over and step.session.over:
            return step.session


_END = "\0end of input"


class _Typed:
    """Lines as they are typed, without holding up the clock."""

    def __init__(self) -> None:
        from bot.adapters.terminal.script import ByteLines

        self._lines = ByteLines(sys.stdin.fileno())
        self._reading: asyncio.Task[bytes | None] | None = None
        self._held = ""

    async def next(self, wait: float | None) -> str | None:
        """The next turn; `_END` when there are no more, and none when the time is up."""
        while True:
            if self._reading is None:
                self._reading = asyncio.ensure_future(self._lines.next())
            done, _ = await asyncio.wait({self._reading}, timeout=wait)
            if not done:
                return None
            raw, self._reading = self._reading.result(), None
            if raw is None:
                return _END
            line = raw.decode("utf-8", "replace").rstrip()
            if not line.endswith("\\"):
                text, self._held = self._held + line, ""
                return text
            self._held += f"{line[:-1]}\n"


def _write(name: str, debrief: Debrief) -> None:
    from bot.core.interviews.transcript import transcript
    from bot.core.interviews.transcript_html import transcript_html

    path = Path(name)
    written = transcript_html(debrief) if path.suffix.lower() in {".html", ".htm"} else transcript(debrief)
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        fail(f"cannot write {name}: {error.strerror}")


def _new_id() -> str:
    from uuid import uuid4

    return uuid4().hex


def _now() -> Callable[[], datetime]:
    from bot.adapters.clock import SystemClock

    return SystemClock().now
