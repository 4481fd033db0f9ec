"""Who may change a group's schedules, and what the others are told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.chat import ChatEvent, Reply
from bot.core.commands.command import OptionError
from bot.core.records import Place
from bot.core.replies.schedules import not_allowed_reply, other_channel_refusal
from bot.core.rhythm.scheduling import Scheduling
from bot.core.room import Room


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a group.

    Attributes:
        room: The use cases.
        place: The group, which may be another one's than where they ask.
        event: What they did, as if it had been done there.
        manages: Whether they manage the group.
    """

    room: Room
    place: Place
    event: ChatEvent
    manages: bool

    @property
    def scheduling(self) -> Scheduling:
        """The group's schedules."""
        return self.room.scheduling

    @property
    def channel(self) -> str | None:
        """The channel that is meant, where it is not the one in which they ask."""
        return self.event.options.get("channel")


async def asked_for(room: Room, event: ChatEvent) -> Asked:
    """What an event asks for: of its own group or, for those who manage the workspace, of another channel's.

    Raises:
        OptionError: Somebody else names another channel.
    """
    options = {name: value for name, value in event.options.items() if name != "channel"}
    channel, origin = event.options.get("channel", ""), event.origin
    if channel and channel != origin.channel:
        if not event.by_admin:
            raise OptionError(other_channel_refusal())
        options["channel"] = channel
        origin = replace(origin, channel=channel, thread=None, direct=False, private=False)
    place = await room.practice.place_of(origin)
    manages = await room.groups.manages(origin, place, by_admin=event.by_admin, roles=event.roles)
    return Asked(room, place, replace(event, origin=origin, options=options), manages)


async def require_manager(asked: Asked) -> None:
    """Let through who manages the group.

    Raises:
        OptionError: They do not; says who does, as far as that is known.
    """
    if not asked.manages:
        raise OptionError(await not_allowed(asked))


async def not_allowed(asked: Asked) -> Reply:
    """What to tell somebody who does not manage the group: whom to ask, which is those whom it names and its makers."""
    group = await asked.room.groups.group(asked.place)
    users = [*group.settings.admins, *await asked.scheduling.makers(asked.place)]
    return not_allowed_reply(await asked.scheduling.names_of(asked.event.origin, users))
