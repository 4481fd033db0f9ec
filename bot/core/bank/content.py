"""All content that packs bring, and the faults found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Item, Line, Slug
from bot.core.bank.vocabulary import Audience
from bot.core.interviews.plan import InterviewPlan


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a pack that has to be mended.

    Attributes:
        path: The file or folder.
        line: Line in the file, from 1.
        message: What is wrong, in one line.
        question_id: The question concerned, where it is known.
        draft: The question is merely unfinished: its texts still start with `TODO`.
    """

    path: str
    line: int
    message: str
    question_id: str | None = None
    draft: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class PackInfo(Item):
    """What a pack says of itself in its `pack.yaml`."""

    name: Line
    sources: tuple[Slug, ...] = Field(default=(), description="Further labels for a question's `source`.")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything loaded from the packs.

    Attributes:
        bank: The questions.
        audiences: Profiles by audience.
        styles: Company styles by id.
        interviews: Interview plans by id.
        faults: What was left out and why, in the order of files and lines.
        files: The file each question and plan came from, by id.
        sources: Labels for a question's `source` that packs define beyond the built-in ones.
    """

    bank: QuestionBank
    audiences: Mapping[Audience, AudienceProfile]
    styles: Mapping[str, CompanyStyle]
    faults: tuple[Fault, ...]
    interviews: Mapping[str, InterviewPlan] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
