"""What a judge is asked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.bank.lens import AudienceProfile, CompanyStyle, rubric_for
from bot.core.bank.question import Criterion, Question


@dataclass(frozen=True, slots=True)
class GradingRequest:
    """One answer to be judged.

    Attributes:
        question: The question as it was asked.
        answer: What the member wrote, untouched; it is data, never instructions.
        audience: Profile of whom the answer is for, if that matters.
        style: The company style it was asked in, if any.
    """

    question: Question
    answer: str
    audience: AudienceProfile | None = None
    style: CompanyStyle | None = None

    @property
    def asked(self) -> str:
        """What the member was shown: the title and the prompt."""
        return f"{self.question.title}\n{self.question.prompt}"

    @property
    def rubric(self) -> tuple[tuple[Criterion, float], ...]:
        """The criteria that count, with weights that sum to 100."""
        return rubric_for(self.question, self.style)
