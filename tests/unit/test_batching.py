from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.errors import JudgeUnavailableError
from bot.core.grading import batching
from bot.core.grading.asking import Asking
from bot.core.grading.batching import BATCH_GONE, BatchResult, BatchRun, BatchState, MessageBatches, Rounds
from bot.core.grading.grade import JudgeIdentity, Usage
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prompt import ModelOptions
from bot.core.grading.request import GradingRequest
from tests import samples

WHO = JudgeIdentity(name="claude", model="m", version="1")
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ANSWER = "I would flip it many times and count."


class FakeBatches(MessageBatches):
    """Ends a batch after some looks, and gives every request the same reply."""

    def __init__(self, quote: str = "flip it many times", looks: int = 0) -> None:
        self.quote = quote
        self.looks = looks
        self.handed_in: list[Mapping[str, dict[str, Any]]] = []
        self.trouble: list[JudgeUnavailableError] = []
        self.lost: set[str] = set()
        self.unheard: list[JudgeUnavailableError] = []
        self.refusals: list[JudgeUnavailableError] = []
        self.gone = False
        self.lists = True

    async def create(self, bodies: Mapping[str, dict[str, Any]]) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        self.handed_in.append(bodies)
        if self.unheard:
            raise self.unheard.pop(0)
        return f"batch-{len(self.handed_in)}"

    async def find(self, since: datetime, count: int) -> Sequence[str]:
        if not self.lists:
            raise JudgeUnavailableError("not-found", operator=True)
        assert since == NOW
        fitting = [number for number, bodies in enumerate(self.handed_in, start=1) if len(bodies) == count]
        return [f"batch-{number}" for number in reversed(fitting)]

    async def state(self, batch_id: str) -> BatchState:
        if self.trouble:
            raise self.trouble.pop(0)
        self.looks -= 1
        return BatchState(ended=self.looks < 0, waiting=len(self.handed_in[-1]), gone=self.gone)

    async def results(self, batch_id: str) -> Mapping[str, BatchResult]:
        bodies = self.handed_in[int(batch_id.removeprefix("batch-")) - 1]
        return {name: self._reply(body) for name, body in bodies.items() if name not in self.lost}

    def _reply(self, body: dict[str, Any]) -> ModelReply:
        end = body["messages"][0]["content"][-1]["text"]
        criteria = [
            {"criterion_id": name, "evidence_quote": self.quote, "reasoning": "So so.", "level": 2}
            for name in ("design", "numbers", "advice")
            if name in end
        ]
        return ModelReply(json.dumps({"criteria": criteria}), "end_turn", Usage(calls=1))


class Waiting:
    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


def askings(count: int = 3) -> dict[str, Asking]:
    asked = GradingRequest(samples.question(), ANSWER)
    return {f"line-{number}": Asking(asked, ModelOptions("m"), WHO) for number in range(count)}


def run(batches: FakeBatches, sleep: Waiting | None = None, rounds: Rounds | None = None) -> BatchRun:
    return BatchRun(
        batches,
        lambda: "0123456789abcdef",
        lambda _rounds: None,
        lambda: NOW,
        sleep or Waiting(),
        rounds=rounds if rounds is not None else Rounds(),
    )


async def test_every_answer_gets_its_verdict_from_one_batch() -> None:
    batches, asked = FakeBatches(), askings()
    assert await run(batches).grade(asked) == {}
    assert [asking.verdict.total for asking in asked.values() if asking.verdict] == [50, 50, 50]
    assert len(batches.handed_in) == 1


async def test_looks_at_a_batch_become_rarer_up_to_a_minute() -> None:
    sleep = Waiting()
    await run(FakeBatches(looks=7), sleep).grade(askings())
    assert sleep.pauses == [5, 10, 20, 40, 60, 60, 60]


async def test_a_server_that_cannot_be_looked_at_is_waited_for_as_long_as_it_asks() -> None:
    batches, sleep = FakeBatches(), Waiting()
    batches.trouble = [JudgeUnavailableError("rate-limited", 90.0), JudgeUnavailableError("connection")]
    assert await run(batches, sleep).grade(askings()) == {}
    assert sleep.pauses == [90, 10]


async def test_a_wrong_key_ends_the_waiting() -> None:
    batches = FakeBatches()
    batches.trouble = [JudgeUnavailableError("wrong-key", operator=True)]
    with pytest.raises(JudgeUnavailableError, match="wrong-key"):
        await run(batches).grade(askings())


async def test_quotes_that_are_not_there_bring_a_second_round_and_no_third() -> None:
    batches, asked = FakeBatches(quote="never said"), askings()
    assert await run(batches).grade(asked) == {}
    assert len(batches.handed_in) == 2
    assert [asking.verdict.total for asking in asked.values() if asking.verdict] == [25, 25, 25]


async def test_a_run_goes_on_from_the_batches_it_handed_in_before() -> None:
    batches = FakeBatches(quote="never said")
    rounds = Rounds()
    await run(batches, rounds=rounds).grade(askings())
    assert rounds == Rounds([["batch-1"], ["batch-2"]])
    again = askings()
    assert await run(batches, rounds=rounds).grade(again) == {}
    assert len(batches.handed_in) == 2
    assert all(asking.verdict for asking in again.values())


async def test_a_large_run_is_cut_into_batches_and_one_that_stopped_between_them_hands_in_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batching, "MOST_REQUESTS", 2)
    batches = FakeBatches()
    batches.handed_in.append({name: asking.body("0123456789abcdef") for name, asking in list(askings(2).items())})
    asked = askings(5)
    assert await run(batches, rounds=Rounds([["batch-1"]])).grade(asked) == {}
    assert [len(bodies) for bodies in batches.handed_in] == [2, 2, 1]
    assert all(asking.verdict for asking in asked.values())


async def test_a_request_that_a_batch_lost_is_told_and_does_not_go_round_for_ever() -> None:
    batches = FakeBatches()
    batches.lost = {"line-1"}
    failed = await run(batches).grade(askings())
    assert {name: error.detail for name, error in failed.items()} == {"line-1": "the batch holds no result for it"}
    assert failed["line-1"].reason == "lost"


@pytest.mark.parametrize("reason", ["connection", "timeout", "server-error"])
async def test_a_batch_that_arrived_without_a_word_is_not_handed_in_twice(reason: str) -> None:
    batches, asked = FakeBatches(), askings()
    batches.unheard = [JudgeUnavailableError(reason)]
    assert await run(batches).grade(asked) == {}
    assert len(batches.handed_in) == 1
    assert all(asking.verdict for asking in asked.values())


async def test_a_run_that_died_while_it_handed_in_finds_its_batch() -> None:
    batches, kept = FakeBatches(quote="never said"), Rounds()
    batches.unheard = [JudgeUnavailableError("wrong-key", operator=True)]  # stands for a death just then

    def save(rounds: Rounds) -> None:
        if not kept.unsure_since:
            kept.ids, kept.unsure_since = [list(ids) for ids in rounds.ids], rounds.unsure_since

    died = run(batches)
    died.save = save
    with pytest.raises(JudgeUnavailableError):
        await died.grade(askings())
    assert kept == Rounds([[]], NOW)
    again = askings()
    assert await run(batches, rounds=kept).grade(again) == {}
    assert [len(bodies) for bodies in batches.handed_in] == [3, 3]  # the second one asks about quotes
    assert kept == Rounds([["batch-1"], ["batch-2"]])


@pytest.mark.parametrize("lists", [True, False])
async def test_a_batch_that_never_arrived_is_handed_in(lists: bool) -> None:
    batches = FakeBatches()
    batches.lists = lists
    assert await run(batches, rounds=Rounds([[]], NOW)).grade(askings()) == {}
    assert len(batches.handed_in) == 1


async def test_a_busy_server_is_handed_a_batch_again_and_another_runs_batch_is_not_taken_for_it() -> None:
    batches, sleep = FakeBatches(), Waiting()
    batches.handed_in.append({f"line-{number}": {} for number in range(3)})
    batches.refusals = [JudgeUnavailableError("rate-limited", 1e9), JudgeUnavailableError("overloaded")]
    rounds = Rounds()
    assert await run(batches, sleep, rounds).grade(askings()) == {}
    assert rounds == Rounds([["batch-2"]])
    assert sleep.pauses == [3600, 10]


async def test_a_batch_whose_results_are_gone_is_no_reason_to_wait() -> None:
    batches, sleep = FakeBatches(), Waiting()
    batches.handed_in.append({})
    batches.gone = True
    with pytest.raises(JudgeUnavailableError, match=BATCH_GONE):
        await run(batches, sleep, Rounds([["batch-1"]])).grade(askings())
    batches.trouble = [JudgeUnavailableError("not-found", operator=True)]
    with pytest.raises(JudgeUnavailableError, match=BATCH_GONE):
        await run(batches, sleep, Rounds([["batch-1"]])).grade(askings())
    assert sleep.pauses == []
