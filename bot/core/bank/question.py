"""What a question is: the one definition, from which the JSON Schema for editors is generated."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.core.bank.vocabulary import TOP_LEVEL, AnswerKind, Audience, Level, Seniority, Skill, Track

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=400)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]


class Item(BaseModel):
    """A frozen piece of content that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KeyPoint(Item):
    """One idea that earns part of a criterion."""

    id: Slug
    idea: Line = Field(description="The idea itself, as an interviewer would tick it off.")
    phrasings: tuple[Line, ...] = Field(
        min_length=2, max_length=6, description="Different ways a real person would type this idea."
    )


class Criterion(Item):
    """One weighted part of a rubric."""

    id: Slug
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
    weight: int = Field(ge=5, le=60, description="Share of the total; a rubric's weights sum to 100.")
    skill: Skill = Field(description="The skill this criterion shows; one of the question's skills.")
    key_points: tuple[KeyPoint, ...] = Field(min_length=2, max_length=5)
    levels: tuple[Line, Line, Line, Line, Line] = Field(
        description="What an answer at level 0, 1, 2, 3 and 4 looks like; neighbours can be told apart."
    )
    probe: Line = Field(description="The follow-up asked when this criterion is missing; it does not lead.")


class Mistake(Item):
    """A confident wrong statement that candidates make."""

    id: Slug
    criterion: Slug = Field(description="The criterion that this mistake speaks against.")
    says: tuple[Line, ...] = Field(min_length=2, max_length=6, description="The mistake as a candidate would type it.")
    correction: Line = Field(description="What is right instead, in a sentence a member learns from.")


class LabelledAnswer(Item):
    """An example answer with the levels a careful reader gives it; used to calibrate judges."""

    kind: AnswerKind
    text: Prose
    levels: dict[Slug, Level] = Field(description="Level per criterion id.")
    why: Line


class SqlFixture(Item):
    """Tables that make a question's SQL runnable."""

    setup: Prose = Field(description="CREATE TABLE and INSERT statements for SQLite.")
    expected: tuple[tuple[str | int | float | None, ...], ...] = Field(
        description="Rows that the first ```sql block of the model answer returns, in order."
    )


class Sum(Item):
    """A figure in the text and the arithmetic that shows it is right."""

    claim: Line
    check: Line = Field(description="A Python comparison of numbers; see docs/authoring.md for what may be used.")


class Question(Item):
    """An item of the bank, with all that is needed to ask it and to grade it."""

    id: Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=80)]
    track: Track
    skills: tuple[Skill, ...] = Field(min_length=1, max_length=5)
    difficulty: int = Field(ge=1, le=5)
    seniority: Seniority
    minutes: int = Field(ge=2, le=45, description="Time box for the answer.")
    source: Slug = Field(description="Label of the source system, or `greenroom` for our own.")
    prompt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=2500)]
    audience: Audience | None = Field(default=None, description="Whom the explanation is for, if that matters.")
    styles: tuple[Slug, ...] = Field(default=(), description="Company styles whose lens applies.")
    case: Slug | None = Field(default=None, description="The case this question is part of.")
    rubric: tuple[Criterion, ...] = Field(min_length=3, max_length=6)
    mistakes: tuple[Mistake, ...] = Field(min_length=1, max_length=6)
    hints: tuple[Line, ...] = Field(min_length=2, max_length=3, description="From gentle to strong.")
    model_answer: Prose = Field(description="What a senior candidate would say; 150-350 words.")
    answers: tuple[LabelledAnswer, ...] = Field(min_length=3, description="Labelled answers for calibration.")
    sql: SqlFixture | None = None
    sums: tuple[Sum, ...] = ()

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        faults = list(_disagreements(self))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion with this id.

        Raises:
            KeyError: The rubric has none.
        """
        for criterion in self.rubric:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


def _disagreements(question: Question) -> list[str]:
    ids = [criterion.id for criterion in question.rubric]
    faults = [f"{what} {name!r} is there twice" for what, name in _repeated(question)]
    total = sum(criterion.weight for criterion in question.rubric)
    if total != 100:
        faults.append(f"the rubric's weights sum to {total}, not 100")
    faults += [
        f"criterion {criterion.id!r} has skill {criterion.skill.value!r}, which is not among the question's skills"
        for criterion in question.rubric
        if criterion.skill not in question.skills
    ]
    faults += [
        f"mistake {mistake.id!r} names criterion {mistake.criterion!r}, which the rubric does not have"
        for mistake in question.mistakes
        if mistake.criterion not in ids
    ]
    for number, answer in enumerate(question.answers, start=1):
        if set(answer.levels) != set(ids):
            faults.append(
                f"labelled answer {number} ({answer.kind.value}) must give a level for each of {', '.join(ids)}"
            )
    missing = {AnswerKind.WEAK, AnswerKind.MIDDLING, AnswerKind.STRONG} - {answer.kind for answer in question.answers}
    if missing:
        faults.append(f"no labelled answer is {' or '.join(sorted(kind.value for kind in missing))}")
    return faults


def _repeated(question: Question) -> list[tuple[str, str]]:
    lists = {
        "criterion": [criterion.id for criterion in question.rubric],
        "key point": [point.id for criterion in question.rubric for point in criterion.key_points],
        "mistake": [mistake.id for mistake in question.mistakes],
    }
    return [(what, name) for what, names in lists.items() for name in dict.fromkeys(names) if names.count(name) > 1]


def total_of(rubric: tuple[Criterion, ...], levels: dict[str, float]) -> float:
    """Weighted total of 100 for a level (0-4, may be a mean) per criterion id; a missing one counts as 0."""
    return sum(criterion.weight * levels.get(criterion.id, 0.0) / TOP_LEVEL for criterion in rubric)
