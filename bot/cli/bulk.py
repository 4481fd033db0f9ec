"""Grading a file of answers: JSON lines in, JSON lines out, in order, whatever is wrong with a line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from bot.cli.results import result_of
from bot.core.answers import check_answer, grading_request
from bot.core.bank.content import Content
from bot.core.errors import AnswerRefusedError, GreenroomError
from bot.core.ports import Judge

_GRADED_AS_NOTHING = frozenset({"empty", "no-words"})
"""Refusals that a bulk run grades as 0 with a flag: in a file an answer without words is a result, not a slip."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of answers, or what is wrong with it."""

    id: object
    question: str = ""
    answer: str = ""
    error: str = ""


def parse_line(number: int, raw: bytes) -> Line:
    """A line of a file of answers, counted from 1."""
    try:
        held = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Line(None, error=f"line {number} is not UTF-8 text")
    except (json.JSONDecodeError, RecursionError):
        return Line(None, error=f"line {number} is not JSON")
    if not isinstance(held, dict):
        return Line(None, error=f"line {number} is not a JSON object")
    for name in ("question", "answer"):
        if not isinstance(held.get(name), str):
            return Line(held.get("id"), error=f'line {number} has no text under "{name}"')
    return Line(held.get("id"), held["question"], held["answer"])


async def results(
    content: Content, judge: Judge, style: str | None, lines: Iterable[bytes]
) -> AsyncIterator[dict[str, Any]]:
    """One result or error per line that is not blank, in order."""
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            yield await _result(content, judge, style, parse_line(number, raw))


async def _result(content: Content, judge: Judge, style: str | None, line: Line) -> dict[str, Any]:
    if line.error:
        return {"id": line.id, "error": line.error}
    try:
        _refuse_unless_nothing(line.answer)
        request = grading_request(content, line.question, line.answer, style)
        return {"id": line.id} | result_of(request.question, await judge.judge(request))
    except GreenroomError as error:
        return {"id": line.id, "question": line.question, "error": str(error)}


def _refuse_unless_nothing(answer: str) -> None:
    try:
        check_answer(answer)
    except AnswerRefusedError as error:
        if error.reason not in _GRADED_AS_NOTHING:
            raise
