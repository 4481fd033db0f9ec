"""Who interviews, as the settings choose it, and where interviews are kept."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.core.bank.content import Content
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import Interviewer, PlanInterviewer
from bot.core.interviews.kept import Heard, InterviewStore, Told
from bot.core.interviews.saying import say_jobs
from bot.core.interviews.spending import Spending
from bot.core.interviews.storing import Interviews
from bot.core.interviews.thinking import Thinking
from bot.core.ports import Chat, Clock
from bot.core.records import NewJob

if TYPE_CHECKING:
    from bot.settings import Settings


@contextlib.asynccontextmanager
async def open_interviewer(settings: Settings) -> AsyncIterator[Interviewer]:
    """The model where one is set up, else the plan by itself.

    Raises:
        SettingsError: A model is to interview, and there is neither a key nor a server for it.
    """
    if not settings.asks_claude:
        yield PlanInterviewer()
        return
    from bot.adapters.claude.connection import Connection
    from bot.adapters.claude.judge import new_nonce
    from bot.adapters.claude.messages import Messages
    from bot.bootstrap.judges import claude_access, claude_price, model_options
    from bot.core.interviews.model_interviewer import ModelInterviewer

    connection = Connection(claude_access(settings))
    try:
        yield ModelInterviewer(Messages(connection, claude_price(settings)), model_options(settings), new_nonce)
    finally:
        await connection.close()


def kept_interviews(
    content: Content,
    conductor: Conductor,
    store: InterviewStore,
    chats: Mapping[str, Chat],
    clock: Clock,
    spending: Spending,
) -> Interviews:
    """Interviews that are stored, whose turns are said by jobs."""

    def jobs(told: Told, event: Heard) -> Sequence[NewJob]:
        return say_jobs(told, event, clock.now())

    return Interviews(content, conductor, store, jobs, Thinking(content, store, chats, clock), spending.on)
