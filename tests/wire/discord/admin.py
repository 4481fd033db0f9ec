"""What those who run guilds, the app's owner and Discord itself do: places, roles, permissions, kicks and outages."""

from __future__ import annotations

from collections.abc import Sequence

from tests.wire.discord import permissions, threads
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.gateway import Gateway
from tests.wire.discord.model import REQUIRE_TAG, Channel, ChannelKind, Guild, Member, Overwrite, Role, User
from tests.wire.discord.payloads import guild_json, member_json, role_json, user_json
from tests.wire.discord.world import Ref, World

# What an invite of a careful bot asks for; a test asks for less or more.
BOT_PERMISSIONS = (
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "create_public_threads",
    "send_messages_in_threads", "add_reactions", "pin_messages",
)  # fmt: skip


class Admin:
    """Changes to the world around the app."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    # People and guilds -------------------------------------------------------------------------------------------

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = False) -> Json:
        """Somebody new; `installed` if they have the app for themselves."""
        user = User(self.world.clock.snowflake(), name, locale=locale, installed=installed)
        self.world.users[user.id] = user
        return user_json(user)

    def add_guild(
        self,
        name: str = "Study",
        *,
        owner: str = "olga",
        members: Sequence[str] = ("ada", "grace"),
        channels: Sequence[str] = ("general",),
        bot: bool = True,
        bot_permissions: Sequence[str] = BOT_PERMISSIONS,
        shard: int | None = None,
        locale: str = "en-US",
    ) -> Json:
        """A guild with its owner, an admin (`adam`, role `Admins`), members, text channels and, usually, the app.

        Args:
            name: Of the guild.
            owner: Whose it is; people are made as they are named.
            members: Who else is in it.
            channels: Text channels.
            bot: Whether the app is in it.
            bot_permissions: What the invite gave the app's role.
            shard: The shard of `gateway.shards` it shall belong to.
            locale: Its language.
        """
        clock = self.world.clock
        guild = Guild(clock.snowflake(shard, self.gateway.shards), name, self._person(owner).id, locale=locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.USUAL, 0)
        admins = Role(clock.snowflake(), "Admins", permissions.bits("administrator"), 2)
        guild.roles[admins.id] = admins
        self.world.guilds[guild.id] = guild
        for person in (owner, "adam", *members):
            self._join(guild, self._person(person))
        guild.members[self.world.user("adam").id].roles.append(admins.id)
        for channel in channels:
            self._channel(guild, channel, ChannelKind.TEXT)
        if bot:
            self.invite_bot(guild.id, bot_permissions)
        return guild_json(guild)

    def invite_bot(self, guild: Ref, bot_permissions: Sequence[str] = BOT_PERMISSIONS) -> None:
        """Add the app to a guild, with a role of its own."""
        held, clock = self.world.guild(guild), self.world.clock
        role = Role(
            clock.snowflake(), self.world.bot.name, permissions.bits(*bot_permissions), 1, managed=True,
            bot_id=self.world.bot.id,
        )  # fmt: skip
        held.roles[role.id] = role
        self._join(held, self.world.bot)
        held.members[self.world.bot.id].roles.append(role.id)
        self.gateway.tell_of_guild(held)

    def kick_bot(self, guild: Ref) -> None:
        """Take the app out of a guild."""
        held = self.world.guild(guild)
        del held.members[self.world.bot.id]
        held.roles = {it.id: it for it in held.roles.values() if it.bot_id != self.world.bot.id}
        self.world.publish("GUILD_DELETE", {"id": held.id}, held)

    def add_member(self, guild: Ref, user: str) -> None:
        held = self.world.guild(guild)
        member = self._join(held, self._person(user))
        self.world.publish("GUILD_MEMBER_ADD", member_json(member) | {"guild_id": held.id}, held)

    def remove_member(self, guild: Ref, user: Ref) -> None:
        held, person = self.world.guild(guild), self.world.user(user)
        del held.members[person.id]
        self.world.publish("GUILD_MEMBER_REMOVE", {"guild_id": held.id, "user": user_json(person)}, held)

    def outage(self, guild: Ref) -> None:
        """Make a guild unavailable."""
        held = self.world.guild(guild)
        held.available = False
        self.world.publish("GUILD_DELETE", {"id": held.id, "unavailable": True}, held)

    def end_outage(self, guild: Ref) -> None:
        held = self.world.guild(guild)
        held.available = True
        self.gateway.tell_of_guild(held)

    # Channels ----------------------------------------------------------------------------------------------------

    def add_channel(self, guild: Ref, name: str) -> Json:
        """A text channel."""
        return self._announced(self._channel(self.world.guild(guild), name, ChannelKind.TEXT))

    def add_forum(
        self,
        guild: Ref,
        name: str,
        tags: Sequence[str] = (),
        moderated: Sequence[str] = (),
        *,
        tag_required: bool = False,
    ) -> Json:
        """A forum with tags; those that are `moderated` are for moderators only."""
        channel = self._channel(self.world.guild(guild), name, ChannelKind.FORUM)
        channel.flags = REQUIRE_TAG if tag_required else 0
        channel.tags = [
            {
                "id": self.world.clock.snowflake(),
                "name": tag,
                "moderated": tag in moderated,
                "emoji_id": None,
                "emoji_name": None,
            }
            for tag in (*tags, *moderated)
        ]
        return self._announced(channel)

    def add_group(self, *users: str) -> Json:
        """A group's direct messages, without the app."""
        people = [self._person(user).id for user in users]
        channel = Channel(self.world.clock.snowflake(), ChannelKind.GROUP_DM, recipients=people)
        self.world.channels[channel.id] = channel
        return self.world.show_channel(channel)

    def add_friends(self, one: str, other: str) -> Json:
        """The direct messages of two people, without the app."""
        people = [self._person(user).id for user in (one, other)]
        channel = Channel(self.world.clock.snowflake(), ChannelKind.DM, recipients=people)
        self.world.channels[channel.id] = channel
        return self.world.show_channel(channel)

    def delete_channel(self, channel: Ref) -> None:
        """Delete a channel or a thread."""
        held = self.world.channel(channel)
        if held.thread:
            threads.remove(self.world, held)
        else:
            threads.remove_channel(self.world, held)

    def rename_channel(self, channel: Ref, name: str) -> None:
        held = self.world.channel(channel)
        held.name = name
        self._changed(held)

    def archive(self, thread: Ref, *, archived: bool = True, locked: bool = False) -> None:
        """Archive a thread, or open it again."""
        held = self.world.channel(thread)
        if held.thread is None:
            raise CannotError(f"{held.name} is no thread")
        held.thread.archived, held.thread.locked = archived, locked
        held.thread.archive_timestamp = self.world.clock.iso()
        self._changed(held)

    # Permissions -------------------------------------------------------------------------------------------------

    def allow(self, channel: Ref, *names: str, target: str | None = None) -> None:
        """Allow something in a channel, to the app or to a role or person by name."""
        self._overwrite(channel, target, allow=permissions.bits(*names))

    def deny(self, channel: Ref, *names: str, target: str | None = None) -> None:
        """Take a permission away in a channel, from the app or from a role or person by name."""
        self._overwrite(channel, target, deny=permissions.bits(*names))

    def set_role(self, guild: Ref, role: str, *names: str) -> None:
        """Give a role exactly these permissions; it is made if there is none of that name."""
        held = self.world.guild(guild)
        found = next((it for it in held.roles.values() if it.name == role), None)
        event = "GUILD_ROLE_UPDATE" if found else "GUILD_ROLE_CREATE"
        found = found or Role(self.world.clock.snowflake(), role, 0)
        held.roles[found.id] = found
        found.permissions = permissions.bits(*names)
        self.world.publish(event, {"guild_id": held.id, "role": role_json(found)}, held)

    def give_role(self, guild: Ref, user: Ref, role: str) -> None:
        held, person = self.world.guild(guild), self.world.user(user)
        found = next(it for it in held.roles.values() if it.name == role)
        held.members[person.id].roles.append(found.id)
        shown = member_json(held.members[person.id]) | {"guild_id": held.id}
        self.world.publish("GUILD_MEMBER_UPDATE", shown, held)

    def close_messages(self, user: Ref, *, closed: bool = True) -> None:
        """Let somebody take no direct messages, or take them again."""
        self.world.user(user).accepts_messages = not closed

    # The app and time --------------------------------------------------------------------------------------------

    def set_intents(self, *names: str) -> None:
        """Enable exactly these privileged intents for the app: members, presences, content."""
        self.world.app.privileged = set(names)

    def install(self, user: Ref, *, installed: bool = True) -> None:
        """Install the app for a person, or remove it."""
        self.world.user(user).installed = installed

    def advance(self, seconds: float) -> None:
        """Let time pass for Discord: deadlines, nonces, limits. The app's own clock stays."""
        self.world.clock.advance(seconds)

    # What all have in common -------------------------------------------------------------------------------------

    def _person(self, name: str) -> User:
        found = next((it for it in self.world.users.values() if it.name == name), None)
        return found or self.world.user(self.add_user(name))

    def _join(self, guild: Guild, user: User) -> Member:
        member = Member(user, self.world.clock.iso())
        guild.members[user.id] = member
        return member

    def _channel(self, guild: Guild, name: str, kind: ChannelKind) -> Channel:
        channel = Channel(self.world.clock.snowflake(), kind, name, guild, position=len(guild.channels))
        guild.channels[channel.id] = self.world.channels[channel.id] = channel
        return channel

    def _announced(self, channel: Channel) -> Json:
        self.world.publish_channel("CHANNEL_CREATE", channel)
        return self.world.show_channel(channel)

    def _changed(self, channel: Channel) -> None:
        self.world.publish_channel("THREAD_UPDATE" if channel.thread else "CHANNEL_UPDATE", channel)

    def _overwrite(self, channel: Ref, target: str | None, allow: int = 0, deny: int = 0) -> None:
        held = self.world.channel(channel)
        if held.guild is None:
            raise CannotError("direct messages have no permissions")
        role = next((it for it in held.guild.roles.values() if it.name == target), None)
        number = role.id if role else (self.world.user(target).id if target else self.world.bot.id)
        overwrite = held.overwrites.setdefault(number, Overwrite(0 if role else 1))
        overwrite.allow = (overwrite.allow | allow) & ~deny
        overwrite.deny = (overwrite.deny | deny) & ~allow
        self._changed(held)
