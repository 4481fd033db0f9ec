"""Grading many answers through batches: what is handed in, waited for and asked again, without any I/O of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.asking import Asking
from bot.core.grading.parsing import ModelReply

BatchResult = ModelReply | JudgeUnavailableError
"""What came of one request of a batch."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds between looks at a batch: twice as long each time, up to a minute."""

MOST_REQUESTS = 5_000
"""Requests in one batch; a server takes 100,000 or 256 MB, and one of ours has about 25 kB."""


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is; `waiting` counts the requests that are not done."""

    ended: bool
    waiting: int


class MessageBatches(Protocol):
    """A server that takes requests in batches. Each method raises JudgeUnavailableError where it cannot be reached."""

    async def create(self, bodies: Mapping[str, dict[str, Any]]) -> str:
        """Hand requests in, by names of our own; returns the batch's id."""
        ...

    async def state(self, batch_id: str) -> BatchState:
        """How far a batch is."""
        ...

    async def results(self, batch_id: str) -> Mapping[str, BatchResult]:
        """What came of each request of a batch that has ended."""
        ...


@dataclass
class BatchRun:
    """Answers on their way through batches: a first round with all of them, a second with what has to be asked again.

    Attributes:
        rounds: Ids of the batches handed in so far, a list a round; handed back in, a run goes on from there.
        save: Called whenever a batch was handed in, so that an interrupted run finds it again.
        sleep: Waits for some seconds.
        tell: Called with the number of requests that are waited for.
    """

    batches: MessageBatches
    nonce: Callable[[], str]
    save: Callable[[list[list[str]]], None]
    sleep: Callable[[float], Awaitable[None]]
    tell: Callable[[int], None] = lambda _waiting: None
    rounds: list[list[str]] = field(default_factory=list)

    async def grade(self, askings: Mapping[str, Asking]) -> dict[str, JudgeUnavailableError]:
        """Take every asking to its verdict.

        Args:
            askings: The answers by names of letters, digits and hyphens, the same at every start of a run.

        Returns:
            What could not be graded, by name, and why.
        """
        failed: dict[str, JudgeUnavailableError] = {}
        number = 0
        while open_ones := {
            name: asking for name, asking in askings.items() if not asking.verdict and name not in failed
        }:
            for batch_id in await self._handed_in(number, open_ones):
                await self._ended(batch_id)
                failed |= _taken(open_ones, await self._results(batch_id))
            for name, asking in open_ones.items():
                if asking.calls <= number and not asking.verdict and name not in failed:
                    failed[name] = JudgeUnavailableError("malformed", detail="the batch holds no result for it")
            number += 1
        return failed

    async def _handed_in(self, number: int, askings: Mapping[str, Asking]) -> Sequence[str]:
        """Ids of a round's batches; what an earlier start handed in is not handed in again."""
        if number == len(self.rounds):
            self.rounds.append([])
        ids = self.rounds[number]
        for chunk in list(_chunks(askings))[len(ids) :]:
            ids.append(await self.batches.create({name: asking.body(self.nonce()) for name, asking in chunk.items()}))
            self.save(self.rounds)
        return ids

    async def _ended(self, batch_id: str) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                state = await self.batches.state(batch_id)
            except JudgeUnavailableError as error:
                if error.operator:
                    raise
                await self.sleep(max(pause, error.retry_after or 0.0))
            else:
                if state.ended:
                    return
                self.tell(state.waiting)
                await self.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _results(self, batch_id: str) -> Mapping[str, BatchResult]:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self.batches.results(batch_id)
            except JudgeUnavailableError as error:
                if error.operator or pause >= LONGEST_PAUSE:
                    raise
                await self.sleep(max(pause, error.retry_after or 0.0))
            pause *= 2


def _taken(askings: Mapping[str, Asking], results: Mapping[str, BatchResult]) -> dict[str, JudgeUnavailableError]:
    failed = {}
    for name, result in results.items():
        if name not in askings:
            continue
        try:
            if isinstance(result, JudgeUnavailableError):
                raise result
            askings[name].take(result)
        except JudgeUnavailableError as error:
            failed[name] = error
    return failed


def _chunks(askings: Mapping[str, Asking]) -> Iterator[dict[str, Asking]]:
    names = list(askings)
    for at in range(0, len(names), MOST_REQUESTS):
        yield {name: askings[name] for name in names[at : at + MOST_REQUESTS]}
