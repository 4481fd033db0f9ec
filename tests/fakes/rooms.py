"""Rooms over stores in memory."""

from __future__ import annotations

from bot.core.belongings import Belongings
from bot.core.group_rules import GroupRules
from bot.core.practice import Practice
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.scheduling import Scheduling
from bot.core.room import Room
from bot.core.threads import Threads
from tests.fakes.stores import InMemoryStores


def room_of(practice: Practice, stores: InMemoryStores | None = None) -> Room:
    """All use cases over the stores that a practice has; schedules need the stores themselves."""
    held, others = practice._stores, stores or InMemoryStores()
    picker = Picker(practice.content, held.postings, others.schedules)
    return Room(
        practice,
        Threads(held.directory, held.postings, held.ledger),
        GroupRules(held.directory),
        Belongings(practice.content, held.ledger),
        Scheduling(practice.content, held.directory, others.schedules, held.postings, picker, others.jobs, "UTC"),
        Leaderboards(held.directory, others.standings, others.preferences),
        Coach(practice, others.decks),
    )
