"""Grading a file of answers: JSON lines in, JSON lines out, in order, whatever is wrong with a line."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.cli.remedies import said
from bot.cli.results import result_of
from bot.core.answers import check_answer, grading_request
from bot.core.bank.content import Content
from bot.core.errors import AnswerRefusedError, GreenroomError, JudgeUnavailableError
from bot.core.grading.grade import Usage, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge
from bot.core.retry import backoff

TRIES = 6
"""How often a judge that is busy or out of reach is asked about one answer; with `backoff` a minute or two."""

MOST_PATIENCE = 300.0
"""Seconds that a run waits at most because a server asks for it; for longer it ends, to be gone on with later."""

_GRADED_AS_NOTHING = frozenset({"empty", "no-words"})
"""Refusals that a bulk run grades as 0 with a flag: in a file an answer without words is a result, not a slip."""

_ABOUT_THIS_ANSWER = {"refused": 1, "truncated": 1, "malformed": 2}
"""Failures that belong to one answer, and how often it is tried: then its line says so, and the rest goes on."""

_BOM = b"\xef\xbb\xbf"

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of answers, or what is wrong with it.

    Attributes:
        number: Its place in the file, from 1.
        id: The id it was given.
        question: Id of the question.
        answer: The answer.
        error: What is wrong with the line; empty if nothing is.
    """

    number: int
    id: object
    question: str = ""
    answer: str = ""
    error: str = ""

    @property
    def digest(self) -> str | None:
        """SHA-256 of the answer, by which its result is known again; none where there is no answer."""
        return None if self.error else hashlib.sha256(self.answer.encode("utf-8", "surrogatepass")).hexdigest()


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def parse_line(number: int, raw: bytes) -> Line:
    """A line of a file of answers, counted from 1."""
    try:
        held = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        return Line(number, None, error=f"line {number} is not UTF-8 text")
    except (ValueError, RecursionError):
        return Line(number, None, error=f"line {number} is not JSON")
    if not isinstance(held, dict):
        return Line(number, None, error=f"line {number} is not a JSON object")
    for name in ("question", "answer"):
        if not isinstance(held.get(name), str):
            return Line(number, held.get("id"), error=f'line {number} has no text under "{name}"')
    return Line(number, held.get("id"), held["question"], held["answer"])


def parse_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """The lines that are not blank, in order."""
    return (parse_line(number, raw) for number, raw in enumerate(lines, start=1) if raw.removeprefix(_BOM).strip())


def request_of(content: Content, line: Line, style: str | None) -> GradingRequest:
    """What a judge is asked about a line.

    Raises:
        GreenroomError: The line, its question or its answer is none that can be graded.
    """
    if line.error:
        raise UngradableLineError(line.error)
    try:
        check_answer(line.answer)
    except AnswerRefusedError as error:
        if error.reason not in _GRADED_AS_NOTHING:
            raise
    return grading_request(content, line.question, line.answer, style)


class UngradableLineError(GreenroomError):
    """A line that is no answer."""


def graded(line: Line, request: GradingRequest, verdict: Verdict) -> dict[str, Any]:
    """The result of a line, with what tells it from the result of another answer, or in another style."""
    style = request.style.id if request.style is not None else None
    return {"id": line.id} | result_of(request.question, verdict) | {"style": style, "answer_sha256": line.digest}


def ungraded(line: Line, error: GreenroomError, style: str | None = None) -> dict[str, Any]:
    """A line that could not be graded, and why; where a judge was asked, also its reason and what it took."""
    about = {"question": line.question} if line.question else {}
    known = {"style": style, "answer_sha256": line.digest} if line.digest is not None else {}
    if not isinstance(error, JudgeUnavailableError):
        return {"id": line.id} | about | {"error": str(error)} | known
    usage = error.usage.model_dump() if error.usage is not None else None
    return {"id": line.id} | about | {"error": said(error), "reason": error.reason, "usage": usage} | known


async def results(
    content: Content,
    judge: Judge,
    style: str | None,
    lines: Iterable[Line],
    *,
    at_once: int = 1,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[dict[str, Any]]:
    """One result or error per line, in order.

    Args:
        content: The bank.
        judge: Who grades.
        style: Company style to grade in, if any.
        lines: The answers.
        at_once: How many are graded at the same time.
        sleep: Waits for some seconds.

    Raises:
        JudgeUnavailableError: The judge is out of reach and stays so, or only its operator can help; the lines so far
            have their results, and this one has none.
    """
    under_way: deque[asyncio.Task[dict[str, Any]]] = deque()
    first: dict[str, asyncio.Task[dict[str, Any]]] = {}
    try:
        for line in lines:
            after = first.get(line.question)
            task = asyncio.create_task(_result(content, judge, style, line, sleep, after))
            first.setdefault(line.question, task)
            under_way.append(task)
            if len(under_way) >= at_once:
                yield await under_way[0]
                under_way.popleft()
        while under_way:
            yield await under_way[0]
            under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _result(
    content: Content,
    judge: Judge,
    style: str | None,
    line: Line,
    sleep: Sleep,
    after: asyncio.Task[dict[str, Any]] | None,
) -> dict[str, Any]:
    if after is not None:
        # The first answer to a question fills a model's cache; the others then read it at a tenth of the price.
        await asyncio.wait({after})
    try:
        request = request_of(content, line, style)
        return graded(line, request, await _patiently(judge, request, sleep))
    except JudgeUnavailableError as error:
        if error.reason not in _ABOUT_THIS_ANSWER:
            raise
        return ungraded(line, error, style)
    except GreenroomError as error:
        return ungraded(line, error, style)


async def _patiently(judge: Judge, request: GradingRequest, sleep: Sleep) -> Verdict:
    """The verdict of a judge that may be busy: what the job queue does for answers that are kept, in small.

    What tries took that came to nothing is added to what is told of the answer.
    """
    attempt, spent = 0, Usage(cost_usd=0.0)
    while True:
        attempt += 1
        try:
            verdict = await judge.judge(request)
        except JudgeUnavailableError as error:
            if error.usage is not None:
                error.usage = spent = spent + error.usage
            hopeless = error.operator or error.permanent or (error.retry_after or 0.0) > MOST_PATIENCE
            if hopeless or attempt >= _ABOUT_THIS_ANSWER.get(error.reason, TRIES):
                raise
            await sleep(backoff(attempt, error.retry_after, random.random()))  # noqa: S311 - spreads load, no secret
        else:
            return verdict if verdict.usage is None else verdict.model_copy(update={"usage": spent + verdict.usage})
