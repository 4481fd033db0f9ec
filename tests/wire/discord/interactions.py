"""Interactions: made when a member does something with the app, answered by its callback and its token."""

from __future__ import annotations

import secrets
from typing import Any

from tests.wire.discord import messages, permissions
from tests.wire.discord.drafts import ON_CALLBACK, Draft, Upload, read_draft
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.message_payloads import message_json
from tests.wire.discord.modals import check_modal
from tests.wire.discord.model import Asked, Channel, ChannelKind, Flag, Interaction, Message, MessageKind, User
from tests.wire.discord.payloads import member_json, user_json
from tests.wire.discord.world import World

MOST_CHOICES = 25
SIZE_LIMIT = 10 * 1024 * 1024
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


def owners_of(world: World, user: User, channel: Channel) -> dict[str, str]:
    """Who installed the app where this happens: the guild, the person, both or nobody."""
    guild = channel.guild
    found: dict[str, str] = {}
    if guild is not None and world.bot.id in guild.members:
        found["0"] = guild.id
    elif guild is None and world.bot.id in channel.recipients:
        found["0"] = "0"
    if user.installed:
        found["1"] = user.id
    return found


def context_of(world: World, channel: Channel) -> int:
    """Guild (0), direct messages with the app (1), or another private channel (2)."""
    if channel.guild is not None:
        return 0
    return 1 if channel.kind == ChannelKind.DM and world.bot.id in channel.recipients else 2


def raise_interaction(
    world: World,
    kind: Asked,
    user: User,
    channel: Channel,
    data: Json,
    message: Message | None = None,
    triggered_by: Interaction | None = None,
) -> Interaction:
    """Make an interaction and send it to the app."""
    interaction = Interaction(
        world.clock.snowflake(),
        secrets.token_urlsafe(48),
        kind,
        user,
        channel,
        data,
        world.clock.now(),
        owners_of(world, user, channel),
        context_of(world, channel),
        message,
        triggered_by=triggered_by,
    )
    world.interactions[interaction.id] = interaction
    world.publish("INTERACTION_CREATE", interaction_json(world, interaction), channel.guild)
    return interaction


def interaction_json(world: World, interaction: Interaction) -> Json:
    """An interaction as the app receives it."""
    channel, user, guild = interaction.channel, interaction.user, interaction.channel.guild
    shown: Json = {
        "id": interaction.id,
        "application_id": world.app.id,
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": channel.id,
        "channel": world.show_channel(channel) | {"permissions": str(permissions.in_channel(channel, user.id))},
        "locale": user.locale,
        "app_permissions": str(permissions.in_channel(channel, world.bot.id)),
        "entitlements": [],
        "authorizing_integration_owners": interaction.owners,
        "context": interaction.context,
        "attachment_size_limit": SIZE_LIMIT,
    }
    if interaction.message is not None:
        shown["message"] = message_json(world, interaction.message)
    if guild is None:
        return shown | {"user": user_json(user)}
    member = member_json(guild.members[user.id], held=permissions.in_channel(channel, user.id))
    return shown | {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": member,
    }


def answer(world: World, interaction: Interaction, body: Any, files: list[Upload]) -> Json:
    """Take the app's callback.

    Raises:
        ApiError: Unknown (too late), already acknowledged, or a form that is not right.
    """
    waited = world.clock.now() - interaction.created
    if interaction.callback is not None:
        raise refused(40060)
    if waited > world.callback_within:
        raise refused(10062)
    form = Form()
    held = form.mapping(body)
    kind = form.choice(held, "type", _callbacks_for(interaction))
    form.settle()
    data = held.get("data") or {}
    _DO[kind](world, interaction, data, files)
    interaction.callback, interaction.acknowledged_after = kind, waited
    return callback_json(world, interaction)


def _callbacks_for(interaction: Interaction) -> tuple[int, ...]:
    if interaction.kind == Asked.AUTOCOMPLETE:
        return (CHOICES,)
    updates = (DEFER_UPDATE, UPDATE) if interaction.message is not None else ()
    modal = () if interaction.kind == Asked.MODAL else (MODAL,)
    return (MESSAGE, DEFER, *updates, *modal)


def _message(world: World, interaction: Interaction, data: Json, files: list[Upload]) -> None:
    draft = read_draft(world, data, files, ON_CALLBACK, form=Form() / "data")
    interaction.original = respond(world, interaction, draft)


def _defer(world: World, interaction: Interaction, data: Json, _files: list[Upload]) -> None:
    flags = data.get("flags") or 0
    if flags & ~Flag.EPHEMERAL:
        form = Form()
        (form / "data" / "flags").wrong("MESSAGE_FLAGS_INVALID", "Only EPHEMERAL can be set when deferring.")
        form.settle()
    interaction.original = respond(world, interaction, Draft(flags=flags), extra_flags=Flag.LOADING)
    interaction.loading = interaction.deferred = True


def _defer_update(world: World, interaction: Interaction, _data: Json, _files: list[Upload]) -> None:
    interaction.original, interaction.deferred = interaction.message, True


def _update(world: World, interaction: Interaction, data: Json, files: list[Upload]) -> None:
    assert interaction.message is not None
    interaction.original = interaction.message
    change(world, interaction.message, data, files, Form() / "data")


def _choices(_world: World, interaction: Interaction, data: Json, _files: list[Upload]) -> None:
    form = Form()
    here = form / "data"
    choices = here.items(data, "choices", MOST_CHOICES, required=True)
    for number, choice in enumerate(choices):
        spot = here / "choices" / number
        spot.text(spot.mapping(choice), "name", 100, 1, required=True)
        if isinstance(choice.get("value"), str):
            spot.text(choice, "value", 100, 1)
        elif choice.get("value") is None:
            (spot / "value").required()
    form.settle()
    interaction.choices = choices


def _modal(_world: World, interaction: Interaction, data: Json, _files: list[Upload]) -> None:
    form = Form()
    interaction.modal = check_modal(form / "data", data)


_DO = {
    MESSAGE: _message,
    DEFER: _defer,
    DEFER_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _choices,
    MODAL: _modal,
}


def change(world: World, message: Message, body: Any, files: list[Upload], form: Form | None = None) -> None:
    """Edit a message with the token's right: its ephemeral state stays."""
    if message.id not in message.channel.messages:
        raise refused(10008)
    kept = message.flags & (Flag.EPHEMERAL | Flag.HAS_THREAD)
    draft = read_draft(world, body, files, Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2, message, form)
    draft.flags |= kept
    messages.rewrite(world, message, draft)


def respond(world: World, interaction: Interaction, draft: Draft, *, extra_flags: int = 0) -> Message:
    """Write a message that answers an interaction.

    Raises:
        ApiError: The channel is gone, or its thread is locked.
    """
    channel = interaction.channel
    if channel.id not in world.channels:
        raise refused(10003)
    if channel.thread and channel.thread.archived and channel.thread.locked:
        raise refused(50083, 403)
    if _must_be_private(interaction):
        draft.flags |= Flag.EPHEMERAL
    kind, reference = MessageKind.DEFAULT, None
    root = interaction.triggered_by or interaction
    if root.message is not None:
        kind = MessageKind.REPLY
        reference = {"channel_id": channel.id, "message_id": root.message.id, "type": 0}
    elif root.kind == Asked.COMMAND:
        slash = root.data.get("type", 1) == 1
        kind = MessageKind.CHAT_INPUT_COMMAND if slash else MessageKind.CONTEXT_MENU_COMMAND
    return messages.write(
        world,
        channel,
        world.bot,
        draft,
        kind=kind,
        reference=reference,
        interaction=interaction,
        extra_flags=extra_flags,
    )


def _must_be_private(interaction: Interaction) -> bool:
    """An app that only the person has installed answers publicly only where they may use such apps."""
    if not interaction.only_user_installed or interaction.channel.guild is None:
        return False
    held = permissions.in_channel(interaction.channel, interaction.user.id)
    needed = permissions.bits("use_external_apps", "send_messages")
    return held & needed != needed


def callback_json(world: World, interaction: Interaction) -> Json:
    """What the callback answers with `with_response`."""
    shown: Json = {"id": interaction.id, "type": int(interaction.kind)}
    resource: Json = {"type": interaction.callback}
    message = interaction.original
    if message is not None and interaction.callback in {MESSAGE, DEFER, UPDATE, DEFER_UPDATE}:
        shown |= {
            "response_message_id": message.id,
            "response_message_loading": interaction.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if interaction.callback in {MESSAGE, UPDATE}:
            resource["message"] = message_json(world, message)
    return {"interaction": shown, "resource": resource}
