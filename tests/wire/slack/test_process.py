from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.wire.slack import NotPossibleError, Remote

pytestmark = pytest.mark.slow


@pytest.fixture
def remote() -> Iterator[Remote]:
    command = [sys.executable, "-m", "tests.wire.slack", "--port", "0", "--deadline", "1", "--retry", "0.1"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        yield Remote(json.loads(process.stdout.readline())["base_url"])
        process.terminate()
        assert process.wait(20) == 0


def test_another_process_runs_it_and_tests_speak_through_its_controls(remote: Remote) -> None:
    about = remote.about()
    client = WebClient(about["bot_token"], base_url=about["api_url"])
    said = remote.people.say(user="ada", channel="#practice", text="hello @greenroom")
    client.chat_postMessage(channel=about["channels"]["practice"], text="hi", thread_ts=said["ts"])
    (reply,) = remote.read.messages(channel="#practice", thread={"channel": said["channel"], "ts": said["ts"]})
    assert reply["body"]["text"] == "hi"
    remote.faults.next(method="chat.postMessage", fault="ratelimited", **{"with": {"retry_after": 2}})
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.chat_postMessage(channel=about["channels"]["practice"], text="hi")
    assert [call["status"] for call in remote.log.of(method="chat.postMessage")] == [200, 429]
    remote.deliveries.settled()
    assert {item["state"] for item in remote.deliveries.all()} == {"given up"}
    with pytest.raises(NotPossibleError, match="no user"):
        remote.people.say(user="zoe", channel="#practice", text="hi")
    with pytest.raises(NotPossibleError, match=r"no world\._numbers"):
        remote.world._numbers()
