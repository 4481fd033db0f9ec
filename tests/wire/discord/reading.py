"""What tests read: messages, forms, pings, requests, and waiting for them."""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import Callable
from typing import TypeVar

from tests.wire.discord import permissions
from tests.wire.discord.calls import Api
from tests.wire.discord.commands import of_scope, show
from tests.wire.discord.components import texts_of
from tests.wire.discord.errors import Json
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.mentions import unfurled
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Message, MessageKind
from tests.wire.discord.views import interaction_view, logged_view
from tests.wire.discord.world import Ref, World

PATIENCE = 60.0
Found = TypeVar("Found")


def text_of(message: Json) -> str:
    """All that a message says: content, embeds and text displays, a line each."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title", ""), embed.get("description", "")]
        parts += [f"{field['name']}: {field['value']}" for field in embed.get("fields", [])]
        parts.append(embed.get("footer", {}).get("text", ""))
    return "\n".join(part for part in [*parts, *texts_of(message["components"])] if part)


class Reading:
    """What there is to see. Everything comes as JSON, oldest first."""

    def __init__(self, world: World, api: Api, gateway: Gateway) -> None:
        self.world = world
        self.api = api
        self.gateway = gateway

    def messages(self, channel: Ref) -> list[Json]:
        """A channel's or thread's messages, ephemeral ones aside."""
        held = self.world.channel(channel).messages.values()
        return [message_json(self.world, it) for it in held if not it.ephemeral]

    def bot_messages(self, channel: Ref) -> list[Json]:
        """Those that the app wrote."""
        ours = [it for it in self.messages(channel) if it["author"]["id"] == self.world.bot.id]
        return [it for it in ours if it["type"] not in {MessageKind.PINNED, MessageKind.THREAD_STARTER}]

    def direct_messages(self, user: Ref) -> list[Json]:
        """All messages between a person and the app."""
        return self.messages(self.world.direct(self.world.user(user)).id)

    def ephemeral(self, user: Ref) -> list[Json]:
        """Messages that only one person sees."""
        person = self.world.user(user)
        return [message_json(self.world, it) for it in self._all() if _only_for(it, person.id)]

    def message(self, message: Ref) -> Json:
        """A message as it is now."""
        return message_json(self.world, self.world.message(message))

    def versions(self, message: Ref) -> list[Json]:
        """What a message was before each edit."""
        return self.world.message(message).versions

    def threads(self, channel: Ref) -> list[Json]:
        """Threads of a channel or posts of a forum."""
        place = self.world.channel(channel)
        found = [it for it in self.world.channels.values() if it.parent is place]
        return [self.world.show_channel(it) for it in found]

    def channel(self, channel: Ref) -> Json:
        return self.world.show_channel(self.world.channel(channel))

    def pinged(self, message: Ref) -> list[str]:
        """Names of the people whom a message notified: when it was written, or when its deferral ended."""
        return [self.world.users[it].name for it in self.world.message(message).notified]

    def all_pinged(self) -> list[str]:
        """Names of everybody whom any message of the app that is still there has notified."""
        own = [it for it in self._all() if it.author is self.world.bot]
        return sorted({self.world.users[user].name for it in own for user in it.notified})

    def unfurled(self, message: Ref) -> list[str]:
        """Links of a message's content that Discord shows a preview of."""
        return unfurled(self.world.message(message))

    def file(self, message: Ref, name: str) -> str:
        """A text file that is attached to a message."""
        held = self.world.message(message)
        return next(it.content.decode() for it in held.attachments if it.filename == name)

    def interaction(self, interaction: Ref) -> Json:
        """What came of an interaction up to now; see `views.interaction_view`."""
        number = interaction["id"] if isinstance(interaction, dict) else interaction
        return interaction_view(self.world, self.world.interactions[str(number)])

    def open_modals(self, user: Ref) -> list[Json]:
        """Interactions of a person whose form is still open."""
        person = self.world.user(user)
        found = [it for it in self.world.interactions.values() if it.user is person and it.modal is not None]
        return [interaction_view(self.world, it) for it in found]

    def registered(self, guild: Ref | None = None) -> list[Json]:
        """Commands as they are registered, global ones or a guild's."""
        scope = self.world.guild(guild).id if guild is not None else None
        return [show(self.world, command) for command in of_scope(self.world, scope)]

    def may(self, channel: Ref, user: Ref | None = None) -> list[str]:
        """Permissions in a channel, the app's or a person's."""
        person = self.world.bot if user is None else self.world.user(user)
        return permissions.names_of(permissions.in_channel(self.world.channel(channel), person.id))

    def requests(self, route: str = "*") -> list[Json]:
        """The log of requests, or those of a route (`POST /channels/{channel_id}/messages`; `*` for anything)."""
        pattern = route.replace("[", "[[]")
        return [logged_view(it) for it in self.api.log if fnmatch.fnmatchcase(it.route, pattern)]

    def gateway_log(self) -> list[Json]:
        """What happened on the gateway: connect, identify, resume, disconnect, refused."""
        return self.gateway.log

    def statistics(self) -> Json:
        """Requests, 429s, and requests that came too early for Discord even where limits were not enforced."""
        limits = self.api.limits
        return {
            "requests": len(self.api.log),
            "sent_429": limits.sent_429,
            "invalid": limits.invalid,
            "excesses": [vars(it) for it in limits.excesses],
            "identifies": sum(it["event"] == "identify" for it in self.gateway.log),
        }

    def _all(self) -> list[Message]:
        return [it for channel in self.world.channels.values() for it in channel.messages.values()]

    # Waiting -----------------------------------------------------------------------------------------------------

    async def until(self, look: Callable[[], Found | None], within: float = PATIENCE, what: str = "") -> Found:
        """Look until there is something.

        Raises:
            AssertionError: There was nothing in time.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            found = look()
            if found:
                return found
            if loop.time() > end:
                raise AssertionError(f"waited {within} s in vain for {what or look}")
            await asyncio.sleep(0.005)

    async def wait_connected(self, within: float = PATIENCE) -> None:
        """Wait until every shard the gateway recommends has a connected session."""

        def connected() -> bool:
            shards = {it.shard for it in self.gateway.of_shard(None)}
            return len(shards) >= self.gateway.shards

        await self.until(connected, within, "a session")

    async def wait_answered(self, interaction: Ref, within: float = PATIENCE) -> Json:
        """Wait for an interaction's callback."""
        return await self.until(lambda: self._if(interaction, "callback"), within, f"a callback to {interaction}")

    async def wait_settled(self, interaction: Ref, within: float = PATIENCE) -> Json:
        """Wait for the callback, and for the edit or follow-up that ends a deferral."""
        await self.wait_answered(interaction, within)
        return await self.until(
            lambda: None if self.interaction(interaction)["loading"] else self.interaction(interaction),
            within,
            f"the end of the deferral of {interaction}",
        )

    def _if(self, interaction: Ref, name: str) -> Json | None:
        view = self.interaction(interaction)
        return view if view[name] is not None else None

    async def wait_message(
        self, channel: Ref, containing: str = "", *, count: int = 1, within: float = PATIENCE
    ) -> Json:
        """Wait for so many messages of the app that say something; the last of them."""

        def look() -> Json | None:
            found = [it for it in self.bot_messages(channel) if containing in text_of(it)]
            return found[-1] if len(found) >= count else None

        return await self.until(look, within, f"{count} messages with {containing!r} in {channel}")

    async def wait_ephemeral(self, user: Ref, containing: str = "", within: float = PATIENCE) -> Json:
        """Wait for a message that only one person sees; the last one."""

        def look() -> Json | None:
            found = [it for it in self.ephemeral(user) if containing in text_of(it)]
            return found[-1] if found else None

        return await self.until(look, within, f"an ephemeral message with {containing!r} for {user}")

    async def wait_request(self, route: str, count: int = 1, within: float = PATIENCE) -> list[Json]:
        """Wait until so many requests of a route have been answered or dropped."""

        def look() -> list[Json] | None:
            done = [it for it in self.requests(route) if it["took"]]
            return done if len(done) >= count else None

        return await self.until(look, within, f"{count} requests {route}")


def _only_for(message: Message, user_id: str) -> bool:
    return bool(message.ephemeral and message.interaction and message.interaction.user.id == user_id)
