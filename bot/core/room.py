"""Everything that a chat's events can ask for, in one place: the use cases behind the commands."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.belongings import Belongings
from bot.core.group_rules import GroupRules
from bot.core.interviews.holding import MockInterviews
from bot.core.interviews.pairing.storing import Pairs
from bot.core.practice import Practice
from bot.core.progress.boards import Leaderboards
from bot.core.progress.characters import CharacterCharts
from bot.core.progress.coach import Coach
from bot.core.progress.painting import Painter
from bot.core.rhythm.scheduling import Scheduling
from bot.core.threads import Threads
from bot.core.together.uses import Together


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
        mocks: Mock interviews.
        pairs: Interviews of two members.
        together: What members do together.
        painter: Pictures for replies; in characters unless told otherwise.
    """

    practice: Practice
    threads: Threads
    groups: GroupRules
    belongings: Belongings
    scheduling: Scheduling
    leaderboards: Leaderboards
    coach: Coach
    mocks: MockInterviews
    pairs: Pairs
    together: Together = field(kw_only=True)
    painter: Painter = field(default_factory=lambda: Painter(CharacterCharts()), kw_only=True)
