"""A candidate who speaks against the evaluation that was just given, or against something in the case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.core.grading.text import sentences
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.plan import Evaluation
from bot.core.interviews.script import Script
from bot.core.interviews.speech import Speech, listen
from bot.core.interviews.state import Session, StageRecord, TurnKind
from bot.core.wording import say

_BRIEF, _PLAIN = 8, 14
_REASON = re.compile(r"[,:;.!?(–—]\s+\w|\b(?:because|since|as|so|when|if|given)\b", re.IGNORECASE)
_OF_THE_CASE = re.compile(
    r"(?:challenge|agree with|accept|believe|buy|take|back on|object to|argue (?:with|against)|convinced by)(?: that)?"
    r" (?:the|his|her|their|our|(?:this|that)(?= \w))\b(?! (?:question|interview|case)\b)"
    r"|\b(?:he|she|they|his|her|him|them|their|colleague|teammate|team|lead|vendor|manager|proposal)\b",
    re.IGNORECASE,
)
_BEGUN = "objection"
_YOU = re.compile(r"\byou(?:r|'re|rs)?\b", re.IGNORECASE)


def is_brief(text: str) -> bool:
    """Whether somebody who disagrees has given no reason: few words, or a few more in one clause."""
    count = len(text.split())
    return count <= _BRIEF or (count <= _PLAIN and not _REASON.search(text.strip()))


def is_of_the_case(text: str) -> bool:
    """Whether what somebody disagrees with is something in the case, rather than the interviewer."""
    said = [one.text for one in sentences(text) if listen(one.text).pushes_back]
    return any(_OF_THE_CASE.search(one) and not _YOU.search(one) for one in said)


def objects(script: Script, session: Session, speech: Speech) -> bool:
    """Whether this speaks against the evaluation that was just given."""
    before = _graded_before(script, session)
    return speech.pushes_back and speech.of_the_last and not session.open_stage.answers and before is not None


def objects_without_reason(script: Script, session: Session, text: str) -> bool:
    """Whether this speaks against the evaluation that was just given and says no reason, which may come next."""
    return is_brief(text) and objects(script, session, listen(text))


def objection_begun(session: Session) -> Sequence[str]:
    """What was said last, if it was against an evaluation, by somebody who had not ended."""
    said = takewhile(lambda turn: turn.about == _BEGUN, reversed(session.turns))
    return [turn.text for turn in said][::-1]


def begin_objection(floor: Floor, text: str) -> Step:
    """Keep what was said against an evaluation until its reason has been said, too."""
    floor.hear(TurnKind.ANSWER, text, about=_BEGUN)
    return floor.step()


def put_objection(floor: Floor, text: str) -> Step:
    """Put an objection, with what was said of it before, with the answer, which is graded again."""
    stage_id = _graded_before(floor.script, floor.session)
    assert stage_id is not None, "there is a grade to object to"
    record = floor.session.record(stage_id)
    whole = "\n\n".join(filter(None, [*objection_begun(floor.session), text]))
    if text:
        floor.hear(TurnKind.ANSWER, text)
    objections = (*record.objections, whole)
    floor.session = floor.session.with_stage(stage_id, objections=objections, push_backs=record.push_backs + 1)
    floor.say(TurnKind.REMARK, say("interview.objection"))
    return floor.step(Wants.REGRADE, stage_id)


def gave_reason(record: StageRecord) -> bool:
    """Whether they disagreed in a stage and said why, there and then or when they were asked for it."""
    said = (*record.answers, *record.objections)
    return any(
        listen(text).pushes_back and not is_brief(" ".join(said[place : place + 2])) for place, text in enumerate(said)
    )


def _graded_before(script: Script, session: Session) -> str | None:
    ids = [part.id for part in script.parts]
    place = ids.index(session.stage)
    if script.plan.evaluation is not Evaluation.AFTER_EACH or place == 0:
        return None
    before = session.record(ids[place - 1])
    return before.id if before.grade is not None else None
