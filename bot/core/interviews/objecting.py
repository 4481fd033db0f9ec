"""A candidate who speaks against the evaluation that was just given, or against something in the case."""

from __future__ import annotations

from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.plan import Evaluation
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import StageRecord, TurnKind
from bot.core.wording import say

BRIEF = 8
"""Words up to which somebody who disagrees has given no reason."""


def objects(floor: Floor, speech: Speech) -> bool:
    """Whether this speaks against the evaluation that was just given."""
    before = _graded_before(floor)
    return speech.pushes_back and speech.of_the_last and not floor.session.open_stage.answers and before is not None


def put_objection(floor: Floor, speech: Speech) -> Step:
    """Put an objection with the answer, which is graded again."""
    stage_id = _graded_before(floor)
    assert stage_id is not None, "there is a grade to object to"
    record = floor.session.record(stage_id)
    floor.hear(TurnKind.ANSWER, speech.text)
    objections = (*record.objections, speech.text)
    floor.session = floor.session.with_stage(stage_id, objections=objections, push_backs=record.push_backs + 1)
    floor.say(TurnKind.REMARK, say("interview.objection"))
    return floor.step(Wants.REGRADE, stage_id)


def gave_reason(record: StageRecord) -> bool:
    """Whether they disagreed in a stage and said why, there and then or when they were asked for it."""
    said = (*record.answers, *record.objections)
    return any(
        listen(text).pushes_back and len(" ".join(said[place : place + 2]).split()) > BRIEF
        for place, text in enumerate(said)
    )


def _graded_before(floor: Floor) -> str | None:
    ids = [part.id for part in floor.script.parts]
    place = ids.index(floor.session.stage)
    if floor.script.plan.evaluation is not Evaluation.AFTER_EACH or place == 0:
        return None
    before = floor.session.record(ids[place - 1])
    return before.id if before.grade is not None else None
