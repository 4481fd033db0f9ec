"""What `greenroom doctor` looks at on Discord's side: the token, the intents, the commands, and the channels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TYPE_CHECKING

from bot.cli.checks import Finding
from bot.core.errors import GreenroomError, StorageError
from bot.settings import Settings

if TYPE_CHECKING:
    import discord

    from bot.core.records import Group

_WANTED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_SHOWN = 3


async def examine_discord(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed. Nothing is looked at without a token."""
    if settings.discord_token is None:
        return []
    import aiohttp
    import discord

    from bot.bootstrap.discord import point_library

    point_library(settings)
    client = discord.Client(intents=discord.Intents(guilds=True))
    try:
        await client.login(settings.discord_token.get_secret_value())
        return [finding async for finding in _look(client, settings)]
    except discord.LoginFailure:
        remedy = "developer portal, Bot, Reset Token; set GREENROOM_DISCORD_TOKEN to the new one"
        return [Finding("discord", ok=False, text="the token is refused", remedy=remedy)]
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        text = f"Discord does not answer: {str(error) or type(error).__name__}"
        return [Finding("discord", ok=False, text=text, remedy="check the network; discordstatus.com tells of outages")]
    finally:
        await client.close()


async def _look(client: discord.Client, settings: Settings) -> AsyncIterator[Finding]:
    assert client.application is not None, "it is told at login"
    count = client.application.approximate_guild_count
    name = client.user.name if client.user else "?"
    servers = "one server" if count == 1 else f"{count} servers"
    yield Finding("discord", ok=True, text=f"the token is that of {name}, who is in {servers}")
    yield _intents(client.application)
    yield await _commands(client)
    async for finding in _channels(client, settings):
        yield finding


def _intents(application: discord.AppInfo) -> Finding:
    flags = application.flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding(
            "discord intents", ok=True, text="message content is enabled: plain replies in threads are answers"
        )
    text = "message content is not enabled: answers are taken by button, command, mention and direct message"
    remedy = "to take plain replies in threads as well: developer portal, Bot, Message Content Intent"
    return Finding("discord intents", ok=True, text=text, remedy=remedy)


async def _commands(client: discord.Client) -> Finding:
    from bot.adapters.clock import SystemClock
    from bot.adapters.discord.failures import RefusedError
    from bot.adapters.discord.registering import all_definitions, differences, registered
    from bot.adapters.discord.rest import Rest

    rest, wanted = Rest(SystemClock()), all_definitions()
    rest.use(client)
    try:
        changed = differences(wanted, await registered(rest, str(client.application_id)))
    except (RefusedError, GreenroomError) as error:
        return Finding("discord commands", ok=False, text=f"they cannot be read: {error}", remedy="try again later")
    if not changed:
        return Finding("discord commands", ok=True, text=f"all {len(wanted)} are registered")
    text = f"{len(changed)} are not as they should be, such as {', '.join(changed[:_SHOWN])}"
    return Finding("discord commands", ok=False, text=text, remedy="`greenroom serve` registers them when it starts")


async def _channels(client: discord.Client, settings: Settings) -> AsyncIterator[Finding]:
    """The channels that questions are scheduled for."""
    groups = await _scheduled(settings)
    if not groups:
        yield Finding("discord channels", ok=True, text="nothing is scheduled", remedy="`/schedule` sets it up")
        return
    problems = [problem async for problem in _problems(client, groups)]
    for problem in problems:
        yield problem
    if not problems:
        places = "one channel is" if len(groups) == 1 else f"all {len(groups)} channels are"
        yield Finding("discord channels", ok=True, text=f"{places} in reach, with all permissions")


async def _scheduled(settings: Settings) -> Sequence[Group]:
    from bot.adapters.discord.translate import NO_SERVER, PLATFORM
    from storage.database import open_database

    try:
        async with await open_database(settings.database_url, read_only=True) as database:
            found = await database.survey.scheduled(PLATFORM)
    except StorageError:
        return []  # told of elsewhere, or not there yet
    return [group for group in found if group.workspace != NO_SERVER]


async def _problems(client: discord.Client, groups: Iterable[Group]) -> AsyncIterator[Finding]:
    import discord

    for group in groups:
        try:
            missing = await _missing(client, group)
        except (discord.NotFound, discord.Forbidden):
            text = f"channel {group.channel} of server {group.workspace} is out of reach"
            remedy = "let Greenroom see the channel, or invite it again with `greenroom discord invite`"
            yield Finding("discord channels", ok=False, text=text, remedy=remedy)
            continue
        if missing:
            names = ", ".join(_WANTED[name] for name in missing)
            text = f"in channel {group.channel} of server {group.workspace} it lacks {names}"
            where = "channel settings, Permissions; docs/discord.md says what each is for"
            yield Finding("discord channels", ok=False, text=text, remedy=where)


async def _missing(client: discord.Client, group: Group) -> list[str]:
    """The permissions that are missing in a group's channel.

    Raises:
        discord.Forbidden: The server or channel is out of reach.
        discord.NotFound: It is gone.
    """
    import discord

    assert client.user is not None, "it is told at login"
    guild = await client.fetch_guild(int(group.workspace))
    me = await guild.fetch_member(client.user.id)
    channel = await guild.fetch_channel(int(group.channel))
    held = channel.permissions_for(me) if not isinstance(channel, discord.Thread) else discord.Permissions.all()
    return [name for name in _WANTED if not getattr(held, name)]
