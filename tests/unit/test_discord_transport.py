"""What can be said of Discord's transport without Discord."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.addresses import addressed, split_address, unaddressed, with_address
from bot.adapters.discord.commands import definitions
from bot.adapters.discord.failures import RefusedError, Target, undelivered
from bot.adapters.discord.marks import carries, marked, nonce_of, opens_thread
from bot.adapters.discord.pages import leaf_of, pages_of, title_of
from bot.adapters.discord.registering import differences
from bot.adapters.discord.tags import fitting_tags, tags_of
from bot.core.chat import Heading, Reply, ReplyKind, Text
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError
from tests.samples import question

PAYLOAD = {"components": [{"type": 17, "components": []}, {"type": 1, "components": []}]}


@given(st.text(max_size=80), st.booleans())
def test_a_message_is_known_by_its_nonce_and_by_its_first_component(key: str, put: bool) -> None:
    payload = marked(PAYLOAD, key, opens=put)
    assert len(nonce_of(key)) <= 25
    assert 40 < payload["components"][0]["id"] < 2**31
    assert carries(payload, key)
    assert carries({"nonce": nonce_of(key)}, key)
    assert opens_thread(payload) is put
    assert not carries(payload, f"{key}x")
    assert not carries(PAYLOAD, key)
    assert not opens_thread({"components": [{"id": 1}]})


@given(st.integers(1, 2**64 - 1))
def test_a_server_in_a_custom_id_comes_back(server: int) -> None:
    assert split_address(with_address("gr1:hint:qml-l1-l2", str(server))) == (str(server), "gr1:hint:qml-l1-l2")


def test_an_address_is_left_out_where_there_is_no_room_and_on_what_only_carries_values() -> None:
    longest = f"gr1:answer:q{'x' * 85}"
    assert with_address(longest, str(2**63)) == longest
    assert split_address("gr1:hint:q1") == (None, "gr1:hint:q1")
    rows = [{"components": [{"custom_id": "gr1:hint:q1", "options": [{"value": "a"}]}, {"url": "https://x.example"}]}]
    assert unaddressed(addressed(rows, "74")) == rows


@pytest.mark.parametrize(
    ("status", "code", "target", "expected"),
    [
        (404, 10003, Target.CHANNEL, UndeliverableError("no-channel", "channel")),
        (404, 10003, Target.THREAD, UndeliverableError("no-channel", "message")),
        (403, 50001, Target.CHANNEL, UndeliverableError("no-permission", "channel")),
        (403, 50013, Target.CHANNEL, UndeliverableError("no-permission", "channel")),
        (403, 50013, Target.THREAD, UndeliverableError("no-permission", "message")),
        (404, 10008, Target.CHANNEL, UndeliverableError("message-gone", "message")),
        (400, 50083, Target.THREAD, UndeliverableError("archived", "message")),
        (403, 160005, Target.THREAD, UndeliverableError("archived", "message")),
        (403, 50007, Target.DIRECT, UndeliverableError("member-unreachable", "member")),
        (403, 50278, Target.DIRECT, UndeliverableError("member-unreachable", "member")),
        (400, 40058, Target.CHANNEL, UndeliverableError("no-channel", "channel")),
        (400, 40067, Target.CHANNEL, UndeliverableError("no-permission", "channel")),
        (429, 0, Target.CHANNEL, TryLaterError("rate-limited", 7.0)),
        (429, 30046, Target.CHANNEL, TryLaterError("rate-limited", 7.0)),
        (400, 30046, Target.CHANNEL, TryLaterError("rate-limited", 7.0)),
        (400, 20028, Target.CHANNEL, TryLaterError("rate-limited", 7.0)),
        (400, 40006, Target.CHANNEL, TryLaterError("out-of-order", 7.0)),
        (401, 0, Target.CHANNEL, TryLaterError("revoked", 60.0)),
        (403, 40333, Target.CHANNEL, TryLaterError("blocked", 60.0)),
        (503, 0, Target.CHANNEL, UncertainDeliveryError("server-error")),
    ],
)
def test_what_a_refusal_means(status: int, code: int, target: Target, expected: TryLaterError) -> None:
    found = undelivered(RefusedError(status, code, "no", 7.0), target)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_page_of_what_stands_before_discord_halts_nothing(status: int) -> None:
    page = RefusedError(status, 0, "<html>Attention Required!</html>", 90.0, by_api=False)
    assert undelivered(page, Target.CHANNEL) == TryLaterError("blocked", 90.0)
    assert undelivered(page, Target.DIRECT) == TryLaterError("blocked", 90.0)


def test_a_message_that_discord_finds_faulty_halts_no_schedule() -> None:
    found = undelivered(RefusedError(400, 50035, "Invalid Form Body"), Target.CHANNEL)
    assert isinstance(found, UndeliverableError)
    assert found.scope == "message"
    assert "50035" in found.reason


def test_a_page_says_what_its_thread_is_called() -> None:
    reply = Reply(ReplyKind.QUESTION, (Heading("A *fair* coin?"), Text("Well?")), False, {"question_id": "coin-flips"})
    leaf = leaf_of(pages_of(reply, public=True)[0])
    assert (leaf.title, leaf.opens, leaf.first, leaf.question_id) == ("A *fair* coin?", True, True, "coin-flips")
    assert title_of(leaf.message.payload) == "A *fair* coin?"
    assert leaf_of(pages_of(Reply(ReplyKind.NOTICE, (Text("**Done.**"),)), public=True)[0]).title == "Done."


@pytest.mark.parametrize(
    ("names", "fitting"),
    [
        (("Experimentation", "hard", "easy"), ["Experimentation", "easy"]),
        (("difficulty 2", "easy", "EXPERIMENTATION"), ["EXPERIMENTATION", "difficulty 2"]),
        (("●●", "★★★"), ["●●"]),
        (("2/5", "3/5"), ["2/5"]),
        (("SQL & Data", "Level 4"), []),
        ((), []),
    ],
)
def test_tags_for_track_and_difficulty_are_found_however_they_are_spelled(
    names: tuple[str, ...], fitting: list[str]
) -> None:
    assert fitting_tags(question(), names) == fitting


def test_a_track_of_several_words_is_found() -> None:
    assert fitting_tags(question(track="sql-and-data", difficulty=4), ("SQL & Data", "Level 4")) == [
        "SQL & Data",
        "Level 4",
    ]


def test_a_required_tag_is_set_even_where_none_fits() -> None:
    tags = [SimpleNamespace(id=7, name="Announcements"), SimpleNamespace(id=8, name="Other")]
    assert tags_of(question(), tags, required=True) == ["7"]
    assert tags_of(question(), tags, required=False) == []
    assert tags_of(None, tags, required=True) == ["7"]
    assert tags_of(question(), [], required=True) == []


def test_commands_that_discord_has_filled_in_are_the_same() -> None:
    wanted = definitions()
    found = [{**command, "id": "1", "nsfw": False, "description_localizations": None} for command in wanted]
    assert differences(wanted, found) == []


def test_missing_changed_and_left_over_commands_differ() -> None:
    wanted = definitions()
    found = [dict(command) for command in wanted[1:]]
    found[0] = {**found[0], "description": "Something else"}
    found.append({"name": "old", "type": 1})
    assert differences(wanted, found) == [wanted[0]["name"], wanted[1]["name"], "old"]
