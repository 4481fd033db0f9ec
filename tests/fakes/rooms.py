"""Rooms over stores in memory."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.belongings import Belongings
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.lexical import LexicalComparer
from bot.core.group_rules import GroupRules
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.holding import MockInterviews
from bot.core.interviews.interviewer import PlanInterviewer
from bot.core.interviews.kept import Heard, Told
from bot.core.interviews.pairing.storing import Pairs
from bot.core.interviews.saying import say_jobs
from bot.core.interviews.storing import Interviews
from bot.core.interviews.wishes import DebriefWishes
from bot.core.practice import Practice
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.records import NewJob
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.scheduling import Scheduling
from bot.core.room import Room
from bot.core.threads import Threads
from bot.core.together.reminding import Reminding
from bot.core.together.reviewing import Reviewing
from bot.core.together.uses import Together
from tests.fakes.stores import InMemoryStores


def room_of(practice: Practice, stores: InMemoryStores | None = None, conductor: Conductor | None = None) -> Room:
    """All use cases over the stores that a practice has; schedules need the stores themselves."""
    held, others = practice._stores, stores or InMemoryStores()
    threads = Threads(held.directory, held.postings, held.ledger)
    interviews = Interviews(practice.content, conductor or _conductor(), others.interviews, _jobs)
    picker = Picker(practice.content, held.postings, others.schedules, others.group_scores)
    reviewing = Reviewing(practice, held.ledger, others.reviews)
    together = Together(Reminding(others.reminders), reviewing, others.kudos, others.recaps)
    return Room(
        practice,
        threads,
        GroupRules(held.directory),
        Belongings(practice.content, held.ledger, others.keeping),
        Scheduling(practice.content, held.directory, others.schedules, held.postings, picker, others.jobs, "UTC"),
        Leaderboards(held.directory, others.standings, others.preferences),
        Coach(practice, others.decks, DebriefWishes(practice.content, others.interviews)),
        MockInterviews(interviews, practice, threads),
        Pairs(practice.content, others.pairs, held.directory, others.interviews),
        together=together,
    )


def _conductor() -> Conductor:
    """An interviewer that needs nothing but the plan, over the estimate by words."""
    judge = CoverageJudge(LexicalComparer())
    return Conductor(PlanInterviewer(), judge, judge)


def _jobs(told: Told, event: Heard) -> Sequence[NewJob]:
    return say_jobs(told, event, told.turns[-1].at) if told.turns else ()
