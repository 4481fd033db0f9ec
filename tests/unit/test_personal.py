"""What members do about their own answers, data and settings; and what is the same when it is done again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.chat import Buttons, ChatEvent, Document, Excerpt, Facts, Form, Heading, Reply, ReplyKind, Text
from bot.core.commands.forms import form_for
from bot.core.delivery.placing import reply_origin
from bot.core.errors import TryLaterError
from bot.core.records import Answer, JobKind
from bot.core.replies.card import card_reply
from tests import samples
from tests.fakes.club import ADA, BOB, Club

ALONE = replace(ADA, channel="D-ada", direct=True)


@pytest.fixture
def club() -> Club:
    return Club()


async def said(club: Club, event: ChatEvent) -> Reply:
    reply = await club.reply(event)
    assert reply is not None
    return reply


def words(reply: Reply) -> str:
    return "\n".join(str(part) for part in reply.parts)


def everything(club: Club) -> str:
    """All that is stored; numbers that were given out for nothing do not count."""
    stored = {name: value for name, value in vars(club.stores.state).items() if name not in {"ids", "jobs"}}
    return repr((stored, club.stores.jobs._rows))


async def graded(club: Club) -> Answer:
    await club.post()
    answer = await club.answer()
    await club.grade(answer)
    return answer


async def graded_privately(club: Club) -> Answer:
    posting = await club.post()
    about = {"question": "coin-flips", "posting_id": str(posting.id)}
    await club.happens(club.done("answer", about, text="My secret thought."))
    [answer] = club.stores.state.answers.values()
    await club.grade(answer)
    return answer


async def test_a_score_is_shared_in_the_questions_thread_without_a_word_of_the_answer(club: Club) -> None:
    answer = await graded_privately(club)
    event = club.done("share", {"answer_id": str(answer.id)})
    reply = await said(club, event)
    assert reply.kind is ReplyKind.SHARED
    assert reply.parts[0] == Heading("Ada · experimentation")
    assert "50 to 59" in words(reply)
    place = reply_origin(event.origin, reply)
    assert (place.channel, place.thread, place.private, place.direct) == ("C1", "T1", False, False)
    assert "secret" not in words(reply)
    assert club.practice.content.bank.get("coin-flips").model_answer not in words(reply)


async def test_a_shared_score_tells_nothing_of_a_private_try_before_it(club: Club) -> None:
    first = await graded_privately(club)
    await club.happens(club.done("revise", {"answer_id": str(first.id)}, text="Better."))
    second = list(club.stores.state.answers.values())[1]
    await club.grade(second, 4.0)
    shared = await said(club, club.done("share", {"answer_id": str(second.id)}))
    assert "100 of 100" in words(shared)
    assert "+50" not in words(shared)
    assert "+50" in words(await said(club, club.done("card", {"answer_id": str(second.id)})))


async def test_a_shared_score_tells_the_gain_over_a_public_try(club: Club) -> None:
    await graded(club)
    await club.happens(club.said("I would flip it often.", mention=True))
    second = list(club.stores.state.answers.values())[1]
    await club.grade(second, 4.0)
    assert "+50" in words(await said(club, club.done("share", {"answer_id": str(second.id)})))


async def test_what_has_no_score_is_not_shared(club: Club) -> None:
    await club.post()
    waiting = await club.answer()
    assert "no score to share" in words(await said(club, club.done("share", {"answer_id": str(waiting.id)})))


async def test_a_score_that_belongs_to_no_group_is_shown_to_its_member_alone_to_take_along(club: Club) -> None:
    await club.happens(club.said("question dice-rolls", ALONE))
    await club.happens(club.said("I would roll it.", ALONE))
    [alone] = club.stores.state.answers.values()
    await club.grade(alone)
    event = club.done("share", {"answer_id": str(alone.id)})
    shown = await said(club, event)
    assert shown.kind is ReplyKind.SHARED
    assert "only you see it" in words(shown)
    assert shown.private
    assert shown.place is None
    assert not any(isinstance(part, Buttons) for part in shown.parts)
    assert not club.stores.state.shares


async def test_an_answer_to_no_posting_is_shared_where_it_was_given(club: Club) -> None:
    await club.happens(club.done("answer", {"question": "coin-flips"}, text="I would flip it."))
    [answer] = club.stores.state.answers.values()
    [job] = await club.claim(JobKind.GRADE)
    verdict = samples.verdict(answer.text, estimate=True)
    await club.stores.ledger.save_grade(job, answer.id, verdict, club.clock.now(), None)
    reply = await said(club, club.done("share", {"answer_id": str(answer.id)}))
    assert reply.parts[0] == Heading("Ada · experimentation")
    assert "about 40 to 60" in words(reply)
    assert reply.place is not None
    assert (reply.place.channel, reply.place.thread) == ("C1", None)


async def test_what_was_taken_back_is_shown_nowhere(club: Club) -> None:
    answer = await graded(club)
    about = {"answer_id": str(answer.id)}
    await club.happens(club.done("withdraw", about))
    for command in ("share", "card", "self-check"):
        reply = await said(club, club.done(command, about))
        assert "no answer number" in words(reply), command


async def test_another_members_answer_is_nobodys_to_touch(club: Club) -> None:
    about = {"answer_id": str((await graded(club)).id)}
    for command in ("share", "card", "self-check", "withdraw", "contest", "revise", "follow-up"):
        reply = await said(club, club.done(command, about, BOB, text="Mine now."))
        assert "no answer number" in words(reply), command


async def test_a_card_that_is_asked_for_is_a_copy_for_whoever_asks(club: Club) -> None:
    await graded(club)
    event = club.said("card", mention=True)
    reply = await said(club, event)
    assert reply.slot is None
    assert reply_origin(event.origin, reply).private


async def test_what_a_member_ticked_is_on_their_own_copy_alone(club: Club) -> None:
    answer = await graded(club)
    about = {"answer_id": str(answer.id)}
    await club.happens(club.done("self-check", {**about, "said": "design-first"}))
    assert "1 of 6 points" in words(await said(club, club.done("card", about)))
    public = card_reply(await club.practice.card_of(answer, club.clock.now()))
    assert "of 6 points" not in words(public)
    private = card_reply(await club.practice.card_of(await graded_privately_too(club), club.clock.now()))
    assert "1 of 6 points" in words(private)


async def graded_privately_too(club: Club) -> Answer:
    await club.happens(club.done("answer", {"question": "coin-flips"}, BOB, text="My secret thought."))
    answer = list(club.stores.state.answers.values())[-1]
    await club.grade(answer)
    about = {"answer_id": str(answer.id), "said": "design-first"}
    await club.happens(club.done("self-check", about, BOB))
    return answer


async def test_a_try_after_one_that_was_taken_back_tells_no_gain(club: Club) -> None:
    first = await graded(club)
    await club.happens(club.said("I would flip it often.", mention=True))
    second = list(club.stores.state.answers.values())[1]
    await club.grade(second, 4.0)
    await club.happens(club.done("withdraw", {"answer_id": str(first.id)}))
    assert (await club.practice.card_of(second, club.clock.now())).before is None


async def test_a_withdrawal_takes_the_cards_place_wherever_it_is_asked_for(club: Club) -> None:
    answer = await graded_privately(club)
    event = club.said("withdraw", mention=True)
    reply = await said(club, event)
    assert reply.slot is not None
    assert reply_origin(event.origin, reply).direct
    assert answer.origin.channel == "C1"


async def test_a_contest_is_acknowledged_to_its_member_alone(club: Club) -> None:
    await graded(club)
    event = club.said("contest", mention=True)
    reply = await said(club, event)
    assert "**50** stands" in words(reply)
    assert reply_origin(event.origin, reply).private


async def test_a_question_is_let_go_once(club: Club) -> None:
    posting = await club.post()
    place = await club.practice.place_of(ADA)
    for event in (club.done("pass", {"posting_id": str(posting.id)}), club.done("pass")):
        assert "let this one go" in words(await said(club, event))
    assert await club.stores.postings.passes(place.workspace_id, posting.id) == 1


async def test_there_has_to_be_a_question_to_be_let_go(club: Club) -> None:
    assert "Ask for one first" in words(await said(club, club.done("pass")))


async def test_an_export_goes_to_the_members_own_conversation(club: Club) -> None:
    await graded(club)
    event = club.done("export")
    reply = await said(club, event)
    [document] = [part for part in reply.parts if isinstance(part, Document)]
    assert document.name == "greenroom-2026-11-18.json"
    assert len(json.loads(document.content)["answers"]) == 1
    assert "1 answer" in words(reply)
    assert reply_origin(event.origin, reply).direct


async def test_forgetting_asks_first_and_offers_a_copy(club: Club) -> None:
    await graded(club)
    reply = await said(club, club.done("forget"))
    [buttons] = [part for part in reply.parts if isinstance(part, Buttons)]
    assert [(button.command, button.options) for button in buttons.items] == [
        ("forget", {"sure": "yes"}),
        ("export", {}),
    ]
    assert len(club.stores.state.answers) == 1
    assert "1 answer and all" in words(await said(club, club.done("forget", {"sure": "yes"})))
    assert not club.stores.state.answers


async def test_forgetting_done_again_after_a_crash_says_nothing_wrong(club: Club) -> None:
    await graded(club)
    event = club.done("forget", {"sure": "yes"})
    await said(club, event)
    again = words(await said(club, event))
    assert "Nothing is kept of you" in again
    assert "0" not in again


async def test_a_card_on_its_way_brings_nobody_back_who_was_forgotten(club: Club) -> None:
    answer = await graded(club)
    await said(club, club.done("forget", {"sure": "yes"}))
    with pytest.raises(Exception, match="no answer"):
        await club.practice.card_of(answer, club.clock.now())
    assert club.stores.state.names == {}


async def test_settings_are_shown_and_changed_by_those_who_may(club: Club) -> None:
    assert "as the server's" in words(await said(club, club.done("settings")))
    refused = await said(club, club.done("settings", {"private": "yes"}))
    assert refused.kind is ReplyKind.REFUSAL
    changed = replace(
        club.done("settings", {"private": "yes", "zone": "Europe/Berlin", "admins": "<@bob>, <@!carla>,"}),
        by_admin=True,
    )
    [facts] = [part for part in (await said(club, changed)).parts if isinstance(part, Facts)]
    assert [fact.value for fact in facts.items][3:] == ["Europe/Berlin", "answered privately", "2", "Mon, 8:00", "no"]
    by_bob = await said(club, club.done("settings", {"private": "no"}, BOB))
    assert "answered in the thread" in words(by_bob)


async def test_admins_set_when_the_recap_comes_and_it_is_planned_anew(club: Club) -> None:
    async def set_by_ada(options: dict[str, str]) -> Reply:
        return await said(club, replace(club.done("settings", options), by_admin=True))

    place = await club.practice.place_of(ADA)
    await club.stores.recaps.plan(place.workspace_id, place.group_id, club.clock.now())
    assert "Sun, 18:00" in words(await set_by_ada({"recap": "Sunday", "recap_hour": "18"}))
    assert await club.stores.recaps.due_recaps(club.clock.now(), 9) == []
    assert "off" in words(await set_by_ada({"recap": "off"}))
    assert "Sun, 18:00" in words(await set_by_ada({"recap": "on"}))
    for options in ({"recap": "daily"}, {"recap_hour": "24"}, {"recap_hour": "noon"}):
        assert (await set_by_ada(options)).kind is ReplyKind.REFUSAL
    assert (await said(club, club.done("settings", {"recap": "off"}, BOB))).kind is ReplyKind.REFUSAL


async def test_a_member_lets_recaps_quote_them_and_takes_it_back(club: Club) -> None:
    for wanted, quoted in (("yes", True), ("no", False)):
        await said(club, club.done("settings", {"quote_me": wanted}, BOB))
        chosen = await club.stores.preferences.preferences(await club.practice.place_of(BOB))
        assert chosen.in_recaps is quoted
    assert (await said(club, club.done("settings", {"quote_me": "perhaps"}, BOB))).kind is ReplyKind.REFUSAL


async def test_a_member_sets_their_own_zone(club: Club) -> None:
    reply = await said(club, club.done("settings", {"my_zone": " Asia/Tokyo "}))
    assert "Asia/Tokyo" in words(reply)
    assert "Asia/Tokyo" not in words(await said(club, club.done("settings", {"my_zone": ""})))


async def test_the_form_of_settings_holds_a_zone_of_the_members_own_and_never_makes_the_groups_theirs(
    club: Club,
) -> None:
    async def offered() -> str:
        form = await form_for(club.room, club.done("settings", {}))
        assert isinstance(form, Form)
        return next(field.value for field in form.fields if field.name == "my_zone")

    await said(club, replace(club.done("settings", {"zone": "Europe/Berlin"}), by_admin=True))
    assert await offered() == ""
    await said(club, club.done("settings", {"my_zone": await offered()}))
    await said(club, replace(club.done("settings", {"zone": "Asia/Tokyo"}), by_admin=True))
    assert (await club.room.practice.place_of(ADA)).time_zone == "Asia/Tokyo"
    await said(club, club.done("settings", {"my_zone": "Asia/Tokyo"}))
    assert await offered() == "Asia/Tokyo"


@pytest.mark.parametrize(
    "options",
    [
        {"my_zone": "Mars", "private": "yes"},
        {"my_zone": "Asia/Tokyo", "zone": "Mars"},
        {"my_zone": "Asia/Tokyo", "private": "maybe"},
    ],
)
async def test_settings_are_changed_as_a_whole_or_not_at_all(club: Club, options: dict[str, str]) -> None:
    before = await said(club, club.done("settings"))
    event = replace(club.done("settings", options), by_admin=True)
    assert (await said(club, event)).kind is ReplyKind.REFUSAL
    assert await said(club, club.done("settings")) == before


async def test_what_is_filled_in_and_refused_is_given_back(club: Club) -> None:
    await club.post()
    answer = await club.answer("flip " * 2000)
    event = club.done("follow-up", {"answer_id": str(answer.id)}, text="And so " * 400)
    reply = await said(club, event)
    assert reply.kind is ReplyKind.REFUSAL
    assert Excerpt("And so " * 400) in reply.parts
    assert reply_origin(event.origin, reply).private


async def test_the_answer_over_the_days_limit_is_given_back(club: Club) -> None:
    club = Club(daily_answers=1)
    await club.post()
    await club.answer()
    in_a_form = await said(club, club.done("answer", {"question": "dice-rolls"}, text="I would roll it."))
    assert "as many as are read here in a day" in words(in_a_form)
    assert Excerpt("I would roll it.") in in_a_form.parts
    await club.post("say-it-simply", thread="T2")
    in_the_chat = await said(club, club.said("I would say it.", thread="T2"))
    assert in_the_chat.kind is ReplyKind.REFUSAL
    assert not any(isinstance(part, Excerpt) for part in in_the_chat.parts)


async def test_a_refusal_that_took_no_text_gives_none_back(club: Club) -> None:
    reply = await said(club, club.done("question", {"difficulty": "9"}))
    assert all(isinstance(part, Text) for part in reply.parts)


async def test_a_posting_that_asks_something_else_is_not_answered(club: Club) -> None:
    posting = await club.post("dice-rolls")
    for about in ({"posting_id": str(posting.id)}, {"posting_id": "4711"}):
        await club.happens(club.done("answer", {"question": "coin-flips", **about}, text="I would flip it."))
    assert [answer.posting_id for answer in club.stores.state.answers.values()] == [None, None]


@pytest.mark.parametrize(
    ("command", "options", "text"),
    [
        ("question", {}, ""),
        ("question", {"another": "yes"}, ""),
        ("question", {"question": "dice-rolls"}, ""),
        ("answer", {"question": "coin-flips"}, "I would flip it."),
        ("revise", {"answer_id": "{answer}"}, "I would flip it often."),
        ("follow-up", {"answer_id": "{answer}"}, "And count."),
        ("hint", {"question": "coin-flips"}, ""),
        ("model-answer", {"question": "coin-flips"}, ""),
        ("self-check", {"answer_id": "{answer}", "said": "design-first"}, ""),
        ("contest", {"answer_id": "{answer}"}, ""),
        ("card", {"answer_id": "{answer}"}, ""),
        ("progress", {}, ""),
        ("history", {}, ""),
        ("withdraw", {"answer_id": "{answer}"}, ""),
        ("share", {"answer_id": "{answer}"}, ""),
        ("pass", {}, ""),
        ("export", {}, ""),
        ("forget", {}, ""),
        ("settings", {"my_zone": "Asia/Tokyo"}, ""),
        ("settings", {"private": "yes"}, ""),
        ("help", {}, ""),
    ],
)
async def test_done_again_after_a_crash_a_command_says_the_same_and_changes_nothing(
    club: Club, command: str, options: dict[str, str], text: str
) -> None:
    answer = await graded(club)
    given = {name: value.format(answer=answer.id) for name, value in options.items()}
    event = replace(club.done(command, given, text=text), by_admin=True)
    first = await said(club, event)
    before = everything(club)
    club.clock.advance(90)
    assert await said(club, event) == first
    assert everything(club) == before


async def test_a_contest_done_again_says_the_same_even_when_it_is_decided(club: Club) -> None:
    answer = await graded(club)
    event = club.done("contest", {"answer_id": str(answer.id)})
    first = await said(club, event)
    for job in await club.claim(JobKind.GRADE):
        await club.stores.ledger.save_opinion(job, answer.id, samples.verdict(score=4), club.clock.now(), None)
    assert words(await said(club, event)) == words(first)
    later = replace(event, key="another", at=event.at + timedelta(seconds=1))
    assert "can be done once" in words(await said(club, later))


async def test_what_no_member_can_mend_is_tried_again(club: Club) -> None:
    posting = await club.post()
    await said(club, club.done("forget", {"sure": "yes"}))
    place = await club.practice.place_of(ADA)
    await club.stores.ledger.forget(place)
    with pytest.raises(TryLaterError):
        await club.room.threads.pass_on(place, posting.id, club.clock.now())
