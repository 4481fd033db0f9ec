"""What an interview plan is: stages, time boxes, set-up in short turns, probes, facts, and the debrief both ways."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.core.bank.question import Criterion, Item, Line, Slug
from bot.core.bank.vocabulary import Seniority

Turn = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=600)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=80)]


class StageKind(StrEnum):
    """What a stage is for."""

    WARM_UP = "warm-up"
    QUESTION = "question"
    CANDIDATE_QUESTIONS = "candidate-questions"


class Evaluation(StrEnum):
    """When the candidate hears how they did."""

    AFTER_EACH = "after-each"
    AT_THE_END = "at-the-end"


class Persona(Item):
    """Somebody who interviews."""

    id: Slug
    name: Title
    role: Line
    manner: Line = Field(description="How they speak and what they care about, for whoever plays them.")


class PlanFact(Item):
    """Something the candidate may ask about; the same answer every time."""

    id: Slug
    asked: tuple[Line, ...] = Field(min_length=2, description="Ways a candidate asks for it.")
    answer: Turn


class Stage(Item):
    """A part of an interview with its own time box."""

    id: Slug
    title: Title
    kind: StageKind
    persona: Slug
    minutes: int = Field(ge=1, le=60)
    goal: Line = Field(description="What the stage should find out.")
    setup: tuple[Turn, ...] = Field(default=(), description="Short turns before the ask, with a pause after each.")
    question: Slug | None = Field(default=None, description="A question of the bank that is asked and graded.")
    ask: Turn | None = Field(default=None, description="What is asked where no question of the bank is.")
    rubric: tuple[Criterion, ...] = Field(
        default=(), max_length=4, description="Criteria of a stage without a question; weights sum to 100."
    )
    probes: tuple[Line, ...] = Field(default=(), description="Follow-ups that do not lead, beside the criteria's own.")
    hints: tuple[Line, ...] = Field(default=(), max_length=3, description="From gentle to strong.")
    replies: tuple[PlanFact, ...] = Field(
        default=(), description="What the interviewer says when the candidate asks about the job, honest but short."
    )
    move_on: Turn = Field(description="What is said when the time box is used up.")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.question is None) == (self.ask is None):
            raise ValueError(f"stage {self.id!r} must have either `question` or `ask`")
        if self.question is not None and self.rubric:
            raise ValueError(f"stage {self.id!r} takes its rubric from its question; leave `rubric` out")
        total = sum(criterion.weight for criterion in self.rubric)
        if self.rubric and total != 100:
            raise ValueError(f"the weights of stage {self.id!r} sum to {total}, not 100")
        return self


class Habit(Item):
    """Something an interviewer notices across stages, and says in the debrief."""

    id: Slug
    name: Title
    looks_for: Line
    strong: Line = Field(description="What is said of a candidate who has it.")
    weak: Line = Field(description="What is said, kindly and concretely, of one who has not.")


class Debrief(Item):
    """How both sides look back."""

    opening: Turn
    habits: tuple[Habit, ...] = Field(min_length=3, max_length=12)
    ask_candidate: tuple[Line, ...] = Field(
        min_length=2, description="What the candidate is asked about the interviewer."
    )
    good_interviewer: tuple[Line, ...] = Field(
        min_length=2, description="What to look for in the interviewer, as points the candidate can rate."
    )
    closing: Turn


class InterviewPlan(Item):
    """A whole mock interview."""

    id: Slug
    title: Title
    source: Slug
    summary: Line
    seniority: Seniority
    styles: tuple[Slug, ...] = ()
    minutes: int = Field(ge=10, le=240)
    evaluation: Evaluation
    notes: Line = Field(description="What the candidate is told about keeping notes.")
    welcome: tuple[Turn, ...] = Field(min_length=1)
    personas: tuple[Persona, ...] = Field(min_length=1)
    facts: tuple[PlanFact, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=2)
    debrief: Debrief

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        known = {persona.id for persona in self.personas}
        faults = [
            f"stage {stage.id!r} names persona {stage.persona!r}, who is not in the plan"
            for stage in self.stages
            if stage.persona not in known
        ]
        for what, ids in (
            ("stage", [stage.id for stage in self.stages]),
            ("persona", [persona.id for persona in self.personas]),
            ("fact", [fact.id for fact in self.facts]),
        ):
            faults += [f"{what} {name!r} is there twice" for name in dict.fromkeys(ids) if ids.count(name) > 1]
        total = sum(stage.minutes for stage in self.stages)
        if total > self.minutes:
            faults.append(f"the stages take {total} minutes, more than the plan's {self.minutes}")
        if faults:
            raise ValueError("; ".join(faults))
        return self
