from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from bot.core.errors import TryLaterError
from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.state import Pair, PairRefusedError
from bot.core.interviews.pairing.storing import KeptPair, Pairs
from bot.core.interviews.script import Script
from bot.core.records import JobKind, NewJob
from tests import samples
from tests.fakes.stores import InMemoryStores
from tests.fakes.stores.pairs import InMemoryPairs
from tests.samples import NOON
from tests.unit.interview_samples import plan
from tests.unit.pair_samples import CANDIDATE, READER, after, live_pair, ready_pair


@dataclass
class BusyPairs(InMemoryPairs):
    """Pairs in which the candidate's own events come in between, so many times."""

    others: int = 1

    async def take(
        self, kept: KeptPair, event_key: str, jobs: Sequence[NewJob], answered: datetime | None = None
    ) -> KeptPair | None:
        if self.others and event_key == "reader":
            self.others -= 1
            held = await self.get(kept.workspace_id, kept.id)
            assert held is not None
            change = moves.pause if held.pair.running_since else moves.resume
            paused = change(held.pair, CANDIDATE, after(10))
            await super().take(replace(held, revision=held.revision + 1, pair=paused), f"other-{self.others}", ())
        return await super().take(kept, event_key, jobs, answered)


async def held(store: InMemoryPairs, pair: Pair) -> tuple[Pairs, KeptPair]:
    content = replace(samples.content(), interviews={"two-stages": plan()})
    stores = InMemoryStores()
    return Pairs(content, store, stores.directory, stores.interviews), await store.begin(1, pair, "first", lambda _: ())


def level(script: Script, pair: Pair) -> Pair:
    return noting.give_level(script, pair, READER, "warm-up", "drive", 3)


async def test_what_comes_in_between_is_kept_and_the_event_goes_on_from_there() -> None:
    pairs, kept = await held(BusyPairs(), live_pair())
    done = await pairs.do(1, kept.id, "reader", NOON, level)
    assert (done.revision, done.pair.open_stage.levels) == (3, {"drive": 3})
    assert done.pair.running_since is None
    assert await pairs.do(1, kept.id, "reader", NOON, level) == done


async def test_an_event_that_never_gets_its_turn_is_tried_later() -> None:
    pairs, kept = await held(BusyPairs(others=99), live_pair())
    with pytest.raises(TryLaterError):
        await pairs.do(1, kept.id, "reader", NOON, level)


async def test_what_changes_nothing_is_neither_stored_nor_shown() -> None:
    store = InMemoryPairs()
    pairs, kept = await held(store, ready_pair())
    assert await pairs.do(1, kept.id, "again", NOON, lambda _script, pair: pair) == kept
    assert await store.changed_by(1, "again") is None
    assert not await store.jobs.claim([JobKind.PAIR], 9, NOON, 30)


async def test_a_pair_of_another_workspace_is_none() -> None:
    pairs, kept = await held(InMemoryPairs(), live_pair())
    with pytest.raises(PairRefusedError, match="gone"):
        await pairs.do(2, kept.id, "reader", NOON, level)


@pytest.mark.parametrize(
    ("move", "views"),
    [
        (level, ["sheet"]),
        (lambda script, pair: noting.note(script, pair, READER, "warm-up", "", "Calm."), ["desk"]),
        (lambda script, pair: noting.give_probe(script, pair, READER), ["desk"]),
        (lambda _script, pair: noting.show_question(pair, READER), ["card", "script"]),
        (lambda _script, pair: moves.pause(pair, READER, after(3)), ["card", "desk"]),
        (
            lambda script, pair: moves.go(script, pair, READER, "warm-up", after(3)),
            ["card", "script", "sheet", "desk"],
        ),
        (
            lambda _script, pair: moves.stop(pair, READER, after(3)),
            ["card", "facts", "script", "sheet", "desk", "candidate-debrief", "reader-debrief"],
        ),
    ],
)
async def test_a_change_puts_right_what_it_touches_and_no_more(move: object, views: list[str]) -> None:
    store = InMemoryPairs()
    pairs, kept = await held(store, live_pair())
    await pairs.do(1, kept.id, "event", NOON, move)  # type: ignore[arg-type]
    jobs = await store.jobs.claim([JobKind.PAIR], 9, NOON, 30)
    assert [job.payload["views"] for job in jobs if "views" in job.payload] == [views]
