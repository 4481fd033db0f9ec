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
from bot.bootstrap.interviewing import kept_interviews, open_interviewer
from bot.bootstrap.judges import make_judge, make_offline_judge
from bot.bootstrap.together import together_handlers, together_of
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
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.holding import MockInterviews
from bot.core.interviews.overdue import InterviewTicker
from bot.core.interviews.pairing.showing import ShowPair
from bot.core.interviews.pairing.storing import Pairs
from bot.core.interviews.saying import SayTurns
from bot.core.interviews.silence import Silence
from bot.core.interviews.spending import Spending
from bot.core.interviews.storing import Interviews
from bot.core.interviews.wishes import DebriefWishes
from bot.core.operator import OperatorLog
from bot.core.ports import Accounts, Chat, Clock, Judge
from bot.core.practice import Practice, Stores
from bot.core.progress.boards import Leaderboards
from bot.core.progress.characters import CharacterCharts
from bot.core.progress.coach import Coach
from bot.core.progress.painting import Charts, Painter
from bot.core.progress.presence import PresenceKeeper
from bot.core.records import JobKind
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RefreshPosting, RemindGroup
from bot.core.rhythm.scheduling import Scheduling
from bot.core.rhythm.ticking import Ticker
from bot.core.rhythm.trouble import TellAdmin, Troubles
from bot.core.room import Room
from bot.core.threads import Threads
from bot.core.together.recapping import RecapTicker
from bot.core.together.reminding import ReminderTicker
from bot.core.unsaved import PatientAccounts
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
        interviews: Moves on interviews that are due.
        reminders: Queues reminders that are due.
        recaps: Queues weekly recaps that are due.
        inbox: Takes in what people do in chats.
        chats: Platforms by name; those that connect later are added with `connect`.
        database: The database.
        log: Where failures are told.
        settings: What it was put together from.
        presence: Says that the platforms are served.
        accounts: Keeps what judging and interviewing took.
    """

    room: Room
    judge: Judge
    clock: Clock
    crew: Crew
    ticker: Ticker
    interviews: InterviewTicker
    reminders: ReminderTicker
    recaps: RecapTicker
    inbox: Inbox
    chats: dict[str, Chat]
    database: Database
    log: WorkerLog
    settings: Settings
    presence: PresenceKeeper
    accounts: PatientAccounts

    async def tick(self) -> None:
        """Do what is due by the clock: postings, and interviews that go on by themselves."""
        now = self.clock.now()
        made = await self.ticker.tick(now) + await self.interviews.tick(now)
        if made + await self.reminders.tick(now) + await self.recaps.tick(now):
            self.crew.wake()
        await self.presence.tick(tuple(self.chats), now)
        await self.accounts.settle()

    def connect(self, platform: str, transport: Transport) -> Courier:
        """Deliver a platform's replies over its transport from now on."""
        troubles = Troubles(self.database.directory, self.database.schedules, self.clock)
        pacer = Pacer(self.clock)
        courier = Courier(transport, self.database.deliveries, pacer, self.clock, troubles)
        self.chats[platform] = courier
        self.crew.wake()
        return courier


@contextlib.asynccontextmanager
async def open_greenroom(
    settings: Settings,
    chats: Mapping[str, Chat] | None = None,
    log_file: Path | None = None,
    charts: Charts | None = None,
) -> AsyncIterator[Greenroom]:
    """Everything that runs over one database; the crew is made, not started.

    Args:
        settings: The settings.
        chats: Platforms that cards are delivered to, by name.
        log_file: Where the log goes; standard error if none.
        charts: Draws pictures; in characters if none.
    """
    from bot.adapters.logs import get_log
    from storage.database import open_database

    content = load_content_for(settings)
    judge = make_judge(settings)
    estimate = DeferredJudge(lambda: make_offline_judge(settings))
    stand_in = estimate if settings.stand_in_after else None
    async with await open_database(settings.database_url) as database, open_interviewer(settings) as interviewer:
        log = get_log(settings.log_level, log_file)
        connected = dict(chats or {})
        conductor = Conductor(interviewer, estimate if settings.asks_claude else judge, judge)
        clock = SystemClock()
        accounts = PatientAccounts(database.accounts)
        spending = Spending(accounts, clock, _budget(settings, database, accounts, clock))
        interviews = kept_interviews(content, conductor, database.interviews, connected, clock, spending)
        room = _room(settings, content, database, Painter(charts or CharacterCharts(), log, clock), interviews)
        try:
            yield _assemble(settings, room, judge, stand_in, database, connected, log, accounts)
        finally:
            await judge.close()
            await estimate.close()


def stores_of(database: Database) -> Stores:
    """The stores that practice needs."""
    return Stores(database.directory, database.postings, database.ledger)


def _room(settings: Settings, content: Content, database: Database, painter: Painter, interviews: Interviews) -> Room:
    directory, postings, ledger, zone = database.directory, database.postings, database.ledger, settings.time_zone
    schedules, jobs = database.schedules, database.jobs
    picker = Picker(content, postings, schedules, database.group_scores)
    practice = Practice(content, stores_of(database), zone, settings.daily_answers)
    threads = Threads(directory, postings, ledger)
    return Room(
        practice,
        threads,
        GroupRules(directory),
        Belongings(content, ledger, database.keeping),
        Scheduling(content, directory, schedules, postings, picker, jobs, zone),
        Leaderboards(directory, database.standings, database.preferences, zone),
        Coach(practice, database.decks, DebriefWishes(content, database.interviews)),
        MockInterviews(interviews, practice, threads, _silence(settings, database)),
        Pairs(content, database.pairs, directory, database.interviews),
        together=together_of(practice, database),
        painter=painter,
    )


def _silence(settings: Settings, database: Database) -> Silence | None:
    """What an interviewer waits for before an answer is taken up, if anything."""
    return Silence(database.jobs, SystemClock(), settings.interview_patience) if settings.interview_patience else None


def _assemble(
    settings: Settings,
    room: Room,
    judge: Judge,
    stand_in: Judge | None,
    database: Database,
    chats: dict[str, Chat],
    log: WorkerLog,
    accounts: PatientAccounts,
) -> Greenroom:
    clock, practice, ledger = SystemClock(), room.practice, database.ledger
    patience = Patience(database.jobs, clock, OperatorLog(log), settings.stand_in_after)
    directory, schedules = database.directory, database.schedules
    board = Board(
        practice.content,
        directory,
        database.postings,
        ledger,
        chats,
        clock,
        settings.time_zone,
        schedules,
        database.preferences,
    )
    handlers: dict[JobKind, Handler] = {
        JobKind.EVENT: HandleEvents(room, chats, database.jobs, clock),
        JobKind.GRADE: GradeAnswers(
            practice, ledger, judge, clock, patience, accounts, _budget(settings, database, accounts, clock)
        ),
        JobKind.ESTIMATE: EstimateAnswers(practice, ledger, stand_in, clock),
        JobKind.DELIVER: DeliverCards(practice, ledger, chats, clock),
        JobKind.NOTIFY: TellWaiting(practice, ledger, chats, settings.stand_in_after),
        JobKind.PAIR: ShowPair(room.pairs, chats, clock),
        JobKind.SAY: SayTurns(
            practice.content, database.interviews, database.jobs, chats, clock, settings.interview_pause, room.painter
        ),
        JobKind.POST: PutQuestion(board),
        JobKind.REFRESH: RefreshPosting(board),
        JobKind.REMIND: RemindGroup(board),
        JobKind.CLOSE: ClosePosting(board),
        JobKind.TELL_ADMIN: TellAdmin(directory, schedules, chats, room.scheduling.lookout, clock),
        **together_handlers(room, database, chats, clock, settings.time_zone),
    }
    crew = Crew(database.jobs, handlers, clock, log, platforms=chats.keys())
    lateness, picker = timedelta(hours=settings.lateness_hours), room.scheduling.picker
    ticker = Ticker(schedules, picker, lateness, log, database.jobs)
    inbox = Inbox(database.jobs, clock)
    interviews = InterviewTicker(room.mocks.interviews, log, room.mocks.silence)
    reminders = ReminderTicker(database.reminders, settings.time_zone, log)
    recaps = RecapTicker(database.recaps, settings.time_zone, log)
    tickers = (ticker, interviews, reminders, recaps)
    presence = PresenceKeeper(database.presence)
    return Greenroom(room, judge, clock, crew, *tickers, inbox, chats, database, log, settings, presence, accounts)


def _budget(settings: Settings, database: Database, accounts: Accounts, clock: Clock) -> Budget | None:
    """What a group may spend, where the judge is one that costs anything."""
    if not (settings.asks_claude and settings.monthly_budget_usd):
        return None
    return Budget(accounts, database.directory, clock, settings.monthly_budget_usd, settings.time_zone)
