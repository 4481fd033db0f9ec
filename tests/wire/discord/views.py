"""How tests see what happened: interactions and requests as JSON."""

from __future__ import annotations

from dataclasses import asdict

from tests.wire.discord.calls import Logged
from tests.wire.discord.errors import Json
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Interaction, Message
from tests.wire.discord.world import World


def interaction_view(world: World, interaction: Interaction) -> Json:
    """What came of an interaction.

    Returns:
        `acknowledged_after` (seconds, None while there is no callback), `callback` (its type), `deferred`, `loading`
        (deferred and neither edited nor deleted yet), `message` (the initial response as it is now, None where there is
        none or it was deleted), `followups`, `modal` (the open form), `choices` (of an autocompletion).
    """
    shown = _if_there(world, interaction.original)
    return {
        "id": interaction.id,
        "type": int(interaction.kind),
        "user": interaction.user.name,
        "channel_id": interaction.channel.id,
        "acknowledged_after": interaction.acknowledged_after,
        "callback": interaction.callback,
        "deferred": interaction.deferred,
        "loading": interaction.loading and shown is not None,
        "message": shown,
        "followups": [message_json(world, it) for it in interaction.followups if it.id in it.channel.messages],
        "modal": interaction.modal,
        "choices": interaction.choices,
    }


def _if_there(world: World, message: Message | None) -> Json | None:
    return message_json(world, message) if message and message.id in message.channel.messages else None


def logged_view(logged: Logged) -> Json:
    return asdict(logged)
