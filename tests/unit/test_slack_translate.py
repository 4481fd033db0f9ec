from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.entities import mentioned, typed, without_mention
from bot.adapters.slack.forms import Filled, modal
from bot.adapters.slack.interactions import (
    Where,
    command_event,
    form_event,
    opened_at,
    press_event,
    pressed_at,
    shortcut_event,
    with_place,
)
from bot.adapters.slack.presses import Press, packed
from bot.adapters.slack.translate import message_event, reaction_event
from bot.adapters.slack.workspaces import Workspace
from bot.core.chat import ChatEvent, FieldKind, Form, FormField
from bot.core.commands.listening import message_key
from bot.core.records import Origin
from tests.samples import NOON, content

STUDY = Workspace("T1", "xoxb-1", "UBOT", "BBOT")
TS = "1763467200.000100"
AT = datetime(2025, 11, 18, 12, 0, 0, 100, tzinfo=UTC)
THREAD = "1763460000.000200"

Payload = dict[str, Any]


def said(text: str = "I would flip it many times.", **changes: Any) -> Payload:
    """A message in a question's thread."""
    held = {"type": "message", "channel": "C1", "user": "UADA", "text": text, "ts": TS, "thread_ts": THREAD}
    return {name: value for name, value in (held | changes).items() if value is not None}


def in_thread(**changes: Any) -> Origin:
    held = {"thread": THREAD, "message": f"C1/{TS}"} | changes
    return Origin("slack", "T1", held.pop("channel", "C1"), "UADA", **held)


def translated(event: Payload, **names: str) -> ChatEvent:
    found = message_event(event, STUDY, names)
    assert found is not None
    return found


# Messages


def test_a_reply_in_a_thread_is_a_message_there() -> None:
    key = message_key(f"C1/{TS}")
    assert translated(said()) == ChatEvent(key, in_thread(), AT, "message", "I would flip it many times.")


def test_a_message_to_the_bot_alone_is_direct_and_needs_no_mention() -> None:
    event = translated(said(channel="D1", channel_type="im", thread_ts=None))
    assert event.origin == in_thread(channel="D1", thread=None, message=f"D1/{TS}", direct=True)
    assert event.options == {}


def test_a_mention_is_the_same_event_whichever_way_it_comes_first() -> None:
    message = said("<@UBOT> progress", channel_type="channel", client_msg_id="x", blocks=[])
    mention = said("<@UBOT> progress", type="app_mention", event_ts=TS)
    assert translated(message) == translated(mention)
    assert translated(mention).options == {"mentioned": "yes"}
    assert translated(mention).text == "progress"


def test_messages_at_the_same_moment_in_two_channels_are_two_events() -> None:
    assert translated(said()).key != translated(said(channel="C2")).key


def test_an_edited_mention_that_is_told_again_asks_for_nothing() -> None:
    again = said("<@UBOT> progress", type="app_mention", edited={"user": "UADA", "ts": "1763467300.000000"})
    assert message_event(again, STUDY) is None


def test_talk_in_the_channel_is_not_for_the_bot_unless_it_is_mentioned() -> None:
    assert message_event(said(thread_ts=None), STUDY) is None
    assert translated(said("hello <@UBOT>", thread_ts=None)).text == "hello"


def test_the_first_message_of_a_thread_stands_in_the_channel() -> None:
    event = translated(said("<@UBOT> question", thread_ts=TS))
    assert event.origin.thread is None


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B2"},
        {"user": "UBOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"subtype": "assistant_app_thread"},
        {"text": "", "files": [{"id": "F1"}], "subtype": "file_share"},
    ],
)
def test_noise_is_nothing(changes: Payload) -> None:
    assert message_event(said(**changes), STUDY) is None


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share", "me_message"])
def test_what_people_write_is_a_message_in_any_guise(subtype: str) -> None:
    assert translated(said(subtype=subtype)).text == "I would flip it many times."


def test_a_message_whose_text_is_null_says_nothing() -> None:
    assert message_event(said() | {"text": None}, STUDY, {}) is None


def test_a_message_of_rich_text_alone_says_what_that_shows() -> None:
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": "flip it < 5 & count"}]}
    about = [{"type": "user", "user_id": "UBEN"}, {"type": "text", "text": ": "}, {"type": "emoji", "name": "eyes"}]
    link = {"type": "link", "url": "https://a.example"}
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [*about, link]},
                {"type": "rich_text_list", "style": "bullet", "elements": [line, line]},
            ],
        },
        {"type": "divider"},
    ]
    event = translated(said("", blocks=blocks), UBEN="Ben")
    assert event.text == "@Ben: :eyes:https://a.example\nflip it < 5 & count\nflip it < 5 & count"


def test_a_picture_without_words_to_the_bot_alone_is_a_message_without_text() -> None:
    assert translated(said("", channel="D1", subtype="file_share")).text == ""


@pytest.mark.parametrize("payload", [{}, {"type": "message"}, said(ts=None), said(channel=None), said(user=7, ts="x")])
def test_odd_payloads_raise_nothing(payload: Payload) -> None:
    message_event(payload, STUDY)


# Edits and deletions


def changed(message: Payload, before: Payload, **changes: Any) -> Payload:
    held = {"type": "message", "subtype": "message_changed", "channel": "C1", "event_ts": "1763467300.000300"}
    return held | {"ts": "1763467300.000300", "hidden": True, "message": message, "previous_message": before} | changes


EDITED = {"user": "UADA", "ts": "1763467300.000000"}


def test_an_edit_names_the_message_and_has_a_key_of_its_own() -> None:
    event = translated(changed(said("A better text.", edited=EDITED), said()))
    assert event.command == "message-edited"
    assert event.text == "A better text."
    assert event.origin == in_thread()
    assert event.key == f"edit:C1/{TS}:1763467300.000300"


def test_two_edits_in_the_same_second_are_two_events() -> None:
    first = translated(changed(said("one", edited=EDITED), said()))
    second = translated(changed(said("two", edited=EDITED), said(), event_ts="1763467300.000400"))
    assert first.key != second.key


def test_a_links_preview_is_no_edit() -> None:
    unfurled = said(attachments=[{"id": 1}])
    assert message_event(changed(unfurled, said()), STUDY) is None
    assert message_event(changed(unfurled | {"edited": EDITED}, said(edited=EDITED)), STUDY) is None


def test_a_changed_message_of_the_bots_own_is_nothing() -> None:
    ours = said(bot_id="BBOT", user="UBOT", edited=EDITED)
    assert message_event(changed(ours, said(text="before", bot_id="BBOT", user="UBOT")), STUDY) is None


def test_a_deletion_names_the_message_and_who_wrote_it() -> None:
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": TS}
    deleted = translated(event | {"event_ts": "1763467300.000300", "previous_message": said()})
    assert (deleted.command, deleted.key, deleted.origin) == ("message-deleted", f"delete:C1/{TS}", in_thread())


def test_a_deletion_that_says_no_more_than_what_is_gone_is_one_all_the_same() -> None:
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C1",
        "hidden": True,
        "ts": "1763467300.000300",
    }
    deleted = translated(event | {"deleted_ts": TS})
    assert (deleted.command, deleted.key) == ("message-deleted", f"delete:C1/{TS}")
    assert deleted.origin == Origin("slack", "T1", "C1", "", message=f"C1/{TS}")
    assert message_event(event, STUDY) is None


def test_a_message_with_replies_that_is_deleted_leaves_a_tombstone() -> None:
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": TS, "thread_ts": TS, "hidden": True}
    before = said(channel=None, thread_ts=TS, reply_count=1)
    event = message_event(changed(stone, before, channel="D1"), STUDY)
    assert event is not None
    assert (event.command, event.key, event.origin.user) == ("message-deleted", f"delete:D1/{TS}", "UADA")


# Reactions


def reaction(**changes: Any) -> Payload:
    held = {"type": "reaction_added", "user": "UBOB", "reaction": "tada", "item_user": "UADA", "event_ts": TS}
    item = {"type": "message", "channel": "C1", "ts": THREAD}
    return {name: value for name, value in (held | {"item": item} | changes).items() if value is not None}


def test_a_reaction_names_the_message_that_got_it() -> None:
    event = reaction_event(reaction(), STUDY)
    assert event is not None
    assert (event.command, event.options, event.at) == ("reaction-added", {"emoji": "tada"}, AT)
    assert event.origin == Origin("slack", "T1", "C1", "UBOB", message=f"C1/{THREAD}")


def test_a_reaction_given_taken_back_and_given_again_is_three_events() -> None:
    events = [
        reaction_event(reaction(type=kind, event_ts=ts), STUDY)
        for kind, ts in (("reaction_added", "1.1"), ("reaction_removed", "1.2"), ("reaction_added", "1.3"))
    ]
    assert len({event.key for event in events if event is not None}) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"user": "UBOT"},
        {"item_user": "UBOT"},
        {"item": {"type": "file", "file": "F1"}},
        {"item": {"type": "message", "channel": "D1", "ts": TS}},
        {"item": None},
        {"reaction": None},
    ],
)
def test_reactions_that_are_no_thanks_for_an_answer_are_nothing(changes: Payload) -> None:
    assert reaction_event(reaction(**changes), STUDY) is None


# What people typed


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a &amp; b &lt; c &gt; d", "a & b < c > d"),
        ("&amp;lt;", "&lt;"),
        ("ask <@U1|ben> or <@U2>", "ask @U1 or @U2"),
        ("in <#C9|practice> and <#C8>", "in #practice and #C8"),
        ("<!here> <!channel|@channel> <!subteam^S1|@team>", "@here @channel @team"),
        ("<https://example.com> and <http://example.com|example.com>", "https://example.com and example.com"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("p &lt;@U1&gt; is literal", "p <@U1> is literal"),
        ("*stars* `code` :smile:", "*stars* `code` :smile:"),
    ],
)
def test_the_text_is_what_the_member_typed(sent: str, meant: str) -> None:
    assert typed(sent) == meant


@given(st.text())
def test_whatever_slack_escapes_comes_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed(escaped) == text


def test_whoever_is_mentioned_stands_there_by_name_and_by_id_where_the_bot_is_spoken_to() -> None:
    assert translated(said("as <@UBEN> said"), UBEN="Ben").text == "as @Ben said"
    assert translated(said("<@UBOT> settings admins=<@UBEN>"), UBEN="Ben").text == "settings admins=@UBEN"
    assert mentioned("<@U1> <@U2|x> <@U1> &lt;@U3&gt;") == ["U1", "U2"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<@UBOT> progress", "progress"),
        ("  <@UBOT>: progress", "progress"),
        ("<@UBOT|greenroom>, <@UBOT> progress", "progress"),
        ("hello <@UBOT> there", "hello there"),
        ("first\n<@UBOT> second", "first\n second"),
        ("<@UBEN> progress", "<@UBEN> progress"),
    ],
)
def test_a_mention_of_the_bot_is_no_part_of_what_is_said(text: str, rest: str) -> None:
    assert without_mention(text, "UBOT") == rest


# Presses, forms, shortcuts, commands


def pressed(**changes: Any) -> Payload:
    return {
        "type": "block_actions",
        "user": {"id": "UADA"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": TS, "channel_id": "C1"},
        "trigger_id": "1.2.abc",
        "response_url": "https://hooks.example/1",
        "actions": [{"action_id": "greenroom/1/press/hint/0", "value": "{}", "action_ts": TS}],
    } | changes


def test_a_press_is_for_the_member_alone_and_known_by_its_trigger() -> None:
    where = pressed_at(pressed())
    event = press_event(pressed(), Press("hint", {"number": "1"}), where.origin(STUDY, "UADA"))
    assert event.key == "trigger:1.2.abc"
    assert (event.command, event.options, event.at) == ("hint", {"number": "1"}, AT)
    assert event.origin == Origin("slack", "T1", "C1", "UADA", private=True, handle="https://hooks.example/1")


def test_a_press_in_a_thread_belongs_there_and_one_on_its_first_message_to_the_channel() -> None:
    there = {"type": "message", "message_ts": TS, "channel_id": "C1", "thread_ts": THREAD}
    assert pressed_at(pressed(container=there)).thread == THREAD
    first = pressed(message={"ts": TS, "thread_ts": TS, "reply_count": 2})
    assert pressed_at(first).thread is None


def test_a_press_on_what_only_the_member_sees_comes_without_a_message() -> None:
    where = pressed_at(
        pressed(container={"type": "message", "message_ts": TS, "channel_id": "C1", "is_ephemeral": True})
    )
    assert where == Where("C1", None, "https://hooks.example/1")


def test_a_press_in_the_home_tab_has_no_channel() -> None:
    held = pressed(container={"type": "view", "view_id": "V1"})
    del held["channel"], held["response_url"]
    assert pressed_at(held) == Where("", None, None)


FORM = Form("Title", "answer", (FormField("text", "Your answer", FieldKind.TEXT),), "Send", {"question": "coin-flips"})


def test_a_press_without_a_trigger_is_known_by_who_pressed_and_when() -> None:
    press, there = Press("hint", {}), in_thread()
    action = {"action_id": "x", "action_ts": "1763467200.000100"}
    first, again, later, other = (
        press_event(pressed(trigger_id=None, actions=[action | more], user={"id": user}), press, there)
        for more, user in (
            ({}, "UADA"),
            ({}, "UADA"),
            ({"action_ts": "1763467201.000100"}, "UADA"),
            ({}, "UBOB"),
        )
    )
    assert first.key == again.key
    assert len({first.key, later.key, other.key}) == 3


def test_a_form_comes_back_to_where_it_was_opened() -> None:
    origin = Where("C1", THREAD, "https://hooks.example/1").origin(STUDY, "UADA")
    view = with_place(modal(FORM), origin)
    assert opened_at({"view": view}) == Where("C1", THREAD, "https://hooks.example/1")
    assert opened_at({"view": modal(FORM)}) is None


def test_a_form_that_carries_much_leaves_the_handle_behind() -> None:
    known = packed({"command": "answer", "option/x": "y" * 2_850})
    view = with_place({"private_metadata": known}, Where("C1", None, "https://h/" + "z" * 90).origin(STUDY, "UADA"))
    assert opened_at({"view": view}) == Where("C1", None, None)
    assert len(view["private_metadata"]) <= 3_000


def test_a_form_sent_twice_is_one_event() -> None:
    origin = Where("C1").origin(STUDY, "UADA")
    filled = Filled("answer", "my text", {"question": "coin-flips"})
    events = [form_event({"view": {"id": "V1"}, "trigger_id": name}, filled, origin, NOON) for name in "ab"]
    assert events[0].key == events[1].key == "form:V1"
    assert (events[0].text, events[0].options) == ("my text", {"question": "coin-flips"})


def test_a_message_to_be_graded_comes_with_its_author_and_its_thread() -> None:
    payload = {
        "type": "message_action",
        "user": {"id": "UADA"},
        "channel": {"id": "C1"},
        "message_ts": TS,
        "message": said("x &gt; y", user="UBEN"),
        "trigger_id": "1.2.abc",
        "action_ts": TS,
    }
    event = shortcut_event(payload, STUDY)
    assert (event.command, event.text, event.options) == ("grade-this", "x > y", {"author": "UBEN"})
    assert (event.origin.thread, event.origin.message, event.origin.user) == (THREAD, f"C1/{TS}", "UADA")


def slash(text: str, channel: str = "C1") -> ChatEvent:
    payload = {"command": "/greenroom", "text": text, "user_id": "UADA", "channel_id": channel, "trigger_id": "t"}
    return command_event(payload | {"response_url": "https://h/1"}, STUDY, content(), NOON)


def test_a_command_is_read_by_the_core() -> None:
    event = slash("hint number=2 question=coin-flips")
    assert (event.command, event.options) == ("hint", {"number": "2", "question": "coin-flips"})
    assert event.origin == Origin("slack", "T1", "C1", "UADA", private=True, handle="https://h/1")


def test_a_command_with_text_keeps_its_text() -> None:
    event = slash("answer I would test p &lt; 0.05")
    assert (event.command, event.text) == ("answer", "I would test p < 0.05")


def test_a_command_without_words_is_help_and_an_unknown_one_is_left_to_the_core() -> None:
    assert slash("").command == "help"
    assert slash("Nonsense please").command == "Nonsense"


@pytest.mark.parametrize("space", ["\n", "\u00a0", " \n\t"])
def test_the_first_word_of_a_command_ends_at_any_space(space: str) -> None:
    event = slash(f"answer{space}I would flip it.\nTwice.")
    assert (event.command, event.text) == ("answer", "I would flip it.\nTwice.")


def test_a_command_in_the_conversation_with_the_bot_is_direct() -> None:
    assert slash("progress", "D1").origin.direct


def test_a_mentioned_admin_comes_as_an_id() -> None:
    assert slash("settings admins=<@UBEN|ben>").options == {"admins": "@UBEN"}
