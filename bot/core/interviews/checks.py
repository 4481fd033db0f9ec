"""What an interview plan must satisfy beyond its schema: that what it names is there."""

from __future__ import annotations

from collections.abc import Container, Iterator

from bot.core.bank.checks import Finding, Surroundings, unknown_source, unknown_styles
from bot.core.interviews.plan import InterviewPlan

TURN_WORDS = 120
"""Most words the interviewer says in one turn."""


def check_plan(plan: InterviewPlan, questions: Container[object], surroundings: Surroundings) -> list[Finding]:
    """All that a plan names and that is not there, and turns that are too long to listen to.

    Args:
        plan: The plan.
        questions: Ids of the bank's questions.
        surroundings: What else there is.
    """
    return [
        *unknown_styles(plan.styles, surroundings),
        *unknown_source(plan.source, surroundings),
        *_questions(plan, questions),
        *_turns(plan),
    ]


def _questions(plan: InterviewPlan, questions: Container[object]) -> Iterator[Finding]:
    for number, stage in enumerate(plan.stages):
        if stage.question is not None and stage.question not in questions:
            yield Finding(("stages", number, "question"), f"there is no question {stage.question!r}")


def _turns(plan: InterviewPlan) -> Iterator[Finding]:
    for number, stage in enumerate(plan.stages):
        for position, turn in enumerate(stage.setup):
            if len(turn.split()) > TURN_WORDS:
                yield Finding(("stages", number, "setup", position), f"a turn has more than {TURN_WORDS} words")
