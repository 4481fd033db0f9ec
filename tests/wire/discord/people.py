"""What people do, as their apps would let them: write, press, choose, fill in forms and use commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.wire.discord import messages, threads
from tests.wire.discord.drafts import Draft
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.model import Attachment, Message, MessageKind
from tests.wire.discord.pressing import Pressing
from tests.wire.discord.using import Using
from tests.wire.discord.world import Ref

MOST_WRITTEN = 4000  # with Nitro; 2000 without


class People(Using, Pressing):
    """The members. People, channels and messages are given by name, id or JSON; what is made comes back as JSON.

    Raises:
        CannotError: From everything here: the person's app would not let them.
    """

    def say(
        self,
        user: Ref,
        channel: Ref,
        text: str,
        *,
        mention: bool = False,
        reply_to: Ref | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Json:
        """Write a message.

        Args:
            user: Who.
            channel: Where.
            text: What.
            mention: Whether it starts with a mention of the app.
            reply_to: A message it replies to; replying to the app mentions it.
            files: Contents by name.
        """
        author, place = self.world.user(user), self.world.channel(channel)
        self._must(author, place, "send_messages")
        text = f"<@{self.world.bot.id}> {text}" if mention else text
        if len(text) > MOST_WRITTEN:
            raise CannotError(f"{author.name}'s app takes no {len(text)} characters")
        draft = Draft(text.strip(), attachments=[self._file(name, it) for name, it in (files or {}).items()])
        reference, kind = None, MessageKind.DEFAULT
        if reply_to is not None:
            original = self.world.message(reply_to)
            reference, kind = {"type": 0, "channel_id": place.id, "message_id": original.id}, MessageKind.REPLY
        return self._shown(messages.write(self.world, place, author, draft, kind=kind, reference=reference))

    def tell(self, user: Ref, text: str) -> Json:
        """Write the app a direct message."""
        return self.say(user, self.direct_channel(user), text)

    def direct_channel(self, user: Ref) -> str:
        """Id of the channel of a person's direct messages with the app."""
        return self.world.direct(self.world.user(user)).id

    def edit(self, user: Ref, message: Ref, text: str) -> Json:
        """Edit a message of one's own."""
        held = self._own(user, message)
        messages.rewrite(self.world, held, Draft(text.strip(), attachments=held.attachments, flags=held.flags))
        return self._shown(held)

    def delete(self, user: Ref, message: Ref) -> None:
        """Delete a message: one's own, or another's with the permission."""
        held, person = self.world.message(message), self.world.user(user)
        if held.author is not person:
            self._must(person, held.channel, "manage_messages")
        messages.delete(self.world, held)

    def react(self, user: Ref, message: Ref, emoji: str) -> None:
        held = self.world.message(message)
        self._must(self.world.user(user), held.channel, "add_reactions")
        messages.react(self.world, held, self.world.user(user), emoji)

    def unreact(self, user: Ref, message: Ref, emoji: str) -> None:
        messages.unreact(self.world, self.world.message(message), self.world.user(user), emoji)

    def open_thread(self, user: Ref, message: Ref, name: str) -> Json:
        """Open a thread from a message."""
        person, held = self.world.user(user), self.world.message(message)
        self._must(person, held.channel, "create_public_threads")
        return self.world.show_channel(threads.from_message(self.world, held, person, {"name": name}))

    def post(self, user: Ref, forum: Ref, name: str, text: str, tags: Sequence[str] = ()) -> Json:
        """Open a post in a forum; tags by name."""
        person, place = self.world.user(user), self.world.channel(forum)
        self._must(person, place, "send_messages")
        ids = [tag["id"] for tag in place.tags if tag["name"] in tags]
        channel = threads.open_thread(self.world, place, person, {"name": name}, tags=ids)
        messages.write(self.world, channel, person, Draft(text), number=channel.id)
        return self.world.show_channel(channel)

    def _own(self, user: Ref, message: Ref) -> Message:
        held = self.world.message(message)
        if held.author is not self.world.user(user):
            raise CannotError(f"only {held.author.name} can edit this message")
        return held

    def _file(self, name: str, content: str) -> Attachment:
        return Attachment(self.world.clock.snowflake(), name, content.encode(), "text/plain; charset=utf-8")
