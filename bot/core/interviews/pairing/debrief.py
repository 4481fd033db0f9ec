"""Looking back on a pair's interview: the candidate's scores and what to practise, and how the reader did."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.bank.catalogue import QuestionBank
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.pairing.scoring import ScoredStage, overall, score_pair
from bot.core.interviews.pairing.state import GENERAL, Pair
from bot.core.interviews.practising import Practice, practise_next
from bot.core.interviews.script import Part, Script

GRACE = 60.0
"""Seconds beyond its time box by which a stage still counts as in time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reader did.

    Attributes:
        stages: How many stages were opened.
        in_time: How many of them took no longer than their time box, give or take a minute.
        longest: The stage that ran over most, and by how many seconds; none where all were in time.
        hints: How many hints were given.
        probes: How many follow-ups were asked.
        crowded: Stages with more follow-ups than an interviewer should ask.
        scored: How many criteria were scored.
        explained: How many of those have a note that says why.
        criteria: How many criteria the opened stages have.
    """

    stages: int
    in_time: int
    longest: tuple[Part, float] | None
    hints: int
    probes: int
    crowded: tuple[Part, ...]
    scored: int
    explained: int
    criteria: int


@dataclass(frozen=True, slots=True)
class PairDebrief:
    """A pair's interview looked back on.

    Attributes:
        script: The plan.
        pair: The record.
        stages: The stages that were opened, in order.
        unopened: How many were not.
        total: Points of 100 over the stages that were scored; none where none was.
        seconds: Time it took.
        practise: At most three things to practise next.
        reading: How the reader did.
    """

    script: Script
    pair: Pair
    stages: tuple[ScoredStage, ...]
    unopened: int
    total: float | None
    seconds: float
    practise: tuple[Practice, ...]
    reading: Reading


def look_back(script: Script, pair: Pair, bank: QuestionBank) -> PairDebrief:
    """The debrief of a pair, finished or stopped.

    Args:
        script: The plan.
        pair: The record.
        bank: Where questions to practise come from.
    """
    every = score_pair(script, pair)
    opened = tuple(stage for stage in every if stage.record.visited)
    return PairDebrief(
        script=script,
        pair=pair,
        stages=opened,
        unopened=len(every) - len(opened),
        total=overall(opened),
        seconds=sum(stage.record.seconds for stage in every),
        practise=practise_next([(stage.part, stage.verdict, False) for stage in every], bank),
        reading=_reading(opened),
    )


def _reading(stages: tuple[ScoredStage, ...]) -> Reading:
    over = [(stage.part, stage.record.seconds - stage.part.seconds) for stage in stages]
    late = [(part, seconds) for part, seconds in over if seconds > GRACE]
    noted = [
        criterion_id
        for stage in stages
        for criterion_id, notes in stage.record.notes.items()
        if notes and criterion_id != GENERAL and criterion_id in stage.record.levels
    ]
    return Reading(
        stages=len(stages),
        in_time=len(stages) - len(late),
        longest=max(late, key=lambda item: item[1]) if late else None,
        hints=sum(stage.record.hints for stage in stages),
        probes=sum(len(stage.record.probes) for stage in stages),
        crowded=tuple(stage.part for stage in stages if len(stage.record.probes) > MOST_PROBES),
        scored=sum(len(stage.record.levels) for stage in stages),
        explained=len(noted),
        criteria=sum(stage.criteria for stage in stages),
    )
