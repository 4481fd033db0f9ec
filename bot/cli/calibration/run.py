"""Putting labelled answers and attacks to a judge, several questions at a time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.cli.bulk import TRIES, Sleep
from bot.cli.calibration.attacks import Plan
from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import LabelledAnswer, Question
from bot.core.errors import AnswerRefusedError, JudgeUnavailableError
from bot.core.grading.attack_table import AttackScore
from bot.core.grading.calibration_report import Judged
from bot.core.grading.grade import Usage, Verdict
from bot.core.ports import Judge
from bot.core.retry import backoff
from bot.core.usage import total_usage

Advance = Callable[[int], None]
"""Called with how many questions are done."""

Item = TypeVar("Item")
Result = TypeVar("Result")

_ABOUT_THIS_ANSWER = frozenset({"refused", "truncated", "malformed"})


@dataclass(frozen=True)
class Runner:
    """A judge with all that is needed to put answers to it.

    Attributes:
        judge: Who is measured.
        content: The packs, for the audiences.
        at_once: Questions under way at the same time; a question's answers come one after the other, so that all but
            the first find a model's cache filled.
        sleep: Waits for some seconds.
    """

    judge: Judge
    content: Content
    at_once: int = 1
    sleep: Sleep = asyncio.sleep

    async def answers(self, questions: Sequence[Question], advance: Advance) -> list[Judged]:
        """All labelled answers of some questions, in order.

        Raises:
            JudgeUnavailableError: The judge is out of reach and stays so, or only its operator can help.
        """
        found = await self._each(questions, self._labelled, advance)
        return [judged for of_question in found for judged in of_question]

    async def attacks(self, plans: Sequence[Plan], advance: Advance) -> tuple[list[AttackScore], Usage | None]:
        """What attacks earn, and what it took to find out, honest answers and failed tries included.

        Raises:
            JudgeUnavailableError: The judge is out of reach and stays so, or only its operator can help.
        """
        found = await self._each(plans, self._attacked, advance)
        scores = [score for of_question, _ in found for score in of_question]
        return scores, total_usage(usage for _, usage in found)

    async def _each(
        self, items: Sequence[Item], work: Callable[[Item], Awaitable[Result]], advance: Advance
    ) -> list[Result]:
        waiting = iter(enumerate(items))
        results: dict[int, Result] = {}

        async def work_on() -> None:
            for place, item in waiting:
                results[place] = await work(item)
                advance(len(results))

        tasks = [asyncio.create_task(work_on()) for _ in range(self.at_once)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return [results[place] for place in range(len(items))]

    async def _labelled(self, question: Question) -> list[Judged]:
        await self.judge.prepare(grading_request(self.content, question.id, ""))
        return [await self._judged(question, answer) for answer in question.answers]

    async def _judged(self, question: Question, answer: LabelledAnswer) -> Judged:
        began = time.perf_counter()
        try:
            verdict = await self._verdict(question, answer.text)
        except JudgeUnavailableError as error:
            if error.reason not in _ABOUT_THIS_ANSWER:
                raise
            return Judged(question, answer, time.perf_counter() - began, None, error.reason, error.usage)
        return Judged(question, answer, time.perf_counter() - began, verdict, usage=verdict.usage)

    async def _attacked(self, plan: Plan) -> tuple[list[AttackScore], Usage | None]:
        honest, spent = await self._points(plan.question, plan.honest)
        scores = []
        for attempt in plan.attempts:
            points, usage = await self._points(plan.question, attempt.text)
            spent = total_usage((spent, usage))
            if attempt.gain:
                points = None if points is None or honest is None else points - honest
            scores.append(AttackScore(attempt.name, points, attempt.allowed, attempt.gain))
        return scores, spent

    async def _points(self, question: Question, text: str) -> tuple[float | None, Usage | None]:
        try:
            verdict = await self._verdict(question, text)
        except AnswerRefusedError:
            return 0.0, None  # refused before any judge sees it
        except JudgeUnavailableError as error:
            if error.reason not in _ABOUT_THIS_ANSWER:
                raise
            return None, error.usage
        return verdict.total, verdict.usage

    async def _verdict(self, question: Question, text: str) -> Verdict:
        """The verdict of a judge that may be busy; what failed tries took is added to what is told of it."""
        request = grading_request(self.content, question.id, text)
        attempt, spent = 0, None
        while True:
            attempt += 1
            try:
                verdict = await self.judge.judge(request)
            except JudgeUnavailableError as error:
                error.usage = spent = total_usage((spent, error.usage))
                hopeless = error.operator or error.permanent or error.reason in _ABOUT_THIS_ANSWER
                if hopeless or attempt >= TRIES:
                    raise
                await self.sleep(backoff(attempt, error.retry_after, random.random()))  # noqa: S311 - spreads load
            else:
                return verdict.model_copy(update={"usage": total_usage((spent, verdict.usage))})
