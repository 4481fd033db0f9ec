"""What candidates say of their interviewers, and what it adds up to by plan and persona."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.core.interviews.kept import RatedInterview
from bot.core.interviews.plan import InterviewPlan
from bot.core.interviews.state import Session


@dataclass(frozen=True, slots=True)
class Tally:
    """What ratings add up to.

    Attributes:
        ratings: How many there are.
        stars: Their mean, of 5.
        points: What a good interviewer does, in the plan's words, with how many named it; the most often named first.
    """

    ratings: int
    stars: float
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PersonaTally:
    """How a persona was rated, over the interviews in which they said something."""

    id: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class PlanTally:
    """How a plan's interviewers were rated.

    Attributes:
        id: The plan.
        title: What it is called; its id where it is no longer there.
        tally: All ratings.
        personas: Each of those who interviewed, in the order in which they spoke first.
        reasons: (stars, why) where a reason was given, oldest first.
    """

    id: str
    title: str
    tally: Tally
    personas: tuple[PersonaTally, ...]
    reasons: tuple[tuple[int, str], ...]


def rated(session: Session) -> RatedInterview | None:
    """An interview's rating with all who interviewed in it; none if there is none."""
    if session.rating is None:
        return None
    personas = tuple(dict.fromkeys(turn.persona for turn in session.turns if turn.persona))
    return RatedInterview(session.plan_id, personas, session.rating, session.heard)


def tallied(ratings: Sequence[RatedInterview], plans: Mapping[str, InterviewPlan]) -> list[PlanTally]:
    """Ratings by plan, in the order of the plans' ids.

    Args:
        ratings: Oldest first.
        plans: The plans, for the names of things; what is no longer there is called by its id.
    """
    ids = sorted({one.plan_id for one in ratings})
    return [_plan(plan_id, [one for one in ratings if one.plan_id == plan_id], plans.get(plan_id)) for plan_id in ids]


def _plan(plan_id: str, ratings: Sequence[RatedInterview], plan: InterviewPlan | None) -> PlanTally:
    names = {persona.id: persona.name for persona in plan.personas} if plan else {}
    spoke = dict.fromkeys(persona for one in ratings for persona in one.personas)
    personas = (
        PersonaTally(one, names.get(one, one), _tally([each for each in ratings if one in each.personas], plan))
        for one in spoke
    )
    reasons = tuple((one.rating.stars, one.rating.why) for one in ratings if one.rating.why)
    return PlanTally(plan_id, plan.title if plan else plan_id, _tally(ratings, plan), tuple(personas), reasons)


def _tally(ratings: Sequence[RatedInterview], plan: InterviewPlan | None) -> Tally:
    known = plan.debrief.good_interviewer if plan else ()
    named = Counter(known[place] for one in ratings for place in set(one.rating.points) if place < len(known))
    points = sorted(named.items(), key=lambda item: (-item[1], known.index(item[0])))
    return Tally(len(ratings), fmean(one.rating.stars for one in ratings), tuple(points))
