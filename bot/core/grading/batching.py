"""Grading many answers through batches: what is handed in, waited for and asked again, without any I/O of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.asking import Asking
from bot.core.grading.parsing import ModelReply
from bot.core.retry import LONGEST_ASKED_WAIT

T = TypeVar("T")

BatchResult = ModelReply | JudgeUnavailableError
"""What came of one request of a batch."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds between looks at a batch: twice as long each time, up to a minute."""

MOST_REQUESTS = 5_000
"""Requests in one batch; a server takes 100,000 or 256 MB, and one of ours has about 25 kB."""

BATCH_GONE = "batch-gone"
"""The reason of a failure that no waiting mends: what came of a batch can be had no more."""

_REFUSED = frozenset({"rate-limited", "overloaded"})
"""Reasons that tell, beside those that are the operator's business, that a batch has not arrived."""

_LISTS_NONE = frozenset({"not-found", "bad-request", "no-message"})
"""Reasons of a server that takes batches and cannot list them."""


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is.

    Attributes:
        ended: Whether it has ended.
        waiting: How many of its requests are not done.
        gone: Whether its results were there and are no more; a server keeps them for some weeks.
    """

    ended: bool
    waiting: int
    gone: bool = False


@dataclass
class Rounds:
    """What a run has handed in.

    Attributes:
        ids: Ids of the batches, a list a round.
        unsure_since: When, at the earliest by the server's clock, a further batch was handed in that may or may not
            have arrived; none where all that arrived are known.
    """

    ids: list[list[str]] = field(default_factory=list)
    unsure_since: datetime | None = None


class MessageBatches(Protocol):
    """A server that takes requests in batches. Each method raises JudgeUnavailableError where it cannot be reached."""

    async def create(self, bodies: Mapping[str, dict[str, Any]]) -> str:
        """Hand requests in, by names of our own; returns the batch's id."""
        ...

    async def find(self, since: datetime, count: int) -> Sequence[str]:
        """Ids of the batches of so many requests that were made since then, the latest first."""
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
        rounds: The batches handed in so far; handed back in, a run goes on from there.
        save: Keeps the rounds; called before and after a batch is handed in, so that an interrupted run finds it again.
        now: The present moment, by the slowest clock that the server may have.
        sleep: Waits for some seconds.
        tell: Called with the number of requests that are waited for.
    """

    batches: MessageBatches
    nonce: Callable[[], str]
    save: Callable[[Rounds], None]
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    tell: Callable[[int], None] = lambda _waiting: None
    rounds: Rounds = field(default_factory=Rounds)

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
                try:
                    await self._ended(batch_id)
                    results = await self._patiently(partial(self.batches.results, batch_id))
                except JudgeUnavailableError as error:
                    raise (_gone(batch_id) if error.reason == "not-found" else error) from None
                failed |= _taken(open_ones, results)
            for name, asking in open_ones.items():
                if asking.calls <= number and not asking.verdict and name not in failed:
                    failed[name] = JudgeUnavailableError("lost", detail="the batch holds no result for it")
            number += 1
        return failed

    async def _handed_in(self, number: int, askings: Mapping[str, Asking]) -> Sequence[str]:
        """Ids of a round's batches; what an earlier start handed in is not handed in again."""
        if number == len(self.rounds.ids):
            self.rounds.ids.append([])
        ids = self.rounds.ids[number]
        for chunk in list(_chunks(askings))[len(ids) :]:
            ids.append(await self._patiently(partial(self._arrived, chunk)))
            self.rounds.unsure_since = None
            self.save(self.rounds)
        return ids

    async def _arrived(self, askings: Mapping[str, Asking]) -> str:
        """Hand some askings in, unless an earlier try turns out to have arrived; the batch's id."""
        unsure_since = self.rounds.unsure_since
        if unsure_since is not None:
            known = {batch_id for ids in self.rounds.ids for batch_id in ids}
            for batch_id in await self._found(unsure_since, len(askings)):
                if batch_id not in known:
                    return batch_id
        self.rounds.unsure_since = unsure_since or self.now()
        self.save(self.rounds)
        try:
            return await self.batches.create({name: asking.body(self.nonce()) for name, asking in askings.items()})
        except JudgeUnavailableError as error:
            if error.operator or error.reason in _REFUSED:
                self.rounds.unsure_since = unsure_since
                self.save(self.rounds)
            raise

    async def _found(self, since: datetime, count: int) -> Sequence[str]:
        try:
            return await self.batches.find(since, count)
        except JudgeUnavailableError as error:
            if error.reason in _LISTS_NONE:
                return ()
            raise

    async def _ended(self, batch_id: str) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                state = await self.batches.state(batch_id)
            except JudgeUnavailableError as error:
                if error.operator:
                    raise
                await self.sleep(_wait(pause, error))
            else:
                if state.gone:
                    raise _gone(batch_id)
                if state.ended:
                    return
                self.tell(state.waiting)
                await self.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """What a call comes to, tried again some times while the server is busy or away."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await call()
            except JudgeUnavailableError as error:
                if error.operator or pause >= LONGEST_PAUSE:
                    raise
                await self.sleep(_wait(pause, error))
            pause *= 2


def _wait(pause: float, error: JudgeUnavailableError) -> float:
    return max(pause, min(error.retry_after or 0.0, LONGEST_ASKED_WAIT))


def _gone(batch_id: str) -> JudgeUnavailableError:
    """A batch that its server does not know, or whose results it has thrown away."""
    remedy = "results are kept for some weeks, for the key and the server that it was handed in with"
    return JudgeUnavailableError(BATCH_GONE, operator=True, detail=f"{batch_id}: {remedy}")


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
            error.usage = error.usage or askings[name].usage
            failed[name] = error
    return failed


def _chunks(askings: Mapping[str, Asking]) -> Iterator[dict[str, Asking]]:
    names = list(askings)
    for at in range(0, len(names), MOST_REQUESTS):
        yield {name: askings[name] for name in names[at : at + MOST_REQUESTS]}
