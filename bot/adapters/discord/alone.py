"""What is for one member alone: by the interaction's token while it lasts, else as a direct message.

Where direct messages are closed, a word in the channel says so, without a word of what it was about.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.adapters.discord.answers import LOADING, ORIGINAL, Answers
from bot.adapters.discord.channels import Channels, Spot
from bot.adapters.discord.failures import (
    MOST_FOLLOWUPS,
    TOKEN_OVER,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    RefusedError,
    Target,
)
from bot.adapters.discord.handles import Handle
from bot.adapters.discord.marks import carries, marked
from bot.adapters.discord.messages import COMPONENTS_V2, EPHEMERAL, Message, nobody
from bot.adapters.discord.pages import Leaf, leaf_of, pages_of
from bot.adapters.discord.translate import NO_SERVER
from bot.adapters.discord.words import say
from bot.core.chat import Button, Buttons, Reply, ReplyKind, Text
from bot.core.delivery.records import Sent
from bot.core.errors import GreenroomError, TryLaterError, UndeliverableError
from bot.core.ports import Clock
from bot.core.records import Origin
from bot.core.worker import WorkerLog

_CLOSED_TOKEN = {TOKEN_OVER, UNKNOWN_WEBHOOK, MOST_FOLLOWUPS}
_REMEMBERED: Final = 10_000
_ONCE_IN: Final = timedelta(hours=1)


class Alone:
    """Private messages.

    Args:
        answers: Interactions' tokens.
        channels: What the bot itself writes.
        clock: Time.
        log: Hears of what came another way than meant.
    """

    def __init__(self, answers: Answers, channels: Channels, clock: Clock, log: WorkerLog) -> None:
        self._answers = answers
        self._channels = channels
        self._clock = clock
        self._log = log
        self._conversations: OrderedDict[str, str] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def remember(self, user: str, conversation: str) -> None:
        """Note a person's conversation with the bot."""
        self._conversations[user] = conversation
        while len(self._conversations) > _REMEMBERED:
            self._conversations.popitem(last=False)

    def handle_of(self, origin: Origin) -> Handle | None:
        """An origin's token, if it still lasts."""
        handle = Handle.read(origin.handle)
        return handle if handle is not None and handle.lasts(self._clock.now()) else None

    async def post(self, origin: Origin, leaf: Leaf, key: str) -> Sent | None:
        """Show a message to the origin's member alone.

        Returns:
            Where it stands; none where only the word could be left that direct messages are closed, and that will do.

        Raises:
            TryLaterError: Not now, or there was no answer.
            UndeliverableError: Never.
        """
        if (handle := self.handle_of(origin)) is not None:
            sent = await self._answer(handle, leaf, key)
            if sent is not None:
                return sent
        try:
            spot = await self.conversation(origin)
            shown = await self._channels.post(spot, leaf.message, key)
        except UndeliverableError as error:
            if error.scope != "member":
                raise
            return await self._leave_word(origin, leaf, error)
        return None if shown is None else Sent(spot.channel, str(shown["id"]))

    async def find(self, origin: Origin, key: str, since: datetime) -> Sent | None:
        """The message with a key that an earlier try may have shown.

        Raises:
            TryLaterError: It cannot be looked for now.
            UndeliverableError: The member cannot be reached.
        """
        if (handle := self.handle_of(origin)) is not None:
            return await self._find_answer(handle, key)
        spot = await self.conversation(origin)
        shown = await self._channels.find(spot, key, since)
        return None if shown is None else Sent(spot.channel, str(shown["id"]))

    async def edit(self, handle: Handle, sent: Sent, message: Message) -> None:
        """Put a message in the place of one that a token made.

        Raises:
            TryLaterError: Not now, or there was no answer.
            UndeliverableError: It cannot be edited any more.
        """
        try:
            if handle.lasts(self._clock.now()):
                await self._answers.edit(handle, sent.message, message)
                return
        except RefusedError as error:
            self._log.info("discord_answer_not_edited", reason=str(error))
        raise UndeliverableError("message-gone", "message")

    async def remove(self, handle: Handle, sent: Sent) -> None:
        """Take a message away that a token made, if it can still be reached."""
        try:
            if handle.lasts(self._clock.now()):
                await self._answers.remove(handle, sent.message)
        except RefusedError as error:
            self._log.info("discord_answer_not_removed", reason=str(error))

    async def point_to(self, origin: Origin, sent: Sent | None) -> None:
        """Where an interaction still waits for an answer that stands elsewhere, say where; if near, only stop it."""
        handle = self.handle_of(origin)
        if handle is None or (sent is not None and sent.channel == str(handle)):
            return
        try:
            waiting = await self._waiting(handle)
            if waiting is None:
                return
            if sent is not None and sent.channel == waiting:
                await self._answers.remove(handle, ORIGINAL)
            else:
                await self._answers.edit(handle, ORIGINAL, _pointer(origin, sent))
        except (RefusedError, GreenroomError) as error:  # what was asked for is done, and stands where it belongs
            self._log.info("discord_answer_not_pointed", reason=str(error))

    async def dismiss(self, origin: Origin) -> None:
        """Where an interaction still waits for an answer that will not come, let it go; raises nothing.

        In a conversation with the bot alone it stays, because what it set off may still take its place.
        """
        handle = self.handle_of(origin)
        if handle is None or not handle.alone or origin.direct:
            return
        try:
            if await self._waiting(handle) is not None:
                await self._answers.remove(handle, ORIGINAL)
        except (RefusedError, GreenroomError) as error:
            self._log.info("discord_answer_not_dismissed", reason=str(error))

    async def _waiting(self, handle: Handle) -> str | None:
        """The channel in which an interaction's answer is still awaited, if it is."""
        shown = await self._answers.original(handle)
        return str(shown["channel_id"]) if int(shown.get("flags", 0)) & LOADING else None

    async def conversation(self, origin: Origin) -> Spot:
        """The member's conversation with the bot.

        Raises:
            TryLaterError: Not now.
            UndeliverableError: They cannot be reached.
        """
        if not origin.user:
            raise UndeliverableError("member-unreachable", "member")
        if origin.user not in self._conversations:
            self.remember(origin.user, await self._channels.conversation(origin.user))
        server = origin.workspace if origin.workspace != NO_SERVER else None
        return Spot(self._conversations[origin.user], Target.DIRECT, server)

    async def _answer(self, handle: Handle, leaf: Leaf, key: str) -> Sent | None:
        """Answer by the token; none if that is over."""
        message = leaf.message.changed(lambda payload: marked(payload, key))
        try:
            return _sent(handle, await self._shown(handle, leaf, message))
        except RefusedError as error:
            if error.code == UNKNOWN_WEBHOOK and handle.is_new(self._clock.now()):
                raise TryLaterError("not-acknowledged", 1.0) from error  # by the process that heard of it
            if error.code not in _CLOSED_TOKEN and error.status not in {401, 403, 404}:
                raise UndeliverableError(f"refused: {error}", "message") from error
            self._log.info("discord_token_over", reason=str(error))
            return None

    async def _shown(self, handle: Handle, leaf: Leaf, message: Message) -> Mapping[str, Any]:
        """The first message takes the place of what is waited for, others and those after a dismissal follow it."""
        if leaf.first:
            try:
                return await self._answers.edit(handle, ORIGINAL, message)
            except RefusedError as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
        return await self._answers.follow_up(handle, message)

    async def _find_answer(self, handle: Handle, key: str) -> Sent | None:
        """An answer by token: the first message can be looked at, of others Discord has told if they are there."""
        if (echo := self._answers.echo_of(key)) is not None:
            return Sent(str(handle), echo)
        try:
            shown = await self._answers.original(handle)
        except RefusedError:
            return None
        return _sent(handle, shown) if carries(shown, key) else None

    async def _leave_word(self, origin: Origin, leaf: Leaf, error: UndeliverableError) -> Sent | None:
        """Say in the channel that direct messages are closed, once in a while.

        Raises:
            UndeliverableError: That cannot be said either, or does not do.
        """
        place, now = origin.thread or origin.channel, self._clock.now()
        if origin.workspace == NO_SERVER or place in self._conversations.values():
            raise error
        told = self._told.get((place, origin.user))
        if told is None or now - told > _ONCE_IN:
            target = Target.THREAD if origin.thread else Target.CHANNEL
            word = leaf_of(pages_of(_closed(origin, leaf), public=True)[0]).message
            try:
                await self._channels.post(Spot(place, target), word, f"closed/{place}/{origin.user}/{now:%Y-%m-%dT%H}")
            except UndeliverableError:
                raise error from None
            self._told[place, origin.user] = now
            while len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)
        if leaf.vital:
            raise error
        return None


def _pointer(origin: Origin, sent: Sent | None) -> Message:
    """A word that something was done, and a link to where it stands if everybody there can follow it."""
    reached = sent is not None and Handle.read(sent.channel) is None
    where = NO_SERVER if origin.direct else origin.workspace
    link = f"https://discord.com/channels/{where}/{sent.channel}/{sent.message}" if sent and reached else ""
    text = {"type": 10, "content": say("elsewhere", link=link).strip()}
    return Message({"flags": COMPONENTS_V2, "components": [text], "allowed_mentions": nobody()})


def _closed(origin: Origin, leaf: Leaf) -> Reply:
    """The word that direct messages are closed, with a button that shows a card to its member alone."""
    plain = "".join(character for character in origin.user_name if character.isalnum() or character in " -.")
    parts = (Text(say("direct.closed", name=plain.strip() or say("direct.somebody"))),)
    if not leaf.answer_id:
        return Reply(ReplyKind.NOTICE, parts)
    button = Button(say("direct.show"), "card", {"answer_id": leaf.answer_id}, primary=True)
    return Reply(ReplyKind.NOTICE, (*parts, Buttons((button,))))


def _sent(handle: Handle, shown: Mapping[str, Any]) -> Sent:
    """Where an answer stands: an ephemeral one can be reached by the token alone."""
    alone = int(shown.get("flags", 0)) & EPHEMERAL
    return Sent(str(handle) if alone else str(shown["channel_id"]), str(shown["id"]))
