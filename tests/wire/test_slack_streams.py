"""What a model writes is streamed on Slack by the bot as its own process, and the turn takes its place exactly once.

The model is held in the middle of what it writes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.unit.test_interview_claude import speaks
from tests.wire.messages_server import Act, Body, MessagesServer, Received, Response, answers_as, streams
from tests.wire.slack import Message, faults
from tests.wire.slack_bot import SlackBot, a_slack, slack_bot

pytestmark = pytest.mark.slow

FOLLOW_UPS = [
    ("You spoke of views that no person made.", "What would you do about that, then?"),
    ("You spoke of an advertiser.", "How would you find out what they want?"),
    ("You spoke of a page.", "Who looks at it, then?"),
]
ANSWERS = [
    "Advertisers pay for views that no person made, so that they may leave.",
    "I would ask an advertiser what they would want to know.",
    "I would put all of it on a page and look at it every week.",
]


@dataclass
class Candidate:
    """Somebody in a thread of a channel, whose interviewer is held after the first sentence of a follow-up."""

    bot: SlackBot
    room: str

    def __post_init__(self) -> None:
        admin = self.bot.slack.admin
        self.person = admin.person(f"eve-{self.room}")
        self.channel = admin.channel(self.room, [self.person.id])
        self.follow_up = FOLLOW_UPS[0]
        self.free = threading.Event()
        self.announced = False

    async def begin(self) -> None:
        """They ask for an interview, and read what is said first."""
        people = self.bot.slack.people
        await people.slash(self.person, "/greenroom", "mock glitter-bots", channel=self.channel)
        await self.bot.until(self.in_thread)
        await self.bot.settle()

    async def is_drafted_to(self) -> Message:
        """They answer until a follow-up is drafted; what shows it.

        On a slow machine the word that the interviewer thinks comes first, which is what then shows the draft. That is
        given a few chances; if it goes on, the candidate was `announced` to.
        """
        people, script = self.bot.slack.people, self.bot.judge.server.script
        chances = iter(zip(ANSWERS, FOLLOW_UPS, strict=True))
        while True:
            answer, self.follow_up = next(chances)
            (first, second), self.free = self.follow_up, threading.Event()
            script.append(when_interviewing(streams(f"{first} {second[:2]}", self.free, second[2:])))
            said = await people.say(self.person, self.channel, answer, thread=self.in_thread()[0])
            shown = await self.sees(first)
            await self.bot.until(partial(self.has_said, said.ts, "draft", "thinking"))
            self.announced = not self.has_said(said.ts, "draft")
            if not self.announced or answer == ANSWERS[-1]:
                return shown
            self.free.set()
            await self.bot.settle()

    def has_said(self, ts: str, *what: str) -> bool:
        """Whether the bot knows that it has said something after a message."""
        query = "SELECT 1 FROM deliveries WHERE key LIKE ? AND state = 'sent'"
        return any(self.bot.rows(query, f"interview:%:{name}:%{ts}") for name in what)

    def in_thread(self) -> list[Message]:
        read = self.bot.slack.read
        roots = [message for message in read.messages(self.channel, by_app=True) if not message.is_reply]
        return read.messages(self.channel, thread=roots[0], by_app=True) if roots else []

    def holding(self, text: str) -> list[Message]:
        """The messages in the thread that say something."""
        return [message for message in self.in_thread() if text in bare(self.bot.slack.read.words(message))]

    async def sees(self, text: str) -> Message:
        """Wait until something stands in the thread."""
        await self.bot.until(lambda: self.holding(text))
        [message] = self.holding(text)
        return message

    async def is_asked(self) -> Message:
        """Let the model go on; the turn that stands there in the end, once, with its buttons and not streaming."""
        self.free.set()
        first, second = self.follow_up
        await self.sees(second)
        await self.bot.settle()
        [message] = self.holding(first)
        assert [message] == self.holding(second)
        assert [left.ts for left in self.in_thread() if left.streaming] == []
        assert [block["type"] for block in message.blocks] == ["rich_text", "actions"]
        return message


def bare(words: str) -> str:
    return words.replace("\N{WORD JOINER}", "")


def when_interviewing(act: Act) -> Act:
    """Do something with the first request for an interviewer's words; all others are answered by the model."""

    def chosen(server: MessagesServer, received: Received) -> Response:
        if is_for_an_interviewer(received.body):
            return act(server, received)
        server.script.append(chosen)
        return answers_as(server.model)(server, received)

    return chosen


def is_for_an_interviewer(body: Body) -> bool:
    return "interviewer" in body["system"][0]["text"].split("\n")[0]


async def test_a_follow_up_is_streamed_and_comes_also_where_streams_are_refused(tmp_path: Path) -> None:
    async with a_slack() as slack, slack_bot(tmp_path, slack) as bot:
        bot.judge.server.model = speaks
        await bot.start()
        first, second = Candidate(bot, "first"), Candidate(bot, "second")
        await first.begin()
        await second.begin()
        slack.faults.next("chat.startStream", faults.error("channel_type_not_supported"))
        plain = await first.is_drafted_to()
        assert not plain.streaming
        assert (await first.is_asked()).ts == plain.ts
        assert [call.error for call in slack.log.refused] == ["channel_type_not_supported"] * (not first.announced)
        slack.faults.clear()
        slack.log.clear()
        draft = await second.is_drafted_to()
        assert (draft.streaming, second.holding(second.follow_up[1])) == (not second.announced, [])
        started = [
            (call.args["recipient_user_id"], call.args["thread_ts"]) for call in slack.log.of("chat.startStream")
        ]
        assert started == [(second.person.id, draft.thread_ts)] * draft.streaming
        assert (await second.is_asked()).ts == draft.ts
        assert slack.log.refused == []
        assert slack.log.complaints == []


async def test_a_bot_killed_in_the_middle_of_a_stream_asks_once_and_leaves_nothing_open(tmp_path: Path) -> None:
    async with a_slack() as slack, slack_bot(tmp_path, slack) as bot:
        bot.judge.server.model = speaks
        await bot.start()
        candidate = Candidate(bot, "room")
        await candidate.begin()
        draft = await candidate.is_drafted_to()
        assert draft.streaming is not candidate.announced
        await bot.kill()
        bot.judge.server.script.append(when_interviewing(streams(" ".join(candidate.follow_up))))
        await bot.start()
        assert (await candidate.is_asked()).ts == draft.ts
