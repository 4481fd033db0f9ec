"""What an interviewer asks after an answer; and the interviewer that a plan makes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.interviews.releasing import Aloud
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Session, Turn

MOST_PROBES = 3
"""Most follow-ups in a stage."""

COVERED = 2.5
"""Score (0-4) from which a criterion is not followed up."""

_FEW_WORDS = 12


@dataclass(frozen=True)
class Situation:
    """Where the interview stands when an answer has come in.

    Attributes:
        script: The plan.
        session: All that was said.
        reading: What was found in the stage's answers so far; never told to the candidate.
    """

    script: Script
    session: Session
    reading: Verdict

    @property
    def part(self) -> Part:
        """The stage."""
        return self.script.part(self.session.stage)

    @property
    def turns(self) -> Sequence[Turn]:
        """What was said in the stage."""
        return [turn for turn in self.session.turns if turn.stage == self.session.stage]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A further question.

    Attributes:
        text: The question, in the interviewer's words.
        about: The criterion it is about, or `probe-1`, `probe-2`, ... for one of the stage's own.
    """

    text: str
    about: str


class Interviewer(Protocol):
    """What asks on."""

    async def follow_up(self, situation: Situation, aloud: Aloud | None = None) -> FollowUp | None:
        """What to ask after an answer; none if it is time to go on.

        What it asks does not lead, gives no key point away, is one question of fewer than 120 words, and is about
        something that was not followed up in this stage before.

        Args:
            situation: Where the interview stands.
            aloud: Is told what may be seen of it while it is being written, if that takes a while. What is asked in the
                end may be something else.
        """
        ...


class PlanInterviewer(Interviewer):
    """Asks the plan's and the rubric's own probes, about what was covered least; needs no model."""

    async def follow_up(self, situation: Situation, aloud: Aloud | None = None) -> FollowUp | None:  # noqa: ARG002
        """The probe of the weakest criterion that was not probed yet."""
        return planned_follow_up(situation)


def planned_follow_up(situation: Situation) -> FollowUp | None:
    """The plan's choice: the weakest criterion's probe; for an answer without a gap one of the stage's own, once."""
    done = situation.session.open_stage.probes
    if len(done) >= MOST_PROBES:
        return None
    for graded in weakest_first(situation.reading):
        criterion = situation.part.criterion(graded.criterion_id)
        if criterion is not None and graded.score < COVERED and criterion.id not in done:
            return FollowUp(criterion.probe, criterion.id)
    if done and len(situation.session.open_stage.answers[-1].split()) >= _FEW_WORDS:
        return None
    return _own_probe(situation, done)


def weakest_first(reading: Verdict) -> list[CriterionGrade]:
    """Criteria by what they leave on the table."""
    return sorted(reading.criteria, key=lambda graded: -graded.points_lost)


def _own_probe(situation: Situation, done: Sequence[str]) -> FollowUp | None:
    for number, probe in enumerate(situation.part.stage.probes, start=1):
        if f"probe-{number}" not in done:
            return FollowUp(probe, f"probe-{number}")
    return None
