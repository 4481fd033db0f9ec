"""What holds for everything people do: they see the place and may do it there."""

from __future__ import annotations

from tests.wire.discord import interactions, permissions
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Asked, Channel, ChannelKind, Message, User
from tests.wire.discord.payloads import member_json, role_json, user_json
from tests.wire.discord.views import interaction_view
from tests.wire.discord.world import Ref, World


class Someone:
    """The members, as the parts of what they do share them."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _raise(self, kind: Asked, person: User, place: Channel, data: Json, message: Message | None = None) -> Json:
        self._must(person, place)
        made = interactions.raise_interaction(self.world, kind, person, place, data, message)
        return interaction_view(self.world, made)

    def _must(self, person: User, place: Channel, *needed: str) -> None:
        held = permissions.in_channel(place, person.id)
        lacking = [name for name in ("view_channel", *needed) if not held & permissions.BITS[name]]
        if lacking:
            raise CannotError(f"{person.name} lacks {lacking} in {place.name or 'direct messages'}")
        if place.kind == ChannelKind.FORUM and "send_messages" in needed:
            return
        thread = place.thread
        if needed and thread and thread.locked and not held & permissions.BITS["manage_threads"]:
            raise CannotError(f"{place.name} is locked")

    def _resolved_user(self, person: User, place: Channel) -> Json:
        shown: Json = {"users": {person.id: user_json(person)}}
        if place.guild and person.id in place.guild.members:
            held = permissions.in_channel(place, person.id)
            shown["members"] = {person.id: member_json(place.guild.members[person.id], user=False, held=held)}
        return shown

    def _shown(self, message: Message) -> Json:
        return message_json(self.world, message)

    def _entity(self, by: User, place: Channel, kind: int, value: Ref, resolved: Json) -> str:
        """The id of a person (6), channel (7) or role (8), which is added to what is resolved."""
        if kind == 6:
            person = self.world.user(value)
            _merge(resolved, self._resolved_user(person, place))
            return person.id
        if kind == 7:
            channel = self.world.channel(value)
            mine, apps = (permissions.in_channel(channel, it) for it in (by.id, self.world.bot.id))
            shown = self.world.show_channel(channel) | {"permissions": str(mine), "app_permissions": str(apps)}
            _merge(resolved, {"channels": {channel.id: shown}})
            return channel.id
        roles = place.guild.roles.values() if place.guild else ()
        role = next((it for it in roles if value in {it.id, it.name}), None)
        if role is None:
            raise CannotError(f"there is no role {value!r} here")
        _merge(resolved, {"roles": {role.id: role_json(role)}})
        return role.id


def _merge(resolved: Json, more: Json) -> None:
    for kind, entries in more.items():
        resolved.setdefault(kind, {}).update(entries)
