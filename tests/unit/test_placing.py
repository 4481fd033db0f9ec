from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import Reply, ReplyKind
from bot.core.delivery.placing import reply_origin
from bot.core.records import Origin
from tests.samples import ADA

THREAD = replace(ADA, thread="17.3", handle="token")
ALONE = replace(THREAD, private=True)
DIRECT = replace(ADA, channel="D1", direct=True)
WITH_AN_ANSWER = [ReplyKind.RECEIPT, ReplyKind.CARD, ReplyKind.NOTICE, ReplyKind.WITHDRAWN]


def reply(kind: ReplyKind, slot: str | None = None, place: Origin | None = None, *, private: bool = True) -> Reply:
    return Reply(kind, (), private, slot=slot, place=place)


@pytest.mark.parametrize("kind", WITH_AN_ANSWER)
def test_what_fills_an_answers_slot_stands_where_the_answer_was_given(kind: ReplyKind) -> None:
    assert reply_origin(THREAD, reply(kind, "answer/1")) == THREAD
    assert reply_origin(DIRECT, reply(kind, "answer/1")) == DIRECT


@pytest.mark.parametrize("kind", WITH_AN_ANSWER)
def test_what_belongs_to_a_private_answer_goes_to_the_members_own_conversation(kind: ReplyKind) -> None:
    assert reply_origin(ALONE, reply(kind, "answer/1")) == replace(ALONE, direct=True)


@pytest.mark.parametrize("kind", [kind for kind in ReplyKind if kind not in {ReplyKind.QUESTION, ReplyKind.SUMMARY}])
def test_everything_else_is_for_whoever_asked(kind: ReplyKind) -> None:
    assert reply_origin(THREAD, reply(kind)) == ALONE


def test_what_is_for_all_is_shown_where_it_was_asked_for() -> None:
    assert reply_origin(THREAD, reply(ReplyKind.QUESTION, "posting/1", private=False)) == THREAD
    assert reply_origin(ALONE, reply(ReplyKind.QUESTION, private=False)) == ALONE


def test_a_reply_with_a_place_goes_there_by_the_means_of_what_happened() -> None:
    elsewhere = replace(ADA, channel="C2", handle="old")
    assert reply_origin(THREAD, reply(ReplyKind.SHARED, None, elsewhere, private=False)) == replace(
        elsewhere, handle="token"
    )
    assert reply_origin(THREAD, reply(ReplyKind.RECEIPT, "answer/1", replace(elsewhere, private=True))) == replace(
        elsewhere, handle="token", private=True, direct=True
    )
