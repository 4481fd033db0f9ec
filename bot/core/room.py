"""Everything that a chat's events can ask for, in one place: the use cases behind the commands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.belongings import Belongings
from bot.core.group_rules import GroupRules
from bot.core.practice import Practice
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.rhythm.scheduling import Scheduling
from bot.core.threads import Threads


@dataclass(frozen=True, slots=True)
class Room:
    """The use cases.

    Attributes:
        practice: Asking, answering and looking back.
        threads: Answers that come as plain messages.
        groups: Groups' settings.
        belongings: What belongs to a member.
        scheduling: Groups' schedules.
        leaderboards: Points.
        coach: The right question next.
    """

    practice: Practice
    threads: Threads
    groups: GroupRules
    belongings: Belongings
    scheduling: Scheduling
    leaderboards: Leaderboards
    coach: Coach
