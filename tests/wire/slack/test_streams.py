"""chat.startStream, appendStream and stopStream as the tests' Slack has them."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Slack
from tests.wire.slack.refusals import code

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
KEY = {"event_type": "delivery", "event_payload": {"key": "k-1"}}


async def test_a_stream_grows_in_one_mode_until_it_stops(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    asked = await slack.people.say("ada", "#practice", "go on")
    start: dict[str, Any] = {"channel": practice, "thread_ts": asked.ts}
    assert await code(client.chat_startStream(**start)) == "missing_recipient_team_id"
    team, ada = slack.world.team().id, slack.world.user("ada").id
    stream = await client.chat_stream(**start, recipient_team_id=team, recipient_user_id=ada, buffer_size=1)
    await stream.append(markdown_text="**one** ")
    assert stream.ts is not None
    assert await code(client.chat_update(channel=practice, ts=stream.ts, text="x")) == "streaming_state_conflict"
    await stream.append(markdown_text="two")
    await stream.stop(blocks=[SECTION])
    (message,) = slack.read.messages("#practice", thread=asked)
    assert slack.read.words(message) == "**one** two\nhello"
    late = client.chat_appendStream(channel=practice, ts=stream.ts, markdown_text="x")
    assert await code(late) == "message_not_in_streaming_state"


async def a_stream(slack: Slack, client: AsyncWebClient, said: str = "one") -> dict[str, Any]:
    """Where a stream is that has begun in a thread of #practice."""
    asked = await slack.people.say("ada", "#practice", "go on")
    team, ada = slack.world.team().id, slack.world.user("ada").id
    started = await client.chat_startStream(
        channel=asked.channel, thread_ts=asked.ts, recipient_team_id=team, recipient_user_id=ada, markdown_text=said
    )
    return {"channel": asked.channel, "ts": started["ts"]}


async def test_a_stream_needs_a_thread_and_in_a_channel_somebody_who_is_there(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    asked, own = await slack.people.say("ada", "#practice", "go on"), await slack.people.say("ada", "app", "go on")
    team, ada = slack.world.team().id, slack.world.user("ada").id
    whose: dict[str, Any] = {"recipient_team_id": team, "recipient_user_id": ada}
    loose = client.api_call("chat.startStream", json={"channel": practice, **whose})
    assert await code(loose) == "invalid_arguments"
    here: dict[str, Any] = {"channel": practice, "thread_ts": asked.ts}
    assert await code(client.chat_startStream(**here, **(whose | {"recipient_user_id": "U0NO"}))) == "user_not_found"
    assert await code(client.chat_startStream(**here, **(whose | {"recipient_team_id": "T0NO"}))) == "team_not_found"
    lone = {name: value for name, value in whose.items() if name != "recipient_user_id"}
    assert await code(client.chat_startStream(**here, **lone)) == "missing_recipient_user_id"
    assert (await client.chat_startStream(channel=own.channel, thread_ts=own.ts))["ts"]


async def test_a_message_that_is_streamed_is_the_streams_alone(slack: Slack, client: AsyncWebClient) -> None:
    stream = await a_stream(slack, client)
    assert await code(client.chat_update(**stream, text="x")) == "streaming_state_conflict"
    assert await code(client.chat_delete(**stream)) == "cant_delete_message"
    [shown] = (await client.conversations_replies(**stream))["messages"][1:]
    assert (shown["streaming_state"], shown["text"]) == ("in_progress", "one")
    theirs = await slack.people.say("ada", "#practice", "mine")
    plain = await client.chat_postMessage(channel=theirs.channel, text="plain")
    for ts, said in ((theirs.ts, "message_not_owned_by_app"), (plain["ts"], "message_not_in_streaming_state")):
        assert await code(client.chat_appendStream(channel=theirs.channel, ts=ts, markdown_text="x")) == said
        assert await code(client.chat_stopStream(channel=theirs.channel, ts=ts)) == said


async def test_a_stream_that_was_stopped_can_be_changed_and_found_by_its_metadata(
    slack: Slack, client: AsyncWebClient
) -> None:
    stream = await a_stream(slack, client)
    await client.chat_stopStream(**stream, metadata=KEY)
    await client.chat_update(**stream, text="done", blocks=[SECTION])
    [shown] = (await client.conversations_replies(**stream, include_all_metadata=True))["messages"][1:]
    assert (shown["streaming_state"], shown["metadata"]) == ("completed", KEY)
    message = slack.world.message(stream["channel"], stream["ts"])
    assert message is not None
    assert slack.read.words(message) == "hello"


async def test_a_stream_that_nobody_stops_is_given_up_after_a_while(slack: Slack, client: AsyncWebClient) -> None:
    stream = await a_stream(slack, client)
    slack.clock.advance(301)
    late = client.chat_appendStream(**stream, markdown_text="x")
    assert await code(late) == "message_not_in_streaming_state"
    assert await code(client.chat_stopStream(**stream)) == "message_not_in_streaming_state"
    [shown] = (await client.conversations_replies(**stream))["messages"][1:]
    assert shown["streaming_state"] == "errored"
    await client.chat_update(**stream, text="done")


async def test_a_reader_can_stop_a_stream(slack: Slack, client: AsyncWebClient) -> None:
    stream = await a_stream(slack, client)
    message = slack.world.message(stream["channel"], stream["ts"])
    assert message is not None
    await slack.people.stop_stream(message)
    assert await code(client.chat_appendStream(**stream, markdown_text="x")) == "stopped_by_user"
    assert await code(client.chat_stopStream(**stream)) == "stopped_by_user"
    await client.chat_update(**stream, text="done")


async def test_in_a_stream_mentions_and_links_come_alive(slack: Slack, client: AsyncWebClient) -> None:
    said = "<@U1> <!channel> @here #general [this](https://a.example) https://b.example www.c.example"
    stream = await a_stream(slack, client, said)
    message = slack.world.message(stream["channel"], stream["ts"])
    assert message is not None
    assert slack.read.notified(message) == {"U1", "channel", "here"}
    links = {item.value for item in slack.read.alive(message) if "link" in item.kind}
    assert links == {"https://a.example", "https://b.example", "www.c.example"}
