"""The bot over signed HTTP, which workspaces install by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from cryptography.fernet import Fernet

from bot.adapters.slack.manifest import EVENTS_PATH, REDIRECT_PATH
from tests.wire.slack import Slack
from tests.wire.slack_bot import PATIENCE, SlackBot, a_slack, free_port, slack_bot
from tests.wire.slack_stage import COMMAND

KEY = Fernet.generate_key().decode()


def over_http(slack: Slack, port: int) -> dict[str, str]:
    """Have Slack tell over HTTP; the bot's settings for that."""
    app = slack.world.app
    app.request_url, app.interactivity_url = f"http://127.0.0.1:{port}{EVENTS_PATH}", None
    app.commands = {COMMAND: None}
    return {"GREENROOM_SLACK_SIGNING_SECRET": app.signing_secret, "GREENROOM_SLACK_PORT": str(port)}


async def listening(bot: SlackBot) -> None:
    """Start the bot and wait until it answers."""
    await bot.start(connected=False)
    async with asyncio.timeout(PATIENCE):
        while True:
            assert bot.process is not None
            assert bot.process.returncode is None, bot.log
            try:
                answer = await bot.slack.http.verify_url()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)
                continue
            assert answer.status == 200
            return


@asynccontextmanager
async def a_hosted_slack(*teams: str) -> AsyncIterator[Slack]:
    """A Slack with workspaces that have not installed the app; the last of several is part of an organisation."""
    async with a_slack("https://greenroom.example") as slack:
        slack.world.installations.clear()
        for team in teams:
            grid = "E0GRID" if team == teams[-1] and len(teams) > 1 else None
            slack.admin.study_group(team, installed=False, enterprise_id=grid)
        yield slack


@asynccontextmanager
async def hosted_bot(folder: Path, slack: Slack, **settings: str) -> AsyncIterator[SlackBot]:
    """A bot that is made, not started; ended at the end, when it must have said nothing that it should not."""
    whole = over_http(slack, free_port()) | {
        "GREENROOM_SLACK_CLIENT_ID": slack.world.app.client_id,
        "GREENROOM_SLACK_CLIENT_SECRET": slack.world.app.client_secret,
        "GREENROOM_SLACK_PUBLIC_URL": "https://greenroom.example",
        "GREENROOM_ENCRYPTION_KEY": KEY,
        "GREENROOM_SLACK_BOT_TOKEN": "",
        "GREENROOM_SLACK_APP_TOKEN": "",
    }
    async with slack_bot(folder, slack, **(whole | settings)) as made:
        yield made
        await made.kill()
        assert "Traceback" not in made.log


def address(bot: SlackBot, path: str) -> str:
    return f"http://127.0.0.1:{bot.settings['GREENROOM_SLACK_PORT']}{path}"


async def install(bot: SlackBot, team_id: str) -> None:
    """Install the app in a workspace, as its owner does in a browser."""
    owner = next(user for user in bot.slack.world.users.values() if user.team_id == team_id and user.is_owner)
    back_to = address(bot, REDIRECT_PATH)
    page = await bot.slack.admin.install(address(bot, "/slack/install"), owner, team_id, back_to=back_to)
    assert page.status == 200, page.text


async def commanded(bot: SlackBot, team_id: str) -> int:
    """Have ben of a workspace ask for his progress; how much he sees then."""
    slack = bot.slack
    ben = next(user for user in slack.world.users.values() if user.team_id == team_id and user.name == "ben")
    practice = slack.world.channel("practice", team_id)
    await slack.people.slash(ben, COMMAND, "progress", channel=practice)
    await bot.settle()
    return len(slack.read.ephemerals(ben))
