"""Everything that runs over one database, put together."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.bootstrap.bank import load_content_for
from bot.bootstrap.judges import make_judge, make_offline_judge
from bot.core.bank.content import Content
from bot.core.belongings import Belongings
from bot.core.budget import Budget
from bot.core.crew import Crew
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.delivery.ports import Transport
from bot.core.grading.deferred import DeferredJudge
from bot.core.grading_work import DeliverCards, GradeAnswers
from bot.core.group_rules import GroupRules
from bot.core.inbox import HandleEvents, Inbox
from bot.core.operator import OperatorLog
from bot.core.ports import Chat, Clock, Judge
from bot.core.practice import Practice, Stores
from bot.core.progress.boards import Leaderboards
from bot.core.progress.coach import Coach
from bot.core.records import JobKind
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RefreshPosting, RemindGroup
from bot.core.rhythm.scheduling import Scheduling
from bot.core.rhythm.ticking import Ticker
from bot.core.rhythm.trouble import TellAdmin, Troubles
from bot.core.room import Room
from bot.core.threads import Threads
from bot.core.waiting import EstimateAnswers, Patience, TellWaiting
from bot.core.worker import Handler, WorkerLog
from bot.settings import Settings

if TYPE_CHECKING:
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Greenroom:
    """Everything that runs, put together.

    Attributes:
        room: The use cases.
        judge: Who grades.
        clock: Time.
        crew: Does the jobs; made, not started.
        ticker: Makes postings that are due.
        inbox: Takes in what people do in chats.
        chats: Platforms by name; those that connect later are added with `connect`.
        database: The database.
        log: Where failures are told.
        settings: What it was put together from.
    """

    room: Room
    judge: Judge
    clock: Clock
    crew: Crew
    ticker: Ticker
    inbox: Inbox
    chats: dict[str, Chat]
    database: Database
    log: WorkerLog
    settings: Settings

    def connect(self, platform: str, transport: Transport) -> Courier:
        """Deliver a platform's replies over its transport from now on."""
        troubles = Troubles(
            self.database.directory, self.database.schedules, self.database.jobs, self.clock, self.settings.time_zone
        )
        pacer = Pacer(self.clock)
        courier = Courier(transport, self.database.deliveries, pacer, self.clock, troubles)
        self.chats[platform] = courier
        return courier


@contextlib.asynccontextmanager
async def open_greenroom(
    settings: Settings, chats: Mapping[str, Chat] | None = None, log_file: Path | None = None
) -> AsyncIterator[Greenroom]:
    """Everything that runs over one database; the crew is made, not started.

    Args:
        settings: The settings.
        chats: Platforms that cards are delivered to, by name.
        log_file: Where the log goes; standard error if none.
    """
    from bot.adapters.logs import get_log
    from storage.database import open_database

    content = load_content_for(settings)
    judge = make_judge(settings)
    stand_in = DeferredJudge(lambda: make_offline_judge(settings)) if settings.stand_in_after else None
    async with await open_database(settings.database_url) as database:
        log = get_log(settings.log_level, log_file)
        room = _room(settings, content, database)
        try:
            yield _assemble(settings, room, judge, stand_in, database, dict(chats or {}), log)
        finally:
            await judge.close()
            if stand_in is not None:
                await stand_in.close()


def stores_of(database: Database) -> Stores:
    """The stores that practice needs."""
    return Stores(database.directory, database.postings, database.ledger)


def _room(settings: Settings, content: Content, database: Database) -> Room:
    directory, postings, ledger, zone = database.directory, database.postings, database.ledger, settings.time_zone
    schedules, jobs = database.schedules, database.jobs
    picker = Picker(content, postings, schedules)
    practice = Practice(content, stores_of(database), zone, settings.daily_answers)
    return Room(
        practice,
        Threads(directory, postings, ledger),
        GroupRules(directory),
        Belongings(content, ledger),
        Scheduling(content, directory, schedules, postings, picker, jobs, zone),
        Leaderboards(directory, database.standings, database.preferences, zone),
        Coach(practice, database.decks),
    )


def _assemble(
    settings: Settings,
    room: Room,
    judge: Judge,
    stand_in: Judge | None,
    database: Database,
    chats: dict[str, Chat],
    log: WorkerLog,
) -> Greenroom:
    clock, practice, ledger = SystemClock(), room.practice, database.ledger
    patience = Patience(database.jobs, clock, OperatorLog(log), settings.stand_in_after)
    board = Board(practice.content, database.directory, database.postings, ledger, chats, clock, settings.time_zone)
    handlers: dict[JobKind, Handler] = {
        JobKind.EVENT: HandleEvents(room, chats, database.jobs, clock),
        JobKind.GRADE: GradeAnswers(
            practice, ledger, judge, clock, patience, database.accounts, _budget(settings, database, clock)
        ),
        JobKind.ESTIMATE: EstimateAnswers(practice, ledger, stand_in, clock),
        JobKind.DELIVER: DeliverCards(practice, ledger, chats, clock),
        JobKind.NOTIFY: TellWaiting(practice, ledger, chats, settings.stand_in_after),
        JobKind.POST: PutQuestion(board),
        JobKind.REFRESH: RefreshPosting(board),
        JobKind.REMIND: RemindGroup(board),
        JobKind.CLOSE: ClosePosting(board),
        JobKind.TELL_ADMIN: TellAdmin(database.directory, database.schedules, chats),
    }
    crew = Crew(database.jobs, handlers, clock, log)
    picker = Picker(practice.content, database.postings, database.schedules)
    ticker = Ticker(database.schedules, picker, timedelta(hours=settings.lateness_hours), log)
    inbox = Inbox(database.jobs, clock)
    return Greenroom(room, judge, clock, crew, ticker, inbox, chats, database, log, settings)


def _budget(settings: Settings, database: Database, clock: Clock) -> Budget | None:
    """What a group may spend, where the judge is one that costs anything."""
    if not (settings.asks_claude and settings.monthly_budget_usd):
        return None
    return Budget(database.accounts, database.directory, clock, settings.monthly_budget_usd, settings.time_zone)
