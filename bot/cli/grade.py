"""`greenroom grade`: answers graded from files, for scripts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.bank.content import Content
    from bot.core.ports import Judge


def grade(
    question: Annotated[str | None, typer.Option("--question", "-q", help="The question's id.")] = None,
    answer: Annotated[str | None, typer.Option("--answer", "-a", help="File with one answer, or - for stdin.")] = None,
    answers: Annotated[
        str | None, typer.Option(help='JSON lines {"id", "question", "answer"}, or - for stdin.')
    ] = None,
    out: Annotated[str, typer.Option(help="Where the results' JSON lines go, or - for stdout.")] = "-",
    style: Annotated[str | None, typer.Option(help="Grade with a company's lens, such as meta.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the card.")] = False,
) -> None:
    """Grade one answer, or a file of them; nothing is stored.

    One answer: `greenroom grade --question ml-l1-l2 --answer mine.txt`, or pipe it in with `--answer -`. A file of
    answers: `greenroom grade --answers in.jsonl --out out.jsonl`. Each line in gives one line out, in order, with `id`,
    `overall` (0-100), `criteria`, `quotes` and `flags`, or with `id` and `error` if it cannot be graded.
    """
    from bot.bootstrap import load_content_for, make_judge
    from bot.settings import load_settings

    settings = load_settings()
    content = load_content_for(settings)
    if style is not None and style not in content.styles:
        fail(f"there is no style {style!r}; choose from {', '.join(sorted(content.styles))}", code=2)
    if answers is not None:
        if question is not None or answer is not None:
            fail("--answers grades a whole file; leave out --question and --answer", code=2)
        asyncio.run(_grade_file(content, make_judge(settings), style, answers, out))
    elif question is None or answer is None:
        fail("name a question and an answer (--question ID --answer FILE), or a file of them (--answers FILE)", code=2)
    else:
        _grade_one(content, make_judge(settings), question, read_answer(answer), style, as_json)


def _grade_one(content: Content, judge: Judge, question_id: str, text: str, style: str | None, as_json: bool) -> None:
    from bot.cli.results import result_of
    from bot.core.answers import check_answer, grading_request

    request = grading_request(content, question_id, text, style)
    check_answer(text)
    verdict = asyncio.run(judge.judge(request))
    if as_json:
        typer.echo(json.dumps(result_of(request.question, verdict), ensure_ascii=False, indent=2))
        return
    from bot.cli.printing import print_reply
    from bot.core.replies.verdict import verdict_reply

    print_reply(verdict_reply(request.question, text, verdict))


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


async def _grade_file(content: Content, judge: Judge, style: str | None, answers: str, out: str) -> None:
    from bot.cli.bulk import results

    graded = failed = 0
    with contextlib.ExitStack() as files:
        source = sys.stdin.buffer if answers == "-" else files.enter_context(_opened(answers, "rb"))
        sink = sys.stdout.buffer if out == "-" else files.enter_context(_opened(out, "wb"))
        async for result in results(content, judge, style, source):
            failed += "error" in result
            graded += "error" not in result
            sink.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            sink.flush()
    typer.echo(f"{graded} graded, {failed} not gradable", err=True)


def _opened(name: str, mode: str) -> IO[bytes]:
    try:
        return Path(name).open(mode)
    except OSError as error:
        fail(f"cannot open {name}: {error.strerror}")
