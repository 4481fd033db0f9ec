"""Interview plans as they are shown before one begins."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import Button, Buttons, Fact, Facts, Heading, Part, Reply, ReplyKind, Rows, Text
from bot.core.interviews.kept import InPairError, InterviewRunningError
from bot.core.interviews.plan import InterviewPlan
from bot.core.interviews.state import Phase, Session
from bot.core.replies.interview_turns import action_button
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


def plans_reply(plans: Sequence[InterviewPlan], open_one: Session | None) -> Reply:
    """All plans to choose from, and the member's own interview that is not over, if there is one.

    Args:
        plans: The plans.
        open_one: An interview that runs, is paused or was put away.
    """
    parts: list[Part] = [Heading(say("mock.title"))]
    if open_one is not None:
        key = "mock.put-away" if open_one.phase is Phase.PARKED else "mock.under-way"
        parts += [Text(say(key, plan=open_one.plan_id)), going_on_buttons(open_one.id)]
        if open_one.phase is not Phase.PARKED:
            return Reply(ReplyKind.NOTICE, tuple(parts))
    if not plans:
        parts.append(Text(say("mock.none")))
        return Reply(ReplyKind.NOTICE, tuple(parts))
    rows = tuple((plan.id, str(plan.minutes), str(len(plan.stages)), plan.title) for plan in plans)
    buttons = [Button(say("mock.begin", plan=plan.id), "mock", {"plan": plan.id}) for plan in plans]
    parts += [Text(say("mock.how")), Rows(tuple(say("mock.columns").split("|")), rows), Buttons(tuple(buttons))]
    return Reply(ReplyKind.NOTICE, tuple(parts))


def running_reply(error: InterviewRunningError | InPairError) -> Reply:
    """Why a second interview is not begun, with the choice to resume or stop the first, or to stop the pair."""
    if isinstance(error, InPairError):
        stop = Button(say("pair.button.stop"), "pair", {"action": "stop", "pair": str(error.pair_id)})
        return Reply(ReplyKind.REFUSAL, (Text(say("refused.mock.in-pair", plan=error.plan_id)), Buttons((stop,))))
    text = Text(say("refused.mock.running", plan=error.plan_id))
    return Reply(ReplyKind.REFUSAL, (text, going_on_buttons(error.session_id)))


def going_on_buttons(session_id: str) -> Buttons:
    """Going on with an interview, or ending it."""
    return Buttons((action_button(session_id, "resume", primary=True), action_button(session_id, "stop")))
