"""What grades that members contested tell about judges.

Each case has the contested grade and two more, blind to it and to each other; the one with the middle total counts.
Cases are kept apart by who gave these grades: another model or another version of the prompt is another judge.

Contested grades are no sample of all grades. Members contest what seems too low to them, and a low grade is low partly
by chance; tried again it rises even with a judge that is right on average (regression to the mean, Galton 1886). The
two blind tries were not chosen by anybody, so how far one try scatters is estimated from these alone.
"""

from __future__ import annotations

from datetime import date

from bot.core.grading.agreement import Part
from bot.core.grading.grade import JudgeIdentity

FEWEST_CASES = 5
"""Cases below which no median and no scatter is given."""

FEWEST_MEMBERS = 3
"""Members below which a figure would tell of somebody's grade to whoever knows who contested one."""


class Spread(Part):
    """Some numbers, in points of 100; the median is none for fewer than `FEWEST_CASES`."""

    least: float
    median: float | None
    most: float


class CriterionOpinions(Part):
    """How three opinions on one criterion of one question differ.

    Attributes:
        question: The question.
        criterion: The criterion.
        cases: How many cases have it.
        members: Of how many members.
        apart: Mean number of levels from the lowest of three to the highest.
        shift: Mean change of the level from the contested grade to the one that counts.
    """

    question: str
    criterion: str
    cases: int
    members: int
    apart: float
    shift: float


class CaseFigures(Part):
    """Figures over decided cases.

    Attributes:
        ranges: From the lowest to the highest of a case's three totals.
        shifts: The total that counts now less the contested one.
        up: Cases in which the total rose.
        down: Cases in which it fell; in all others it stayed.
        scatter: Standard deviation of a single try, from the differences of the two blind ones; none for fewer than
            `FEWEST_CASES`, or where these come from different judges.
    """

    ranges: Spread
    shifts: Spread
    up: int
    down: int
    scatter: float | None


class ContestedGroup(Part):
    """Decided cases whose grades come from the same judges.

    Attributes:
        first: Who gave the contested grade.
        again: Who gave the two others, each once.
        cases: How many.
        members: Of how many members they are.
        questions: About how many questions they are.
        figures: Figures over them; none where they would tell of single members.
        criteria: Where opinions differ, most first.
    """

    first: JudgeIdentity
    again: tuple[JudgeIdentity, ...]
    cases: int
    members: int
    questions: int
    figures: CaseFigures | None
    criteria: tuple[CriterionOpinions, ...] = ()


class ContestedGrades(Part):
    """Contested grades, summed up without a word of an answer and without a name.

    Attributes:
        note: Why there are none, or why they were not read; empty otherwise.
        under_way: Cases that still wait for a grade.
        withdrawn: Cases whose answer was taken back, which count in nothing.
        older: Whether there are older cases that were not read.
        groups: The decided cases, by judges, the largest group first.
    """

    note: str = ""
    under_way: int = 0
    withdrawn: int = 0
    older: bool = False
    groups: tuple[ContestedGroup, ...] = ()

    @property
    def decided(self) -> int:
        """How many cases were decided."""
        return sum(group.cases for group in self.groups)

    def for_keeping(self) -> ContestedGrades:
        """The same without figures from which the grade of a single member could be told."""
        return self.model_copy(update={"groups": tuple(_discreet(group) for group in self.groups)})


class Opinion(Part):
    """One of the grades of a case: who gave it, its total and its levels by criterion."""

    judge: JudgeIdentity
    total: float
    levels: dict[str, int]


class ContestedAnswer(Part):
    """A case with the answer's words, for the operator's eyes only; `counts` is none while it is under way."""

    question: str
    contested_on: date
    opinions: tuple[Opinion, ...]
    counts: float | None
    text: str


def _discreet(group: ContestedGroup) -> ContestedGroup:
    told = group.members >= FEWEST_MEMBERS
    criteria = tuple(row for row in group.criteria if told and row.members >= FEWEST_MEMBERS)
    return group.model_copy(update={"figures": group.figures if told else None, "criteria": criteria})
