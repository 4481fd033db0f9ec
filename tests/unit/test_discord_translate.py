from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.discord.facts import completed
from bot.adapters.discord.handles import Handle
from bot.adapters.discord.translate import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Asked,
    Said,
    Spot,
    asked_event,
    deleted_event,
    edited_event,
    plain_text,
    said_event,
    sent_event,
    sent_form,
    typing_of,
)
from bot.core.chat import ChatEvent
from bot.core.records import Origin

ME = "111111111111111111"
ADA = "222222222222222222"
AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
IN_CHANNEL = Spot("G1", "C1", None, direct=False, user=ADA, user_name="Ada", manages=True)
IN_THREAD = replace(IN_CHANNEL, thread="T1", manages=False)
DIRECT = Spot(None, "D1", None, direct=True, user=ADA, user_name="Ada")


def said(text: str, spot: Spot = IN_THREAD, **changes: Any) -> Said:
    return replace(Said("M1", spot, text, AT), **changes)


def asked(kind: int, spot: Spot = IN_CHANNEL, shown: list[dict[str, Any]] | None = None, **data: Any) -> Asked:
    return Asked("I1", kind, "A1", "tok-en_1", spot, AT, data, shown or [])


def event_of(interaction: Asked) -> ChatEvent:
    event = asked_event(interaction)
    assert event is not None
    return event


# Messages ------------------------------------------------------------------------------------------------------------


def test_a_message_in_a_thread_says_where_it_was_written_and_by_whom() -> None:
    event = said_event(said("Flip it."), ME)
    assert event.origin == Origin("discord", "G1", "C1", ADA, "Ada", thread="T1", message="M1")
    assert (event.key, event.command, event.text, event.at) == ("message:M1", "message", "Flip it.", AT)
    assert event.options == {}
    assert not event.by_admin


def test_a_mention_of_the_bot_is_an_option_and_no_part_of_the_text() -> None:
    event = said_event(said(f"<@{ME}> Flip it, <@!{ME}>!", mentioned=True), ME)
    assert event.text == "Flip it, !"
    assert event.options == {"mentioned": "yes"}


def test_a_direct_message_belongs_to_no_server_and_is_a_conversation_with_the_bot() -> None:
    event = said_event(said("progress", DIRECT), ME)
    assert event.origin == Origin("discord", "@me", "D1", ADA, "Ada", message="M1", direct=True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ask <@222222222222222222>", "ask @Ada"),
        ("ask <@!222222222222222222>", "ask @Ada"),
        ("ask <@&333>", "ask @Mentors"),
        ("in <#444>", "in #general"),
        ("who is <@999>", "who is <@999>"),
        ("well <:coin:123456> and <a:flip:9>", "well :coin: and :flip:"),
        ("a < b and <b>c</b> & d", "a < b and <b>c</b> & d"),
        ("```py\nx = 1\n```", "```py\nx = 1\n```"),
    ],
)
def test_a_text_is_kept_as_its_author_saw_it(text: str, read: str) -> None:
    names = {"<@222222222222222222>": "@Ada", "<@&333>": "@Mentors", "<#444>": "#general"}
    assert plain_text(text, ME, names) == read


def test_a_command_that_names_people_keeps_their_ids() -> None:
    names = {f"<@{ADA}>": "@Ada"}
    event = said_event(said(f"<@{ME}> settings admins=<@{ADA}>", mentioned=True, names=names), ME)
    assert event.text == f"settings admins=<@{ADA}>"


def test_each_edit_of_a_message_has_a_key_of_its_own() -> None:
    first = edited_event(said("One.", edited_at=AT.replace(minute=1)), ME)
    second = edited_event(said("Two.", edited_at=AT.replace(minute=2)), ME)
    assert first.key != second.key
    assert (second.command, second.text, second.origin.message) == ("message-edited", "Two.", "M1")
    assert second.at == AT.replace(minute=2)


def test_a_deletion_names_the_message_though_nobody_knows_whose_it_was() -> None:
    event = deleted_event("M1", replace(IN_THREAD, user="", user_name=""), AT)
    assert (event.key, event.command) == ("delete:M1", "message-deleted")
    assert event.origin == Origin("discord", "G1", "C1", "", thread="T1", message="M1")


# Commands ------------------------------------------------------------------------------------------------------------


def test_a_slash_command_is_private_and_brings_what_answers_it() -> None:
    options = [
        {"name": "text", "type": 3, "value": "Flip it."},
        {"name": "question", "type": 3, "value": "coin-flips"},
        {"name": "seconds", "type": 4, "value": 90},
    ]
    event = event_of(asked(COMMAND, name="answer", type=1, options=options))
    assert (event.key, event.command, event.text) == ("I1", "answer", "Flip it.")
    assert event.options == {"question": "coin-flips", "seconds": "90"}
    assert event.origin.private
    assert event.by_admin
    handle = Handle.read(event.origin.handle)
    assert handle is not None
    assert (handle.application, handle.token, handle.alone) == ("A1", "tok-en_1", True)
    assert 14 * 60 <= (handle.until - AT).total_seconds() < 15 * 60


def test_a_command_in_a_direct_message_is_answered_for_good() -> None:
    event = event_of(asked(COMMAND, DIRECT, name="progress", type=1))
    assert (event.origin.direct, event.origin.private) == (True, False)
    handle = Handle.read(event.origin.handle)
    assert handle is not None
    assert not handle.alone


def test_what_was_removed_since_is_passed_on_for_the_core_to_say_so() -> None:
    assert event_of(asked(COMMAND, name="nonsense", type=1)).command == "nonsense"


def test_the_menu_of_a_message_asks_to_grade_it_as_its_authors() -> None:
    message: dict[str, Any] = {"id": "M9", "content": f"<@{ME}> Flip <@{ADA}>'s coin.", "author": {"id": "333"}}
    message["mentions"] = [{"id": ADA, "username": "ada", "global_name": "Ada"}]
    data: dict[str, Any] = {
        "name": "Grade this answer",
        "type": 3,
        "target_id": "M9",
        "resolved": {"messages": {"M9": message}},
    }
    event = event_of(replace(asked(COMMAND, IN_THREAD, **data), application=ME))
    assert (event.command, event.text) == ("grade-this", "Flip @Ada's coin.")
    assert event.options == {"author": "333"}
    assert (event.origin.message, event.origin.thread) == ("M9", "T1")


def test_what_is_being_typed_is_told_with_its_option() -> None:
    options = [{"name": "track", "value": "sql"}, {"name": "question", "value": "coi", "focused": True}]
    assert typing_of(asked(AUTOCOMPLETE, name="question", options=options)) == ("question", "coi")
    assert typing_of(asked(AUTOCOMPLETE, name="question")) == ("", "")


# Components and forms ------------------------------------------------------------------------------------------------


def test_a_button_says_by_itself_what_it_is_for() -> None:
    event = event_of(asked(COMPONENT, custom_id="gr1:hint:qcoin-flips:n2", component_type=2))
    assert (event.command, event.options) == ("hint", {"question": "coin-flips", "number": "2"})


@pytest.mark.parametrize("custom_id", ["gr9:hint:qcoin-flips", "gr1:no-such-thing", "someone-elses", ""])
def test_a_button_of_another_version_or_of_others_means_nothing(custom_id: str) -> None:
    assert asked_event(asked(COMPONENT, custom_id=custom_id, component_type=2)) is None
    assert sent_form(asked(MODAL, custom_id=custom_id, components=[])) is None


def test_a_button_in_a_direct_message_belongs_to_the_server_it_names() -> None:
    spot = DIRECT
    event = event_of(asked(COMPONENT, spot, custom_id="g1C/gr1:revise:a5", component_type=2))
    assert (event.origin.workspace, event.origin.channel, event.origin.direct) == ("74", "D1", True)
    assert (event.command, event.options) == ("revise", {"answer_id": "5"})


def test_in_a_server_the_place_counts_and_not_what_a_button_names() -> None:
    event = event_of(asked(COMPONENT, custom_id="g1C/gr1:revise:a5", component_type=2))
    assert event.origin.workspace == "G1"


def test_all_that_is_chosen_in_the_menus_of_a_list_counts() -> None:
    other: dict[str, Any] = {"type": 3, "custom_id": "g1C/gr1:self-check:a5:?said:+1"}
    other["options"] = [{"value": "p26", "default": True}, {"value": "p27"}]
    rows = [{"type": 17, "components": [{"type": 1, "components": [other]}]}]
    event = event_of(
        asked(COMPONENT, DIRECT, rows, custom_id="g1C/gr1:self-check:a5:?said", component_type=3, values=["p1", "p2"])
    )
    assert (event.command, event.options) == ("self-check", {"answer_id": "5", "said": "p1,p2,p26"})


def test_a_sent_form_brings_its_text_and_options() -> None:
    boxes = [
        {"type": 18, "component": {"type": 4, "custom_id": "t1:text", "value": "Flip it."}},
        {"type": 18, "component": {"type": 4, "custom_id": "t2:text", "value": "Then count."}},
    ]
    interaction = asked(MODAL, custom_id="gr1:answer:qcoin-flips:p7", components=boxes)
    sent = sent_form(interaction)
    assert sent is not None
    event = sent_event(interaction, sent)
    assert (event.command, event.text) == ("answer", "Flip it.\nThen count.")
    assert event.options == {"question": "coin-flips", "posting_id": "7"}
    assert event.origin.private


@pytest.mark.parametrize("text", [None, "", "C1", "1:2:3", "a:b:soon:alone", "a:b:1:2:3"])
def test_what_is_no_handle_is_read_as_none(text: str | None) -> None:
    assert Handle.read(text) is None


def test_an_interaction_that_leaves_out_by_whom_it_was_installed_is_its_servers() -> None:
    whole = completed({"guild_id": "1", "channel_id": "2"})
    assert whole["authorizing_integration_owners"] == {"0": "1"}
    told = {"guild_id": "1", "channel_id": "2", "authorizing_integration_owners": {"1": "3"}}
    assert completed(told)["authorizing_integration_owners"] == {"1": "3"}
