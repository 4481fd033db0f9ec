"""From an answer to its grade while the judge is away and when it is back: everything but the chat is real."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.bootstrap.running import Greenroom, open_greenroom
from bot.core.answers import grading_request
from bot.core.chat import Heading, Reply, ReplyKind
from bot.core.grading.grade import GradeState
from bot.core.records import Origin
from bot.settings import load_settings
from tests.fakes.chat import FakeChat
from tests.samples import ADA
from tests.wire.messages_server import KEY, MessagesServer, fails

pytestmark = pytest.mark.slow

QUESTION = "ml-l1-l2"
ANSWER = "L1 adds the absolute weights and L2 the squares, so L1 sets some of them to zero."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MessagesServer]:
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")) and name != "GREENROOM_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.core.retry.FIRST_WAIT", 0.2)
    monkeypatch.setenv("GREENROOM_DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    monkeypatch.setenv("GREENROOM_WEIGHTS", "/nowhere")
    monkeypatch.setenv("GREENROOM_PROVISIONAL_AFTER", "0.4")
    with MessagesServer().running() as running:
        monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", running.url)
        monkeypatch.setenv("GREENROOM_CLAUDE_API_KEY", KEY)
        yield running


@asynccontextmanager
async def at_work(chat: FakeChat, log_file: Path | None = None) -> AsyncIterator[Greenroom]:
    async with open_greenroom(load_settings(), {"terminal": chat}, log_file) as greenroom:
        # The SDK takes seconds to import: without this the estimate could be due before the first try has failed.
        await greenroom.judge.prepare(grading_request(greenroom.room.practice.content, QUESTION, ""))
        working = asyncio.create_task(greenroom.crew.run())
        try:
            yield greenroom
        finally:
            greenroom.crew.stop()
            await working


async def come(chat: FakeChat, count: int) -> Reply:
    """Wait for so many deliveries; the last of them."""

    async def wait() -> None:
        while len(chat.delivered) < count:  # noqa: ASYNC110 - a chat tells nobody what it was told
            await asyncio.sleep(0.02)

    await asyncio.wait_for(wait(), 60)
    return chat.delivered[count - 1][1]


async def done(greenroom: Greenroom) -> None:
    """Wait until nothing is to be done any more: a job ends a moment after what it delivered was seen."""
    async with asyncio.timeout(60):
        while (await greenroom.database.jobs.counts()).waiting:  # noqa: ASYNC110 - no event says that a queue is empty
            await asyncio.sleep(0.02)


async def submit(greenroom: Greenroom, key: str = "m-1", origin: Origin = ADA) -> int:
    answer = (await greenroom.room.practice.submit(origin, greenroom.clock.now(), key, QUESTION, ANSWER)).answer
    greenroom.crew.wake()
    return answer.id


def shown(reply: Reply) -> str:
    return "\n".join(str(part) for part in reply.parts)


async def state(greenroom: Greenroom, answer_id: int) -> GradeState:
    return (await greenroom.room.practice.card(ADA, answer_id, greenroom.clock.now())).graded.answer.state


async def test_an_answer_waits_is_estimated_and_is_graded_when_the_judge_is_back(server: MessagesServer) -> None:
    server.script.extend([fails(529, "overloaded_error")] * 1_000)
    chat = FakeChat()
    async with at_work(chat) as greenroom:
        answer_id = await submit(greenroom)
        assert (await come(chat, 1)).kind is ReplyKind.NOTICE
        provisional = await come(chat, 2)
        assert "Provisional:" in shown(provisional)
        assert await state(greenroom, answer_id) is GradeState.PROVISIONAL
        server.script.clear()
        graded = await come(chat, 3)
        assert graded.parts[0] == Heading(f"{greenroom.room.practice.content.bank.get(QUESTION).title} · 75 of 100")
        assert "the judge gives **75**" in shown(graded)
        assert await state(greenroom, answer_id) is GradeState.GRADED
        calls = await greenroom.database.accounts.calls()
        assert calls[-1].outcome == "graded"
        assert {call.outcome for call in calls[:-1]} == {"overloaded"}
        await done(greenroom)


async def test_what_waits_survives_a_restart_and_is_told_once(server: MessagesServer) -> None:
    server.script.extend([fails(529, "overloaded_error")] * 1_000)
    chat = FakeChat()
    async with at_work(chat) as greenroom:
        await submit(greenroom)
        await come(chat, 2)
    async with at_work(chat):
        server.script.clear()
        assert "the judge gives" in shown(await come(chat, 3))
    assert [reply.kind for _, reply, _ in chat.delivered] == [ReplyKind.NOTICE, ReplyKind.CARD, ReplyKind.CARD]


async def test_a_contested_grade_is_asked_for_twice_more_in_the_same_words(server: MessagesServer) -> None:
    chat = FakeChat()
    async with at_work(chat) as greenroom:
        answer_id = await submit(greenroom)
        await come(chat, 1)
        await greenroom.room.practice.contest(ADA, answer_id, greenroom.clock.now())
        greenroom.crew.wake()
        assert "gave **75, 75, 75**" in shown(await come(chat, 2))
        [case] = await greenroom.database.ledger.contested(10)
        assert len(case.grades) == 3
        bodies = server.bodies()
        assert len(bodies) == 3
        assert all(body["system"] == bodies[0]["system"] for body in bodies)
        told = str(bodies[1]["messages"][0]["content"][-1])
        assert not re.search(r"\b75\b", told)  # as a number: the random code around the answer may hold its digits


async def test_a_spent_budget_asks_nobody_and_an_estimate_stands_in(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_MONTHLY_BUDGET_USD", "0.000001")
    chat = FakeChat()
    async with at_work(chat) as greenroom:
        await submit(greenroom, "m-1")
        await come(chat, 1)
        await submit(greenroom, "m-2")
        assert "used up" in shown(await come(chat, 2))
        assert "Provisional:" in shown(await come(chat, 3))
        assert len(server.bodies()) == 1


async def test_a_wrong_key_is_logged_for_the_operator_and_kept_from_the_member(
    server: MessagesServer, tmp_path: Path
) -> None:
    server.script.extend([fails(401, "authentication_error", "invalid x-api-key")] * 1_000)
    chat = FakeChat()
    async with at_work(chat, tmp_path / "log") as greenroom:
        await submit(greenroom, "m-1")
        await submit(greenroom, "m-2")
        await come(chat, 4)
    told = "".join(shown(reply) for _, reply, _ in chat.delivered)
    assert "api-key" not in told
    logged = (tmp_path / "log").read_text()
    assert logged.count("judge_needs_operator") == 1
    assert "wrong-key" in logged
    assert KEY not in logged
