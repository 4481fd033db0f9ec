"""What `greenroom doctor` looks at on Slack's side: the tokens, what they allow, the clock, and the channels."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.adapters.slack.mending import BOT_REMEDY, EXPIRED, ROTATION_REMEDY, SOCKET_REMEDY, expires
from bot.cli.checks import Finding
from bot.core.errors import GreenroomError, SettingsError, StorageError, UndeliverableError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.slack.api import Api
    from bot.adapters.slack.workspaces import Workspace
    from bot.core.records import Group

_MOST_APART = timedelta(seconds=60)
_SHOWN = 3
AGAIN = "the workspace has to install the app again"
_STATUS = "check the network; slack-status.com tells of outages"


@dataclass(frozen=True, slots=True)
class _Granted:
    """What Slack says of a bot's token.

    Attributes:
        workspace: Where it is good.
        name: What the workspace is called.
        bot: What the bot is called there.
        scopes: What it allows; none where Slack does not say.
        clock: Slack's time.
    """

    workspace: Workspace
    name: str
    bot: str
    scopes: frozenset[str] | None
    clock: datetime | None


async def examine_slack(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed. Nothing is looked at where Slack is not set up."""
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return []
    from bot.bootstrap.slack import slack_api

    async with slack_api(settings) as api:
        return [finding async for finding in _look(settings, api)]


async def _look(settings: Settings, api: Api) -> AsyncIterator[Finding]:
    try:
        tokens = await _tokens(settings)
    except (SettingsError, StorageError) as error:
        yield Finding("slack", ok=False, text=str(error))
        return
    if not tokens:
        remedy = f"open {settings.slack_public_url or 'the public address'}/slack/install in a browser"
        yield Finding("slack", ok=True, text="no workspace has installed the app yet", remedy=remedy)
    for name, token, renewed in tokens:
        async for finding in _of_workspace(settings, api, name, token, renewed=renewed):
            yield finding
    if settings.slack_signing_secret is None:
        yield await _socket(settings, api)


async def _tokens(settings: Settings) -> list[tuple[str, str, bool]]:
    """Whose tokens there are: the settings', or those of all that installed the app; and whether they are refreshed.

    Raises:
        SettingsError: They cannot be opened.
    """
    if settings.slack_client_id is None:
        assert settings.slack_bot_token is not None, "one of the two is set"
        return [("the workspace", settings.slack_bot_token.get_secret_value(), False)]
    from bot.adapters.slack.sealing import ENCRYPTION_KEY, Seal
    from bot.adapters.slack.workspaces import PLATFORM
    from storage.database import open_database

    if settings.encryption_key is None:
        raise SettingsError(ENCRYPTION_KEY, "this is needed for workspaces that install the app")
    seal = Seal(settings.encryption_key.get_secret_value())
    async with await open_database(settings.database_url, read_only=True) as database:
        found = await database.installations.all_of(PLATFORM)
    return [
        (each.name or each.workspace, seal.open(each.sealed_token), each.sealed_refresh_token is not None)
        for each in found
    ]


async def _of_workspace(
    settings: Settings, api: Api, name: str, token: str, *, renewed: bool
) -> AsyncIterator[Finding]:
    try:
        granted = await _granted(api, token)
    except GreenroomError as error:
        if renewed and getattr(error, "code", "") == EXPIRED:
            yield Finding("slack", ok=True, text=f"the bot's token of {name} has expired; its next use refreshes it")
            return
        yield _of_token("slack", f"the bot's token of {name}", error, AGAIN if settings.slack_client_id else BOT_REMEDY)
        return
    good = f"the bot's token is good: {granted.bot} in {granted.name}"
    if expires(token) and not renewed:
        yield Finding("slack", ok=False, text=f"{good}, for 12 hours at most", remedy=ROTATION_REMEDY)
    else:
        yield Finding("slack", ok=True, text=good)
    yield scopes_finding(granted.scopes)
    if granted.clock is not None:
        yield clock_finding(granted.clock, datetime.now(UTC))
    async for finding in _channels(settings, api, granted.workspace):
        yield finding


def _of_token(about: str, which: str, error: GreenroomError, remedy: str) -> Finding:
    """What is wrong where Slack did not take a token, or did not answer at all."""
    from bot.adapters.slack.refusals import TokenRefusedError

    if isinstance(error, TokenRefusedError):
        return Finding(about, ok=False, text=f"Slack refuses {which} ({error.code})", remedy=remedy)
    return Finding(about, ok=False, text=f"Slack does not answer: {error}", remedy=_STATUS)


async def _granted(api: Api, token: str) -> _Granted:
    """Ask Slack whose token it is.

    Raises:
        TokenRefusedError: It refuses the token.
        TryLaterError: It does not answer.
    """
    from bot.adapters.slack.workspaces import Workspace

    answer, headers = await api.told(token, "auth.test")
    workspace = Workspace(str(answer.get("team_id")), token, str(answer.get("user_id")), str(answer.get("bot_id")))
    told = headers.get("x-oauth-scopes")
    scopes = frozenset(filter(None, told.replace(" ", "").split(","))) if told is not None else None
    return _Granted(workspace, str(answer.get("team")), f"@{answer.get('user')}", scopes, _date(headers))


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return email.utils.parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None


def scopes_finding(scopes: frozenset[str] | None) -> Finding:
    """Whether a token allows what is needed; nothing is known of it where Slack does not say."""
    from bot.adapters.slack.manifest import SCOPES

    if scopes is None:
        return Finding("slack scopes", ok=True, text="what it may do was not said")
    if missing := sorted(set(SCOPES) - scopes):
        remedy = "paste `greenroom slack manifest` into the app's page App Manifest, then install the app again"
        return Finding("slack scopes", ok=False, text=f"it may not do what needs {', '.join(missing)}", remedy=remedy)
    if more := sorted(scopes - set(SCOPES)):
        return Finding("slack scopes", ok=True, text=f"all that is needed; {', '.join(more)} could be taken away")
    return Finding("slack scopes", ok=True, text="all that is needed, and nothing more")


def clock_finding(theirs: datetime, ours: datetime) -> Finding:
    """Whether this machine's clock is Slack's: over HTTP requests that are five minutes old are refused."""
    apart = abs((theirs - ours).total_seconds())
    if apart > _MOST_APART.total_seconds():
        text = f"this machine's clock is {apart:.0f} s from Slack's"
        return Finding("slack clock", ok=False, text=text, remedy="set the clock from the network (NTP)")
    return Finding("slack clock", ok=True, text="this machine's clock agrees with Slack's")


async def _channels(settings: Settings, api: Api, workspace: Workspace) -> AsyncIterator[Finding]:
    """Whether the bot is in the channels that it has schedules for."""
    from bot.adapters.slack.workspaces import PLATFORM
    from storage.database import open_database

    try:
        async with await open_database(settings.database_url, read_only=True) as database:
            scheduled = await database.survey.scheduled(PLATFORM)
    except StorageError:
        return  # which is a finding of its own
    ours = [group for group in scheduled if group.workspace == workspace.id and not group.channel.startswith("D")]
    problems = [problem for group in ours if (problem := await _problem(api, workspace, group))]
    for finding in _told(problems, len(ours)):
        yield finding


async def _problem(api: Api, workspace: Workspace, group: Group) -> tuple[str, str] | None:
    """What keeps the bot out of a group's channel, and how to mend it."""
    try:
        answer = await api.call(workspace, "conversations.info", {"channel": group.channel})
    except UndeliverableError:
        return (
            f"channel {group.channel} is deleted, or private without the bot in it",
            "invite the bot there, or end its schedule",
        )
    except GreenroomError as error:
        return f"channel {group.channel} cannot be looked at: {error}", _STATUS
    channel = answer.get("channel", {})
    name = f"#{channel.get('name', group.channel)}"
    if channel.get("is_archived"):
        return f"{name} is archived", "bring it back, or end its schedule"
    if not channel.get("is_member"):
        return f"the bot is not in {name}", f"write /invite @Greenroom in {name}"
    return None


def _told(problems: Sequence[tuple[str, str]], count: int) -> Iterator[Finding]:
    for text, remedy in problems[:_SHOWN]:
        yield Finding("slack channel", ok=False, text=text, remedy=remedy)
    if len(problems) > _SHOWN:
        yield Finding("slack channel", ok=False, text=f"and {len(problems) - _SHOWN} channels more")
    if not problems:
        text = "it is in every channel that it has a schedule for" if count else "no channel has a schedule yet"
        remedy = "" if count else "invite the bot into a channel and write /greenroom schedule there"
        yield Finding("slack channel", ok=True, text=text, remedy=remedy)


async def _socket(settings: Settings, api: Api) -> Finding:
    if settings.slack_app_token is None:
        text = "GREENROOM_SLACK_APP_TOKEN is not set"
        return Finding("slack socket", ok=False, text=text, remedy=SOCKET_REMEDY)
    try:
        await api.told(settings.slack_app_token.get_secret_value(), "apps.connections.open")
    except GreenroomError as error:
        return _of_token("slack socket", "the app-level token", error, SOCKET_REMEDY)
    return Finding("slack socket", ok=True, text="the app-level token opens connections")
