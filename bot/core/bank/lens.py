"""What grading adds for an audience or a company's style: data, applied by rules, not prose in a prompt."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.core.bank.question import Criterion, Item, Line, Question, Slug
from bot.core.bank.vocabulary import Audience, Level, Skill

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]


class JargonTerm(Item):
    """A word that an audience should not have to know, and what to say instead."""

    word: Word
    forms: tuple[Word, ...] = Field(default=(), description="Other spellings and inflections.")
    plain: Line


class AudienceProfile(Item):
    """Who listens, and the checkable rule on words that follows from it."""

    id: Audience
    name: Line
    cares_about: tuple[Line, ...] = Field(min_length=1)
    does_not_care_about: tuple[Line, ...] = Field(min_length=1)
    patience: Line
    analogies_from: tuple[Line, ...] = Field(min_length=1)
    jargon: tuple[JargonTerm, ...] = ()
    jargon_allowed: int = Field(ge=0, description="Different jargon words an answer may use without loss.")
    jargon_cap: Level = Field(description="Highest level of the capped skills' criteria once there are more.")
    capped_skills: tuple[Skill, ...] = ()


class CompanyStyle(Item):
    """A company's lens: further criteria that take a share of the total when a question is asked in its style."""

    id: Slug
    name: Line
    summary: Line
    opening_words: int | None = Field(
        default=None, description="The recommendation has to come within this many words, about 150 a minute."
    )
    share: int = Field(ge=5, le=30, description="What the lens's criteria take of the 100 points.")
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=3)

    @model_validator(mode="after")
    def _weights_are_the_share(self) -> Self:
        total = sum(criterion.weight for criterion in self.criteria)
        if total != self.share:
            raise ValueError(f"the lens's weights sum to {total}, not to its share of {self.share}")
        return self


def rubric_for(question: Question, style: CompanyStyle | None) -> tuple[tuple[Criterion, float], ...]:
    """The criteria that count and the weight of each; weights sum to 100.

    With a style, its criteria take their share and the question's own are scaled down to the rest.
    """
    if style is None:
        return tuple((criterion, float(criterion.weight)) for criterion in question.rubric)
    rest = (100 - style.share) / 100
    own = tuple((criterion, criterion.weight * rest) for criterion in question.rubric)
    return own + tuple((criterion, float(criterion.weight)) for criterion in style.criteria)
