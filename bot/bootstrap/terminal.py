"""Practice on this terminal."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.bootstrap.bank import load_content_for
from bot.bootstrap.running import Greenroom, open_greenroom, stores_of
from bot.core.answers import grading_request
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters
from bot.core.chat import ChatEvent, Reply, ReplyKind
from bot.core.commands import dispatch
from bot.core.commands.overhearing import overheard
from bot.core.crew import Crew
from bot.core.errors import GreenroomError, StorageError
from bot.core.grading.request import GradingRequest
from bot.core.interviews.holding import is_here
from bot.core.interviews.kept import Heard, Kept
from bot.core.interviews.listening import Word
from bot.core.interviews.state import InterviewStateError, Phase
from bot.core.practice import Practice, pick
from bot.core.progress.streaks import local_day
from bot.core.records import Origin
from bot.core.replies.notices import welcome
from bot.settings import Settings

if TYPE_CHECKING:
    from storage.database import Database


_MOMENT = 1.0
_LOOK_AGAIN = 0.05


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
        return await Practice(content, stores_of(database), settings.time_zone).preview_today(local_origin(), now)


async def practise_in_terminal(settings: Settings, options: Mapping[str, str]) -> int:
    """Practice on this terminal, or from a script on standard input, until it ends.

    Args:
        settings: The settings.
        options: What the first question must be; none for today's.

    Returns:
        The exit status.
    """
    from bot.adapters.terminal.transport import TerminalTransport
    from bot.adapters.terminal.wiring import TERMINATED, local_origin, open_terminal, run_terminal
    from bot.core.commands.typed import Choices

    origin = local_origin()
    screen = TerminalTransport(origin)
    log_file = settings.cache_dir / "terminal.log" if sys.stdin and sys.stdin.isatty() else None
    async with open_greenroom(settings, log_file=log_file) as greenroom:
        greenroom.connect(origin.platform, screen)
        await _tick(greenroom)
        talk = _Dispatch(greenroom)
        app = open_terminal(
            talk,
            screen,
            greenroom.clock,
            greeting=welcome(settings.judge_server),
            preselect=options,
            choices=Choices.of(greenroom.room.practice.content),
            expected=await _unfinished(greenroom.database, greenroom.clock.now()),
            interviews=talk,
            going_on=await talk.running(origin) is not None,
        )
        async with _running(greenroom.crew) as work, _ticking(greenroom):
            status = await run_terminal(app)
            await talk.pause(origin)
            if status == TERMINATED:
                work.cancel()
            return status


class _Dispatch:
    """The core's commands and what is said in interviews, with the workers woken and the judge made ready."""

    def __init__(self, greenroom: Greenroom) -> None:
        self._greenroom = greenroom
        self._preparing: set[asyncio.Task[None]] = set()

    async def __call__(self, event: ChatEvent) -> Reply:
        reply = await dispatch(self._greenroom.room, event) or Reply(ReplyKind.TURN, ())  # which comes by itself
        self._greenroom.crew.wake()
        if reply.kind is ReplyKind.QUESTION:
            self._prepare(reply.context["question_id"], reply.context["style"])
        return reply

    async def overhear(self, event: ChatEvent) -> bool:
        """Take in what was typed as something said in an interview; False if it is none of its business."""
        heard = await overheard(self._greenroom.room, event)
        self._greenroom.crew.wake()
        return heard

    async def heard_out(self) -> None:
        """Wait until the interviewer has said what there is to say."""
        from bot.adapters.terminal.wiring import local_origin

        mocks = self._greenroom.room.mocks
        while (kept := await mocks.overheard(local_origin())) is not None and kept.unsaid:
            await self._greenroom.clock.sleep(_LOOK_AGAIN)

    async def running(self, origin: Origin) -> Kept | None:
        """The interview that runs or is paused here."""
        try:
            kept = await self._greenroom.room.mocks.overheard(origin)
        except InterviewStateError:
            return None
        here = kept is not None and kept.session.phase in {Phase.LIVE, Phase.PAUSED} and is_here(kept, origin)
        return kept if here else None

    async def pause(self, origin: Origin) -> None:
        """Stop an interview's clock on leaving; it goes on when the member says so."""
        kept = await self.running(origin)
        if kept is not None and kept.session.phase is Phase.LIVE:
            at = self._greenroom.clock.now()
            heard = Heard(f"leave:{kept.session.id}:{kept.revision}", at, word=Word.PAUSE)
            with contextlib.suppress(GreenroomError):
                await self._greenroom.room.mocks.hear(kept, heard)

    def _prepare(self, question_id: str, style: str) -> None:
        request = grading_request(self._greenroom.room.practice.content, question_id, "", style or None)
        task = asyncio.create_task(self._prepared(request))
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def _prepared(self, request: GradingRequest) -> None:
        try:
            await self._greenroom.judge.prepare(request)
        except Exception as error:
            self._greenroom.log.info("judge_not_prepared", exc_info=error)


async def _tick(greenroom: Greenroom) -> None:
    """Make the postings that are due; what goes wrong is for the log, not for the screen."""
    try:
        await greenroom.tick()
    except Exception as error:
        greenroom.log.error("tick_failed", exc_info=error)  # noqa: TRY400


@contextlib.asynccontextmanager
async def _ticking(greenroom: Greenroom) -> AsyncIterator[None]:
    """The tick, again and again, from shortly after the start, so that the first prompt does not wait for it."""

    async def tick() -> None:
        await _tick(greenroom)

    async def tick_on() -> None:
        await greenroom.clock.sleep(_MOMENT)
        from bot.adapters.scheduler import ticking

        async with ticking(tick):
            await asyncio.Event().wait()

    task = asyncio.create_task(tick_on(), name="tick")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _unfinished(database: Database, now: datetime) -> int:
    """How many jobs there are at most to be done now, so that it is worth waiting a moment for what they show."""
    due = await database.jobs.next_due()
    if due is None or due > now:
        return 0
    return sum((await database.jobs.counts()).by_kind.values())


@contextlib.asynccontextmanager
async def _running(crew: Crew) -> AsyncIterator[asyncio.Task[None]]:
    """The worker at work; if this or its task is cancelled, what is under way is given back for the next start."""
    task = asyncio.create_task(crew.run(), name="worker")
    try:
        yield task
    except asyncio.CancelledError:
        task.cancel()
        raise
    finally:
        crew.stop()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()
