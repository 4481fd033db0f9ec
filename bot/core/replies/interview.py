"""An interview plan as it is shown before it begins."""

from __future__ import annotations

from bot.core.chat import Fact, Facts, Heading, Reply, ReplyKind, Rows, Text
from bot.core.interviews.plan import InterviewPlan
from bot.core.wording import say


def plan_reply(plan: InterviewPlan) -> Reply:
    """What an interview is about, who takes part, and its stages; nothing that gives an answer away."""
    personas = {persona.id: persona.name for persona in plan.personas}
    facts = [
        Fact(say("plan.minutes"), say("question.minutes.value", minutes=plan.minutes)),
        Fact(say("question.level"), plan.seniority.value),
        Fact(say("plan.feedback"), say(f"plan.feedback.{plan.evaluation.value}")),
    ]
    rows = tuple((stage.title, personas[stage.persona], str(stage.minutes)) for stage in plan.stages)
    parts = (
        Heading(plan.title),
        Facts(tuple(facts)),
        Text(plan.summary),
        Rows(tuple(say("plan.columns").split("|")), rows),
        Text(plan.notes, subtle=True),
    )
    return Reply(ReplyKind.NOTICE, parts)
