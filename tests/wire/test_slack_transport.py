"""The transport against the tests' Slack, in one process."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.slack.api import Api
from bot.adapters.slack.chances import SecondChances
from bot.adapters.slack.directs import Directs
from bot.adapters.slack.identity import OneWorkspace
from bot.adapters.slack.logger import sdk_logger
from bot.adapters.slack.marks import EVENT_TYPE
from bot.adapters.slack.people import People, Person
from bot.adapters.slack.refusals import TokenRefusedError
from bot.adapters.slack.transport import SlackTransport
from bot.adapters.slack.waiting import Waiting
from bot.adapters.slack.workspaces import Workspace
from bot.core.channel_ids import ChannelIds
from bot.core.chat import Document, Heading, Picture, Reply, ReplyKind, Text
from bot.core.delivery.records import Page, Sent
from bot.core.errors import SettingsError, StorageError, TryLaterError, UncertainDeliveryError, UndeliverableError
from bot.core.records import Origin
from bot.core.worker import SilentLog
from tests.fakes.clock import FakeClock
from tests.fakes.log import FakeLog
from tests.wire.slack import Slack, faults
from tests.wire.slack_installed import Installed

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049454e44ae426082")


class Followed:
    """Knows the token that followed."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def renewed(self, workspace: Workspace, *, expired: bool) -> Workspace | None:
        return replace(workspace, token=self._slack.world.installation().token) if expired else None


@pytest.fixture
def transport(slack: Slack, api: Api) -> SlackTransport:
    return SlackTransport(api, Installed(slack), Directs(api))


@pytest.fixture
def here(slack: Slack) -> Origin:
    return Origin("slack", slack.world.team().id, slack.world.channel("practice").id, slack.world.user("ben").id)


def page(transport: SlackTransport, origin: Origin, *parts: Heading | Text | Picture | Document) -> Page:
    [found] = transport.pages(origin, Reply(ReplyKind.NOTICE, parts))
    return found


async def posted(transport: SlackTransport, origin: Origin, text: str, key: str) -> Sent:
    sent = await transport.post(origin, page(transport, origin, Text(text)), key)
    assert sent is not None
    return sent


EVER = datetime(2020, 1, 1, tzinfo=UTC)


async def test_a_message_carries_its_delivery_and_is_found_by_it(transport: SlackTransport, here: Origin) -> None:
    await posted(transport, here, "another", "key-1#0")
    sent = await posted(transport, here, "hello", "key-2#0")
    assert await transport.find(here, "key-2#0", EVER) == sent
    assert await transport.find(here, "key-3#0", EVER) is None
    assert sent.thread == sent.message


async def test_a_message_in_a_thread_is_found_there(transport: SlackTransport, here: Origin) -> None:
    root = await posted(transport, here, "question", "root#0")
    there = replace(here, thread=root.message)
    sent = await posted(transport, there, "card", "card#0")
    assert sent.thread == root.message
    assert await transport.find(there, "card#0", EVER) == sent
    assert await transport.find(here, "card#0", EVER) is None


async def test_a_message_is_looked_for_through_all_that_was_written_since(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    sent = await posted(transport, here, "hello", "key#0")
    for number in range(130):
        await slack.people.say("ben", "#practice", f"talk {number}")
    assert await transport.find(here, "key#0", datetime.now(UTC) - timedelta(minutes=1)) == sent
    assert len(slack.log.of("conversations.history")) == 2


async def test_another_apps_metadata_is_no_delivery(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    sent = await posted(transport, here, "hello", "key#0")
    message = slack.world.message(here.channel, sent.message)
    assert message is not None
    assert message.metadata == {"event_type": EVENT_TYPE, "event_payload": {"key": "key#0"}}
    message.metadata = {"event_type": "other", "event_payload": {"key": "key#0"}}
    assert await transport.find(here, "key#0", EVER) is None


async def test_what_is_for_a_member_alone_is_seen_by_nobody_else(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    assert await transport.post(replace(here, private=True), page(transport, here, Text("psst")), "k#0") is None
    assert [slack.read.words(shown) for shown in slack.read.ephemerals("ben")] == ["psst"]
    assert slack.read.ephemerals("cora") == []
    assert slack.read.messages("practice", by_app=True) == []


async def test_what_is_for_a_member_alone_goes_to_them_directly_where_the_bot_is_not(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    elsewhere = replace(here, channel=slack.world.channel("general").id, private=True)
    await transport.post(elsewhere, page(transport, here, Text("psst")), "k#0")
    [shown] = slack.read.direct("ben", by_app=True)
    assert slack.read.words(shown) == "psst"
    assert await transport.find(elsewhere, "k#0", EVER) == Sent(shown.channel, shown.ts, shown.ts)


async def test_a_private_answer_leaves_the_groups_channel_and_thread(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    root = await posted(transport, here, "question", "root#0")
    sent = await posted(transport, replace(here, thread=root.message, direct=True), "card", "card#0")
    [shown] = slack.read.direct("ben", by_app=True)
    assert (shown.ts, shown.thread_ts) == (sent.message, None)


async def test_a_picture_takes_its_place_in_the_message(transport: SlackTransport, here: Origin, slack: Slack) -> None:
    parts = (Heading("Progress"), Picture("chart.png", "A line that rises.", PNG))
    sent = await transport.post(here, page(transport, here, *parts), "k#0")
    assert sent is not None
    message = slack.world.message(here.channel, sent.message)
    assert message is not None
    [image] = [block for block in message.blocks if block["type"] == "image"]
    assert image["alt_text"] == "A line that rises."
    assert slack.world.files[image["slack_file"]["id"]].content == PNG


async def test_a_picture_that_slack_does_not_take_stays_words(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    slack.faults.next("files.completeUploadExternal", faults.error("file_not_found"))
    parts = (Heading("Progress"), Picture("chart.png", "A line that rises.", PNG))
    sent = await transport.post(here, page(transport, here, *parts), "k#0")
    assert sent is not None
    message = slack.world.message(here.channel, sent.message)
    assert message is not None
    assert "A line that rises." in slack.read.words(message)


async def test_a_picture_that_slack_still_looks_through_is_shown_a_little_later(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    slack.faults.next("chat.postMessage", faults.error("invalid_blocks"), times=2)
    parts = (Heading("Progress"), Picture("chart.png", "A line that rises.", PNG))
    sent = await transport.post(here, page(transport, here, *parts), "k#0")
    assert sent is not None
    [message] = slack.read.messages("practice", by_app=True)
    assert [block["type"] for block in message.blocks] == ["header", "image"]
    slack.faults.next("chat.update", faults.error("invalid_blocks"))
    await transport.edit(here, sent, page(transport, here, *parts, Text("More.")))
    assert [block["type"] for block in message.blocks] == ["header", "image", "rich_text"]


async def test_a_picture_that_slack_never_shows_stays_words(
    transport: SlackTransport, here: Origin, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.uploads._LOOKING_THROUGH", (0.0,) * 4)
    slack.faults.next("chat.postMessage", faults.error("invalid_blocks"), times=4)
    await transport.post(here, page(transport, here, Picture("chart.png", "A line that rises.", PNG)), "k#0")
    [message] = slack.read.messages("practice", by_app=True)
    assert slack.read.words(message) == "A line that rises."


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
async def test_blocks_that_slack_refuses_give_way_to_their_words_at_once(
    code: str, transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    slack.faults.next("chat.postMessage", faults.error(code))
    sent = await posted(transport, here, "hello", "k#0")
    [message] = slack.read.messages("practice", by_app=True)
    assert (message.text, message.blocks) == ("hello", [])
    assert await transport.find(here, "k#0", EVER) == sent
    slack.faults.next("chat.update", faults.error(code))
    await transport.edit(here, sent, page(transport, here, Text("well")))
    assert slack.read.words(slack.read.messages("practice", by_app=True)[0]) == "well"
    slack.faults.next("chat.postMessage", faults.error("invalid_metadata_format"))
    with pytest.raises(UndeliverableError):
        await posted(transport, here, "never", "k#1")


@pytest.mark.parametrize(
    "answer",
    [
        faults.page(200, "<html>please log in</html>"),
        faults.page(200, "please log in", "text/plain"),
        faults.page(200, "[]", "application/json"),
        faults.page(502, "<html>bad gateway</html>", "application/json"),
    ],
    ids=lambda fault: f"{fault.status} {fault.content_type}",
)
async def test_an_answer_that_is_not_slacks_leaves_open_what_was_done(
    answer: faults.Fault, transport: SlackTransport, here: Origin, slack: Slack, api: Api
) -> None:
    slack.faults.next("chat.postMessage", answer)
    with pytest.raises(UncertainDeliveryError):
        await posted(transport, here, "hello", "k#0")
    slack.faults.next("auth.test", answer)
    with pytest.raises(TryLaterError):
        await api.told(slack.bot_token, "auth.test")


async def test_a_picture_that_is_only_drawn_in_characters_is_said_in_words(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    await transport.post(here, page(transport, here, Picture("chart.png", "A line that rises.", b"")), "k#0")
    [message] = slack.read.messages("practice", by_app=True)
    assert slack.read.words(message) == "A line that rises."
    assert slack.world.files == {}


async def test_a_document_comes_before_its_words_so_that_it_cannot_be_missing(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    parts = (Text("Here it is."), Document("all.json", "application/json", b"{}"))
    slack.faults.next("chat.postMessage", faults.drop_before())
    with pytest.raises(UncertainDeliveryError):
        await transport.post(here, page(transport, here, *parts), "k#0")
    assert [message.body.get("files", [{}])[0].get("name") for message in slack.read.messages("practice")] == [
        "all.json"
    ]


async def test_a_message_that_is_gone_is_told_apart_and_may_be_removed_again(
    transport: SlackTransport, here: Origin
) -> None:
    sent = await posted(transport, here, "hello", "k#0")
    await transport.remove(here, sent)
    await transport.remove(here, sent)
    with pytest.raises(UndeliverableError) as caught:
        await transport.edit(here, sent, page(transport, here, Text("more")))
    assert (caught.value.reason, caught.value.scope) == ("message-gone", "message")


@pytest.mark.parametrize(
    ("channel", "reason"), [("attic", "archived"), ("general", "removed"), ("secret", "no-channel")]
)
async def test_a_channel_out_of_reach_says_why(
    channel: str, reason: str, transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    there = replace(here, channel=slack.world.channel(channel).id)
    with pytest.raises(UndeliverableError) as caught:
        await posted(transport, there, "hello", "k#0")
    assert (caught.value.reason, caught.value.scope) == (reason, "channel")


async def test_a_workspace_that_is_not_there_is_out_of_reach_as_a_whole(
    transport: SlackTransport, here: Origin
) -> None:
    with pytest.raises(UndeliverableError) as caught:
        await posted(transport, replace(here, workspace="T0OTHER"), "hello", "k#0")
    assert (caught.value.reason, caught.value.scope) == ("revoked", "workspace")


async def test_a_method_rests_for_as_long_as_slack_says_whoever_calls_it(slack: Slack, here: Origin) -> None:
    clock = FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    async with Api(slack.api_url, clock, sdk_logger(SilentLog())) as api:
        transport = SlackTransport(api, Installed(slack), Directs(api))
        slack.faults.next("chat.postMessage", faults.ratelimited(7))
        for waited, left in ((0, 7), (3, 4)):
            await clock.pass_time(waited)
            with pytest.raises(TryLaterError) as caught:
                await posted(transport, here, "hello", "k#0")
            assert caught.value.retry_after == left
        assert len(slack.log.of("chat.postMessage")) == 1
        den = replace(here, channel=slack.world.channel("den").id)
        await posted(transport, den, "another channel is not held up", "k#1")
        await clock.pass_time(4)
        await posted(transport, here, "hello", "k#0")


class Renamed(ChannelIds):
    """One channel that has another id by now."""

    def __init__(self, before: str, now: str) -> None:
        self._ids = {before: now}

    async def change(self, platform: str, workspace: str, before: str, now: str, at: datetime) -> bool:
        raise NotImplementedError

    async def present(self, platform: str, workspace: str, channel: str) -> str | None:
        return self._ids.get(channel)

    async def at(self, platform: str, workspace: str, channel: str, moment: datetime) -> str:
        raise NotImplementedError


async def test_what_is_due_in_a_channel_that_has_another_id_by_now_comes_there(
    transport: SlackTransport, here: Origin, slack: Slack, api: Api
) -> None:
    den = slack.world.channel("den")
    there = replace(here, channel=den.id)
    sent = await posted(transport, there, "hello", "k#0")
    await slack.admin.share(den)
    api.chances = SecondChances(Renamed(there.channel, den.id))
    await transport.edit(there, sent, page(transport, there, Text("hello again")))
    later = await posted(transport, there, "and more", "k#1")
    assert (later.channel, later.channel == there.channel) == (den.id, False)
    assert [slack.read.words(message) for message in slack.read.messages(den, by_app=True)] == [
        "hello again",
        "and more",
    ]
    with pytest.raises(UndeliverableError) as caught:
        await posted(transport, replace(here, channel="C0NEVER"), "hello", "k#2")
    assert caught.value.reason == "no-channel"


async def test_what_has_another_id_while_its_token_has_expired_comes_there_too(
    transport: SlackTransport, here: Origin, slack: Slack, api: Api
) -> None:
    den, installed = slack.world.channel("den"), slack.world.installation()
    there = replace(here, channel=den.id)
    await slack.admin.share(den)
    api.chances = SecondChances(Renamed(there.channel, den.id), Followed(slack))
    slack.world.app.rotation = True
    installed.expires_at = slack.clock.now() - 1
    slack.world.rotate(installed)
    sent = await posted(transport, there, "hello", "k#0")
    assert sent.channel == den.id
    assert [call.error for call in slack.log.refused] == ["token_expired", "channel_not_found"]


async def an_app_that_reads_once_a_minute(slack: Slack, here: Origin) -> None:
    """Forty messages after one of ours; the app is one that Slack lets read little."""
    for number in range(40):
        await slack.people.say("ben", here.channel, f"word {number}")
    slack.limits.unlisted = True
    slack.log.clear()


@pytest.mark.parametrize("key", ["k#0", "another#0"])
async def test_a_search_goes_on_where_it_was_when_slack_lets_it_read_again(
    key: str, slack: Slack, here: Origin
) -> None:
    clock = FakeClock(datetime.now(UTC))
    async with Api(slack.api_url, clock, sdk_logger(SilentLog())) as api:
        transport = SlackTransport(api, Installed(slack), Directs(api))
        sent = await posted(transport, here, "hello", "k#0")
        await an_app_that_reads_once_a_minute(slack, here)
        for _ in range(2):
            with pytest.raises(TryLaterError) as caught:
                await transport.find(here, key, EVER)
            assert caught.value.retry_after is not None
            slack.clock.advance(60)
            await clock.pass_time(caught.value.retry_after)
        assert await transport.find(here, key, EVER) == (sent if key == "k#0" else None)
        read = [call for call in slack.log.of("conversations.history") if call.ok]
        assert [call.args.get("cursor") for call in read] == [None, "next:15", "next:30"]
        slack.limits.unlisted = False
        assert await transport.find(here, "k#0", EVER) == sent, "the next search begins anew"


@pytest.mark.parametrize("code", ["invalid_cursor", "invalid_limit"])
async def test_a_search_whose_place_slack_has_forgotten_begins_anew(code: str, slack: Slack, here: Origin) -> None:
    clock = FakeClock(datetime.now(UTC))
    async with Api(slack.api_url, clock, sdk_logger(SilentLog())) as api:
        transport = SlackTransport(api, Installed(slack), Directs(api))
        sent = await posted(transport, here, "hello", "k#0")
        await an_app_that_reads_once_a_minute(slack, here)
        with pytest.raises(TryLaterError):
            await transport.find(here, "k#0", EVER)
        slack.limits.unlisted = False
        await clock.pass_time(120)
        slack.faults.next("conversations.history", faults.error(code))
        assert await transport.find(here, "k#0", EVER) == sent


async def test_a_token_that_is_refused_is_told_with_slacks_word(api: Api, slack: Slack) -> None:
    slack.admin.expire_token()
    with pytest.raises(TokenRefusedError) as caught:
        await api.told(slack.bot_token, "auth.test")
    assert caught.value.code == "token_expired"


def told(**said: object) -> faults.Fault:
    """An answer to `auth.test`."""
    return faults.page(200, json.dumps({"ok": True, "team_id": "T1", "user_id": "U1"} | said), "application/json")


@pytest.mark.parametrize(
    ("token", "said", "remedy"),
    [
        ("xoxb-1", {"is_enterprise_install": True, "bot_id": "B1"}, "install the app in one workspace of it"),
        ("xoxp-1", {}, "copy the Bot User OAuth Token"),
    ],
)
async def test_a_token_that_is_no_workspaces_bots_says_what_to_do(
    token: str, said: dict[str, object], remedy: str, api: Api, slack: Slack
) -> None:
    slack.faults.next("auth.test", told(**said))
    with pytest.raises(SettingsError, match=f"GREENROOM_SLACK_BOT_TOKEN.*{remedy}"):
        await OneWorkspace(api, token, Waiting(SystemClock(), SilentLog())).learn()


async def test_an_answer_that_names_no_workspace_is_asked_for_again(api: Api, slack: Slack) -> None:
    slack.faults.next("auth.test", told(team_id=None))
    one = OneWorkspace(api, slack.bot_token, Waiting(SystemClock(), SilentLog(), longest=0.01))
    await one.learn()
    assert await one.workspace(slack.world.team().id) is not None


async def test_a_database_that_is_away_when_slack_takes_the_token_is_asked_again(api: Api, slack: Slack) -> None:
    told: list[str] = []

    async def on_access(team: str) -> None:
        told.append(team)
        if len(told) < 3:
            raise StorageError("the database cannot be reached", "start it")

    log = FakeLog()
    one = OneWorkspace(api, slack.bot_token, Waiting(SystemClock(), log, longest=0.01), on_access)
    await one.learn()
    assert told == [slack.world.team().id] * 3
    assert len(slack.log.of("auth.test")) == 1
    assert [(event, facts["reason"]) for _, event, facts in log.told] == [
        ("slack_access_not_noted", "the database cannot be reached")
    ] * 2


async def test_people_are_looked_up_once_and_again_after_a_while(api: Api, slack: Slack) -> None:
    clock = FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    people, there = People(api, clock), Installed(slack).found
    ada, ben = slack.world.user("ada"), slack.world.user("ben")
    for _ in range(3):
        assert await people.person(there, ada.id) == Person("ada", manages=True)
        assert await people.person(there, ben.id) == Person("ben", manages=False)
    assert len(slack.log.of("users.info")) == 2
    ben.is_admin = True
    await clock.pass_time(400)
    assert await people.person(there, ben.id) == Person("ben", manages=True)


async def test_an_admin_of_another_workspace_manages_nothing_in_a_channel_that_both_share(
    api: Api, slack: Slack
) -> None:
    eva = slack.world.add_user(slack.world.add_team("Partner"), "eva", is_admin=True, is_owner=True)
    slack.world.channel("practice").members.append(eva.id)
    found = await People(api, SystemClock()).person(Installed(slack).found, eva.id)
    assert found == Person("eva", manages=False)


async def test_what_is_for_somebody_of_another_workspace_is_shown_where_they_are(
    transport: SlackTransport, here: Origin, slack: Slack
) -> None:
    eva = slack.world.add_user(slack.world.add_team("Partner"), "eva")
    slack.world.channel("practice").members.append(eva.id)
    card = replace(here, user=eva.id, direct=True)  # due in the conversation that they cannot have
    await transport.post(card, page(transport, card, Text("75 of 100")), "k#0")
    parts = (Text("Here it is."), Document("all.json", "application/json", b"{}"))
    alone = replace(here, user=eva.id, private=True)
    await transport.post(alone, page(transport, alone, *parts), "k#1")
    shown = [slack.read.words(message) for message in slack.read.ephemerals(eva)]
    assert shown[0] == "75 of 100"
    assert "Here it is." in shown[1]
    assert "can only come in a direct message" in shown[2]
    assert slack.read.messages("practice", by_app=True) == []


async def test_people_stay_who_they_were_while_slack_does_not_say(api: Api, slack: Slack) -> None:
    clock = FakeClock(datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
    people, there, ada = People(api, clock), Installed(slack).found, slack.world.user("ada")
    slack.faults.next("users.info", faults.status(500))
    assert await people.person(there, ada.id) == Person()
    await people.person(there, ada.id)
    await clock.pass_time(400)
    slack.faults.next("users.info", faults.drop_before())
    assert await people.person(there, ada.id) == Person("ada", manages=True)


async def test_what_slack_says_of_somebody_too_late_is_known_the_next_time(api: Api, slack: Slack) -> None:
    people, there, ada = People(api, SystemClock()), Installed(slack).found, slack.world.user("ada")
    slack.faults.next("users.info", faults.slow(0.5))
    assert await people.person(there, ada.id, patience=0.05) == Person()
    assert await people.person(there, ada.id, patience=20) == Person("ada", manages=True)
    assert len(slack.log.of("users.info")) == 1
