"""Suggesting a question to the group, and deciding on what was suggested."""

from __future__ import annotations

from bot.core.chat import ChatEvent, Reply
from bot.core.commands.managing import asked_for, require_manager
from bot.core.commands.options import number_of
from bot.core.delivery.names import event_name
from bot.core.replies import suggestions as replies
from bot.core.rhythm.picking import APPROVED, DECLINED
from bot.core.rhythm.records import Deed
from bot.core.room import Room


async def suggest(room: Room, event: ChatEvent) -> Reply:
    """Suggest a question to the group, or list and decide what was suggested.

    Raises:
        OptionError: Somebody decides who does not manage the group.
    """
    asked = await asked_for(room, event)
    place, options, bank = asked.place, asked.event.options, room.practice.content.bank
    suggesting = room.scheduling.suggesting
    if "decision" in options:
        await require_manager(asked)
        number = number_of(options, "suggestion") or 0
        state = APPROVED if options["decision"] == "approve" else DECLINED
        decided = await suggesting.decide(place, number, state)
        scheduled = any(record.halted is None for record in await room.scheduling.saved(place))
        return replies.decided_reply(decided, state, scheduled=scheduled)
    if not options.get("question"):
        return replies.suggestions_reply(await suggesting.open(place), bank, manages=asked.manages)
    managing = Deed(event_name(event.origin, event.key), event.at) if asked.manages else None
    made = await suggesting.suggest(place, event.origin.user, options["question"], event.text, managing)
    return replies.suggested_reply(made, bank)
