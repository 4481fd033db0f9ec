"""What progress is made of, read at one look: a page asks for all of it, a score card for what its streak needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from bot.core.progress.attempts import Attempt
from bot.core.progress.presence import Absence
from bot.core.records import SelfCheck


class Practised(NamedTuple):
    """What a streak is made of.

    Attributes:
        days: The member's local dates with an answer, withdrawn or not, or with one in an interview, oldest first, each
            once.
        asked: When schedules put questions to the group, oldest first.
        absences: When the platform was not served, oldest first.
        first: The id of the first answer, withdrawn or not, of the newest of these days; none where it has only an
            interview's, or there is no day.
    """

    days: Sequence[date]
    asked: Sequence[datetime]
    absences: Sequence[Absence]
    first: int | None = None


class LookBack(NamedTuple):
    """What a progress page is made of.

    Attributes:
        attempts: The member's newest answers, newest first, withdrawn ones left out.
        checks: What they ticked for any of their answers, in all groups; withdrawn answers are left out.
        practised: What their streak is made of.
        answers: How many answers there are in all, withdrawn ones left out.
        questions: How many different questions they are to.
    """

    attempts: Sequence[Attempt]
    checks: Sequence[SelfCheck]
    practised: Practised
    answers: int = 0
    questions: int = 0
