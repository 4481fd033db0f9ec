from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.wire.slack import Slack
from tests.wire.slack.refusals import code, refused


async def test_people_and_conversations_are_described(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    user = (await client.users_info(user=slack.world.user("ada").id))["user"]
    assert (user["is_admin"], user["is_owner"], user["tz"]) == (True, True, "Europe/Berlin")
    members = (await client.conversations_members(channel=practice, limit=2))["members"]
    assert len(members) == 2
    mine = await client.users_conversations(types="public_channel,private_channel", exclude_archived=True)
    assert {item["name"] for item in mine["channels"]} == {"practice", "den"}
    listed = await client.conversations_list(limit=1)
    assert listed["response_metadata"]["next_cursor"]
    opened = await client.conversations_open(users=slack.world.user("ben").id)
    assert opened["channel"]["id"].startswith("D")
    assert await code(client.conversations_join(channel=slack.world.channel("attic").id)) == "is_archived"
    assert (await client.conversations_join(channel=slack.world.channel("general").id))["ok"]
    assert await code(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await code(client.api_call("chat.shout")) == "unknown_method"


async def test_reactions_pins_and_links(slack: Slack, client: AsyncWebClient, practice: str) -> None:
    said = await slack.people.say("ada", "#practice", "good")
    here: dict[str, Any] = {"channel": practice, "timestamp": said.ts}
    await client.reactions_add(name="eyes", **here)
    assert await code(client.reactions_add(name="eyes", **here)) == "already_reacted"
    assert (await client.reactions_get(**here))["message"]["reactions"][0]["name"] == "eyes"
    await client.reactions_remove(name="eyes", **here)
    await client.pins_add(**here)
    assert await code(client.pins_add(**here)) == "already_pinned"
    link = await client.chat_getPermalink(channel=practice, message_ts=said.ts)
    assert link["permalink"].endswith(f"/archives/{practice}/p{said.ts.replace('.', '')}")


async def test_a_file_is_uploaded_in_three_steps_and_shown_in_a_block(
    slack: Slack, client: AsyncWebClient, practice: str
) -> None:
    done = await client.files_upload_v2(filename="chart.png", file=b"\x89PNG", channel=practice, initial_comment="look")
    (message,) = slack.read.messages("#practice")
    assert message.body["subtype"] == "file_share"
    shown = {"type": "image", "slack_file": {"id": done["file"]["id"]}, "alt_text": "a chart"}
    await client.chat_postMessage(channel=practice, text="chart", blocks=[shown])
    missing = shown | {"slack_file": {"id": "F0NONE"}}
    answer = await refused(client.chat_postMessage(channel=practice, text="chart", blocks=[missing]))
    assert "invalid slack file" in answer["errors"][0]


async def test_the_assistant_pane_has_status_title_and_at_most_four_prompts(
    slack: Slack, client: AsyncWebClient
) -> None:
    pane = await slack.people.open_assistant("ada", looking_at="#practice")
    here: dict[str, Any] = {"channel_id": pane.channel, "thread_ts": pane.ts}
    await client.assistant_threads_setStatus(status="is reading", **here)
    assert slack.read.status(pane) == "is reading"
    prompt = {"title": "Practise", "message": "Give me a question"}
    await client.assistant_threads_setSuggestedPrompts(prompts=[prompt], **here)
    assert slack.read.prompts(pane) == [prompt]
    assert await code(client.assistant_threads_setSuggestedPrompts(prompts=[prompt] * 5, **here)) == "invalid_arguments"
    await client.assistant_threads_setTitle(title="Practice", **here)
    await client.chat_postMessage(channel=pane.channel, thread_ts=pane.ts, text="here")
    assert slack.read.status(pane) == ""


async def test_a_response_url_works_five_times_within_half_an_hour(slack: Slack) -> None:
    delivery = await slack.people.slash("ada", "/greenroom", channel="#practice")
    hook = AsyncWebhookClient(delivery.payload["response_url"])
    assert (await hook.send(text="for you")).body == "ok"
    await hook.send(text="for all", response_type="in_channel")
    assert [item.text for item in slack.read.ephemerals("ada")] == ["for you"]
    assert [item.text for item in slack.read.messages("#practice")] == ["for all"]
    wrong = await hook.send(text="x", blocks=[{"type": "marquee"}])
    assert (wrong.status_code, "invalid_blocks" in wrong.body) == (400, True)
    for _ in range(2):
        await hook.send(text="more")
    assert "used_url" in (await hook.send(text="too many")).body
    fresh = await slack.people.slash("ada", "/greenroom", channel="#practice")
    slack.clock.advance(1801)
    late = await AsyncWebhookClient(fresh.payload["response_url"]).send(text="late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_a_response_url_replaces_and_deletes_what_was_pressed(slack: Slack, client: AsyncWebClient) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go"}
    practice, ada = slack.world.channel("practice").id, slack.world.user("ada").id
    await client.chat_postEphemeral(
        channel=practice, user=ada, text="press", blocks=[{"type": "actions", "elements": [button]}]
    )
    (seen,) = slack.read.ephemerals("ada")
    pressed = await slack.people.press("ada", seen, "Go")
    assert "message" not in pressed.payload
    hook = AsyncWebhookClient(pressed.payload["response_url"])
    await hook.send(text="pressed", replace_original=True)
    assert [slack.read.words(item) for item in slack.read.ephemerals("ada")] == ["pressed"]
    await hook.send_dict({"delete_original": True})
    assert slack.read.ephemerals("ada") == []
