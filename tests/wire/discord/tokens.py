"""What an interaction's token lets the app do after the callback: its webhook."""

from __future__ import annotations

from typing import Any

from tests.wire.discord.drafts import ON_CALLBACK, Upload, read_draft
from tests.wire.discord.errors import refused
from tests.wire.discord.interactions import change, respond
from tests.wire.discord.model import Interaction, Message
from tests.wire.discord.world import World

TOKEN_LASTS = 15 * 60.0
MOST_FOLLOWUPS_OF_USER_APPS = 5


def by_token(world: World, application_id: str, token: str) -> Interaction:
    """The interaction whose token this is, while it lasts.

    Raises:
        ApiError: Unknown webhook (no such token, or not answered yet), or a token that is over.
    """
    found = next((it for it in world.interactions.values() if it.token == token), None)
    if found is None or application_id != world.app.id:
        raise refused(10015)
    waited = world.clock.now() - found.created
    if waited > TOKEN_LASTS or (found.callback is None and waited > world.callback_within):
        raise refused(50027)
    if found.callback is None:
        raise refused(10015)
    return found


def original_of(interaction: Interaction) -> Message:
    """The initial response.

    Raises:
        ApiError: There is none, or it was deleted.
    """
    message = interaction.original
    if message is None or message.id not in message.channel.messages:
        raise refused(10008)
    return message


def follow_up(world: World, interaction: Interaction, body: Any, files: list[Upload]) -> Message:
    """Write a further message; straight after a deferral it is that response which is edited."""
    if interaction.loading and interaction.original is not None:
        edit_original(world, interaction, body, files)
        return interaction.original
    if interaction.only_user_installed and len(interaction.followups) >= MOST_FOLLOWUPS_OF_USER_APPS:
        raise refused(40094)
    draft = read_draft(world, body, files, ON_CALLBACK)
    message = respond(world, interaction, draft)
    interaction.followups.append(message)
    return message


def edit_original(world: World, interaction: Interaction, body: Any, files: list[Upload]) -> Message:
    message = original_of(interaction)
    change(world, message, body, files)
    interaction.loading = False
    return message


def check_token(interaction: Interaction | None, token: str) -> Interaction:
    """The interaction a callback is for.

    Raises:
        ApiError: Unknown interaction.
    """
    if interaction is None or interaction.token != token:
        raise refused(10062)
    return interaction
