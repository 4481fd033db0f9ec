"""The tests' own Slack, tried with the real Bolt over Socket Mode and over signed HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.wire.slack import NotPossibleError, Pace, Slack
from tests.wire.slack.bolt_app import Heard, installable, over_http, over_sockets

Connect = Callable[[Slack], AbstractAsyncContextManager[Heard]]

QUICK = Pace(deadline=3.0, retries=(0.05, 0.05, 0.05))
PATIENT = Pace(deadline=15.0, retries=(0.05, 0.3, 0.6, 1.2, 2.4, 5.0, 10.0, 20.0))
either_way = pytest.mark.parametrize("connect", [over_sockets, over_http])


@either_way
async def test_a_mention_arrives_as_a_message_and_as_a_mention_and_the_reply_stands_in_its_thread(
    connect: Connect,
) -> None:
    async with Slack() as slack, connect(slack) as heard:
        asked = await slack.people.say("ada", "#practice", "@greenroom a question & <quick>")
        reply = await slack.read.message("#practice", "What is *p*?", thread=asked)
        await slack.deliveries.settled()
        assert reply.thread_ts == asked.ts
        assert sorted(heard.kinds()) == [("app_mention", None), ("message", None)]
        assert {event["ts"] for event, _ in heard.events} == {asked.ts}
        assert all(event["text"].endswith("a question &amp; &lt;quick&gt;") for event, _ in heard.events)
        assert all(delivery.acknowledged for delivery in slack.deliveries.all)
        assert not slack.log.complaints


@either_way
async def test_a_button_opens_a_form_that_is_checked_sent_and_closed(connect: Connect) -> None:
    async with Slack() as slack, connect(slack) as heard:
        asked = await slack.people.say("ada", "#practice", "@greenroom hi")
        reply = await slack.read.message("#practice", thread=asked)
        await slack.people.press("ben", reply, "Answer")
        (form,) = await slack.read.until(lambda: slack.read.modals("ben"))
        assert form.title == "Your answer"
        with pytest.raises(NotPossibleError, match="Please complete"):
            await slack.people.submit("ben", form)
        with pytest.raises(NotPossibleError, match="at least 3"):
            await slack.people.submit("ben", form, {"Answer": "no"})
        await slack.people.submit("ben", form, {"Answer": "nonsense"})
        assert form.errors == {"text": "Say more."}
        await slack.people.submit("ben", form, {"Answer": "The chance of data as extreme"})
        assert slack.read.modals("ben") == []
        assert heard.forms == ["nonsense", "The chance of data as extreme"]
        assert not slack.log.complaints


@either_way
async def test_ticks_add_up_and_a_command_is_answered_twice(connect: Connect) -> None:
    async with Slack() as slack, connect(slack) as heard:
        asked = await slack.people.say("ada", "#practice", "@greenroom hi")
        reply = await slack.read.message("#practice", thread=asked)
        await slack.people.tick("ada", reply, "Point a", "Point b")
        await slack.people.tick("ada", reply, "a", on=False)
        assert heard.ticked == [["a"], ["a", "b"], ["b"]]
        await slack.people.slash("ada", "/greenroom", "show <me> & mine", channel="#general")
        assert heard.commands == ["show &lt;me&gt; &amp; mine"]
        await slack.read.message("#general", "Here it is")
        assert [slack.read.words(item) for item in slack.read.ephemerals("ada")] == ["Working on it"]


@either_way
async def test_opening_the_home_tab_and_joining_are_told(connect: Connect) -> None:
    async with Slack() as slack, connect(slack) as heard:
        await slack.people.open_home("cora")
        await slack.admin.invite_bot("#general")
        await slack.deliveries.settled()
        assert sorted(kind for kind, _ in heard.kinds()) == ["app_home_opened", "member_joined_channel"]


async def test_an_event_lost_with_its_socket_is_delivered_again_with_the_same_id() -> None:
    async with Slack(pace=PATIENT) as slack, over_sockets(slack) as heard:
        slack.sockets.cut_on_next("before")
        said = await slack.people.say("ada", "#practice", "hello")
        (delivery,) = slack.deliveries.events("message")
        await delivery.settled()
        assert delivery.acknowledged
        assert len(delivery.attempts) > 1
        ((event, retry),) = heard.events
        assert (event["ts"], retry) == (said.ts, str(len(delivery.attempts) - 1))
        assert delivery.attempts[-1].reason == "timeout"
        assert slack.sockets.opened >= 2


async def test_an_event_whose_acknowledgement_is_lost_comes_twice() -> None:
    async with Slack(pace=PATIENT) as slack, over_sockets(slack) as heard:
        slack.sockets.cut_on_next("after")
        await slack.people.say("ada", "#practice", "hello")
        (delivery,) = slack.deliveries.events("message")
        await delivery.settled()
        assert delivery.acknowledged
        first, second = heard.events
        assert (first[0], first[1]) == (second[0], "0")
        assert int(second[1]) >= 1
        assert len({item.envelope_id for item in delivery.attempts}) == len(delivery.attempts)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_disconnect_message_makes_the_client_reconnect_and_nothing_is_lost(reason: str) -> None:
    async with Slack(pace=PATIENT) as slack, over_sockets(slack) as heard:
        await slack.sockets.disconnect(reason, grace=0.05)
        await slack.read.until(lambda: slack.sockets.opened > 1)
        await slack.people.say("ada", "#practice", "still there?")
        await slack.deliveries.settled()
        assert [event["text"] for event, _ in heard.events] == ["still there?"]


async def test_a_silent_server_is_found_stale() -> None:
    async with Slack() as slack, over_sockets(slack):
        slack.sockets.deaf = True
        await slack.read.until(lambda: slack.sockets.opened > 1)


async def test_pings_go_both_ways() -> None:
    async with Slack() as slack, over_sockets(slack):
        (connection,) = slack.sockets.connections
        await slack.sockets.ping()
        await slack.read.until(lambda: connection.pongs and connection.pings)


async def test_an_acknowledged_event_can_come_again_all_the_same() -> None:
    async with Slack() as slack, over_sockets(slack) as heard:
        await slack.people.say("ada", "#practice", "hello")
        (delivery,) = slack.deliveries.events("message")
        await delivery.settled()
        await slack.deliveries.again(delivery).settled()
        assert len(heard.events) == 2
        assert slack.deliveries.all[0].payload["event_id"] == slack.deliveries.all[1].payload["event_id"]


async def test_an_error_status_is_retried_with_its_number_and_reason_and_then_given_up() -> None:
    async with Slack(pace=QUICK) as slack, over_http(slack) as heard:
        slack.world.app.signing_secret = "another"
        await slack.people.say("ada", "#practice", "hello")
        (delivery,) = slack.deliveries.events("message")
        await delivery.settled()
        assert delivery.state == "given up"
        assert [(item.number, item.reason, item.failed) for item in delivery.attempts] == [
            (0, "", "http_error"),
            (1, "http_error", "http_error"),
            (2, "http_error", "http_error"),
            (3, "http_error", "http_error"),
        ]
        assert heard.events == []


async def test_an_app_that_is_away_gets_its_events_on_a_retry() -> None:
    async with Slack(pace=PATIENT) as slack:
        slack.world.app.request_url = "http://127.0.0.1:9/slack/events"
        await slack.people.say("ada", "#practice", "hello")
        (delivery,) = slack.deliveries.events("message")
        await slack.read.until(lambda: delivery.attempts and delivery.attempts[0].failed)
        async with over_http(slack) as heard:
            await delivery.settled()
            ((event, retry),) = heard.events
        assert delivery.attempts[0].failed == "connection_failed"
        assert (event["text"], retry) == ("hello", str(len(delivery.attempts) - 1))


async def test_signatures_timestamps_and_the_handshake_are_what_bolt_checks() -> None:
    async with Slack() as slack, over_http(slack):
        challenge = await slack.http.verify_url()
        assert challenge.json == {"challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY"}
        event = {"type": "event_callback", "event": {"type": "nothing"}}
        assert (await slack.http.post(event, signature="v0=0000")).status == 401
        assert (await slack.http.post(event, signature="")).status == 401
        assert (await slack.http.post(event, timestamp=str(int(time.time()) - 600))).status == 401
        # Bolt's own weak spots, which an app has to wrap.
        assert (await slack.http.post(event, timestamp="soon")).status == 500
        assert (await slack.http.post(b"{not json")).status == 500


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # by the SDK
async def test_a_second_workspace_installs_the_app_in_a_browser_and_is_answered_with_its_own_token(
    tmp_path: Path,
) -> None:
    async with Slack() as slack:
        other = slack.admin.study_group("Other Group", installed=False)
        there = {user.name: user for user in slack.world.users.values() if user.team_id == other.id}
        async with installable(slack, tmp_path) as (install_url, heard):
            page = await slack.admin.install(install_url, there["ada"])
            assert page.status == 200
            elsewhere = await slack.admin.install(install_url, there["ada"], with_cookies=False)
            assert elsewhere.status == 400  # another browser came back
            bot = slack.world.installation(other.id).bot_user
            slack.world.channel("practice", other.id).members.append(bot)
            asked = await slack.people.say(there["ben"], "#practice", "@greenroom hi")
            await slack.deliveries.settled()
            assert ("app_mention", None) in heard.kinds()
            (reply,) = await slack.read.until(lambda: slack.read.messages(asked.channel, thread=asked))
            assert (reply.body["team"], reply.user) == (other.id, bot)
