"""Reactions on answers, and peers' reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.chat import Bars, Buttons, ChatEvent, Form, Quotation, Reply, ReplyKind, Text
from bot.core.commands.forms import form_for
from bot.core.records import Answer, JobKind, NewJob, Origin
from bot.core.together.reviewing import LONGEST_NOTE, TellReviewed
from tests.fakes.club import ADA, BOB, Club

LEVELS = {"level_a": "3", "level_b": "2", "level_c": "4"}


@pytest.fixture
async def club() -> Club:
    made = Club()
    await made.post()
    return made


def reacts(club: Club, to: ChatEvent, who: Origin = BOB, *, added: bool = True, emoji: str = "tada") -> ChatEvent:
    club.number += 1
    origin = replace(who, message=to.origin.message, thread=None)
    command = "reaction-added" if added else "reaction-removed"
    return ChatEvent(f"{command}:{club.number}", origin, club.clock.now(), command, "", {"emoji": emoji})


async def kudos(club: Club, who: Origin = ADA) -> tuple[int, int]:
    return await club.stores.kudos.kudos_for(await club.practice.place_of(who))


class TestKudos:
    async def test_a_reaction_on_an_answer_counts_until_it_is_taken_back(self, club: Club) -> None:
        said = club.said("I would flip it many times.")
        await club.happens(said)
        await club.happens(reacts(club, said))
        assert await kudos(club) == (1, 1)
        await club.happens(reacts(club, said, emoji="clap"))
        assert await kudos(club) == (1, 1)
        await club.happens(reacts(club, said, added=False))
        assert await kudos(club) == (1, 1)
        await club.happens(reacts(club, said, added=False, emoji="clap"))
        assert await kudos(club) == (0, 0)

    async def test_ones_own_reaction_counts_nothing(self, club: Club) -> None:
        said = club.said("I would flip it many times.")
        await club.happens(said)
        await club.happens(reacts(club, said, ADA))
        assert await kudos(club) == (0, 0)

    async def test_a_reaction_on_anything_else_leaves_no_trace_of_who_reacted(self, club: Club) -> None:
        said = club.said("Just a word.", thread=None)
        await club.happens(said)
        await club.happens(reacts(club, said))
        assert (1, "bob") not in club.stores.state.members
        assert "bob" not in {user for _, user in club.stores.state.members}

    async def test_nothing_is_said_about_it_and_no_score_changes(self, club: Club) -> None:
        said = club.said("I would flip it many times.")
        await club.happens(said)
        before = list(club.shown)
        points = await club.stores.standings.top(await club.practice.place_of(ADA), "all", 9)
        await club.happens(reacts(club, said))
        assert club.shown == before
        assert await club.stores.standings.top(await club.practice.place_of(ADA), "all", 9) == points

    async def test_the_progress_page_tells_of_it(self, club: Club) -> None:
        said = club.said("I would flip it many times.")
        await club.happens(said)
        await club.happens(reacts(club, said))
        reply = await club.reply(club.done("progress"))
        assert reply is not None
        assert any(
            isinstance(part, Text) and "**1** member reacted to 1 answer" in part.markdown for part in reply.parts
        )


class TestReviews:
    async def review(
        self, club: Club, answer: Answer, options: Mapping[str, str] = LEVELS, who: Origin = BOB, text: str = "Clear."
    ) -> Reply:
        event = club.done("review", {"answer_id": str(answer.id), **options}, who, text)
        reply = await club.reply(event)
        assert reply is not None
        return reply

    async def tell(self, club: Club) -> None:
        chats = {"chat": club.restarted().chats["chat"]}
        told = TellReviewed(club.practice, club.stores.ledger, club.stores.reviews, chats)
        for job in await club.claim(JobKind.REVIEWED):
            await told(job)
            await told(job)  # as after a crash

    async def form(self, club: Club, answer: Answer, who: Origin = BOB) -> Form | Reply | None:
        return await form_for(club.room, club.done("review", {"answer_id": str(answer.id)}, who))

    async def test_an_author_hears_of_a_review_alone_once_and_without_a_name(self, club: Club) -> None:
        answer = await club.answer()
        reply = await self.review(club, answer)
        assert reply.kind is ReplyKind.NOTICE
        before = len(club.shown)
        await self.tell(club)
        ((place, text),) = club.shown[before:]
        assert place.endswith("/ada")
        assert "Clear." in text
        assert "Bob" not in text

    async def test_the_last_review_of_a_member_counts_and_the_form_begins_with_it(self, club: Club) -> None:
        answer = await club.answer()
        await self.review(club, answer)
        await self.review(club, answer, {"levels": "0,1,2"}, text="On second thought.")
        (review,) = await club.stores.reviews.reviews_of(answer.workspace_id, answer.id)
        assert dict(review.levels) == {"design": 0, "numbers": 1, "advice": 2}
        form = await self.form(club, answer)
        assert isinstance(form, Form)
        assert [field.value for field in form.fields] == ["0", "1", "2", "On second thought."]
        assert [len(field.choices) for field in form.fields] == [5, 5, 5, 0]

    async def test_the_same_event_twice_is_one_review_and_one_word_to_its_author(self, club: Club) -> None:
        answer = await club.answer()
        event = club.done("review", {"answer_id": str(answer.id), **LEVELS}, BOB, "Clear.")
        first, again = await club.reply(event), await club.reply(event)
        assert first == again
        assert len(await club.claim(JobKind.REVIEWED)) == 1

    async def test_ones_own_answer_and_private_ones_cannot_be_reviewed(self, club: Club) -> None:
        answer = await club.answer()
        refused = await self.form(club, answer, ADA)
        assert isinstance(refused, Reply)
        assert refused.kind is ReplyKind.REFUSAL
        assert (await self.review(club, answer, who=ADA)).kind is ReplyKind.REFUSAL
        await club.happens(club.done("answer", {"question": "dice-rolls"}, ADA, "I would roll it."))
        private = next(one for one in club.stores.state.answers.values() if one.question_id == "dice-rolls")
        assert (await self.review(club, private)).kind is ReplyKind.REFUSAL
        elsewhere = replace(BOB, channel="C2")
        assert (await self.review(club, answer, who=elsewhere)).kind is ReplyKind.REFUSAL
        await club.room.threads.take_back(answer)
        assert (await self.review(club, answer)).kind is ReplyKind.REFUSAL

    @pytest.mark.parametrize(
        "options", [{}, {"levels": "3,2"}, {"levels": "3,2,5"}, {"levels": "good"}, {**LEVELS, "level_b": ""}]
    )
    async def test_a_review_needs_a_level_for_each_criterion(self, club: Club, options: Mapping[str, str]) -> None:
        reply = await self.review(club, await club.answer(), options)
        assert reply.kind is ReplyKind.REFUSAL
        assert "About design, About numbers, About advice" in str(reply.parts[0])

    async def test_a_line_to_the_author_is_a_line(self, club: Club) -> None:
        answer = await club.answer()
        assert (await self.review(club, answer, text="x" * (LONGEST_NOTE + 1))).kind is ReplyKind.REFUSAL
        await self.review(club, answer, text="One\n\n  two.")
        (review,) = await club.stores.reviews.reviews_of(answer.workspace_id, answer.id)
        assert review.note == "One two."

    async def test_what_a_member_wrote_in_a_review_is_shown_literally(self, club: Club) -> None:
        from bot.core.replies.together import reviewed_reply

        answer = await club.answer()
        await self.review(club, answer, text="*Not* `bold` <!channel>")
        (review,) = await club.stores.reviews.reviews_of(answer.workspace_id, answer.id)
        reply = reviewed_reply(club.practice.content.bank.get("coin-flips"), review, answer.id)
        assert [part.text for part in reply.parts if isinstance(part, Quotation)] == ["*Not* `bold` <!channel>"]
        assert [len(part.items) for part in reply.parts if isinstance(part, Bars)] == [3]

    async def test_a_review_whose_answer_is_gone_is_told_to_nobody(self, club: Club) -> None:
        answer = await club.answer()
        await self.review(club, answer)
        jobs = await club.claim(JobKind.REVIEWED)
        await club.room.belongings.forget(await club.practice.place_of(ADA))
        before = len(club.shown)
        told = TellReviewed(club.practice, club.stores.ledger, club.stores.reviews, {})
        for job in jobs:
            await told(job)
        assert len(club.shown) == before

    async def test_public_cards_can_be_reviewed_and_private_ones_cannot(self, club: Club) -> None:
        answer = await club.answer()
        await club.grade(answer)
        card = await club.practice.card(ADA, answer.id, club.clock.now())
        from bot.core.replies.card import card_reply

        labels = [
            [one.command for one in part.items]
            for copy in (False, True)
            for part in card_reply(card, copy=copy).parts
            if isinstance(part, Buttons)
        ]
        assert ["review" in each for each in labels] == [True, False]


async def test_a_job_that_says_nothing_is_hopeless(club: Club) -> None:
    from bot.core.errors import HopelessJobError

    told = TellReviewed(club.practice, club.stores.ledger, club.stores.reviews, {})
    await club.stores.jobs.add(NewJob(JobKind.REVIEWED, "bad", {}, club.clock.now()))
    (job,) = await club.claim(JobKind.REVIEWED)
    with pytest.raises(HopelessJobError):
        await told(job)
