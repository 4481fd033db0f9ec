"""From stage to stage: opening one, closing it, what is said about it, and the end."""

from __future__ import annotations

import re

from bot.core.grading.grade import Verdict
from bot.core.interviews.clocks import halted, stage_left, total_left
from bot.core.interviews.floor import Floor, Step, Wants
from bot.core.interviews.plan import Evaluation, InterviewPlan
from bot.core.interviews.state import Phase, Rating, StageEnd, TurnKind
from bot.core.interviews.telling import evaluation_text, strongest
from bot.core.wording import say

_VARIATIONS = 4
_RATING = re.compile(
    r"^\W*(?:(?:i(?:'d| would|'ll| will)? (?:give|rate|say|go for)|you(?: get)?|my (?:rating|stars?)|rating|stars?"
    r"|it|this|that|is|it's|that's|an?|the|interview(?:er)?|solid|good|strong|maybe|probably"
    r"|i think|about|with)\b[\s:,=-]*)*"
    r"(?:([1-5])\b(?!\d|[.,]\d|%)|(one|two|three|four|five)\b(?=\W*$| stars?| out of| of (?:5|five)|/|[,.;:!-]))"
    r"(?:\s*(?:/|of|out of)\s*(?:5|five))?(?: stars?)?[\s,.:;!–—-]*(.*)$",
    re.DOTALL | re.IGNORECASE,
)
_STARS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_BULLET = re.compile(r"^\s*(?:[-*•‣·–]\s+|\d{1,2}[.)]\s+)?")
_QUESTIONS = {TurnKind.ASK, TurnKind.PROBE}


def open_stage(floor: Floor) -> None:
    """Say a stage's set-up in its short turns, then ask."""
    part = floor.part
    for turn in part.stage.setup:
        floor.say(TurnKind.SETUP, turn)
    *case, ask = part.ask_turns
    for turn in case:
        floor.say(TurnKind.SETUP, turn)
    floor.say(TurnKind.ASK, ask)


def close_stage(floor: Floor, end: StageEnd, *, last: bool = False) -> Step:
    """End the open stage; its grade is wanted next, where there is anything to grade."""
    record, part = floor.session.open_stage, floor.part
    floor.change_stage(end=end)
    final = last or floor.script.after(part.id) is None
    floor.say(TurnKind.MOVE_ON, _parting(floor, end, final=final))
    if record.answers and part.graded:
        return floor.step(Wants.GRADE)
    return go_on(floor, None)


def used_up(floor: Floor) -> bool:
    """Whether the open stage's time, or that of the whole, is over."""
    return stage_left(floor.script, floor.session) <= 0 or total_left(floor.script, floor.session) <= 0


def out_of_time(floor: Floor) -> Step:
    """End the stage whose time is over; where that of the whole is, stages that were not reached stay as they are."""
    whole = total_left(floor.script, floor.session) <= 0
    if whole:
        floor.change(phase=Phase.DONE)
    return close_stage(floor, StageEnd.TIME, last=whole)


def stop(floor: Floor) -> Step:
    """End the interview where it is, with a debrief on what there is; it can be taken up again."""
    floor.session = halted(floor.session, Phase.STOPPED)
    floor.change_stage(end=StageEnd.STOPPED)
    if floor.session.open_stage.answers and floor.part.graded:
        return floor.step(Wants.GRADE)
    return go_on(floor, None)


def go_on(floor: Floor, verdict: Verdict | None) -> Step:
    """Keep the grade, tell it where the plan tells it at once, then open the next stage or end."""
    if verdict is not None:
        floor.change_stage(grade=verdict, reading=None)
        if floor.script.plan.evaluation is Evaluation.AFTER_EACH:
            _evaluate(floor, verdict)
    following = floor.script.after(floor.session.stage)
    if floor.session.over or following is None:
        _end(floor)
    else:
        floor.change(stage=following.id)
        open_stage(floor)
    return floor.step()


def current_question(floor: Floor) -> str:
    """What was asked last in the open stage; a stage's own question in full."""
    asked = [turn for turn in floor.session.turns if turn.stage == floor.session.stage and turn.kind in _QUESTIONS]
    if asked and asked[-1].kind is TurnKind.PROBE:
        return asked[-1].text
    return "\n\n".join(floor.part.ask_turns)


def bullets(note: str) -> tuple[str, ...]:
    """A note's lines, without their bullets."""
    return tuple(bare for line in note.splitlines() if (bare := _BULLET.sub("", line).strip()))


def rating_of(text: str, plan: InterviewPlan) -> Rating | None:
    """What a candidate says of the interviewer: a number from 1 to 5, and why; none if it is something else."""
    found = _RATING.match(text.strip().replace("’", "'"))
    if found is None:
        return None
    why = found[3].strip()
    return Rating(
        stars=int(found[1]) if found[1] else _STARS[found[2].casefold()], why=why, points=points_named(why, plan)
    )


def points_named(why: str, plan: InterviewPlan) -> tuple[int, ...]:
    """Which of the plan's points about interviewers a reason names, by their places from 0."""
    told = why.casefold()
    return tuple(place for place, point in enumerate(plan.debrief.good_interviewer) if point.casefold() in told)


def _parting(floor: Floor, end: StageEnd, *, final: bool) -> str:
    """What is said when a stage ends; nothing of it says how the answer was."""
    if end is StageEnd.TIME:
        return floor.part.stage.move_on
    record = floor.session.open_stage
    if end is StageEnd.SKIPPED and not record.answers:
        return say("interview.skipped")
    if not record.answers and not floor.part.asks_back:
        return say("interview.unanswered.last" if final else "interview.unanswered")
    if final:
        return say("interview.last")
    if record.answers and floor.part.graded and floor.script.plan.evaluation is Evaluation.AFTER_EACH:
        return say("interview.heard")
    place = [part.id for part in floor.script.parts].index(floor.part.id)
    return say(f"interview.on.{place % _VARIATIONS}")


def _evaluate(floor: Floor, verdict: Verdict) -> None:
    part, record = floor.part, floor.session.open_stage
    best = strongest(verdict)
    quote = next((item.text for item in best.quotes), "") if best is not None else ""
    floor.say(TurnKind.EVALUATION, evaluation_text(part, verdict), quote=quote)
    if part.from_bank and record.answers:
        floor.say(TurnKind.MODEL_ANSWER, part.question.model_answer)


def _end(floor: Floor) -> None:
    plan, stopped = floor.script.plan, floor.session.phase is Phase.STOPPED
    floor.session = halted(floor.session, Phase.STOPPED if stopped else Phase.DONE)
    floor.say(TurnKind.DEBRIEF, say("interview.stopped") if stopped else plan.debrief.opening)
    floor.say(
        TurnKind.CLOSING, f"{plan.debrief.closing}\n\n{say('interview.rate', question=plan.debrief.ask_candidate[0])}"
    )
