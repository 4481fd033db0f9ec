"""`greenroom grade`: answers graded from files, for scripts."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.bank.content import Content
    from bot.core.grading.grade import Verdict
    from bot.core.grading.request import GradingRequest
    from bot.settings import Settings


def grade(
    question: Annotated[str | None, typer.Option("--question", "-q", help="The question's id.")] = None,
    answer: Annotated[str | None, typer.Option("--answer", "-a", help="File with one answer, or - for stdin.")] = None,
    answers: Annotated[
        str | None, typer.Option(help='JSON lines {"id", "question", "answer"}, or - for stdin.')
    ] = None,
    out: Annotated[
        str, typer.Option(help="Where the results' JSON lines go, or - for stdout. A file is gone on with.")
    ] = "-",
    style: Annotated[str | None, typer.Option(help="Grade with a company's lens, such as meta.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the card.")] = False,
    start_over: Annotated[bool, typer.Option(help="Replace what is in --out instead of going on with it.")] = False,
    batch: Annotated[bool, typer.Option(help="Use the Batches API: half the price, done within a day.")] = False,
    dump_requests: Annotated[
        str | None, typer.Option(help="Write the requests to Claude to this folder instead of sending any.")
    ] = None,
) -> None:
    """Grade one answer, or a file of them; nothing is stored.

    One answer: `greenroom grade --question ml-l1-l2 --answer mine.txt`, or pipe it in with `--answer -`. A file of
    answers: `greenroom grade --answers in.jsonl --out out.jsonl`. Each line in gives one line out, in order, with `id`,
    `overall` (0-100), `criteria`, `quotes` and `flags`, or with `id` and `error` if it cannot be graded. A run that was
    interrupted goes on where it stopped.
    """
    from bot.bootstrap.bank import load_content_for
    from bot.settings import load_settings

    settings = load_settings()
    content = load_content_for(settings)
    if style is not None and style not in content.styles:
        fail(f"there is no style {style!r}; choose from {', '.join(sorted(content.styles))}", code=2)
    if batch and (answers is None or dump_requests is not None):
        fail("--batch goes with --answers FILE --out FILE", code=2)
    if answers is not None:
        if question is not None or answer is not None:
            fail("--answers grades a whole file; leave out --question and --answer", code=2)
        _grade_file(settings, content, style, answers, out, batch, start_over, dump_requests)
    elif question is None or answer is None:
        fail("name a question and an answer (--question ID --answer FILE), or a file of them (--answers FILE)", code=2)
    else:
        _grade_one(settings, content, question, read_answer(answer), style, as_json, dump_requests)


def _grade_file(
    settings: Settings,
    content: Content,
    style: str | None,
    answers: str,
    out: str,
    batch: bool,
    start_over: bool,
    dump_requests: str | None,
) -> None:
    from bot.cli.grade_file import FileRun

    run = FileRun(settings, content, style, answers, out, start_over)
    if dump_requests is not None:
        run.dumped(dump_requests)
    elif batch:
        run.in_batches()
    else:
        run.line_by_line()


def _grade_one(
    settings: Settings,
    content: Content,
    question_id: str,
    text: str,
    style: str | None,
    as_json: bool,
    dump_requests: str | None,
) -> None:
    from bot.cli.results import result_of
    from bot.core.answers import check_answer, grading_request

    request = grading_request(content, question_id, text, style)
    check_answer(text)
    if dump_requests is not None:
        from bot.cli.bulk import Line
        from bot.cli.grade_file import dump

        dump(settings, content, style, [Line(1, question_id, question_id, text)], dump_requests)
        return
    verdict = asyncio.run(_judged(settings, request))
    if as_json:
        typer.echo(json.dumps(result_of(request.question, verdict), ensure_ascii=False, indent=2))
        return
    from bot.cli.printing import print_reply
    from bot.core.replies.verdict import verdict_reply

    print_reply(verdict_reply(request.question, text, verdict))


async def _judged(settings: Settings, request: GradingRequest) -> Verdict:
    from bot.bootstrap.judges import make_judge
    from bot.core.errors import JudgeUnavailableError

    judge = make_judge(settings)
    try:
        return await judge.judge(request)
    except JudgeUnavailableError as error:
        from bot.cli.remedies import said

        fail(said(error))
    finally:
        await judge.close()


def read_answer(name: str) -> str:
    """The text of a file, or of standard input for `-`; ends the program if it cannot be read as text."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        fail(f"cannot read {name}: {error.strerror}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = "standard input" if name == "-" else name
        fail(f"{where} is not UTF-8 text (byte {error.start}); save it as UTF-8 and try again")
