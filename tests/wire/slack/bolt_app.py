"""A very small app on the real Bolt, to try the server with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Slack

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Answer"}, "action_id": "answer", "value": "q-1"}
CHECKLIST = {
    "type": "checkboxes",
    "action_id": "points",
    "options": [{"text": {"type": "mrkdwn", "text": f"Point {name}"}, "value": name} for name in ("a", "b")],
}
FORM = {
    "type": "modal",
    "callback_id": "answer",
    "title": {"type": "plain_text", "text": "Your answer"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Answer"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True, "min_length": 3},
        }
    ],
}


@dataclass
class Heard:
    """What reached the app.

    Attributes:
        events: Inner events with the retry number they came with.
        forms: Texts of sent forms.
        commands: Texts of commands.
        ticked: Values of ticked boxes, a list for each tick.
    """

    events: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    ticked: list[list[str]] = field(default_factory=list)

    def kinds(self) -> list[tuple[str, str | None]]:
        """Types and subtypes of the events."""
        return [(event["type"], event.get("subtype")) for event, _ in self.events]


def small_app(slack: Slack, oauth: AsyncOAuthFlow | None = None) -> tuple[AsyncApp, Heard]:
    """An app that posts a question when it is mentioned, and opens a form; for one workspace, or with OAuth for all."""
    secret = slack.world.app.signing_secret
    if oauth is None:
        app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url), signing_secret=secret)
    else:
        app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), signing_secret=secret, oauth_flow=oauth)
    heard = Heard()

    async def hear(event: dict[str, Any], request: Any) -> None:
        heard.events.append((event, request.headers.get("x-slack-retry-num", ["0"])[0]))

    async def ask(event: dict[str, Any], request: Any, say: Any) -> None:
        await hear(event, request)
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": "What is *p*?"}},
            {"type": "actions", "elements": [BUTTON]},
            {"type": "actions", "elements": [CHECKLIST]},
        ]
        await say(text="What is p?", blocks=blocks, thread_ts=event["ts"])

    async def open_form(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def take_form(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["text"]["text"]["value"]
        heard.forms.append(text)
        if text == "nonsense":
            await ack(response_action="errors", errors={"text": "Say more."})
        else:
            await ack()

    async def take_command(ack: Any, command: dict[str, Any], respond: Any) -> None:
        heard.commands.append(command["text"])
        await ack("Working on it")
        await respond(text="Here it is", response_type="in_channel")

    async def take_ticks(ack: Any, action: dict[str, Any]) -> None:
        heard.ticked.append([option["value"] for option in action["selected_options"]])
        await ack()

    app.event("message")(hear)
    app.event("member_joined_channel")(hear)
    app.event("app_home_opened")(hear)
    app.event("app_mention")(ask)
    app.action("answer")(open_form)
    app.action("points")(take_ticks)
    app.view("answer")(take_form)
    app.command("/greenroom")(take_command)
    return app, heard


@asynccontextmanager
async def over_sockets(slack: Slack) -> AsyncIterator[Heard]:
    """The app in Socket Mode."""
    app, heard = small_app(slack)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.read.until(lambda: slack.sockets.connections)
        yield heard
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: Slack) -> AsyncIterator[Heard]:
    """The app with signed HTTP."""
    app, heard = small_app(slack)
    async with _served(slack, app):
        yield heard


@asynccontextmanager
async def installable(slack: Slack, folder: Path) -> AsyncIterator[tuple[str, Heard]]:
    """The app with signed HTTP and OAuth, and the address of its install page; it keeps tokens in a folder."""
    settings = AsyncOAuthSettings(
        client_id=slack.world.app.client_id,
        client_secret=slack.world.app.client_secret,
        scopes=["chat:write", "app_mentions:read", "channels:history", "commands"],
        installation_store=FileInstallationStore(base_dir=str(folder)),
        state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(folder)),
    )
    flow = AsyncOAuthFlow(client=AsyncWebClient(base_url=slack.api_url), settings=settings)
    app, heard = small_app(slack, flow)
    async with _served(slack, app) as base:
        slack.world.app.redirect_urls = (f"{base}/slack/oauth_redirect",)
        yield f"{base}/slack/install", heard


@asynccontextmanager
async def _served(slack: Slack, app: AsyncApp) -> AsyncIterator[str]:
    runner = web.AppRunner(AsyncSlackAppServer(0, "/slack/events", app).web_app, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        base = f"http://{host}:{port}"
        slack.world.app.request_url = f"{base}/slack/events"
        yield base
    finally:
        await runner.cleanup()
