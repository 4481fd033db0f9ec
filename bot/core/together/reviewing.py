"""Peers' reviews: a member rates somebody else's public answer on its rubric, and its author hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.delivery.names import event_name
from bot.core.errors import GreenroomError, HopelessJobError, TryLaterError
from bot.core.grading.grade import GradeState
from bot.core.ports import Chat, Ledger
from bot.core.practice import Practice
from bot.core.records import GradedAnswer, Job, JobKind, NewJob, Origin, Place
from bot.core.replies.together import reviewed_reply
from bot.core.together.ports import Reviews
from bot.core.together.records import Review
from bot.core.worker import Handled

LONGEST_NOTE = 300
"""Characters of the line to an answer's author."""


@dataclass
class ReviewRefusedError(GreenroomError):
    """A review that cannot be taken.

    Attributes:
        reason: `own`, `private`, `gone`, `levels` or `long`.
        question: The question, where the levels are what is wrong.
    """

    reason: str
    question: Question | None = None

    def __str__(self) -> str:
        return f"the review cannot be taken: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reviewable:
    """An answer that a member may review, its question, and what they said of it before."""

    graded: GradedAnswer
    question: Question
    before: Review | None


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Takes reviews in.

    Attributes:
        practice: The bank and the members.
        ledger: The answers.
        reviews: Where reviews are kept.
    """

    practice: Practice
    ledger: Ledger
    reviews: Reviews

    async def reviewable(self, origin: Origin, answer_id: int) -> Reviewable:
        """An answer that a member may review: somebody else's, in this group, given before its eyes.

        Raises:
            ReviewRefusedError: It is not.
        """
        place = await self.practice.place_of(origin)
        graded = await self.ledger.answer(place.workspace_id, answer_id)
        bank = self.practice.content.bank
        if graded is None or graded.answer.state is GradeState.WITHDRAWN or graded.answer.question_id not in bank:
            raise ReviewRefusedError("gone")
        answer = graded.answer
        if answer.member_id == place.member_id:
            raise ReviewRefusedError("own")
        if answer.group_id != place.group_id or answer.origin.alone:
            raise ReviewRefusedError("private")
        before = await self.reviews.review_by(place, answer_id)
        return Reviewable(graded, bank.get(answer.question_id), before)

    async def review(
        self, origin: Origin, now: datetime, key: str, answer_id: int, levels: Mapping[str, int], note: str
    ) -> int:
        """Take a review in, in place of an earlier one by the same member; its author hears of it.

        Args:
            origin: Who reviews.
            now: When.
            key: The event's key.
            answer_id: The answer.
            levels: 0 to 4 for each criterion of its question.
            note: A line to the author; may be empty.

        Returns:
            How many members have reviewed the answer.

        Raises:
            ReviewRefusedError: It cannot be taken.
        """
        found = await self.reviewable(origin, answer_id)
        wanted = {criterion.id for criterion in found.question.rubric}
        if levels.keys() != wanted or not all(0 <= level <= TOP_LEVEL for level in levels.values()):
            raise ReviewRefusedError("levels", found.question)
        note = " ".join(note.split())
        if len(note) > LONGEST_NOTE:
            raise ReviewRefusedError("long")
        place = await self.practice.place_of(origin)
        payload = {"workspace_id": place.workspace_id, "answer_id": answer_id, "reviewer": place.member_id}
        job = NewJob(JobKind.REVIEWED, f"reviewed:{event_name(origin, key)}", payload, now)
        await self.reviews.save_review(place, Review(answer_id, dict(levels), note, now), job)
        return len(await self.reviews.reviews_of(place.workspace_id, answer_id))


@dataclass(frozen=True, slots=True)
class TellReviewed:
    """Handler of reviews: shows a review to the answer's author alone.

    Attributes:
        practice: The bank.
        ledger: The answers.
        reviews: The reviews.
        chats: Platforms by name.
    """

    practice: Practice
    ledger: Ledger
    reviews: Reviews
    chats: Mapping[str, Chat]

    async def __call__(self, job: Job) -> Handled:
        """Show the job's review, unless the answer or the review is gone.

        Raises:
            HopelessJobError: The job does not say which review.
            TryLaterError: The platform is not connected in this process, or cannot take the message now.
        """
        try:
            ids = [int(str(job.payload[name])) for name in ("workspace_id", "answer_id", "reviewer")]
        except (KeyError, ValueError) as error:
            raise HopelessJobError("the job does not say which review it is for") from error
        workspace_id, answer_id, reviewer = ids
        graded = await self.ledger.answer(workspace_id, answer_id)
        review = await self.reviews.review_by(Place(workspace_id, 0, reviewer, "UTC"), answer_id)
        bank = self.practice.content.bank
        if graded is None or review is None or graded.answer.question_id not in bank:
            return Handled.DONE
        author = replace(graded.answer.origin, thread=None, message=None, private=True, direct=True, handle=None)
        chat = self.chats.get(author.platform)
        if chat is None:
            raise TryLaterError(f"{author.platform} is not connected")
        reply = reviewed_reply(bank.get(graded.answer.question_id), review, answer_id)
        await chat.deliver(author, reply, f"reviewed/{job.key}", urgent=False)
        return Handled.DONE
