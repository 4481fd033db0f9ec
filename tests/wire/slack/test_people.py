from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import App, NotPossibleError, Slack


def heard(slack: Slack) -> list[tuple[str, str | None]]:
    """Types and subtypes of the events that were sent, in order."""
    return [(item.event["type"], item.event.get("subtype")) for item in slack.deliveries.events()]


async def test_a_message_where_the_app_is_makes_an_event_and_elsewhere_none(slack: Slack) -> None:
    await slack.people.say("ada", "#general", "@greenroom hello")
    await slack.people.say("ada", "#secret", "@greenroom hello")
    assert heard(slack) == []
    said = await slack.people.say("ada", "#practice", "hello")
    (delivery,) = slack.deliveries.all
    event = delivery.event
    assert (event["ts"], event["event_ts"], event["channel_type"]) == (said.ts, said.ts, "channel")
    assert event["client_msg_id"]
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "hello"}]
    assert delivery.payload["authorizations"][0]["user_id"] == slack.world.installation().bot_user


async def test_the_kind_of_conversation_comes_with_the_event(slack: Slack) -> None:
    await slack.people.say("ada", "#den", "private")
    await slack.people.say("ada", "app", "@greenroom direct")
    kinds = [item.event["channel_type"] for item in slack.deliveries.events("message")]
    assert kinds == ["group", "im"]
    assert slack.deliveries.events("app_mention") == []


async def test_an_edit_is_a_change_and_mentions_once_more(slack: Slack) -> None:
    said = await slack.people.say("ada", "#practice", "@greenroom helo")
    await slack.people.edit("ada", said, "@greenroom hello")
    assert heard(slack) == [
        ("message", None),
        ("app_mention", None),
        ("message", "message_changed"),
        ("app_mention", None),
    ]
    change = slack.deliveries.events("message")[1].event
    assert change["previous_message"]["text"].endswith("helo")
    assert change["message"]["text"].endswith("hello")
    assert (change["message"]["edited"]["user"], change["hidden"]) == (said.user, True)
    assert "edited" in slack.deliveries.events("app_mention")[1].event
    with pytest.raises(NotPossibleError):
        await slack.people.edit("ben", said, "not mine")


async def test_a_links_preview_changes_a_message_that_nobody_edited(slack: Slack) -> None:
    said = await slack.people.say("ada", "#practice", "see https://example.com")
    await slack.people.unfurl(said)
    change = slack.deliveries.events("message", subtype="message_changed")[0].event
    assert "edited" not in change["message"]
    assert change["message"]["text"] == change["previous_message"]["text"]


async def test_a_deleted_message_is_told_and_one_with_replies_leaves_a_tombstone(slack: Slack) -> None:
    alone = await slack.people.say("ada", "#practice", "alone")
    await slack.people.delete("ada", alone)
    gone = slack.deliveries.events("message", subtype="message_deleted")[0].event
    assert (gone["deleted_ts"], gone["previous_message"]["text"]) == (alone.ts, "alone")
    parent = await slack.people.say("ada", "#practice", "parent")
    await slack.people.say("ben", "#practice", "reply", thread=parent)
    await slack.people.delete("ada", parent)
    changed = slack.deliveries.events("message", subtype="message_changed")[0].event
    assert changed["message"]["subtype"] == "tombstone"
    assert changed["previous_message"]["text"] == "parent"


async def test_the_apps_own_posts_and_updates_come_back_as_events(slack: Slack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="practice", text="mine")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="changed")
    first, second = slack.deliveries.events("message")
    assert first.event["bot_id"] == slack.world.installation().bot_id
    assert second.event["message"]["bot_id"] == first.event["bot_id"]


async def test_noise_has_its_subtypes(slack: Slack) -> None:
    parent = await slack.people.say("ada", "#practice", "parent")
    await slack.people.say("ben", "#practice", "to all", thread=parent, broadcast=True)
    await slack.people.share("cora", "#practice", "answer.txt", b"my answer", "here")
    await slack.people.other_bot_says("#practice", "beep")
    slack.admin.person("dan")
    await slack.people.join("dan", "#practice")
    assert heard(slack)[1:] == [
        ("message", "thread_broadcast"),
        ("message", "file_share"),
        ("message", "bot_message"),
        ("member_joined_channel", None),
        ("message", "channel_join"),
    ]
    assert slack.deliveries.events("message", subtype="thread_broadcast")[0].event["root"]["text"] == "parent"


async def test_reactions_and_the_assistant_pane_are_told(slack: Slack) -> None:
    said = await slack.people.say("ada", "#practice", "hi")
    await slack.people.react("ben", said, "eyes")
    pane = await slack.people.open_assistant("ada", looking_at="#practice")
    await slack.people.say("ada", "app", "a question", thread=pane)
    assert heard(slack)[1:] == [
        ("reaction_added", None),
        ("message", "assistant_app_thread"),
        ("assistant_thread_started", None),
        ("message", None),
    ]
    started = slack.deliveries.events("assistant_thread_started")[0].event["assistant_thread"]
    assert started["context"]["channel_id"] == slack.world.channel("practice").id
    assert slack.deliveries.events("message")[-1].event["thread_ts"] == pane.ts


async def test_a_channel_is_archived_and_the_app_removed(slack: Slack, client: AsyncWebClient) -> None:
    await slack.admin.archive("#practice")
    await slack.admin.kick_bot("#den")
    kinds = [kind for kind, _ in heard(slack)]
    assert kinds == ["message", "channel_archive", "member_left_channel", "group_left"]
    with pytest.raises(NotPossibleError, match="archived"):
        await slack.people.say("ada", "#practice", "hi")


async def test_people_only_press_what_they_see(slack: Slack, client: AsyncWebClient) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "1"}
    await client.chat_postMessage(channel="den", text="x", blocks=[{"type": "actions", "elements": [button]}])
    (message,) = slack.read.messages("#den")
    with pytest.raises(NotPossibleError, match="does not see"):
        await slack.people.press("gil", message, "Go")
    with pytest.raises(NotPossibleError, match="only"):
        await slack.people.press("ada", message, "Stop")
    assert slack.people.labels(message) == ["Go"]
    pressed = await slack.people.press("ada", message, "Go")
    (action,) = pressed.payload["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("go", "1", "button")
    assert pressed.payload["message"]["ts"] == message.ts
    assert pressed.state == "given up"  # nobody is connected


async def test_choices_are_kept_when_a_form_is_replaced_under_the_same_ids(
    slack: Slack, client: AsyncWebClient
) -> None:
    options = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Easy", "Hard")]
    pick = {"type": "static_select", "action_id": "level", "options": options, "initial_option": options[0]}
    form = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Schedule"},
        "submit": {"type": "plain_text", "text": "Save"},
        "notify_on_close": True,
        "blocks": [
            {"type": "input", "block_id": "level", "label": {"type": "plain_text", "text": "Level"}, "element": pick},
            {
                "type": "input",
                "block_id": "time",
                "label": {"type": "plain_text", "text": "Time"},
                "element": {"type": "timepicker", "action_id": "time", "initial_time": "09:00"},
            },
        ],
    }
    opened = await slack.people.shortcut("ada", None, "schedule")
    await client.views_open(trigger_id=opened.payload["trigger_id"], view=form)
    view = slack.read.modal("ada")
    await slack.people.fill("ada", view, {"Level": "Hard"})
    await client.views_update(view_id=view.id, view=form)
    sent = await slack.people.submit("ada", view, {"time": "10:30"})
    values = sent.payload["view"]["state"]["values"]
    assert values["level"]["level"]["selected_option"]["value"] == "hard"
    assert values["time"]["time"]["selected_time"] == "10:30"
    assert slack.read.modals("ada") == [view]  # not acknowledged, so it stays
    closed = await slack.people.close("ada")
    assert closed is not None
    assert closed.payload["type"] == "view_closed"


# The manifest


def manifest(**settings: Any) -> dict[str, Any]:
    return {
        "display_information": {"name": "Greenroom"},
        "features": {
            "bot_user": {"display_name": "Greenroom"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/greenroom", "description": "Practise"}],
            "shortcuts": [{"name": "Grade", "type": "message", "callback_id": "grade", "description": "Grade"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "app_mentions:read", "channels:history"]}},
        "settings": {
            "socket_mode_enabled": True,
            "interactivity": {"is_enabled": True},
            "event_subscriptions": {"bot_events": ["app_mention", "message.channels"]},
        }
        | settings,
    }


async def test_a_manifest_decides_what_the_app_hears_and_may_do() -> None:
    async with Slack(manifest()) as slack:
        said = await slack.people.say("ada", "#practice", "@greenroom hi")
        await slack.people.say("ada", "#den", "@greenroom hi")
        await slack.people.open_home("ada")
        assert [item.event["type"] for item in slack.deliveries.events()] == ["message", "app_mention", "app_mention"]
        await slack.people.shortcut("ada", said, "grade")
        with pytest.raises(NotPossibleError, match="shortcut"):
            await slack.people.shortcut("ada", said, "shred")
        with pytest.raises(NotPossibleError, match="valid command"):
            await slack.people.slash("ada", "/brownroom")


def test_a_manifest_that_slack_would_refuse_is_refused() -> None:
    events = {"event_subscriptions": {"bot_events": ["message.im", "sunrise"]}}
    with pytest.raises(ValueError, match="invalid_manifest") as caught:
        App.from_manifest(manifest(**events, interactivity={"is_enabled": False}))
    said = str(caught.value)
    assert "message.im needs one of the scopes ['im:history']" in said
    assert "unknown or unsupported events ['sunrise']" in said
    assert "shortcuts need" in said


# Installing; the SDK hands aiohttp a kind of credentials that it will not take for ever.

old_credentials = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@old_credentials
async def test_oauth_gives_a_token_for_a_code_once(slack: Slack) -> None:
    app = slack.world.app
    other = slack.admin.study_group("Other Group", installed=False)
    installer = next(user for user in slack.world.users.values() if user.team_id == other.id)
    url = f"https://slack.com/oauth/v2/authorize?client_id={app.client_id}&scope=chat:write,commands&state=s-1"
    back = slack.admin.approve(url, installer)
    assert back.endswith("&state=s-1")
    code = back.split("code=")[1].split("&")[0]
    client = AsyncWebClient(base_url=slack.api_url)
    secret = {"client_id": app.client_id, "client_secret": app.client_secret}
    granted = await client.oauth_v2_access(code=code, **secret)
    assert (granted["team"]["id"], granted["scope"]) == (other.id, "chat:write,commands")
    answer = await AsyncWebClient(granted["access_token"], base_url=slack.api_url).auth_test()
    assert answer["team_id"] == other.id
    with pytest.raises(Exception, match="invalid_code"):
        await client.oauth_v2_access(code=code, **secret)
    with pytest.raises(NotPossibleError, match="permissions"):
        slack.admin.approve(url.replace("commands", "admin"), installer)


@old_credentials
async def test_a_token_that_rotates_is_refreshed() -> None:
    async with Slack(app=App(rotation=True)) as slack:
        held = slack.world.installation()
        client = AsyncWebClient(held.token, base_url=slack.api_url)
        await client.auth_test()
        slack.clock.advance(43_201)
        with pytest.raises(Exception, match="token_expired"):
            await client.auth_test()
        granted = await client.oauth_v2_access(
            client_id=slack.world.app.client_id,
            client_secret=slack.world.app.client_secret,
            grant_type="refresh_token",
            refresh_token=held.refresh_token,
        )
        assert (await client.auth_test(token=granted["access_token"]))["ok"]
