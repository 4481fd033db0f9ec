"""The stage on Slack: the bot is its own process, and everything goes over the wire.

Every dialogue has people and a channel of its own, so that one bot can play them all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.transcripts.stage import Stage, Where
from tests.wire.slack import Delivery, Message, Slack, User, View
from tests.wire.slack_bot import SlackBot

COMMAND = "/greenroom"
_AT_ONCE = ("views.open", "chat.postEphemeral", "chat.postMessage", "response_url")


class SlackStage(Stage):
    """A channel of a workspace.

    Args:
        bot: The bot, which is connected.
        name: What to call the dialogue's channel and people.
    """

    def __init__(self, bot: SlackBot, name: str) -> None:
        self.bot = bot
        self.slack: Slack = bot.slack
        self.people: dict[str, User] = {
            who: self.slack.admin.person(f"{who}-{name}", admin=who == "ada") for who in ("ada", "bob")
        }
        self.host = self.slack.admin.person(f"host-{name}", admin=True)
        members = [self.host.id, *(person.id for person in self.people.values())]
        self.channel = self.slack.admin.channel(name, members)
        self.question: Message | None = None
        self.newest: dict[str, Message] = {}
        self.last: Delivery | None = None

    async def put(self, question_id: str) -> None:
        """As an admin would have it put: suggested, approved, and posted by a schedule at once."""
        await self._host("schedule weekdays 9:00")
        await self.slack.people.press(self.host, self._alone(self.host)[-1], "Save")
        await self._host(f"suggest {question_id}")
        await self._host("suggest")
        await self.slack.people.press(self.host, self._alone(self.host)[-1], "Approve")
        await self._host("schedule post")
        self.question = await self.slack.read.message(self.channel)

    async def _host(self, text: str) -> None:
        await self.slack.people.slash(self.host, COMMAND, text, channel=self.channel)
        await self.bot.settle()

    async def say(self, who: str, text: str, where: Where, *, mention: bool = False) -> None:
        said = f"@greenroom {text}" if mention else text
        thread = self._root() if where == "thread" else None
        channel = "app" if where == "direct" else self.channel
        person = self.people[who]
        self.newest[who] = await self.slack.people.say(person, channel, said, thread=thread)
        self.last = self.slack.deliveries.events("message", user=person.id)[-1]

    async def edit(self, who: str, text: str) -> None:
        self.newest[who] = await self.slack.people.edit(self.people[who], self.newest[who], text)

    async def delete(self, who: str) -> None:
        await self.slack.people.delete(self.people[who], self.newest[who])

    async def react(self, who: str, to: str, *, on: bool = True) -> None:
        await self.slack.people.react(self.people[who], self.newest[to], "tada", on=on)

    async def command(self, who: str, text: str, where: Where) -> None:
        channel, said = None if where == "direct" else self.channel, self._said_at_once()
        self.last = await self.slack.people.slash(self.people[who], COMMAND, text, channel=channel)
        await self._answered(self.last, said)

    async def press(self, who: str, label: str) -> None:
        person = self.people[who]
        shown = sorted(self._before(person), key=lambda message: message.ts, reverse=True)
        message = next(message for message in shown if label in self.slack.people.labels(message))
        said = self._said_at_once()
        self.last = await self.slack.people.press(person, message, label)
        await self._answered(self.last, said)

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        person = self.people[who]
        form: View = (await self.slack.read.until(lambda: self.slack.read.modals(person)))[-1]
        fields = [block for block in form.blocks if block["type"] == "input"]
        filled = {
            block["block_id"]: values[name]
            for block in fields
            for name in values
            if _named(block, name) or block["label"]["text"] == name
        }
        labels = [block["label"]["text"] for block in fields]
        assert len(filled) == len(values), f"{list(values)} are not among {labels}"
        self.last = await self.slack.people.submit(person, form, filled)
        assert self.last.acknowledged
        assert not form.errors, form.errors

    def _said_at_once(self) -> int:
        """How often the bot opened a form or said something."""
        return sum(len(self.slack.log.of(method)) for method in _AT_ONCE)

    async def _answered(self, delivery: Delivery, before: int) -> None:
        """See that it was acknowledged; where nothing was kept to be done, wait for the form or the word instead."""
        assert delivery.acknowledged
        kept = self.bot.rows("SELECT 1 FROM jobs WHERE key LIKE ?", f"%trigger:{delivery.payload['trigger_id']}")
        if not kept:
            await self.slack.read.until(lambda: self._said_at_once() > before)

    async def redeliver(self) -> None:
        assert self.last is not None, "nothing was delivered yet"
        assert (await self.slack.deliveries.again(self.last).settled()).acknowledged

    async def hold_judge(self) -> None:
        self.bot.judge.hold()

    async def release_judge(self) -> None:
        self.bot.judge.release()

    async def restart(self) -> None:
        await self.bot.kill()
        await self.bot.start()

    async def settle(self) -> None:
        await self.bot.settle()

    async def seen(self, who: str, where: Where) -> Sequence[str]:
        await self.bot.settle(refreshed=where == "channel")
        return [read(self.slack, message) for message in self._shown(self.people[who], where)]

    def _shown(self, person: User, where: Where) -> list[Message]:
        match where:
            case "channel":
                top = self.slack.read.messages(self.channel, by_app=True)
                return [message for message in top if not message.is_reply]
            case "thread":
                return self.slack.read.messages(self.channel, thread=self._root(), by_app=True)
            case "direct":
                return self.slack.read.direct(person, by_app=True)
            case "alone":
                return self._alone(person)

    def _root(self) -> Message:
        """The question, else the newest message in the channel: what a thread belongs to."""
        if self.question is not None:
            return self.question
        shown = [message for message in self.slack.read.messages(self.channel, by_app=True) if not message.is_reply]
        assert shown, "nothing was put"
        return shown[-1]

    def _alone(self, person: User) -> list[Message]:
        return self.slack.read.ephemerals(person, self.channel)

    def _before(self, person: User) -> list[Message]:
        everywhere = self.slack.read.messages(self.channel, by_app=True)
        return [*everywhere, *self._alone(person), *self.slack.read.direct(person, by_app=True)]


def _named(block: Mapping[str, Any], name: str) -> bool:
    """Whether a field of a form is for an option; a text may stand in several, of which the first is filled in."""
    return str(block["block_id"]).startswith(f"greenroom/1/field/{name}/0/")


def read(slack: Slack, message: Message) -> str:
    """What a person reads, with small print's bold words marked as in dialogues, and no figures at marked passages."""
    words = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]", "", slack.read.words(message))
    return re.sub(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])", r"**\1**", words)
