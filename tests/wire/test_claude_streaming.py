"""Replies as they are written: the real SDK against a server that streams as the Messages API does, or does not."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from bot.adapters.claude import Access
from bot.adapters.claude.connection import Connection
from bot.adapters.claude.messages import Messages
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.parsing import ModelReply
from bot.core.grading.prices import Price
from bot.core.grading.prompt import Features
from tests.wire.messages_server import KEY, Body, MessagesServer, fails, says, sends, streams
from tests.wire.messages_stream import Break

TEXT = "You spoke of views. What would you count, and over which days?"
PRICE = Price(3.0, 15.0, 3.75, 0.3)


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer().running() as running:
        running.model = lambda _body: TEXT
        yield running


@pytest.fixture
async def messages(server: MessagesServer) -> AsyncIterator[Messages]:
    connection = Connection(Access(KEY, server.url, timeout=60))
    yield Messages(connection, PRICE)
    await connection.close()


def build(features: Features) -> Body:
    config = {"output_config": {"effort": "low"}} if features.effort else {}
    said = [{"type": "text", "text": "Ask."}]
    told: dict[str, Any] = {"model": "some-model", "max_tokens": 100, "system": said}
    return {**told, "messages": [{"role": "user", "content": said}], **config}


def collector(most: int = 1_000) -> tuple[list[str], Callable[[str], Awaitable[bool]]]:
    heard: list[str] = []

    async def take(piece: str) -> bool:
        heard.append(piece)
        return len(heard) < most

    return heard, take


async def streamed(messages: Messages) -> tuple[list[str], ModelReply]:
    heard, take = collector()
    return heard, await messages.stream(build, take)


async def failed(messages: Messages) -> tuple[list[str], JudgeUnavailableError]:
    heard, take = collector()
    with pytest.raises(JudgeUnavailableError) as caught:
        await messages.stream(build, take)
    return heard, caught.value


async def test_a_reply_is_heard_as_it_is_written_and_is_the_same_as_in_one_piece(
    messages: Messages, server: MessagesServer
) -> None:
    heard, reply = await streamed(messages)
    assert len(heard) > 5
    assert "".join(heard) == reply.text == TEXT
    whole = await messages.send(build)
    assert (reply.text, reply.stop_reason) == (whole.text, whole.stop_reason)
    assert reply.usage.model_copy(update={"seconds": 0}) == whole.usage.model_copy(update={"seconds": 0})
    assert reply.usage.cost_usd is not None
    assert [body.get("stream") for body in server.bodies()] == [True, None]


async def test_the_first_words_are_heard_before_the_last_are_written(
    messages: Messages, server: MessagesServer
) -> None:
    rest = threading.Event()
    server.script.append(streams("You spoke of views. ", rest, "What then?"))
    heard: list[str] = []

    async def take(piece: str) -> bool:
        heard.append(piece)
        rest.set()  # only what was heard lets the server go on
        return True

    reply = await messages.stream(build, take)
    assert heard == ["You spoke of views. ", "What then?"]
    assert reply.text == "You spoke of views. What then?"


async def test_what_is_not_wanted_is_not_waited_for_and_what_came_is_counted(
    messages: Messages, server: MessagesServer
) -> None:
    never = threading.Event()
    server.script.append(streams("You spoke of views, and of ", "something else. ", never, "What then?"))
    heard, take = collector(most=2)
    reply = await messages.stream(build, take)
    never.set()
    assert reply.text == "".join(heard) == "You spoke of views, and of something else. "
    assert reply.stop_reason is None
    assert reply.usage.output_tokens == len(reply.text) // 4 + 1
    assert reply.usage.cost_usd is not None


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Break(), "connection"),
        (Break(clean=True), "connection"),
        (Break(error="overloaded_error"), "overloaded"),
        (Break(error="api_error"), "server-error"),
        (Break(error="something_new"), "server-error"),
    ],
)
async def test_a_stream_that_breaks_off_is_no_reply_and_what_it_cost_is_not_known(
    messages: Messages, server: MessagesServer, broken: Break, reason: str
) -> None:
    server.script.append(streams("You spoke of ", "views", broken=broken))
    heard, error = await failed(messages)
    assert heard == ["You spoke of ", "views"]
    assert (error.reason, error.operator) == (reason, False)
    assert error.usage is not None
    assert error.usage.cost_usd is None
    assert (await streamed(messages))[1].text == TEXT  # the next one streams again
    assert server.bodies()[-1]["stream"] is True


async def test_a_refusal_is_what_it_is_without_a_stream(messages: Messages, server: MessagesServer) -> None:
    server.script.append(fails(529, "overloaded_error", retry_after="7"))
    heard, error = await failed(messages)
    assert heard == []
    assert (error.reason, error.retry_after) == ("overloaded", 7)
    assert error.usage is not None
    assert error.usage.cost_usd == 0


async def test_a_server_that_sends_whole_messages_is_taken_at_its_word(
    messages: Messages, server: MessagesServer
) -> None:
    server.ignores_stream = True
    heard, reply = await streamed(messages)
    assert (heard, reply.text, reply.stop_reason, reply.usage.calls) == ([], TEXT, "end_turn", 1)
    await streamed(messages)
    assert [body.get("stream") for body in server.bodies()] == [True, None]


@pytest.mark.parametrize("feature", ["stream", "output_config"])
async def test_a_server_that_does_not_know_something_is_asked_without(
    messages: Messages, server: MessagesServer, feature: str
) -> None:
    server.features[feature] = False
    heard, reply = await streamed(messages)
    assert (reply.text, reply.usage.calls) == (TEXT, 2)
    assert bool(heard) is (feature != "stream")
    assert messages.streams is (feature != "stream")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'data: {"choices": [{"delta": {"content": "hello"}}]}\n\ndata: [DONE]\n\n',
        b": nothing but a comment\n\n",
    ],
)
async def test_a_server_that_streams_something_else_is_asked_for_the_whole(
    messages: Messages, server: MessagesServer, raw: bytes
) -> None:
    server.script.append(sends(200, raw, "text/event-stream; charset=utf-8"))
    heard, reply = await streamed(messages)
    assert (heard, reply.text, reply.usage.calls) == ([], TEXT, 2)
    assert [body.get("stream") for body in server.bodies()] == [True, None]


async def test_a_server_that_leaves_much_out_is_understood(messages: Messages, server: MessagesServer) -> None:
    """As servers at home do: no usage, a text in the block's start, no last event."""
    events: list[Body] = [
        {"type": "message_start", "message": {"id": "one"}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": "Hm."}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "So."}},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": "You "}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "spoke."}},
        {"type": "a_new_kind", "more": 1},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}},
    ]
    raw = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    server.script.append(sends(200, raw.encode(), "text/event-stream"))
    heard, reply = await streamed(messages)
    assert (heard, reply.text, reply.stop_reason) == (["You ", "spoke."], "You spoke.", "end_turn")
    assert reply.usage.cost_usd is None


async def test_events_that_are_no_json_are_no_message(messages: Messages, server: MessagesServer) -> None:
    server.script.append(sends(200, b"event: message_start\ndata: {oh\n\n", "text/event-stream"))
    _, error = await failed(messages)
    assert error.reason == "no-message"


async def test_a_page_instead_of_a_stream_is_no_message(messages: Messages, server: MessagesServer) -> None:
    server.script.append(sends(200, b"<html>Welcome</html>", "text/html"))
    _, error = await failed(messages)
    assert error.reason == "no-message"


async def test_nothing_twice_is_no_message(messages: Messages, server: MessagesServer) -> None:
    server.script += [sends(200, b"null")] * 2
    _, error = await failed(messages)
    assert error.reason == "no-message"
    assert len(server.bodies()) == 2


async def test_what_goes_wrong_upstream_leaves_the_stream(messages: Messages, server: MessagesServer) -> None:
    server.script.append(fails(400, "invalid_request_error", "upstream: no"))
    await failed(messages)
    assert messages.streams


async def test_a_stream_that_takes_too_long_is_given_up(server: MessagesServer) -> None:
    never = threading.Event()
    connection = Connection(Access(KEY, server.url, timeout=2.0))
    server.script.append(streams("You spoke ", never, "of views."))
    _, error = await failed(Messages(connection, PRICE))
    never.set()
    assert error.reason == "timeout"
    await connection.close()


async def test_a_whole_message_with_no_text_is_as_empty_as_it_is(messages: Messages, server: MessagesServer) -> None:
    server.script.append(says("", stop_reason="refusal"))
    heard, reply = await streamed(messages)
    assert (heard, reply.text, reply.stop_reason) == ([], "", "refusal")
