from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Slack, faults
from tests.wire.slack.refusals import refused
from tests.wire.slack.things import Message


async def test_a_second_message_at_once_is_too_many_and_a_second_later_it_is_not(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    slack.limits.enforced, slack.limits.burst = True, 1
    await client.chat_postMessage(channel=practice, text="one")
    answer = await refused(client.chat_postMessage(channel=practice, text="two"))
    assert (answer["error"], answer["status"]) == ("ratelimited", 429)
    assert len(slack.log.limited) == 1
    await client.chat_postMessage(channel=slack.world.channel("den").id, text="elsewhere")
    slack.clock.advance(1)
    await client.chat_postMessage(channel=practice, text="two")
    assert slack.log.busiest("chat.postMessage") == 3
    assert [item.text for item in slack.read.messages("#practice")] == ["one", "two"]


async def test_a_429_says_how_long_to_wait(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    slack.faults.next("chat.*", faults.ratelimited(7), times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=practice, text="hi")
        assert caught.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel=practice, text="hi")
    assert slack.faults.left == 0


async def sent(slack: Slack, client: AsyncWebClient, fault: faults.Fault) -> tuple[str, list[Message]]:
    slack.faults.next("chat.postMessage", fault)
    try:
        await client.chat_postMessage(channel="practice", text="hi")
        said = "ok"
    except SlackApiError as error:
        said = str(error.response.get("error") if isinstance(error.response.data, dict) else error.response.status_code)
    except aiohttp.ClientError:
        said = "no answer"
    return said, slack.read.messages("#practice")


@pytest.mark.parametrize(
    ("fault", "said", "posted"),
    [
        (faults.drop_after(), "no answer", 1),
        (faults.drop_before(), "no answer", 0),
        (faults.error("fatal_error", accepted=True), "fatal_error", 1),
        (faults.error("internal_error"), "internal_error", 0),
        (faults.slow(0.01), "ok", 1),
        (faults.late(0.01), "ok", 1),
    ],
)
async def test_a_fault_does_what_it_says(
    slack: Slack, client: AsyncWebClient, fault: faults.Fault, said: str, posted: int
) -> None:
    heard, there = await sent(slack, client, fault)
    assert (heard, len(there)) == (said, posted)


@pytest.mark.parametrize(("accepted", "posted"), [(False, 0), (True, 1)])
async def test_a_bare_500_may_come_after_the_message_was_posted(
    slack: Slack, practice: str, accepted: bool, posted: int
) -> None:
    slack.faults.next("chat.postMessage", faults.status(500, accepted=accepted))
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    url = f"{slack.api_url}chat.postMessage"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"channel": practice, "text": "hi"}, headers=headers) as answer,
    ):
        assert answer.status == 500
    assert len(slack.read.messages("#practice")) == posted


@pytest.mark.slow
async def test_the_sdks_own_retry_posts_a_message_twice_when_its_answer_is_lost(slack: Slack, practice: str) -> None:
    """Why an app must look for its message before it posts again, and switch the SDK's own retries off."""
    retrying = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    slack.faults.next("chat.postMessage", faults.drop_after())
    await retrying.chat_postMessage(channel=practice, text="hi")
    assert len(slack.read.messages("#practice")) == 2
