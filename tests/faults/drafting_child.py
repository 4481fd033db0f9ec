"""A process like `interviewing_child`, in which a model writes the follow-ups, word by word before everybody's eyes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any, cast

from bot.core.crew import Crew, Shift
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.grading.grade import Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prompt import Features, ModelOptions
from bot.core.inbox import HandleEvents
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.model_interviewer import InterviewModel, ModelInterviewer
from bot.core.interviews.saying import SayTurns
from bot.core.interviews.thinking import Thinking
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind, Origin
from bot.core.worker import Handler
from storage.database import Database
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.faults import interviewing_child
from tests.faults.interviewing_child import AT_ONCE, CLOCK, CONTENT
from tests.faults.platform import PlatformTransport
from tests.unit.interview_samples import WordsJudge

AFTER_A_WORD = 0.004
BEGINS = "Let me stay with that for a moment. I have read it twice now. "
"""How every follow-up begins that the model writes."""


class Writes(InterviewModel):
    """A model that puts the plan's probe after two sentences of its own, which take a while."""

    async def send(self, build: Callable[[Features], dict[str, Any]]) -> ModelReply:
        probe = re.search(r"persona's words: (.*)\n", json.dumps(build(Features())).replace("\\n", "\n"))
        assert probe is not None
        return ModelReply(f"{BEGINS}{probe.group(1)}", "end_turn", Usage())

    async def stream(
        self, build: Callable[[Features], dict[str, Any]], take: Callable[[str], Awaitable[bool]]
    ) -> ModelReply:
        reply = await self.send(build)
        for word in reply.text.split(" "):
            await asyncio.sleep(AFTER_A_WORD)
            await take(f"{word} ")
        return reply


@dataclass(frozen=True)
class Hasty(PlatformTransport):
    """A platform on which drafts may grow at once."""

    def draft_pause(self, origin: Origin) -> float | None:
        return 0.001


def crew(database: Database, port: int) -> Crew:
    """Who handles what is said, and says the turns."""
    chats = {"elsewhere": Courier(Hasty(port), database.deliveries, Pacer(CLOCK), CLOCK)}
    practice = Practice(CONTENT, Stores(database.directory, database.postings, database.ledger))
    judge = WordsJudge(estimate=True)
    conductor = Conductor(ModelInterviewer(Writes(), ModelOptions("any"), lambda: "0123456789abcdef"), judge, judge)
    room = room_of(practice, cast("InMemoryStores", database), conductor)
    through = Thinking(CONTENT, database.interviews, chats, CLOCK)
    mocks = replace(room.mocks, interviews=replace(room.mocks.interviews, through=through))
    handlers: dict[JobKind, Handler] = {
        JobKind.EVENT: HandleEvents(replace(room, mocks=mocks), chats, database.jobs, CLOCK),
        JobKind.SAY: SayTurns(CONTENT, database.interviews, database.jobs, chats, CLOCK, longest_pause=0),
    }
    return Crew(database.jobs, handlers, CLOCK, shifts=(Shift(tuple(handlers), AT_ONCE),))


def main(url: str, port: int, orders: Connection, told: Connection) -> None:
    """The process's whole life."""
    interviewing_child._crew = crew
    interviewing_child.main(url, port, orders, told)
