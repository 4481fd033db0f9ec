"""The offline judge: a coverage estimate with quotes and a range, which never claims to know what is right."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock
from typing import TYPE_CHECKING, TypeVar

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.errors import JudgeUnavailableError
from bot.core.grading import feedback
from bot.core.grading.assembly import Assessed
from bot.core.grading.comparer import Comparer
from bot.core.grading.embedding import Embedder, Encoded
from bot.core.grading.grade import CriterionGrade, Flag, JudgeIdentity, MistakeFinding, Verdict, weighted_total
from bot.core.grading.guards import screen
from bot.core.grading.jargon import find_jargon
from bot.core.grading.levels import is_negated, on_topic
from bot.core.grading.request import GradingRequest
from bot.core.grading.text import words

if TYPE_CHECKING:
    from bot.core.grading.anchors import Anchors

T = TypeVar("T")
VERSION = "5"
_CLOSED = "closed"

_ENOUGH_WORDS = 8  # from which it can be told what an answer is about
_STEP = 8
"""Texts encoded at once where it may have to stop: with MiniLM about a tenth of a second's work."""


class CoverageJudge:
    """Estimates from the words alone how far an answer covers the rubric.

    Args:
        comparer: How texts are compared.
        remembered: For how many questions the encoded rubric is kept in memory, about 3 MB each.
    """

    def __init__(self, comparer: Comparer, remembered: int = 8) -> None:
        self._comparer = comparer
        self._remembered = remembered
        self._anchors: OrderedDict[tuple[object, ...], Anchors] = OrderedDict()
        self._lock = Lock()
        self._stop = Event()
        self._in_steps = Comparer(_Steps(comparer, self._stop), comparer.fit)
        # One thread of our own: the arithmetic uses all cores by itself, and a burst must not fill the shared pool.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coverage")

    @property
    def identity(self) -> JudgeIdentity:
        """Who judges."""
        return JudgeIdentity(name="coverage", model=self._comparer.model, version=VERSION)

    async def judge(self, request: GradingRequest) -> Verdict:
        """Estimate one answer off the event loop, one answer at a time.

        Raises:
            JudgeUnavailableError: It was closed before the question was encoded.
        """
        return await self._beside(self.estimate, request)

    async def prepare(self, request: GradingRequest) -> None:
        """Load the comparer and encode the question ahead of its first answer; the request's answer is not read.

        Ends early, with nothing made ready, if the judge is closed meanwhile.
        """
        with suppress(JudgeUnavailableError):
            await self._beside(self._encoded, request)

    async def close(self) -> None:
        """As `stop`."""
        self.stop()

    def stop(self) -> None:
        """Take no more, and give up encoding a question at its next step, since the program's end waits for it."""
        self._stop.set()
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _beside(self, work: Callable[[GradingRequest], T], request: GradingRequest) -> T:
        if self._stop.is_set():
            raise JudgeUnavailableError(_CLOSED)
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, request)

    def estimate(self, request: GradingRequest) -> Verdict:
        """Estimate one answer; blocking."""
        return self.verdict_on(self.assess(request))

    def verdict_on(self, assessed: Assessed) -> Verdict:
        """The verdict that an answer's measurements and fitted numbers lead to."""
        request = assessed.request
        grades = tuple(assessed.grade(criterion, weight) for criterion, weight in request.rubric)
        weakest = feedback.weakest_of(grades)
        criterion = next(item for item, _ in request.rubric if item.id == weakest.criterion_id)
        mistakes = assessed.mistakes()
        low, high = _range(assessed, grades)
        return Verdict(
            judge=self.identity,
            criteria=grades,
            low=low,
            high=high,
            best=feedback.best_of(grades),
            next_step=feedback.next_step(criterion, weakest.points, _correction(request, criterion.id, mistakes)),
            follow_up=criterion.probe,
            mistakes=mistakes,
            jargon=assessed.jargon,
            flags=_flags(assessed),
            estimate=True,
        )

    def assess(self, request: GradingRequest) -> Assessed:
        """Measure one answer; blocking."""
        question = request.question
        screened = screen(request.answer, request.asked, question.model_answer)
        jargon = find_jargon(request.answer, request.audience)
        if not screened.kept:
            return Assessed(request, screened, jargon, (), None, self._comparer.fit)
        from bot.core.grading.coverage import measure

        anchors = self._encoded(request)
        coverage = measure(self._comparer, anchors, screened.kept)
        return Assessed(request, screened, jargon, anchors.points, coverage, self._comparer.fit)

    def _encoded(self, request: GradingRequest) -> Anchors:
        from bot.core.grading.anchors import encode_question

        criteria = tuple(criterion for criterion, _ in request.rubric)
        question = request.question
        key = (criteria, question.mistakes, question.prompt, question.model_answer)
        with self._lock:
            if key not in self._anchors:
                self._anchors[key] = encode_question(self._in_steps, question, criteria)
            self._anchors.move_to_end(key)
            while len(self._anchors) > self._remembered:
                self._anchors.popitem(last=False)
            return self._anchors[key]


class _Steps(Embedder):
    """Encodes few texts at a time and stops between them when told to; a comparer's own embedder otherwise."""

    def __init__(self, comparer: Comparer, stop: Event) -> None:
        self._comparer = comparer
        self._stop = stop

    @property
    def model(self) -> str:
        return self._comparer.model

    def warm(self) -> None:
        self._comparer.warm()

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        encoded: list[Encoded] = []
        for start in range(0, len(texts), _STEP):
            if self._stop.is_set():
                raise JudgeUnavailableError(_CLOSED)
            encoded += self._comparer.encode(texts[start : start + _STEP])
        return encoded


def _correction(request: GradingRequest, criterion_id: str, made: Sequence[MistakeFinding]) -> str:
    """What is right instead of the first mistake made about a criterion."""
    about = {mistake.id for mistake in request.question.mistakes if mistake.criterion == criterion_id}
    return next((finding.correction for finding in made if finding.mistake_id in about), "")


def _flags(assessed: Assessed) -> tuple[Flag, ...]:
    flags = list(assessed.screened.flags)
    audience = assessed.request.audience
    jargon = audience is not None and len(assessed.jargon) > audience.jargon_allowed
    if assessed.coverage is not None and is_negated(assessed.coverage):
        flags.append(Flag.NEGATED)
    if _is_elsewhere(assessed) and not jargon:  # experts' words are far from a rubric for laymen
        flags.append(Flag.OFF_TOPIC)
    if jargon:
        flags.append(Flag.JARGON)
    return tuple(flags)


def _is_elsewhere(assessed: Assessed) -> bool:
    """Whether an answer can be said to be about something else; a few words say little about anything."""
    if assessed.coverage is None or on_topic(assessed.coverage, assessed.fit) > 0:
        return False
    return sum(len(words(sentence.text)) for sentence in assessed.screened.kept) >= _ENOUGH_WORDS


def _range(assessed: Assessed, grades: tuple[CriterionGrade, ...]) -> tuple[float, float]:
    """Lowest and highest plausible total; the highest respects what rules cap."""
    if assessed.coverage is None:
        return 0.0, 0.0
    total = weighted_total(grades)
    spread = assessed.fit.total_spread
    tops = (TOP_LEVEL if not grade.marks else grade.high for grade in grades)
    most = sum(grade.weight * top / TOP_LEVEL for grade, top in zip(grades, tops, strict=True))
    return round(max(0.0, total - spread), 1), round(max(total, min(most, total + spread)), 1)
