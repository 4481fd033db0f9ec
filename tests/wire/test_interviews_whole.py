"""The built-in plans held from start to end on every platform, at the same time, with a judge and with none."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.core.chat import Heading
from bot.core.interviews.script import make_script
from bot.core.interviews.state import Session, TurnKind
from bot.core.replies.interview_turns import debrief_replies
from tests.unit.test_interview_candidates import content, lines_of, secrets_of
from tests.unit.test_interview_claude import ASKED, speaks
from tests.wire.discord import DiscordServer, text_of
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.messages_server import KEY, MessagesServer
from tests.wire.running import Home
from tests.wire.slack import Slack
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot

pytestmark = pytest.mark.slow

CANDIDATES = {"glitter-bots": "middling", "meta-community-insights": "weak", "netflix-ds-loop": "weak"}
"""Who sits where; those who say least, so that it takes no longer than it must."""

NOTES = ("note: breathe", "note: ask before building")
PATIENCE = 120.0
T = TypeVar("T")
NO_JUDGE = {"GREENROOM_GRADER": "local", "GREENROOM_CLAUDE_BASE_URL": "", "GREENROOM_CLAUDE_API_KEY": ""}
JUDGED = [pytest.param(True, id="with-a-judge"), pytest.param(False, id="without-one")]
_TOLD = {TurnKind.EVALUATION, TurnKind.MODEL_ANSWER, TurnKind.DEBRIEF}


@dataclass(frozen=True)
class Held:
    """An interview as the bot's database holds it."""

    session: Session
    revision: int
    said: int

    @property
    def unsaid(self) -> bool:
        """Whether the interviewer has said something that was not delivered yet."""
        return any(turn.persona is not None for turn in self.session.turns if turn.number > self.said)


class Seat(ABC):
    """Where a candidate sits.

    Attributes:
        plan: What they are interviewed with.
        database: Where the bot keeps it.
        pins: Whether their notes are pinned there; a terminal can pin nothing.
    """

    pins = True
    plan: str
    database: Path
    _held: Held | None = None

    @abstractmethod
    async def begin(self) -> None:
        """Ask for the interview."""

    @abstractmethod
    async def say(self, text: str) -> None:
        """Say something in it."""

    @abstractmethod
    async def shown(self) -> Sequence[str]:
        """What stands there from the bot, oldest first, when it is over."""

    async def pinned(self) -> Sequence[str]:
        """What is pinned there."""
        raise NotImplementedError

    async def until_pinned(self, count: int) -> None:
        """Wait until so many messages are pinned there, which comes a moment after they are shown or changed."""
        async with asyncio.timeout(PATIENCE):
            while len(await self.pinned()) != count:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.05)

    @property
    def held(self) -> Held | None:
        """The interview, once it has begun."""
        found = self.rows("SELECT revision, said FROM interviews WHERE plan_id = ?", self.plan)
        if found and (self._held is None or found[0] != (self._held.revision, self._held.said)):
            query = "SELECT state, revision, said FROM interviews WHERE plan_id = ?"  # long, and looked at often
            [(state, revision, said)] = self.rows(query, self.plan)
            self._held = Held(Session.model_validate_json(state), revision, said)
        return self._held

    async def until(self, found: Callable[[Held], bool]) -> Held:
        """The interview when something is true of it."""
        try:
            return await until(lambda: held if (held := self.held) is not None and found(held) else None)
        except TimeoutError as error:
            jobs = self.rows("SELECT key, due_at, attempts, failures, reason FROM jobs WHERE outcome IS NULL")
            raise AssertionError(f"{self.plan} does not go on; waiting: {jobs}; at {self.held}"[:4000]) from error

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the bot's database gives."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


async def until(found: Callable[[], T | None]) -> T:
    """Wait for something that is true, and return it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if value := found():
                return value
            await asyncio.sleep(0.05)


async def hold(seat: Seat) -> Session:
    """Hold an interview with a candidate who reads what is said before they go on."""
    await seat.begin()
    held = await seat.until(lambda held: not held.unsaid)
    order = [record.id for record in held.session.stages]

    async def say(text: str) -> None:
        nonlocal held
        before = held.revision
        await seat.say(text)
        held = await seat.until(lambda held: held.revision > before and not held.unsaid)

    for note in NOTES:
        await say(note)
    if seat.pins:
        await seat.until_pinned(1)
        look_at_notes(await seat.pinned())
    for line in lines_of(seat.plan, CANDIDATES[seat.plan]):
        goodbyes = 0
        while line.stage and not held.session.over and order.index(held.session.stage) < order.index(line.stage):
            await say("that's all" if goodbyes < 3 else "skip")
            goodbyes += 1
        if not held.session.over and line.stage in {None, held.session.stage}:
            await say(line.text)
    if not held.session.over:
        await say("stop")
    if seat.pins:
        await seat.until_pinned(0)
    return held.session


def bare(text: str) -> str:
    """A text without all that a platform marks, escapes and wraps it with."""
    return re.sub(r"[\W_⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", text).lower()


def look_at(session: Session, shown: Sequence[str]) -> None:
    """See that all turns were shown once and in order, and the debrief, and nothing of a rubric before its time."""
    script, all_shown = make_script(content(), session.plan_id), "".join(map(bare, shown))
    turns = [turn for turn in session.turns if turn.persona is not None]
    places, place = {}, 0
    for turn in turns:
        found = all_shown.find(bare(turn.text), place)
        assert found >= 0, f"{turn.kind} {turn.number} did not come after those before it: {turn.text}"
        places[turn.number] = found
        place = found + len(bare(turn.text))
    end = next(places[turn.number] for turn in turns if turn.kind is TurnKind.DEBRIEF)
    begin = places[turns[0].number]  # a terminal shows today's question before it, which may be one of the plan's
    texts = [bare(turn.text) for turn in turns if places[turn.number] < end]
    for text in {text for text in texts if len(text) > 20}:
        assert all_shown[begin:end].count(text) == "\n".join(texts).count(text), f"not as often as it was said: {text}"
    for part in script.parts:
        told = min(
            places[turn.number]
            for turn in turns
            if (turn.kind in _TOLD and turn.stage == part.id) or turn.kind is TurnKind.DEBRIEF
        )
        asked = bare(part.question.prompt)  # which may hold the poor answer that a rubric's level is about
        secrets = [secret for secret in map(bare, secrets_of(part)) if secret not in asked]
        assert [secret for secret in secrets if secret in all_shown[:told]] == []
    firsts = [reply.parts[0] for reply in debrief_replies(script, session, content().bank)]
    headings = [part.text for part in firsts if isinstance(part, Heading)]
    assert len(headings) > 3
    assert [text for text in headings if bare(text) not in all_shown[end:]] == []


async def all_are_held(seats: Sequence[Seat], *, judged: bool) -> None:
    """Hold all interviews at the same time, and look at what came of them."""
    sessions = await asyncio.gather(*(hold(seat) for seat in seats))
    for seat, session in zip(seats, sessions, strict=True):
        look_at(session, await seat.shown())
        asked = [turn for turn in session.turns if turn.kind is TurnKind.PROBE and turn.text == ASKED]
        assert bool(asked) == judged


def look_at_notes(pinned: Sequence[str]) -> None:
    """See that the notes stand in one message, which has grown."""
    [notes] = pinned
    assert [bare(note.removeprefix("note: ")) in bare(notes) for note in NOTES] == [True, True]


class SlackSeat(Seat):
    """On Slack: in their conversation with the bot, in a thread of a channel, or asked for there and held alone."""

    def __init__(self, bot: SlackBot, plan: str, where: str) -> None:
        self.plan, self.where, self.database = plan, where, bot.home.folder / "test.db"
        self.slack: Slack = bot.slack
        self.person = self.slack.admin.person(f"ada-{plan}")
        self.channel = self.slack.admin.channel(f"room-{plan}", [self.person.id])

    async def begin(self) -> None:
        if self.where == "direct":
            await self.slack.people.say(self.person, "app", f"mock {self.plan}")
        else:
            private = " private" if self.where == "alone" else ""
            asked = f"mock {self.plan}{private}"
            await self.slack.people.slash(self.person, "/greenroom", asked, channel=self.channel)

    async def say(self, text: str) -> None:
        if self.where != "thread":
            await self.slack.people.say(self.person, "app", text)
            return
        await self.slack.people.say(self.person, self.channel, text, thread=self._opening())

    async def shown(self) -> Sequence[str]:
        await self.slack.deliveries.settled()
        if self.where != "thread":
            found = self.slack.read.direct(self.person, by_app=True)
        else:
            found = self.slack.read.messages(self.channel, thread=self._opening(), by_app=True)
        return [self.slack.read.words(message) for message in found]

    async def pinned(self) -> Sequence[str]:
        everywhere = {message.ts: message for message in self.slack.world.messages()}
        place = self.slack.world.dm(self.person, create=False) if self.where != "thread" else self.channel
        assert place is not None
        return [self.slack.read.words(everywhere[ts]) for ts in place.pins]

    def _opening(self) -> Any:
        [opening] = [it for it in self.slack.read.messages(self.channel, by_app=True) if not it.is_reply]
        return opening


async def test_all_plans_are_held_on_slack(tmp_path: Path) -> None:
    async with asyncio.TaskGroup() as both:  # at the same time: a message a second is as much as Slack takes
        for judged in (True, False):
            folder = tmp_path / f"judged-{judged}"
            folder.mkdir()
            both.create_task(_are_held_on_slack(folder, judged=judged))


async def _are_held_on_slack(folder: Path, *, judged: bool) -> None:
    settings = {} if judged else NO_JUDGE
    async with a_slack() as slack, slack_bot(folder, slack, **settings) as bot:
        bot.judge.server.model = speaks
        await bot.start()
        places = zip(CANDIDATES, ("direct", "thread", "alone"), strict=True)
        seats = [SlackSeat(bot, plan, where) for plan, where in places]
        await all_are_held(seats, judged=judged)
        bot.look_for_failures()
        assert (slack.log.refused, slack.log.complaints) == ([], [])


class DiscordSeat(Seat):
    """On Discord: in their conversation with the bot, in a thread of a channel, or asked for there and held alone."""

    def __init__(self, bot: DiscordBot, plan: str, where: str) -> None:
        self.plan, self.where, self.database = plan, where, bot.home.folder / "test.db"
        self.discord = bot.discord
        self.person, self.channel = f"ada-{plan}", f"room-{plan}"
        admin = self.discord.admin
        admin.add_guild(f"Study {plan}", owner=f"olga-{plan}", members=(self.person,), channels=(self.channel,))

    async def begin(self) -> None:
        if self.where == "direct":
            self.discord.people.tell(self.person, f"mock {self.plan}")
        else:
            private = {"private": "yes"} if self.where == "alone" else {}
            asked = self.discord.people.slash(self.person, self.channel, "mock", plan=self.plan, **private)
            await self.discord.read.wait_settled(asked)

    async def say(self, text: str) -> None:
        self.discord.people.say(self.person, self._place(), text)

    async def shown(self) -> Sequence[str]:
        return [text_of(message) for message in self.discord.read.bot_messages(self._place())]

    async def pinned(self) -> Sequence[str]:
        there = self.discord.read.messages(self._place())
        return [text_of(message) for message in there if message["pinned"]]

    def _place(self) -> str:
        if self.where != "thread":
            return self.discord.people.direct_channel(self.person)
        return str(self.discord.read.threads(self.channel)[-1]["id"])


@pytest.mark.parametrize("judged", JUDGED)
async def test_all_plans_are_held_on_discord(judged: bool, tmp_path: Path) -> None:
    settings = {} if judged else NO_JUDGE
    async with DiscordServer() as discord, discord_bot(tmp_path, discord, **settings) as bot:
        discord.admin.set_intents("content")
        bot.judge.server.model = speaks
        await bot.start()
        places = zip(CANDIDATES, ("direct", "thread", "alone"), strict=True)
        seats = [DiscordSeat(bot, plan, where) for plan, where in places]
        await all_are_held(seats, judged=judged)
        assert discord.read.all_pinged() == []
        assert bot.rows("SELECT key, reason FROM jobs WHERE failures > 0 OR outcome = 'buried'") == []


class TerminalSeat(Seat):
    """In a terminal of their own, with a database of its own."""

    pins = False

    def __init__(self, folder: Path, plan: str, settings: dict[str, str]) -> None:
        folder.mkdir()
        self.plan, self.folder, self.database = plan, folder, folder / "test.db"
        self.environment = Home(folder).environment | {"GREENROOM_WEIGHTS": "/nowhere"} | settings
        self.process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        with (self.folder / "out").open("wb") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "chat",
                cwd=self.folder,
                env=self.environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=out,
                stderr=out,
            )
        await self.say(f"/mock {self.plan}")
        await until(lambda: self.database.exists() and self._has_tables())

    def _has_tables(self) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = 'interviews'"))

    async def say(self, text: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.returncode is None, (self.folder / "out").read_text()
        self.process.stdin.write(f"{text}\n/send\n".encode())
        await self.process.stdin.drain()

    async def shown(self) -> Sequence[str]:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert await asyncio.wait_for(self.process.wait(), PATIENCE) == 0
        return [(self.folder / "out").read_text()]

    async def leave(self) -> None:
        """End it, whatever it does."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@contextmanager
def a_judge(*, judged: bool) -> Iterator[dict[str, str]]:
    """A judge's server, or none; what a process has to be told of it."""
    server = MessagesServer()
    server.model = speaks
    with server.running():
        asked = {"GREENROOM_CLAUDE_BASE_URL": server.url, "GREENROOM_CLAUDE_API_KEY": KEY}
        yield asked if judged else NO_JUDGE


@pytest.mark.parametrize("judged", JUDGED)
async def test_all_plans_are_held_in_terminals(judged: bool, tmp_path: Path) -> None:
    with a_judge(judged=judged) as settings:
        seats = [TerminalSeat(tmp_path / plan, plan, settings) for plan in CANDIDATES]
        try:
            await all_are_held(seats, judged=judged)
        finally:
            for seat in seats:
                await seat.leave()
