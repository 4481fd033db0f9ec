"""A small plan, a judge that can be reasoned about, and a candidate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.core.grading.grade import CriterionGrade, JudgeIdentity, PointFinding, Quote, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import PlanInterviewer
from bot.core.interviews.plan import InterviewPlan
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.state import Session, Turn, TurnKind, dump_session, load_session
from bot.core.ports import Judge
from tests import samples
from tests.fakes.judge import FakeJudge
from tests.unit.test_interview_plans import plan_data

QUESTIONS_STAGE = {
    "id": "your-questions",
    "title": "Your questions",
    "kind": "candidate-questions",
    "persona": "kim",
    "minutes": 4,
    "goal": "Hear what the candidate wants to know.",
    "ask": "What would you like to know?",
    "rubric": [samples.criterion("insider", 50), samples.criterion("decides", 50)],
    "replies": [
        {
            "id": "dislikes",
            "asked": ["What do you like least?", "What is the worst part of the job?"],
            "answer": "The meetings.",
        },
        {"id": "team", "asked": ["Who is in the team?", "How large is the team?"], "answer": "Six people."},
    ],
    "move_on": "I have to run, thank you.",
}
FACTS = [
    {
        "id": "weight",
        "asked": ["How heavy is the coin?", "What does the coin weigh?"],
        "answer": "It weighs eight grams.",
    },
    {
        "id": "origin",
        "asked": ["Where does the coin come from?", "Who minted the coin?"],
        "answer": "From a market stall.",
    },
]


def plan(**changes: Any) -> InterviewPlan:
    data = plan_data(facts=FACTS)
    data["stages"] = [*data["stages"], QUESTIONS_STAGE]
    data["stages"][1]["probes"] = ["What would your friend say to that?"]
    return InterviewPlan.model_validate(data | changes)


def make(**changes: Any) -> Script:
    from dataclasses import replace

    return make_script(replace(samples.content(), interviews={"two-stages": plan(**changes)}), "two-stages")


class WordsJudge(FakeJudge):
    """Gives a criterion 4 where the answer names it, else 1; so that an answer says what it is worth."""

    async def judge(self, request: GradingRequest) -> Verdict:
        self.judged.append(request)
        if self.error:
            raise self.error
        return verdict_on(request, estimate=self.estimate)


def verdict_on(request: GradingRequest, *, estimate: bool = False) -> Verdict:
    grades = []
    for criterion, weight in request.rubric:
        at = request.answer.find(criterion.id)
        quote = Quote.of(request.answer, at, at + len(criterion.id)) if at >= 0 else None
        level = 4 if quote else 1
        found = PointFinding(point_id=criterion.key_points[0].id, strength=1, quote=quote)
        grades.append(
            CriterionGrade(
                criterion_id=criterion.id,
                name=criterion.name,
                weight=weight,
                level=level,
                score=level,
                low=level,
                high=level,
                quotes=(quote,) if quote else (),
                points=(found,) if quote else (),
            )
        )
    total = sum(grade.weight * grade.score / 4 for grade in grades)
    best = max(grades, key=lambda grade: grade.score).criterion_id
    return Verdict(
        judge=JudgeIdentity(name="words", model="words", version="1"),
        criteria=tuple(grades),
        low=total,
        high=total,
        best=best,
        next_step="Say more.",
        estimate=estimate,
    )


def conductor(judge: Judge | None = None) -> Conductor:
    held = judge or WordsJudge()
    return Conductor(PlanInterviewer(), held, held)


class Talk:
    """An interview that a test holds; at every event the record goes through its JSON."""

    def __init__(self, script: Script | None = None, judge: Judge | None = None, at: datetime = samples.NOON) -> None:
        self.script = script or make()
        self.conductor = conductor(judge)
        self.at = at
        self.session: Session

    async def begin(self) -> list[Turn]:
        return self._held(await self.conductor.begin(self.script, "one", self.at))

    async def say(self, *lines: str, after: float = 10) -> list[Turn]:
        """What is said for these lines, the candidate's turns left out."""
        from datetime import timedelta

        told: list[Turn] = []
        for line in lines:
            self.at += timedelta(seconds=after)
            told += self._held(await self.conductor.hear(self.script, self.session, line, self.at))
        return told

    async def wait(self, seconds: float) -> list[Turn]:
        from datetime import timedelta

        self.at += timedelta(seconds=seconds)
        return self._held(await self.conductor.tick(self.script, self.session, self.at))

    def _held(self, step: Any) -> list[Turn]:
        self.session = load_session(dump_session(step.session))
        assert self.session == step.session
        return [turn for turn in step.turns if turn.persona is not None]


def kinds(turns: Sequence[Turn]) -> list[str]:
    return [turn.kind.value for turn in turns]


def texts(turns: Sequence[Turn], kind: TurnKind) -> list[str]:
    return [turn.text for turn in turns if turn.kind is kind]
