"""What people write without a command, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.answers import MOST_CHARACTERS
from bot.core.chat import Buttons, ChatEvent, Excerpt, Reply, ReplyKind
from bot.core.delivery.placing import reply_origin
from bot.core.grading.grade import GradeState
from bot.core.groups.settings import GroupSettings
from bot.core.records import Answer, Origin
from tests import samples
from tests.fakes.club import ADA, BOB, Club

ALONE = replace(ADA, channel="D-ada", direct=True)


@pytest.fixture
def club() -> Club:
    return Club()


def words(reply: Reply | None) -> str:
    return "\n".join(str(part) for part in reply.parts) if reply else ""


def answers(club: Club) -> list[Answer]:
    return list(club.stores.state.answers.values())


def texts(club: Club) -> list[str]:
    return [answer.text for answer in answers(club)]


async def private_group(club: Club) -> None:
    place = await club.practice.place_of(ADA)
    await club.room.groups.change(await club.room.groups.group(place), GroupSettings(private=True), samples.NOON)


async def test_the_first_message_in_a_questions_thread_is_the_answer_and_later_ones_are_discussion(club: Club) -> None:
    posting = await club.post()
    reply = await club.reply(club.said("I would flip it."))
    assert reply is not None
    assert reply.kind is ReplyKind.RECEIPT
    assert await club.reply(club.said("That was hard.")) is None
    assert [(answer.text, answer.posting_id) for answer in answers(club)] == [("I would flip it.", posting.id)]


@pytest.mark.parametrize("where", ["another thread", None])
async def test_what_is_not_meant_for_the_bot_leaves_no_trace(club: Club, where: str | None) -> None:
    await club.post()
    stranger = replace(BOB, user="carla", user_name="Carla")
    assert await club.reply(club.said("Good morning!", stranger, thread=where)) is None
    assert await club.reply(club.said("Good morning!", replace(stranger, channel="C9"), thread="T9")) is None
    assert "Carla" not in club.stores.state.names.values()


@pytest.mark.parametrize("text", ["👍", ":thumbsup: :tada:", "", "?!"])
async def test_what_has_no_words_and_was_not_meant_for_the_bot_is_no_answer(club: Club, text: str) -> None:
    await club.post()
    assert await club.reply(club.said(text)) is None
    addressed = await club.reply(club.said(text, mention=True))
    assert addressed is not None
    assert addressed.kind is ReplyKind.REFUSAL


async def test_a_too_long_message_is_refused_to_its_author_alone(club: Club) -> None:
    await club.post()
    reply = await club.reply(club.said("flip " * MOST_CHARACTERS))
    assert reply is not None
    assert "12,000" in words(reply)
    assert reply_origin(ADA, reply).private
    assert not any(isinstance(part, Excerpt) for part in reply.parts)  # it still stands in the chat


async def test_a_mention_with_a_text_is_a_better_try(club: Club) -> None:
    await club.post()
    first = await club.answer()
    await club.reply(club.said("I would flip it a thousand times.", mention=True))
    assert [answer.revises for answer in answers(club)] == [None, first.id]


async def test_a_mention_without_a_word_asks_back(club: Club) -> None:
    await club.post()
    await club.answer()
    reply = await club.reply(club.said(" ", mention=True))
    assert "better try" in words(reply)


async def test_a_command_in_a_thread_knows_the_question_and_the_answer(club: Club) -> None:
    await club.post()
    assert "Hint 1 of 2" in words(await club.reply(club.said("hint", mention=True)))
    answer = await club.answer()
    await club.grade(answer)
    assert "50 of 100" in words(await club.reply(club.said("card", mention=True)))
    assert "Withdrawn" in words(await club.reply(club.said("withdraw", mention=True)))


async def test_a_command_where_an_answer_could_stand_is_not_graded(club: Club) -> None:
    await club.post()
    assert "Hint 1 of 2" in words(await club.reply(club.said("hint")))
    assert answers(club) == []
    await club.answer()
    assert await club.reply(club.said("hint")) is None  # discussion


async def test_text_after_a_command_is_taken_as_it_stands(club: Club) -> None:
    await club.post()
    await club.reply(club.said("answer: SELECT 1\n  FROM t WHERE id=5", mention=True))
    [answer] = answers(club)
    assert answer.text == "SELECT 1\n  FROM t WHERE id=5"
    await club.reply(club.said("revise: SELECT 2", mention=True))
    assert texts(club)[1:] == ["SELECT 2"]
    assert answers(club)[1].revises == answer.id


async def test_a_mention_in_the_channel_gets_help_or_what_it_asks_for(club: Club) -> None:
    assert "What you can do" in words(await club.reply(club.said("good morning", mention=True, thread=None)))
    assert "streak begins" in words(await club.reply(club.said("progress!", mention=True, thread=None)))
    lenient = words(await club.reply(club.said("hint please", mention=True, thread=None)))
    assert "Ask for one first" in lenient


async def test_alone_with_the_bot_the_latest_question_is_answered(club: Club) -> None:
    assert "What you can do" in words(await club.reply(club.said("Hello there", ALONE)))
    asked = await club.reply(club.said("question dice-rolls", ALONE))
    assert asked is not None
    assert asked.kind is ReplyKind.QUESTION
    await club.reply(club.said("I would roll it.", ALONE))
    assert texts(club) == ["I would roll it."]
    again = await club.reply(club.said("And so on and so forth.", ALONE))
    assert "You have answered this question" in words(again)
    [buttons] = [part for part in again.parts if isinstance(part, Buttons)] if again else []
    assert buttons.items[0].options == {"answer_id": str(answers(club)[0].id)}


async def test_prose_that_begins_with_a_commands_name_is_an_answer(club: Club) -> None:
    await club.post()
    await club.reply(club.said("Check the share of heads.", mention=True))
    assert texts(club) == ["Check the share of heads."]


async def test_the_same_message_dealt_with_again_has_the_same_receipt(club: Club) -> None:
    await club.post()
    for event in (
        club.said("I would flip it."),
        club.said("I would flip it often.", mention=True),
        club.said("revise: Never mind.", mention=True),
        club.said("follow-up: And again.", mention=True),
    ):
        assert await club.reply(event) == await club.reply(event)
    assert len(answers(club)) == 4


async def test_in_a_private_group_nothing_that_is_written_in_the_thread_is_answered_there(club: Club) -> None:
    await club.post()
    await private_group(club)
    for text, mention in (
        ("I would flip it.", False),
        ("I would flip it often.", True),
        ("revise: Never mind.", True),
        ("follow-up: And again.", True),
        ("question dice-rolls", True),
    ):
        event = club.said(text, mention=mention)
        reply = await club.reply(event)
        assert reply is not None
        assert reply_origin(event.origin, reply).private, text
    assert all(answer.origin.private for answer in answers(club))


async def test_answers_to_a_private_posting_are_answered_to_their_authors_alone(club: Club) -> None:
    posting = await club.post()
    club.stores.state.change_posting(replace(posting, private=True))
    event = club.said("I would flip it.")
    reply = await club.reply(event)
    assert reply is not None
    assert reply_origin(event.origin, reply).direct


async def test_a_question_asked_in_another_ones_thread_is_for_whoever_asks(club: Club) -> None:
    posting = await club.post()
    event = club.said("question dice-rolls", mention=True)
    await club.happens(event)
    assert [place for place, _ in club.shown] == ["C1/ada"]
    assert await club.stores.postings.posting_in(await club.practice.place_of(ADA), "T1") == posting


class Follow:
    """A member who answered in private, and what they write in public afterwards."""

    def __init__(self, club: Club) -> None:
        self.club = club

    async def answered(self) -> Answer:
        posting = await self.club.post()
        about = {"question": "coin-flips", "posting_id": str(posting.id)}
        await self.club.happens(self.club.done("answer", about, text="My secret thought."))
        [answer] = answers(self.club)
        await self.club.grade(answer, 1.0)
        return answer


async def test_going_on_with_a_private_answer_in_public_stays_private(club: Club) -> None:
    await Follow(club).answered()
    event = club.said("follow-up: And more.", mention=True)
    reply = await club.reply(event)
    assert reply is not None
    assert "My secret thought." in texts(club)[1]
    assert reply_origin(event.origin, reply).direct
    assert answers(club)[1].origin.private


async def test_a_public_try_after_a_private_one_tells_nothing_of_its_score(club: Club) -> None:
    first = await Follow(club).answered()
    await club.happens(club.said("I would flip it a thousand times.", mention=True))
    second = answers(club)[1]
    await club.grade(second, 3.0)
    assert not second.origin.alone
    assert second.revises == first.id
    card = await club.practice.card_of(second, club.clock.now())
    assert card.before is None


async def test_a_private_card_tells_the_gain_over_a_private_try(club: Club) -> None:
    first = await Follow(club).answered()
    await club.happens(club.done("revise", {"answer_id": str(first.id)}, text="I would flip it often."))
    second = answers(club)[1]
    await club.grade(second, 3.0)
    card = await club.practice.card_of(second, club.clock.now())
    assert card.before is not None
    assert card.before.answer == (await club.stores.ledger.answer(first.workspace_id, first.id)).answer  # type: ignore[union-attr]


async def test_a_try_sent_from_the_members_own_conversation_belongs_to_the_group_it_is_about(club: Club) -> None:
    first = await Follow(club).answered()
    event = replace(
        club.done("revise", {"answer_id": str(first.id)}, text="Better."), origin=replace(ALONE, handle="h")
    )
    await club.happens(event)
    second = answers(club)[1]
    assert (second.group_id, second.posting_id) == (first.group_id, first.posting_id)
    assert (second.origin.channel, second.origin.private, second.origin.direct) == ("C1", True, False)


async def test_an_edit_before_grading_takes_the_old_texts_place(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    await club.happens(event)
    assert await club.reply(club.edited(event, "I would flip it often.")) is None
    assert texts(club) == ["I would flip it often."]


async def test_a_graded_answer_stays_as_it_was_graded(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    await club.happens(event)
    await club.grade(answers(club)[0])
    for text in ("I would flip it often.", ""):
        assert await club.reply(club.edited(event, text)) is None
    assert texts(club) == ["I would flip it once."]


async def test_an_edit_that_cannot_be_taken_says_that_the_old_text_stands(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it once.")
    await club.happens(event)
    reply = await club.reply(club.edited(event, "👍"))
    assert "what stood there before is graded" in words(reply)
    assert texts(club) == ["I would flip it once."]


async def test_an_edit_of_a_command_edits_its_text(club: Club) -> None:
    await club.post()
    event = club.said("answer: I would flip it once.", mention=True)
    await club.happens(event)
    await club.reply(club.edited(event, "answer: I would flip it often."))
    assert texts(club) == ["I would flip it often."]


async def test_an_edited_follow_up_keeps_the_answer_that_it_goes_on_with(club: Club) -> None:
    await club.post()
    await club.answer("I would flip it.")
    event = club.said("follow-up: And count.", mention=True)
    await club.happens(event)
    await club.reply(club.edited(event, "follow-up: And count the heads."))
    assert texts(club)[1] == "I would flip it.\n\nAnd count the heads."
    refused = await club.reply(club.edited(event, "follow-up:"))
    assert "what stood there before" in words(refused)


async def test_edits_and_deletions_of_other_messages_mean_nothing(club: Club) -> None:
    await club.post()
    await club.answer()
    other = club.said("By the way.")
    await club.happens(other)
    for event in (club.edited(other, "By the way!"), club.deleted(other)):
        assert await club.reply(event) is None
    nowhere = replace(club.said("x"), command="message-deleted")
    assert await club.reply(replace(nowhere, origin=replace(nowhere.origin, message=None))) is None
    assert await club.reply(replace(nowhere, origin=replace(nowhere.origin, channel="C9"))) is None


async def test_a_deleted_answer_is_withdrawn_whoever_deleted_it_and_its_place_says_so(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    await club.happens(event)
    people = dict(club.stores.state.members)
    await club.happens(club.deleted(event))
    assert [answer.state for answer in answers(club)] == [GradeState.WITHDRAWN]
    assert club.shown == [("C1/T1", "Withdrawn. It counts no more, and its grade will not be shown.")]
    assert club.stores.state.members == people
    await club.happens(club.said("I would flip it often."))
    assert texts(club)[1:] == ["I would flip it often."]


async def test_a_deleted_private_message_is_withdrawn_where_its_card_stands(club: Club) -> None:
    await club.post()
    await private_group(club)
    event = club.said("I would flip it.")
    await club.happens(event)
    reply = await club.reply(club.deleted(event))
    assert reply is not None
    assert reply_origin(club.deleted(event).origin, reply).user == "ada"
    assert reply_origin(club.deleted(event).origin, reply).direct


def grading(club: Club, event: ChatEvent, author: str = "ada", who: Origin = ADA) -> ChatEvent:
    """A member chooses "Grade this answer" for a message."""
    club.clock.advance(1)
    origin = replace(event.origin, user=who.user, user_name=who.user_name)
    pressed = club.done("grade-this", {"author": author}, text=event.text)
    return replace(pressed, origin=replace(origin, private=True))


async def test_a_message_can_be_graded_by_its_author_alone(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.", thread=None)
    assert "Only who wrote" in words(await club.reply(grading(club, event, who=BOB)))
    await club.reply(grading(club, event))
    assert texts(club) == ["I would flip it."]


async def test_grading_a_message_needs_a_question_that_the_group_has_seen(club: Club) -> None:
    await club.post(thread=None)  # somebody asked for it alone
    event = grading(club, club.said("I would flip it.", thread=None))
    assert "Ask for one first" in words(await club.reply(event))


async def test_a_further_message_that_is_to_be_graded_is_a_better_try(club: Club) -> None:
    await club.post()
    first = await club.answer()
    later = club.said("I would flip it often.")
    await club.happens(later)
    event = grading(club, later)
    assert await club.reply(event) == await club.reply(event)
    assert [answer.revises for answer in answers(club)] == [None, first.id]


async def test_a_message_that_was_graded_already_is_not_taken_twice(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    await club.happens(event)
    for _ in range(2):
        reply = await club.reply(grading(club, event))
        assert "I already have this answer" in words(reply)
    assert len(answers(club)) == 1


async def test_edits_and_the_deletion_of_a_message_that_was_chosen_reach_its_answer(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.", thread=None)
    await club.happens(grading(club, event))
    await club.happens(club.edited(event, "I would flip it often."))
    assert texts(club) == ["I would flip it often."]
    await club.happens(club.deleted(event))
    assert answers(club)[0].state is GradeState.WITHDRAWN


async def test_what_was_taken_back_can_be_chosen_again(club: Club) -> None:
    await club.post()
    event = club.said("I would flip it.")
    await club.happens(event)
    await club.happens(club.done("withdraw", {"answer_id": str(answers(club)[0].id)}))
    again = grading(club, event)
    assert await club.reply(again) == await club.reply(again)
    assert [answer.state for answer in answers(club)] == [GradeState.WITHDRAWN, GradeState.WAITING]


async def test_todays_question_is_the_one_that_the_schedule_put(club: Club) -> None:
    place = await club.practice.place_of(ADA)
    posting = await club.post("say-it-simply")
    club.stores.state.change_posting(replace(posting, schedule_id=7))
    asked = await club.practice.ask_today(BOB, club.clock.now())
    assert asked.posting.id == posting.id
    tomorrow = await club.practice.ask_today(BOB, club.clock.now() + timedelta(days=1))
    assert tomorrow.posting.id != posting.id
    assert len(await club.stores.postings.asked(place)) == 2
    gone = Club(samples.content(samples.question("other")))
    gone.stores.state.__dict__.update(club.stores.state.__dict__)
    assert (await gone.practice.ask_today(BOB, club.clock.now())).question.id == "other"


async def test_a_question_that_the_group_has_before_it_is_shown_again_to_whoever_asks(club: Club) -> None:
    await club.happens(club.said("question", mention=True, thread=None))
    await club.happens(club.said("I would do something.", thread="1"))
    reply = await club.reply(club.said("question", mention=True, thread=None))
    assert reply is not None
    assert reply.private
    assert reply.slot is None
    assert "You answered this" in words(reply)


async def test_what_a_member_has_answered_is_not_told_to_all(club: Club) -> None:
    await club.happens(club.done("answer", {"question": "dice-rolls"}, text="I would roll it."))
    reply = await club.reply(club.said("question dice-rolls", mention=True, thread=None))
    assert reply is not None
    assert not reply.private
    assert "You answered this" not in words(reply)
