"""How long members' streaks run at the end of a week, and whose days have to be read further back to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.core.progress.asked_days import asked_on, days_cut_short
from bot.core.progress.presence import days_away
from bot.core.progress.streaks import DAYS_A_FREEZE, MOST_FREEZES, Streak, streak
from bot.core.together.records import Week, WeekMember

_FULL = MOST_FREEZES * DAYS_A_FREEZE
_A_DAY = timedelta(days=1)


def days_running(member: WeekMember, week: Week) -> int:
    """How long a member's streak is at the end of the week."""
    return _streak(member, week, [day for day in member.days if day <= week.last]).current


def may_go_further_back(member: WeekMember, week: Week, since: date) -> bool:
    """Whether days before a date can make a difference to a member's streak at the end of the week.

    They cannot if it breaks after that date even for who came to it with all the freezes that can be held: from then on
    it is the same whatever was before.

    Args:
        member: With their days since that date.
        week: The week, with all times at which the group was asked.
        since: The date.
    """
    before = [since - step * _A_DAY for step in range(_FULL, 0, -1)]
    days = [day for day in member.days if since <= day <= week.last]
    return _streak(member, week, [*before, *days]).current == len(before) + len(days)


def _streak(member: WeekMember, week: Week, days: Sequence[date]) -> Streak:
    zone, late, moves, absences = member.time_zone, member.late_evenings, member.moves, week.absences
    asked = asked_on(week.asked_at, frozenset(days), zone, late=late, moves=moves, absences=absences)
    excused = days_cut_short(moves) | days_away(absences, zone)
    return streak(days, week.last, asked, excused)
