from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Slack
from tests.wire.slack.refusals import code, refused

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [SECTION]}
KEY = {"event_type": "delivery", "event_payload": {"key": "k-1"}}


# Tokens and scopes


async def test_auth_test_names_the_bot_and_its_scopes(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["bot_id"] == slack.world.installation().bot_id
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "said"), [("", "not_authed"), ("xoxb-none", "invalid_auth"), ("app", "not_allowed_token_type")]
)
async def test_a_wrong_token_is_refused(slack: Slack, token: str, said: str) -> None:
    wrong = AsyncWebClient(slack.app_token if token == "app" else token, base_url=slack.api_url)
    assert await code(wrong.conversations_list()) == said


async def test_a_token_that_is_no_longer_one_says_why(slack: Slack, client: AsyncWebClient) -> None:
    slack.admin.expire_token()
    assert await code(client.auth_test()) == "token_expired"
    await slack.admin.revoke_token()
    assert await code(client.auth_test()) == "token_revoked"
    told = await slack.admin.uninstall()
    assert await code(client.auth_test()) == "account_inactive"
    assert [item.event["type"] for item in told] == ["tokens_revoked", "app_uninstalled"]


async def test_a_missing_scope_is_named(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    slack.admin.set_scopes("channels:read")
    answer = await refused(client.chat_postMessage(channel=practice, text="hi"))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "channels:read")
    assert (await client.conversations_info(channel=practice))["channel"]["name"] == "practice"
    assert await code(client.conversations_list(types="public_channel,private_channel")) == "missing_scope"


async def test_a_revoked_token_is_dead(client: AsyncWebClient) -> None:
    assert (await client.auth_revoke())["revoked"] is True
    assert await code(client.auth_test()) == "token_revoked"


# Messages


async def test_a_message_is_kept_as_slack_keeps_it(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    answer = await client.chat_postMessage(channel=practice, text="a < b & c", blocks=[SECTION], metadata=KEY)
    assert answer["message"]["text"] == "a &lt; b &amp; c"
    assert answer["message"]["blocks"][0]["block_id"]
    assert answer["message"]["metadata"] == KEY
    (message,) = slack.read.messages("#practice", by_app=True)
    assert slack.read.words(message) == "hello"


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("nowhere", "channel_not_found"),
        ("secret", "channel_not_found"),
        ("general", "not_in_channel"),
        ("attic", "is_archived"),
    ],
)
async def test_a_place_the_bot_cannot_write_to_is_refused(
    slack: Slack, client: AsyncWebClient, channel: str, said: str
) -> None:
    slack.admin.set_scopes("chat:write")
    assert await code(client.chat_postMessage(channel=channel, text="hi")) == said


async def test_a_persons_id_means_their_direct_messages(slack: Slack, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=slack.world.user("ada").id, text="hi")
    assert answer["channel"].startswith("D")
    assert [item.text for item in slack.read.direct("ada")] == ["hi"]


async def test_what_is_wrong_with_blocks_comes_with_the_error(client: AsyncWebClient, practice: str) -> None:
    wrong = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    answer = await refused(client.chat_postMessage(channel=practice, text="hi", blocks=wrong))
    assert answer["error"] == "invalid_blocks"
    told = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {told}"]
    assert await code(client.chat_postMessage(channel=practice, text="hi", blocks="{")) == "invalid_blocks_format"


async def test_long_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient, practice: str) -> None:
    posted = await client.chat_postMessage(channel=practice, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    accents = "é" * 2001  # 4,002 bytes
    assert await code(client.chat_update(channel=practice, ts=posted["ts"], text=accents)) == "msg_too_long"
    await client.chat_update(channel=practice, ts=posted["ts"], text="é" * 2000)


async def test_empty_and_doubled_content_is_refused(client: AsyncWebClient, practice: str) -> None:
    empty = client.api_call("chat.postMessage", json={"channel": practice, "text": "  "})
    assert await code(empty) == "no_text"
    assert await code(client.api_call("chat.postMessage", params={"text": "hi"})) == "invalid_arguments"
    both = client.chat_postMessage(channel=practice, text="a", markdown_text="b")
    assert await code(both) == "markdown_text_conflict"
    bad = {"event_type": "no spaces please", "event_payload": {}}
    assert await code(client.chat_postMessage(channel=practice, text="a", metadata=bad)) == "invalid_metadata_format"


async def test_threads_are_of_messages_that_are_there(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    asked = await slack.people.say("ada", "#practice", "hi")
    reply = await client.chat_postMessage(channel=practice, text="yes", thread_ts=asked.ts, reply_broadcast=True)
    assert reply["message"]["subtype"] == "thread_broadcast"
    shown = await client.conversations_replies(channel=practice, ts=asked.ts)
    assert [item["text"] for item in shown["messages"]] == ["hi", "yes"]
    assert shown["messages"][0]["reply_count"] == 1
    gone = client.chat_postMessage(channel=practice, text="a", thread_ts="1111111111.000001")
    assert await code(gone) == "thread_not_found"
    assert await code(client.chat_postMessage(channel=practice, text="a", thread_ts="soon")) == "invalid_thread_ts"


async def test_only_own_messages_that_are_there_can_be_changed(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    theirs = await slack.people.say("ada", "#practice", "mine")
    assert await code(client.chat_update(channel=practice, ts=theirs.ts, text="x")) == "cant_update_message"
    assert await code(client.chat_delete(channel=practice, ts=theirs.ts)) == "cant_delete_message"
    assert await code(client.chat_update(channel=practice, ts="1111111111.000001", text="x")) == "message_not_found"
    mine = await client.chat_postMessage(channel=practice, text="reading", metadata=KEY)
    await client.chat_update(channel=practice, ts=mine["ts"], text="done", blocks=[SECTION])
    message = slack.world.message(practice, mine["ts"])
    assert message is not None
    assert (message.metadata, "edited" in message.body) == (KEY, False)
    await client.chat_delete(channel=practice, ts=mine["ts"])
    assert await code(client.chat_update(channel=practice, ts=mine["ts"], text="x")) == "message_not_found"


async def test_an_update_with_text_alone_takes_the_blocks_away(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    posted = await client.chat_postMessage(channel=practice, text="a", blocks=[SECTION])
    await client.chat_update(channel=practice, ts=posted["ts"], text="only this")
    message = slack.world.message(practice, posted["ts"])
    assert message is not None
    assert slack.read.words(message) == "only this"


async def test_history_is_for_members_and_shows_metadata_when_asked(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    posted = await client.chat_postMessage(channel=practice, text="a", metadata=KEY)
    plain = await client.conversations_history(channel=practice)
    full = await client.conversations_history(
        channel=practice, include_all_metadata=True, oldest=posted["ts"], inclusive=True
    )
    assert "metadata" not in plain["messages"][0]
    assert [item["metadata"] for item in full["messages"]] == [KEY]
    general = slack.world.channel("general").id
    assert await code(client.conversations_history(channel=general)) == "not_in_channel"


async def test_an_ephemeral_message_is_seen_by_one_and_found_by_nobody(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    ben = slack.world.user("ben").id
    sent = await client.chat_postEphemeral(channel=practice, user=ben, text="psst")
    assert [item.text for item in slack.read.ephemerals("ben")] == ["psst"]
    assert slack.read.ephemerals("ada") == []
    assert slack.read.messages("#practice") == []
    assert await code(client.chat_update(channel=practice, ts=sent["message_ts"], text="x")) == "message_not_found"
    assert await code(client.chat_postEphemeral(channel=practice, user="U0NOBODY", text="x")) == "user_not_in_channel"


# Views


async def test_a_trigger_opens_one_modal_within_three_seconds(slack: Slack, client: AsyncWebClient) -> None:
    delivery = await slack.people.shortcut("ada", None, "anything")
    trigger = delivery.payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert slack.read.modal("ada").title == "T"
    assert await code(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    assert await code(client.views_open(trigger_id="1.2.3", view=MODAL)) == "invalid_trigger_id"
    late = await slack.people.shortcut("ada", None, "anything")
    slack.clock.advance(3.1)
    assert await code(client.views_open(trigger_id=late.payload["trigger_id"], view=MODAL)) == "expired_trigger_id"


async def test_a_wrong_view_says_what_is_wrong(slack: Slack, client: AsyncWebClient) -> None:
    ada = slack.world.user("ada").id
    answer = await refused(client.views_publish(user_id=ada, view={"type": "home", "blocks": [SECTION] * 101}))
    assert answer["error"] == "invalid_arguments"
    assert (
        "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]" in answer["response_metadata"]["messages"]
    )


async def test_a_home_tab_is_replaced_and_a_stale_hash_refused(slack: Slack, client: AsyncWebClient) -> None:
    ada = slack.world.user("ada").id
    first = await client.views_publish(user_id=ada, view={"type": "home", "blocks": [SECTION]})
    await client.views_publish(user_id=ada, view={"type": "home", "blocks": []}, hash=first["view"]["hash"])
    again = client.views_publish(user_id=ada, view={"type": "home", "blocks": []}, hash=first["view"]["hash"])
    assert await code(again) == "hash_conflict"
    home = slack.read.home("ada")
    assert home is not None
    assert home.blocks == []
