"""A plan ready to be held: stages joined with the bank's questions, prompts cut into turns, rubrics to be judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.bank.content import Content
from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Criterion, Mistake, Question
from bot.core.bank.vocabulary import Track
from bot.core.errors import GreenroomError
from bot.core.grading.request import GradingRequest
from bot.core.interviews.plan import InterviewPlan, Persona, PlanFact, Stage, StageKind
from bot.core.interviews.state import InterviewStateError, Session

_TURN_WORDS = 70  # a prompt's paragraphs are joined up to this many words a turn
_NOTHING = Mistake.model_construct(
    id="nothing-said",
    criterion="",
    says=("I have nothing to say about that", "no idea, let us go on to the next question"),
    correction="Say how you would find out.",
)
"""Stands in for the common mistakes that a plan's own rubrics do not have: an answer without any content."""


class UnknownPlanError(GreenroomError):
    """There is no such plan."""

    def __init__(self, plan_id: str, known: tuple[str, ...]) -> None:
        super().__init__(plan_id, known)
        self.plan_id = plan_id
        self.known = known

    def __str__(self) -> str:
        return f"there is no interview plan {self.plan_id!r}; choose from {', '.join(self.known) or 'none yet'}"


@dataclass(frozen=True)
class Part:
    """A stage, ready to be held.

    Attributes:
        stage: The stage of the plan.
        persona: Who leads it.
        question: What is asked and graded; made from the stage's own rubric where no question of the bank is.
        from_bank: Whether the question is one of the bank.
        style: The company style in which it is graded, if any.
        audience: Profile of whom the answer is for, if that matters.
    """

    stage: Stage
    persona: Persona
    question: Question
    from_bank: bool
    style: CompanyStyle | None = None
    audience: AudienceProfile | None = None

    @property
    def id(self) -> str:
        """The stage's id."""
        return self.stage.id

    @property
    def asks_back(self) -> bool:
        """Whether it is the candidate who asks here."""
        return self.stage.kind is StageKind.CANDIDATE_QUESTIONS

    @property
    def graded(self) -> bool:
        """Whether there is a rubric."""
        return bool(self.question.rubric)

    @property
    def seconds(self) -> float:
        """The time box."""
        return self.stage.minutes * 60.0

    @property
    def hints(self) -> tuple[str, ...]:
        """From gentle to strong."""
        return self.stage.hints or (self.question.hints if self.from_bank else ())

    @property
    def ask_turns(self) -> tuple[str, ...]:
        """What is asked, in turns that can be taken in; the last one holds the question."""
        return split_prompt(self.question.prompt)

    def criterion(self, criterion_id: str) -> Criterion | None:
        """A criterion that counts here, a company style's among them."""
        return next((item for item, _ in self.request("").rubric if item.id == criterion_id), None)

    def request(self, answer: str) -> GradingRequest:
        """What a judge is asked about an answer."""
        return GradingRequest(self.question, answer, self.audience, self.style)


@dataclass(frozen=True)
class Script:
    """A plan, ready to be held.

    Attributes:
        plan: The plan.
        parts: Its stages, in order.
    """

    plan: InterviewPlan
    parts: tuple[Part, ...]

    def part(self, stage_id: str) -> Part:
        """A stage.

        Raises:
            InterviewStateError: The plan has it no more.
        """
        for part in self.parts:
            if part.id == stage_id:
                return part
        raise InterviewStateError("plan", f"{self.plan.id} has no stage {stage_id!r} any more")

    def after(self, stage_id: str) -> Part | None:
        """The stage that comes next; none after the last."""
        ids = [part.id for part in self.parts]
        place = ids.index(self.part(stage_id).id) + 1
        return self.parts[place] if place < len(ids) else None

    def persona(self, persona_id: str) -> Persona:
        """Somebody who interviews."""
        return next(persona for persona in self.plan.personas if persona.id == persona_id)

    def facts(self, part: Part) -> tuple[PlanFact, ...]:
        """What can be asked for in a stage; a stage's own replies come first."""
        return (*part.stage.replies, *self.plan.facts)

    def check(self, session: Session) -> None:
        """See that a stored interview is one of this plan as it is now.

        Raises:
            InterviewStateError: The plan's stages have changed since.
        """
        if [record.id for record in session.stages] != [part.id for part in self.parts]:
            raise InterviewStateError("plan", f"the stages of {self.plan.id} have changed since it began")


def make_script(content: Content, plan_id: str) -> Script:
    """A plan joined with the bank.

    Raises:
        UnknownPlanError: There is no such plan.
        UnknownQuestionError: It names a question that has left the bank.
    """
    plan = content.interviews.get(plan_id)
    if plan is None:
        raise UnknownPlanError(plan_id, tuple(content.interviews))
    personas = {persona.id: persona for persona in plan.personas}
    return Script(plan, tuple(_part(content, plan, stage, personas) for stage in plan.stages))


def _part(content: Content, plan: InterviewPlan, stage: Stage, personas: Mapping[str, Persona]) -> Part:
    persona = personas[stage.persona]
    if stage.question is None:
        return Part(stage, persona, _own_question(plan, stage), from_bank=False)
    question = content.bank.get(stage.question)
    styles = [name for name in plan.styles if name in question.styles and name in content.styles]
    audience = content.audiences.get(question.audience) if question.audience else None
    return Part(stage, persona, question, True, content.styles[styles[0]] if styles else None, audience)


def _own_question(plan: InterviewPlan, stage: Stage) -> Question:
    """A stage's own ask and rubric as a judge takes them; unchecked, for it has less than a question of the bank.

    One phrasing of each key point, one after the other, stands in for the model answer.
    """
    points = [point for criterion in stage.rubric for point in criterion.key_points]
    first = stage.rubric[0].id if stage.rubric else ""
    return Question.model_construct(
        id=f"{plan.id}--{stage.id}",
        title=stage.title,
        track=Track.BEHAVIORAL,
        skills=tuple(dict.fromkeys(criterion.skill for criterion in stage.rubric)),
        difficulty=3,
        seniority=plan.seniority,
        minutes=stage.minutes,
        source=plan.source,
        prompt=stage.ask or "",
        audience=None,
        styles=(),
        case=None,
        rubric=stage.rubric,
        mistakes=(_NOTHING.model_copy(update={"criterion": first}),),
        hints=stage.hints,
        model_answer=" ".join(f"{_sentence(point.phrasings[0])}" for point in points),
        answers=(),
        sql=None,
        sums=(),
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def split_prompt(prompt: str) -> tuple[str, ...]:
    """A prompt in turns: paragraphs joined while they are short, lists and code blocks whole, the last one alone."""
    turns: list[str] = []
    *case, ask = _paragraphs(prompt)
    for paragraph in case:
        if turns and len(turns[-1].split()) + len(paragraph.split()) <= _TURN_WORDS:
            turns[-1] = f"{turns[-1]}\n\n{paragraph}"
        else:
            turns.append(paragraph)
    return (*turns, ask)


def _paragraphs(text: str) -> list[str]:
    found: list[str] = []
    fenced = False
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        if fenced:
            found[-1] = f"{found[-1]}\n\n{block}"
        else:
            found.append(block)
        fenced ^= len(re.findall(r"^[ \t]*(?:```|~~~)", block, re.MULTILINE)) % 2 == 1
    return found
