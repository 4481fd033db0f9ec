"""An interviewer's turn on Discord that is seen while the model writes it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.wire.discord import DiscordServer, text_of
from tests.wire.discord.errors import Json
from tests.wire.discord_bot import DiscordBot, discord_bot
from tests.wire.discord_stage import DiscordStage
from tests.wire.messages_server import streams
from tests.wire.messages_stream import Break, Piece

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ANSWER = "I like small cats."
FIRST, SECOND, THIRD = "Small cats, then.", "Let us stay with them.", "What would you ask one?"
SECRET = "So drive second said another way would be it."


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DiscordBot]:
    async with DiscordServer() as discord, discord_bot(tmp_path_factory.mktemp("drafts"), discord) as started:
        started.settings["GREENROOM_INTERVIEW_PAUSE"] = "0"
        await started.start()
        yield started


class Seat:
    """Where Bob is interviewed.

    Attributes:
        stage: His server.
        before: What the bot had written when he answered.
    """

    def __init__(self, bot: DiscordBot) -> None:
        self.stage = DiscordStage(bot)
        self.before: list[str] = []

    async def answers(self, *pieces: Piece, broken: Break | None = None) -> None:
        """Begin an interview and say something to which a model writes this."""
        await self.stage.say("bob", "mock two-stages", "direct")
        await self.stage.settle()
        self.before = [message["id"] for message in self._written()]
        self.stage.bot.judge.server.script.append(streams(*pieces, broken=broken))
        await self.stage.say("bob", ANSWER, "direct")

    async def shows(self, text: str) -> Json:
        """Wait until a text is the only new message."""

        def found() -> Json | None:
            new = [message for message in self._written() if message["id"] not in self.before]
            return next((message for message in new if text in text_of(message)), None)

        await self.stage.bot.until(found)
        [message] = [message for message in self._written() if message["id"] not in self.before]
        return message

    def _written(self) -> list[Json]:
        read = self.stage.discord.read
        return read.bot_messages(self.stage.discord.people.direct_channel(self.stage._name("bob")))

    def states(self, message: Json) -> list[str]:
        """All that a message has said."""
        return [text_of(version) for version in self.stage.discord.read.versions(message["id"])]


async def test_a_turn_grows_in_one_message_and_gets_its_buttons_in_the_end(bot: DiscordBot) -> None:
    seat, more, rest = Seat(bot), threading.Event(), threading.Event()
    await seat.answers(f"{FIRST} Let", more, f" us stay with them. {THIRD.split(maxsplit=1)[0]}", rest, f" {THIRD[5:]}")
    first = await seat.shows(f"{FIRST} …")
    assert not first["components"] or "Hint" not in str(first["components"])
    more.set()
    second = await seat.shows(f"{FIRST} {SECOND} …")
    rest.set()
    turn = await seat.shows(THIRD)
    assert first["id"] == second["id"] == turn["id"]
    await seat.stage.settle()
    turn = await seat.shows(f"{FIRST} {SECOND} {THIRD}")
    assert "…" not in text_of(turn)
    await seat.stage.press("bob", "Pause")
    await seat.stage.settle()


async def test_nobody_ever_sees_what_gives_the_answer_away(bot: DiscordBot) -> None:
    seat, more = Seat(bot), threading.Event()
    await seat.answers(f"{FIRST} So", more, f"{SECRET[2:]} ", THIRD)
    await seat.shows(f"{FIRST} …")
    more.set()
    await seat.shows("How would you go on with drive?")
    await seat.stage.settle()
    turn = await seat.shows("How would you go on with drive?")
    assert FIRST not in text_of(turn)
    assert all("another way" not in state for state in seat.states(turn))
    assert "another way" not in str(bot.discord.read.requests())
    await seat.stage.press("bob", "Pause")
    await seat.stage.settle()


async def test_where_the_stream_breaks_off_the_plan_asks_and_where_the_bot_dies_it_is_asked_once(
    bot: DiscordBot,
) -> None:
    seat = Seat(bot)
    await seat.answers(f"{FIRST} Let us", broken=Break(error="overloaded_error"))
    await seat.shows("How would you go on with drive?")
    await seat.stage.settle()
    dying, never = Seat(bot), threading.Event()
    await dying.answers(f"{FIRST} Let", never)
    await dying.shows(f"{FIRST} …")
    bot.judge.server.script.append(streams(f"{FIRST} ", THIRD))
    await bot.restart()
    never.set()
    await dying.shows(f"{FIRST} {THIRD}")
    await dying.stage.settle()
    turn = await dying.shows(f"{FIRST} {THIRD}")
    assert "…" not in text_of(turn)
