"""What people do in conversations: talk, edit, delete, react, come and go, open the app."""

from __future__ import annotations

from tests.wire.slack import mrkdwn, rich_text
from tests.wire.slack.delivery import Delivery
from tests.wire.slack.errors import NotPossibleError
from tests.wire.slack.hands import Hands
from tests.wire.slack.interactions import client_msg_id
from tests.wire.slack.things import Channel, File, Json, Message, User
from tests.wire.slack.web_api import files, views


class People(Hands):
    """Members of a workspace; each is named by name or id, a conversation by `#name` or id.

    What is said is stored at once, and the events about it are on their way when the call returns.
    """

    async def say(
        self,
        user: str | User,
        channel: str | Channel,
        text: str,
        *,
        thread: Message | None = None,
        broadcast: bool = False,
        smart_quotes: bool = False,
        raw: bool = False,
    ) -> Message:
        """Write a message as typed in the composer: `@greenroom`, `#practice`, URLs and emoji become what Slack sends.

        Args:
            user: Who.
            channel: Where; `"app"` is the direct conversation with the app.
            text: As typed.
            thread: A message of the thread to reply in.
            broadcast: Also send it to the channel.
            smart_quotes: The keyboard curls quotes.
            raw: The text is already as on the wire.

        Raises:
            NotPossibleError: The person is not there, or the conversation is archived.
        """
        person = self._backend.world.user(user)
        place = self._where(person, channel)
        said = text if raw else mrkdwn.typed(text, self.resolver(person), smart_quotes=smart_quotes)
        body = self._by(person, said) | self._reply(place, thread)
        if broadcast:
            body["subtype"] = "thread_broadcast"
        return self._backend.messages.post(place, body)

    def _where(self, user: User, channel: str | Channel) -> Channel:
        world = self._backend.world
        place = world.dm(user) if channel == "app" else world.channel(channel, user.team_id)
        if place is None or user.id not in place.members:
            raise NotPossibleError(f"{user.name} is not in {channel}")
        if place.archived:
            raise NotPossibleError(f"{place.name} is archived")
        if place.kind == "im" and not world.app.messages_tab:
            raise NotPossibleError("sending messages to this app has been turned off")
        return place

    @staticmethod
    def _by(user: User, text: str) -> Json:
        return {
            "type": "message",
            "user": user.id,
            "client_msg_id": client_msg_id(),
            "text": text,
            "team": user.team_id,
            "blocks": [rich_text.block(text)],
        }

    def _reply(self, channel: Channel, thread: Message | None) -> Json:
        if thread is None:
            return {}
        root = str(thread.thread_ts or thread.ts)
        in_pane = (channel.id, root) in self._backend.world.panes
        return {"thread_ts": root} | ({"assistant_thread": {"action_token": client_msg_id()}} if in_pane else {})

    async def share(
        self,
        user: str | User,
        channel: str | Channel,
        name: str,
        data: bytes,
        text: str = "",
        *,
        thread: Message | None = None,
    ) -> Message:
        """Upload a file or a snippet with a few words."""
        person = self._backend.world.user(user)
        place = self._where(person, channel)
        world = self._backend.world
        file = File(world.fresh_id("F"), name, len(data), person.id, name, "", data, complete=True, channels=[place.id])
        world.files[file.id] = file
        shown: Json = {"subtype": "file_share", "files": [files.wire(self._backend, file)], "upload": False}
        body = self._by(person, mrkdwn.typed(text, self.resolver(person))) | shown | {"display_as_bot": False}
        if not text:
            del body["blocks"]
        return self._backend.messages.post(place, body | self._reply(place, thread))

    async def edit(self, user: str | User, message: Message, text: str) -> Message:
        """Change one's own message; a mention of the app in it is told once more.

        Raises:
            NotPossibleError: It is somebody else's.
        """
        person = self._own(user, message)
        said = mrkdwn.typed(text, self.resolver(person))
        body = message.body | {"text": said, "blocks": [rich_text.block(said)]}
        return self._backend.messages.change(message, body, edited_by=person.id)

    async def delete(self, user: str | User, message: Message) -> None:
        """Delete one's own message, or any as an admin."""
        if not self._backend.world.user(user).is_admin:
            self._own(user, message)
        self._backend.messages.remove(message)

    def _own(self, user: str | User, message: Message) -> User:
        person = self._backend.world.user(user)
        if message.user != person.id or message.deleted:
            raise NotPossibleError(f"{person.name} did not write that")
        return person

    async def stop_stream(self, message: Message) -> Message:
        """Press Stop below a message that is being streamed.

        Raises:
            NotPossibleError: It is not, or not any more.
        """
        if not self._backend.messages.is_streaming(message):
            raise NotPossibleError("nothing is being written there")
        message.streaming, message.stopped_by_member = False, True
        return self._backend.messages.change(message, message.body | {"streaming_state": "completed"})

    async def unfurl(self, message: Message, title: str = "A page") -> Message:
        """Slack adds a link's preview: the message changes, although nobody edited it."""
        preview = {"id": 1, "title": title, "fallback": title, "from_url": "https://example.com"}
        return self._backend.messages.change(message, message.body | {"attachments": [preview]})

    async def react(self, user: str | User, message: Message, name: str, *, on: bool = True) -> Delivery | None:
        """Add a reaction, or take it back."""
        person = self._backend.world.user(user)
        reacted = message.reactions.setdefault(name, [])
        if on:
            reacted.append(person.id)
        else:
            reacted.remove(person.id)
        if not reacted:
            del message.reactions[name]
        event = {
            "type": "reaction_added" if on else "reaction_removed",
            "user": person.id,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
        }
        return self._backend.events.in_channel(self._backend.world.channels[message.channel], event)

    async def join(self, user: str | User, channel: str | Channel) -> None:
        """Come into a channel, with the noise that makes."""
        person = self._backend.world.user(user)
        place = self._backend.world.channel(channel, person.team_id)
        place.members.append(person.id)
        self._came(place, person, "joined")

    async def leave(self, user: str | User, channel: str | Channel) -> None:
        """Go out of a channel."""
        person = self._backend.world.user(user)
        place = self._backend.world.channel(channel, person.team_id)
        place.members.remove(person.id)
        self._came(place, person, "left")

    def _came(self, channel: Channel, user: User, how: str) -> None:
        letter = "C" if channel.kind == "channel" else "G"
        event = {"type": f"member_{how}_channel", "user": user.id, "channel": channel.id, "channel_type": letter}
        self._backend.events.in_channel(channel, event | {"team": channel.team_id})
        noun = "channel" if channel.kind == "channel" else "group"
        subtype = f"{noun}_{'join' if how == 'joined' else 'leave'}"
        text = f"<@{user.id}> has {how} the {noun}"
        self._backend.messages.post(channel, {"type": "message", "subtype": subtype, "user": user.id, "text": text})

    async def other_bot_says(self, channel: str | Channel, text: str, *, thread: Message | None = None) -> Message:
        """A message of some other app's, of the old kind with subtype `bot_message`."""
        place = self._backend.world.channel(channel)
        body = {"type": "message", "subtype": "bot_message", "text": text, "bot_id": "B0OTHER", "username": "other"}
        return self._backend.messages.post(place, body | self._reply(place, thread))

    async def open_home(self, user: str | User, tab: str = "home") -> Delivery | None:
        """Open the app's Home tab, or its messages tab."""
        person = self._backend.world.user(user)
        if tab == "home" and not self._backend.world.app.home_tab:
            raise NotPossibleError("the app has no Home tab")
        place = self._where(person, "app") if tab == "messages" else self._backend.world.dm(person)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": place.id if place else "", "tab": tab}
        view = self._backend.world.homes.get(person.id)
        if tab == "home" and view is not None:
            event["view"] = views.wire(view)
        return self._backend.events.emit(person.team_id, event)

    async def open_assistant(self, user: str | User, looking_at: str | None = None) -> Message:
        """Open the assistant pane, which starts a thread; returns its first message, to `say` things in its thread.

        Raises:
            NotPossibleError: The app has no assistant.
        """
        person = self._backend.world.user(user)
        if not self._backend.world.app.agent:
            raise NotPossibleError("the app has no assistant")
        place = self._where(person, "app")
        ts = self._backend.clock.ts()
        bot = self._backend.world.installation(person.team_id).bot_user
        shown = {"title": "New chat", "title_blocks": [], "artifacts": []}
        body: Json = {"type": "message", "subtype": "assistant_app_thread", "user": bot, "text": "New Assistant Thread"}
        root = self._backend.messages.post(place, {"ts": ts, "thread_ts": ts} | body | {"assistant_app_thread": shown})
        self._backend.world.panes[place.id, ts] = ""
        self._backend.events.emit(person.team_id, self._pane("started", person, root, looking_at))
        return root

    async def look_at(self, user: str | User, pane: Message, channel: str) -> Delivery | None:
        """Go to another channel with the assistant pane open."""
        person = self._backend.world.user(user)
        return self._backend.events.emit(person.team_id, self._pane("context_changed", person, pane, channel))

    def _pane(self, what: str, user: User, root: Message, looking_at: str | None) -> Json:
        context: Json = {"force_search": False}
        if looking_at:
            channel = self._backend.world.channel(looking_at, user.team_id)
            context = {"channel_id": channel.id, "team_id": channel.team_id, "enterprise_id": None}
        thread = {"user_id": user.id, "context": context, "channel_id": root.channel, "thread_ts": root.ts}
        return {"type": f"assistant_thread_{what}", "assistant_thread": thread}
