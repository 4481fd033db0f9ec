"""What a judge returns: levels with their evidence, and a total that is computed here."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.core.bank.vocabulary import TOP_LEVEL


class GradeState(StrEnum):
    """Where an answer stands; waiting is never a zero."""

    WAITING = "waiting"
    PROVISIONAL = "provisional"
    GRADED = "graded"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"


class Flag(StrEnum):
    """What a guard noticed about a whole answer."""

    EMPTY = "empty"
    ECHO = "echo"
    INSTRUCTION = "instruction"
    SALAD = "salad"
    NEGATED = "negated"
    COPY = "copy"
    OFF_TOPIC = "off-topic"
    JARGON = "jargon"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)  # it quotes answers


class JudgeIdentity(_Part):
    """Who judged, so that scores of different judges are never mixed silently.

    Attributes:
        name: `coverage` for the offline estimate, `claude` for the model.
        model: The model or word comparison behind it.
        version: Version of the prompt or of the estimate's rules.
    """

    name: str
    model: str
    version: str


class Quote(_Part):
    """A passage of the answer, word for word; `answer[start:end] == text`."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @classmethod
    def of(cls, answer: str, start: int, end: int) -> Self:
        """The passage of the answer between two offsets, end exclusive."""
        return cls(text=answer[start:end], start=start, end=end)


class PointFinding(_Part):
    """Whether a key point was seen: strength from 0 (no sign) to 1 (plainly there)."""

    point_id: str
    strength: Annotated[float, Field(ge=0, le=1)]
    quote: Quote | None = None

    @property
    def seen(self) -> bool:
        """Whether there is a passage to show for it."""
        return self.quote is not None


class CriterionGrade(_Part):
    """How far one criterion is met.

    Attributes:
        criterion_id: The criterion.
        name: What it is called, for a criterion of a company's style, which the question does not hold.
        weight: Its share of the 100 points.
        level: The level awarded, 0-4.
        score: The level before rounding, 0-4; equals `level` for a judge that awards whole levels.
        low: Lowest plausible level.
        high: Highest plausible level.
        quotes: What in the answer earned it.
        points: What was looked for, and found or not.
        why_not_higher: What keeps it from a better level; empty at the top.
        improve: One concrete thing to do about it.
        marks: Short notes on how it was judged, such as `capped`.
    """

    criterion_id: str
    name: str = ""
    weight: Annotated[float, Field(gt=0, le=100)]
    level: Annotated[int, Field(ge=0, le=TOP_LEVEL)]
    score: Annotated[float, Field(ge=0, le=TOP_LEVEL)]
    low: Annotated[int, Field(ge=0, le=TOP_LEVEL)]
    high: Annotated[int, Field(ge=0, le=TOP_LEVEL)]
    quotes: tuple[Quote, ...] = ()
    points: tuple[PointFinding, ...] = ()
    why_not_higher: str = ""
    improve: str = ""
    marks: tuple[str, ...] = ()

    @property
    def points_lost(self) -> float:
        """What this criterion leaves on the table, of the 100."""
        return self.weight * (TOP_LEVEL - self.score) / TOP_LEVEL


class MistakeFinding(_Part):
    """A common mistake that the answer makes."""

    mistake_id: str
    quote: Quote
    correction: str


class JargonFinding(_Part):
    """A word the audience should not have to know."""

    word: str
    plain: str
    quote: Quote


class Usage(_Part):
    """What a judgement took.

    Attributes:
        input_tokens: Tokens read in full, without those of the two fields on the cache.
        output_tokens: Tokens written.
        cache_read_tokens: Tokens read from the cache.
        cache_write_tokens: Tokens written to the cache.
        seconds: Time that the calls took together.
        cost_usd: Estimated cost in US dollars; none where the model's prices are unknown.
        calls: How many requests were made.
    """

    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0
    cache_read_tokens: Annotated[int, Field(ge=0)] = 0
    cache_write_tokens: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0)] = 0.0
    cost_usd: Annotated[float, Field(ge=0)] | None = None
    calls: Annotated[int, Field(ge=0)] = 0

    def __add__(self, other: Usage) -> Usage:
        """Both together; the cost is unknown as soon as one of them is."""
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cache_read_tokens=self.cache_read_tokens + other.cache_read_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            seconds=self.seconds + other.seconds,
            cost_usd=(self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
            calls=self.calls + other.calls,
        )


class Verdict(_Part):
    """A judge's whole opinion of one answer.

    Attributes:
        judge: Who judged.
        criteria: One grade a criterion, in the rubric's order.
        low: Lowest plausible total of 100.
        high: Highest plausible total of 100.
        best: Id of the criterion the answer does best on; none where nothing was found.
        next_step: The one thing to do next, in plain words.
        follow_up: The question an interviewer would ask now.
        mistakes: Common mistakes found.
        jargon: Jargon found, for an audience that it loses.
        flags: What the guards noticed.
        estimate: Whether this is a coverage estimate and no judgement.
        strength: What is good about the best criterion, in a sentence; empty where the judge has no words of its own.
        audience_fit: Whether the audience would follow and care; empty where no audience matters.
        lens: How the answer lands in the company's style it was asked in; empty without one.
        usage: What it took, for a judge that is paid by the token; none for one that is not.
    """

    judge: JudgeIdentity
    criteria: tuple[CriterionGrade, ...]
    low: Annotated[float, Field(ge=0, le=100)]
    high: Annotated[float, Field(ge=0, le=100)]
    best: str | None = None
    next_step: str = ""
    follow_up: str = ""
    mistakes: tuple[MistakeFinding, ...] = ()
    jargon: tuple[JargonFinding, ...] = ()
    flags: tuple[Flag, ...] = ()
    estimate: bool = False
    strength: str = ""
    audience_fit: str = ""
    lens: str = ""
    usage: Usage | None = None

    @property
    def total(self) -> float:
        """The weighted total of 100, computed here and never taken from a model."""
        return weighted_total(self.criteria)


def weighted_total(criteria: Iterable[CriterionGrade]) -> float:
    """Sum of weight times score over the top level: 0-100."""
    return sum(grade.weight * grade.score / TOP_LEVEL for grade in criteria)
