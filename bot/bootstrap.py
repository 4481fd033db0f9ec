"""The composition root: the only module that sees every layer."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.core.answers import grading_request
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters
from bot.core.budget import Budget
from bot.core.chat import ChatEvent, Reply, ReplyKind
from bot.core.commands import dispatch
from bot.core.errors import SettingsError, StorageError
from bot.core.grading.deferred import DeferredJudge
from bot.core.grading.request import GradingRequest
from bot.core.grading_work import DeliverCards, GradeAnswers
from bot.core.operator import OperatorLog
from bot.core.ports import Chat, Clock, Judge
from bot.core.practice import Practice, Stores, pick
from bot.core.progress.streaks import local_day
from bot.core.records import JobKind
from bot.core.replies.notices import welcome
from bot.core.waiting import EstimateAnswers, Patience, TellWaiting
from bot.core.worker import Handler, Worker, WorkerLog
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.claude import Access, ClaudeBatches
    from bot.core.grading.grade import Usage
    from bot.core.grading.prices import Price
    from bot.core.grading.prompt import ModelOptions
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Greenroom:
    """Everything that runs, put together."""

    practice: Practice
    judge: Judge
    clock: Clock
    worker: Worker
    database: Database
    log: WorkerLog


def load_content_for(settings: Settings) -> Content:
    """The content of all packs; what is faulty in them is left out and told on standard error.

    Raises:
        SettingsError: No question could be loaded at all.
    """
    from bot.adapters.logs import get_log
    from bot.adapters.packs.loader import load_content

    content = load_content(settings.pack_folders, settings.cache_dir)
    log = get_log(settings.log_level)
    for fault in content.faults:
        log.warning("left out of the bank", fault=str(fault))
    if not len(content.bank):
        raise SettingsError("GREENROOM_PACKS", "no question could be loaded; `greenroom questions check` says why")
    return content


def make_judge(settings: Settings) -> Judge:
    """The judge that the settings choose: a model where one is set up, else the offline estimate.

    Raises:
        SettingsError: A model is to judge, and there is neither a key nor a server for it.
    """
    if not settings.asks_claude:
        return make_offline_judge(settings)
    from bot.adapters.claude import ClaudeJudge

    return ClaudeJudge(model_options(settings), claude_access(settings), price=claude_price(settings))


def make_offline_judge(settings: Settings) -> Judge:
    """The coverage estimate, by meaning where the weights are installed, else by words."""
    from bot.adapters.minilm import load_comparer
    from bot.core.grading.estimate import CoverageJudge
    from bot.core.grading.lexical import LexicalComparer

    found = load_comparer(settings.cache_dir, settings.weights)
    return CoverageJudge(found.comparer or LexicalComparer())


def make_batches(settings: Settings) -> ClaudeBatches:
    """The way to grade in batches.

    Raises:
        SettingsError: No model is set up.
    """
    from bot.adapters.claude import ClaudeBatches

    return ClaudeBatches(settings.claude_model, claude_access(settings), claude_price(settings))


def model_options(settings: Settings) -> ModelOptions:
    """Which model is asked, and how; needs no key."""
    from bot.core.grading.prompt import ModelOptions

    effort = None if settings.claude_effort == "default" else settings.claude_effort
    return ModelOptions(settings.claude_model, effort, settings.claude_max_tokens)


def claude_access(settings: Settings) -> Access:
    """How to reach the model.

    Raises:
        SettingsError: There is neither a key nor a server.
    """
    from bot.adapters.claude import Access

    key, server = settings.claude_api_key, settings.claude_base_url
    if key is None and server is None:
        raise SettingsError("GREENROOM_CLAUDE_API_KEY", "is needed for Claude to judge, or GREENROOM_CLAUDE_BASE_URL")
    return Access(key.get_secret_value() if key else None, server, settings.claude_timeout)


def claude_price(settings: Settings) -> Price | None:
    """What tokens cost: what is set, or the model's list price; none if neither is known."""
    from bot.core.grading.prices import Price, find_price, price_of

    prices = settings.claude_prices
    if prices is None:
        return find_price(settings.claude_model)
    return Price(*prices) if len(prices) == 4 else price_of(prices[0], prices[1])


async def call_claude(settings: Settings) -> Usage:
    """Make one tiny request, and see what it took.

    Raises:
        SettingsError: There is neither a key nor a server.
        JudgeUnavailableError: It failed; the reason says how.
    """
    from bot.adapters.claude.connection import Connection
    from bot.adapters.claude.messages import Messages

    body = {
        "model": settings.claude_model,
        "max_tokens": 16,
        "system": [{"type": "text", "text": "Answer in one word."}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Are you there?"}]}],
    }
    connection = Connection(claude_access(settings))
    try:
        return (await Messages(connection, claude_price(settings)).send(lambda _features: body)).usage
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def open_greenroom(
    settings: Settings, chats: Mapping[str, Chat] | None = None, log_file: Path | None = None
) -> AsyncIterator[Greenroom]:
    """Everything that runs over one database; the worker is made, not started.

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
        practice = Practice(content, _stores(database), settings.time_zone, settings.daily_answers)
        try:
            yield _assemble(settings, practice, judge, stand_in, database, chats or {}, log)
        finally:
            await judge.close()
            if stand_in is not None:
                await stand_in.close()


def _stores(database: Database) -> Stores:
    return Stores(database.directory, database.postings, database.ledger)


def _assemble(
    settings: Settings,
    practice: Practice,
    judge: Judge,
    stand_in: Judge | None,
    database: Database,
    chats: Mapping[str, Chat],
    log: WorkerLog,
) -> Greenroom:
    clock = SystemClock()
    ledger = database.ledger
    patience = Patience(database.jobs, clock, OperatorLog(log), settings.stand_in_after)
    handlers: dict[JobKind, Handler] = {
        JobKind.GRADE: GradeAnswers(
            practice, ledger, judge, clock, patience, database.accounts, _budget(settings, database, clock)
        ),
        JobKind.ESTIMATE: EstimateAnswers(practice, ledger, stand_in, clock),
        JobKind.DELIVER: DeliverCards(practice, ledger, chats, clock),
        JobKind.NOTIFY: TellWaiting(practice, ledger, chats, settings.stand_in_after),
    }
    worker = Worker(database.jobs, handlers, clock, log=log)
    return Greenroom(practice, judge, clock, worker, database, log)


def _budget(settings: Settings, database: Database, clock: Clock) -> Budget | None:
    """What a group may spend, where the judge is one that costs anything."""
    if not (settings.asks_claude and settings.monthly_budget_usd):
        return None
    return Budget(database.accounts, database.directory, clock, settings.monthly_budget_usd, settings.time_zone)


async def preview_today(settings: Settings) -> Question:
    """Today's question as the terminal would ask it; a database that another process holds is only read."""
    from bot.adapters.terminal.wiring import local_origin
    from storage.database import open_database

    content = load_content_for(settings)
    now = SystemClock().now()
    try:
        database = await open_database(settings.database_url, read_only=True)
    except StorageError:
        # None yet, or none that can be read: then there is no history to honour.
        return pick(content, Filters(), local_origin(), local_day(now, settings.time_zone))
    async with database:
        return await Practice(content, _stores(database), settings.time_zone).preview_today(local_origin(), now)


async def practise_in_terminal(settings: Settings, options: Mapping[str, str]) -> int:
    """Practice on this terminal, or from a script on standard input, until it ends.

    Args:
        settings: The settings.
        options: What the first question must be; none for today's.

    Returns:
        The exit status.
    """
    from bot.adapters.terminal.chat import TerminalChat
    from bot.adapters.terminal.translate import Choices
    from bot.adapters.terminal.wiring import TERMINATED, local_origin, open_terminal, run_terminal

    chat = TerminalChat(local_origin())
    log_file = settings.cache_dir / "terminal.log" if sys.stdin and sys.stdin.isatty() else None
    async with open_greenroom(settings, {"terminal": chat}, log_file) as greenroom, _running(greenroom.worker) as work:
        content = greenroom.practice.content
        choices = Choices({question.id: question.title for question in content.bank}, tuple(content.styles))
        app = open_terminal(
            _Dispatch(greenroom),
            chat,
            greenroom.clock,
            greeting=welcome(settings.judge_server),
            preselect=options,
            choices=choices,
            expected=await _unfinished(greenroom.database, greenroom.clock.now()),
        )
        status = await run_terminal(app)
        if status == TERMINATED:
            work.cancel()
        return status


class _Dispatch:
    """The core's commands, with the worker woken by answers and the judge made ready for questions."""

    def __init__(self, greenroom: Greenroom) -> None:
        self._greenroom = greenroom
        self._preparing: set[asyncio.Task[None]] = set()

    async def __call__(self, event: ChatEvent) -> Reply:
        reply = await dispatch(self._greenroom.practice, event)
        if reply.kind is ReplyKind.RECEIPT:
            self._greenroom.worker.wake()
        elif reply.kind is ReplyKind.QUESTION:
            self._prepare(reply.context["question_id"], reply.context["style"])
        return reply

    def _prepare(self, question_id: str, style: str) -> None:
        request = grading_request(self._greenroom.practice.content, question_id, "", style or None)
        task = asyncio.create_task(self._prepared(request))
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def _prepared(self, request: GradingRequest) -> None:
        try:
            await self._greenroom.judge.prepare(request)
        except Exception as error:
            self._greenroom.log.info("judge_not_prepared", exc_info=error)


async def _unfinished(database: Database, now: datetime) -> int:
    """How many jobs from before can be done now, so that it is worth waiting a moment for their cards."""
    due = await database.jobs.next_due()
    if due is None or due > now:
        return 0
    return sum((await database.jobs.counts()).by_kind.values())


@contextlib.asynccontextmanager
async def _running(worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """The worker at work; if this or its task is cancelled, what is under way is given back for the next start."""
    task = asyncio.create_task(worker.run(), name="worker")
    try:
        yield task
    except asyncio.CancelledError:
        task.cancel()
        raise
    finally:
        worker.stop()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()
