"""Drafts over the transport, against the tests' Slack in one process: streamed, and replaced by the turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.slack.api import Api
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.streams import DRAFTED
from bot.adapters.slack.transport import SlackTransport
from bot.core.chat import Button, Buttons, Reply, ReplyKind, Text
from bot.core.delivery.records import Page, Sent
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.records import Origin
from tests.wire.slack import Message, Slack, faults
from tests.wire.slack_installed import Installed

EVER = datetime(2020, 1, 1, tzinfo=UTC)
KEY = f"interview:i1{DRAFTED}m1#0"


def says(*texts: str) -> Reply:
    return Reply(ReplyKind.NOTICE, tuple(map(Text, texts)))


def a_transport(slack: Slack, api: Api) -> SlackTransport:
    """A transport of a process that has just begun."""
    return SlackTransport(api, Installed(slack), Directs(api))


@pytest.fixture
def transport(slack: Slack, api: Api) -> SlackTransport:
    return a_transport(slack, api)


@pytest.fixture
async def here(slack: Slack) -> Origin:
    """A thread in which Ben is interviewed."""
    root = await slack.people.say("ben", "#practice", "an interview")
    ben = slack.world.user("ben").id
    return Origin("slack", slack.world.team().id, root.channel, ben, thread=root.ts)


@pytest.fixture
def turn(transport: SlackTransport, here: Origin) -> Page:
    """What takes a draft's place."""
    buttons = Buttons((Button("Hint", "interview", {"action": "hint"}),))
    [page] = transport.pages(here, Reply(ReplyKind.NOTICE, (Text("**Ada:** Why one half? And when?"), buttons)))
    return page


def message_of(slack: Slack, sent: Sent | None) -> Message:
    assert sent is not None
    found = slack.world.message(sent.channel, sent.message)
    assert found is not None
    return found


def replies_in(slack: Slack, here: Origin) -> list[Message]:
    root = slack.world.message(here.channel, here.thread or "")
    assert root is not None
    return slack.read.messages(here.channel, thread=root)


def look_at_turn(slack: Slack, here: Origin, sent: Sent) -> None:
    """See that the turn stands there once, as if it had never been streamed."""
    [message] = replies_in(slack, here)
    assert (message.ts, message.streaming) == (sent.message, False)
    assert [block["type"] for block in message.blocks] == ["rich_text", "actions"]
    assert slack.read.words(message) == "Ada: Why one half? And when?\nHint"


async def begun(transport: SlackTransport, here: Origin, *texts: str) -> Sent:
    sent = await transport.begin_draft(here, says(*(texts or ("**Ada:** Why one half?",))), KEY)
    assert sent is not None
    return sent


async def test_a_draft_is_streamed_and_the_turn_takes_its_place(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    [started] = slack.log.of("chat.startStream")
    assert (started.args["thread_ts"], started.args["recipient_user_id"]) == (here.thread, here.user)
    assert (started.args["recipient_team_id"], sent.thread) == (here.workspace, here.thread)
    message = message_of(slack, sent)
    await transport.grow_draft(here, sent, says("**Ada:** Why one half? And"))
    await transport.grow_draft(here, sent, says("**Ada:** Why one half? And"))
    assert (slack.read.words(message), message.streaming) == ("**Ada:** Why one half? And", True)
    assert [call.args["markdown_text"] for call in slack.log.of("chat.appendStream")] == [" And"]
    await transport.end_draft(here, sent)
    assert message.metadata is not None
    assert message.metadata["event_payload"] == {"key": KEY}
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)
    assert slack.log.refused == []


async def test_what_a_model_writes_can_call_nobody(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    said = "<!channel> @here <@U1> <!subteam^S1> [a](https://a.example) https://b.example www.c.example #general :x:"
    sent = await begun(transport, here, said)
    await transport.grow_draft(here, sent, says(f"{said} @everyone <https://d.example|d>"))
    message = message_of(slack, sent)
    assert slack.log.of("chat.appendStream")
    assert (slack.read.notified(message), slack.read.alive(message)) == (set(), [])


async def test_a_text_that_goes_another_way_is_left_out(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    sent = await begun(transport, here)
    await transport.grow_draft(here, sent, says("**Ada:** How so?"))
    assert slack.log.of("chat.appendStream") == []
    assert slack.read.words(message_of(slack, sent)) == "**Ada:** Why one half?"


async def test_what_has_more_than_words_is_not_streamed(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    reply = Reply(ReplyKind.NOTICE, (Text("Why?"), Buttons((Button("Hint", "interview", {}),))))
    await transport.begin_draft(here, reply, KEY)
    assert slack.log.of("chat.startStream") == []


async def test_a_turn_takes_the_place_of_a_stream_that_is_still_open(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)
    assert slack.log.refused == []


async def test_a_turn_takes_the_place_of_a_dead_processs_stream(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack, api: Api
) -> None:
    sent = await begun(transport, here)
    await a_transport(slack, api).edit(here, sent, turn)
    look_at_turn(slack, here, sent)


async def test_the_draft_of_a_dead_process_is_gone_on_with_by_edits(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack, api: Api
) -> None:
    sent = await begun(transport, here)
    later = a_transport(slack, api)
    await later.grow_draft(here, sent, says("**Ada:** How so?"))
    assert slack.read.words(message_of(slack, sent)) == "Ada: How so? …"
    await later.edit(here, sent, turn)
    look_at_turn(slack, here, sent)


@pytest.mark.parametrize("ending", ["expires", "is stopped by a reader"])
async def test_a_turn_takes_the_place_of_a_stream_that_has_ended_by_itself(
    ending: str, transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    if ending == "expires":
        slack.clock.advance(301)
    else:
        await slack.people.stop_stream(message_of(slack, sent))
    with pytest.raises(UndeliverableError) as caught:
        await transport.grow_draft(here, sent, says("**Ada:** Why one half? And"))
    assert caught.value.scope == "message"
    await transport.end_draft(here, sent)
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)


@pytest.mark.parametrize("fault", [faults.drop_before(), faults.drop_after()])
async def test_a_turn_takes_the_place_of_a_stream_of_which_it_is_not_known_whether_it_was_stopped(
    fault: faults.Fault, transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    slack.faults.next("chat.stopStream", fault)
    with pytest.raises(TryLaterError):
        await transport.end_draft(here, sent)
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)


async def test_a_turn_stands_in_its_stream_while_slack_does_not_let_that_be_stopped(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    sent = await begun(transport, here)
    buttons = Buttons((Button("Hint", "interview", {"action": "hint"}),))
    whole = Reply(ReplyKind.NOTICE, (Text("**Ada:** Why one half? And when?"), buttons))
    slack.faults.next("chat.stopStream", faults.ratelimited(1))
    for wait in (transport.end_draft(here, sent), transport.edit(here, sent, transport.pages(here, whole)[0])):
        with pytest.raises(TryLaterError):
            await wait
    message = message_of(slack, sent)
    assert (slack.read.words(message), message.streaming) == ("**Ada:** Why one half? And when?", True)
    assert len(slack.log.of("chat.stopStream")) == 1, "the limit is kept"


async def test_a_stream_that_could_not_be_stopped_at_first_is_marked_all_the_same(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    slack.faults.next("chat.stopStream", faults.status(503))
    with pytest.raises(TryLaterError):
        await transport.edit(here, sent, turn)
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)
    assert await transport.find(here, KEY, EVER) == sent


async def test_a_turn_that_goes_another_way_than_its_stream_waits_until_that_is_stopped(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    sent = await begun(transport, here)
    slack.faults.next("chat.stopStream", faults.status(503))
    [other] = transport.pages(here, says("**Ada:** How so?"))
    with pytest.raises(TryLaterError):
        await transport.edit(here, sent, other)
    assert slack.read.words(message_of(slack, sent)) == "**Ada:** Why one half?"


async def test_a_stream_is_taken_away_whoever_began_it(
    transport: SlackTransport, here: Origin, slack: Slack, api: Api
) -> None:
    await transport.remove(here, await begun(transport, here))
    await a_transport(slack, api).remove(here, await begun(transport, here))
    assert replies_in(slack, here) == []


async def test_a_stream_whose_beginning_got_lost_is_found(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack, api: Api
) -> None:
    slack.faults.next("chat.startStream", faults.drop_after())
    with pytest.raises(UncertainDeliveryError):
        await begun(transport, here)
    later = a_transport(slack, api)
    sent = await later.find(here, KEY, EVER)
    assert sent is not None
    assert await later.find(here, "interview:i1:turn:3#0", EVER) is None
    await later.edit(here, sent, turn)
    look_at_turn(slack, here, sent)
    assert await later.find(here, KEY, EVER) is None


async def test_others_streams_and_finished_ones_are_not_taken_for_it(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    first = await begun(transport, here)
    await transport.end_draft(here, first)
    theirs = message_of(slack, await begun(transport, here, "Another app's."))
    theirs.body |= {"bot_id": "B0OTHER", "user": "U0OTHER"}
    assert await transport.find(here, f"interview:i1{DRAFTED}m2#0", EVER) is None
    assert await transport.find(here, KEY, EVER) == first


@pytest.mark.parametrize("code", ["unknown_method", "not_allowed_token_type", "missing_scope", "feature_disabled"])
async def test_where_slack_refuses_streams_messages_are_edited_and_it_is_not_asked_again(
    code: str, transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    slack.faults.next("chat.startStream", faults.error(code))
    assert transport.draft_pause(here) == 1.0
    sent = await begun(transport, here)
    assert transport.draft_pause(here) == 2.0
    message = message_of(slack, sent)
    assert (slack.read.words(message), message.streaming) == ("Ada: Why one half? …", False)
    await transport.grow_draft(here, sent, says("**Ada:** Why one half? And"))
    assert slack.read.words(message) == "Ada: Why one half? And …"
    await transport.end_draft(here, sent)
    assert await transport.find(here, KEY, EVER) == sent
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)
    den = await slack.people.say("ada", "#den", "an interview")
    await begun(transport, replace(here, channel=den.channel, thread=den.ts))
    assert len(slack.log.of("chat.startStream")) == 1


async def test_a_conversation_that_takes_no_streams_is_one_of_many(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    slack.faults.next("chat.startStream", faults.error("channel_type_not_supported"))
    await begun(transport, here)
    den = await slack.people.say("ada", "#den", "an interview")
    there = replace(here, channel=den.channel, thread=den.ts)
    await begun(transport, there)
    assert [call.error for call in slack.log.of("chat.startStream")] == ["channel_type_not_supported", ""]


async def test_directly_a_draft_is_streamed_in_a_thread_and_edited_without_one(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    said = await slack.people.say("ben", "app", "an interview")
    alone = replace(here, channel=said.channel, thread=None, direct=True)
    plain = message_of(slack, await begun(transport, alone))
    assert (plain.streaming, slack.read.words(plain)) == (False, "Ada: Why one half? …")
    threaded = message_of(slack, await begun(transport, replace(alone, thread=said.ts)))
    assert (threaded.streaming, threaded.thread_ts) == (True, said.ts)


async def test_what_one_member_sees_for_a_moment_is_not_drafted(transport: SlackTransport, here: Origin) -> None:
    assert transport.draft_pause(replace(here, private=True)) is None
    assert transport.draft_pause(replace(here, private=True, direct=True)) is not None


async def test_a_limit_ends_a_draft_and_leaves_the_turn_alone(
    transport: SlackTransport, here: Origin, turn: Page, slack: Slack
) -> None:
    sent = await begun(transport, here)
    slack.faults.next("chat.appendStream", faults.ratelimited(60))
    with pytest.raises(TryLaterError):
        await transport.grow_draft(here, sent, says("**Ada:** Why one half? And"))
    with pytest.raises(TryLaterError):
        await transport.grow_draft(here, sent, says("**Ada:** Why one half? And when?"))
    assert len(slack.log.of("chat.appendStream")) == 1
    await transport.end_draft(here, sent)
    await transport.edit(here, sent, turn)
    look_at_turn(slack, here, sent)


async def test_a_place_that_takes_nothing_takes_no_draft(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    await slack.admin.archive("#practice")
    with pytest.raises(UndeliverableError) as caught:
        await begun(transport, here)
    assert caught.value.reason == "archived"
    assert transport.draft_pause(here) == 1.0
