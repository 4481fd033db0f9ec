"""A stage whose interviewer lets candidates finish, and ways to speak on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.bank.content import Content
from bot.core.errors import NotItsTurnError, TryLaterError
from bot.core.inbox import HandleEvents
from bot.core.interviews.silence import Silence
from bot.core.interviews.state import Session, TurnKind
from bot.core.interviews.thinking import Thinking
from bot.core.records import Job, JobKind, Origin
from tests.transcripts.core_stage import CONTENT, CoreStage, ListOfMessages
from tests.transcripts.stage import Where

PATIENCE = 4.0
FIRST, SECOND, THIRD = "I like small cats.", "They purr when it rains.", "My neighbour has six."


class Typing(ListOfMessages):
    """Counts how often somebody was seen typing."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = 0

    def think(self, origin: Origin) -> None:
        self.typed += 1


class PatientStage(CoreStage):
    """A stage whose interviewer is silent for a while first; its worker does what is due and puts off what asks so."""

    def __init__(self, content: Content = CONTENT) -> None:
        self.typing = Typing()
        super().__init__(content)

    def _start(self) -> None:
        self.platform = self.typing
        super()._start()
        mocks = self.room.mocks
        thinking = Thinking(self.content, self.stores.interviews, self.chats, self.clock)
        silence = Silence(self.stores.jobs, self.clock, PATIENCE)
        mocks = replace(mocks, interviews=replace(mocks.interviews, through=thinking), silence=silence)
        self.room = replace(self.room, mocks=mocks)
        self.handlers[JobKind.EVENT] = self.process()

    def process(self) -> HandleEvents:
        """The handler of one more process."""
        return HandleEvents(self.room, self.chats, self.stores.jobs, self.clock)

    async def work(self) -> None:
        """Do all that is due now."""
        for _ in range(100):
            jobs = await self.stores.jobs.claim(list(self.handlers), 10, self.clock.now(), 30)
            if not jobs:
                return
            for job in jobs:
                await self.perform(job)
        raise AssertionError("the jobs have no end")

    async def perform(self, job: Job, handler: HandleEvents | None = None) -> None:
        try:
            await asyncio.wait_for((handler or self.handlers[job.kind])(job), 60)
        except NotItsTurnError as error:
            await self._put_off(job, error.retry_after)
        except TryLaterError:
            await self._put_off(job, 2.0 * 2 ** (job.attempts - 1))
        else:
            await self.stores.jobs.finish(job, self.clock.now())

    async def _put_off(self, job: Job, seconds: float) -> None:
        later = self.clock.now() + timedelta(seconds=seconds)
        await self.stores.jobs.retry(job, later, "put off", failed=False)

    async def passes(self, seconds: float) -> None:
        """Let time pass, and whatever comes due be done when it does."""
        end = self.clock.now() + timedelta(seconds=seconds)
        await self.work()
        while (due := await self.stores.jobs.next_due()) is not None and due <= end:
            await self.clock.pass_time(max(0.0, (due - self.clock.now()).total_seconds()))
            await self.work()
        await self.clock.pass_time((end - self.clock.now()).total_seconds())

    async def settle(self) -> None:
        await self.passes(20)


async def begun(content: Content = CONTENT) -> PatientStage:
    """A stage on which bob holds an interview with the bot alone."""
    made = PatientStage(content)
    await told(made, "mock two-stages")
    await made.settle()
    return made


async def told(stage: PatientStage, *texts: str, gap: float = 1.0, where: Where = "direct") -> None:
    """Say things one after the other, and let time pass in between."""
    for text in texts:
        await stage.say("bob", text, where)
        await stage.passes(gap)


def session(stage: CoreStage) -> Session:
    [(found, *_)] = stage.stores.interviews.kept.values()
    return found.session


def answers(stage: CoreStage, part: int = 0) -> Sequence[str]:
    return session(stage).stages[part].answers


def probes(stage: CoreStage) -> int:
    return sum(turn.kind is TurnKind.PROBE for turn in session(stage).turns)


def kinds(stage: CoreStage, count: int) -> list[TurnKind]:
    return [turn.kind for turn in session(stage).turns[-count:]]


async def edited(stage: PatientStage, text: str) -> None:
    origin = Origin("core", "W1", "D-bob", "bob", "Bob", direct=True, message=stage.newest["bob"])
    stage.clock.advance(0.1)
    await stage._event("message-edited", origin, stage._key(), text)
    await stage.work()


async def deleted(stage: PatientStage) -> None:
    """Take the last message back, on a platform that does not tell whose it was."""
    origin = Origin("core", "W1", "D-bob", "", "", direct=True, message=stage.newest["bob"])
    await stage._event("message-deleted", origin, stage._key())
    await stage.work()
