"""Interactions over REST: the callback, and the token's webhook."""

from __future__ import annotations

from tests.wire.discord import interactions, messages, tokens
from tests.wire.discord.calls import Call, Route
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.model import Interaction, Message


def callback(call: Call) -> Json | None:
    found = call.world.interactions.get(call.parameters["interaction_id"])
    interaction = tokens.check_token(found, call.parameters["token"])
    answered = interactions.answer(call.world, interaction, call.body, call.files)
    return answered if call.asks("with_response") else None


def _interaction(call: Call) -> Interaction:
    return tokens.by_token(call.world, call.parameters["application_id"], call.parameters["token"])


def _message(call: Call) -> Message:
    """One of the token's messages: the initial response or a follow-up."""
    interaction, number = _interaction(call), call.parameters.get("message_id")
    if number is None:
        return tokens.original_of(interaction)
    own = [interaction.original, *interaction.followups]
    found = next((it for it in own if it is not None and it.id == number), None)
    if found is None or found.id not in found.channel.messages:
        raise refused(10008)
    return found


def get(call: Call) -> Json:
    return message_json(call.world, _message(call))


def edit(call: Call) -> Json:
    interaction, message = _interaction(call), _message(call)
    if message is interaction.original:
        return message_json(call.world, tokens.edit_original(call.world, interaction, call.body, call.files))
    interactions.change(call.world, message, call.body, call.files)
    return message_json(call.world, message)


def delete(call: Call) -> None:
    messages.delete(call.world, _message(call))


def follow_up(call: Call) -> Json:
    return message_json(call.world, tokens.follow_up(call.world, _interaction(call), call.body, call.files))


_WEBHOOK = "/webhooks/{application_id}/{token}"
ROUTES: list[Route] = [
    ("POST", "/interactions/{interaction_id}/{token}/callback", callback),
    ("POST", _WEBHOOK, follow_up),
    ("GET", f"{_WEBHOOK}/messages/@original", get),
    ("PATCH", f"{_WEBHOOK}/messages/@original", edit),
    ("DELETE", f"{_WEBHOOK}/messages/@original", delete),
    ("GET", f"{_WEBHOOK}/messages/{{message_id}}", get),
    ("PATCH", f"{_WEBHOOK}/messages/{{message_id}}", edit),
    ("DELETE", f"{_WEBHOOK}/messages/{{message_id}}", delete),
]
