"""Answers that come as plain messages: which question a message is about, and what becomes of its edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.answers import check_answer
from bot.core.grading.grade import GradeState
from bot.core.ports import Directory, Ledger, Postings
from bot.core.records import Answer, GradedAnswer, Group, JobKind, NewJob, Origin, Place, Posting


@dataclass(frozen=True, slots=True)
class Threads:
    """What threads and direct messages are about.

    Attributes:
        directory: The groups.
        postings: What was put to them.
        ledger: The answers.
    """

    directory: Directory
    postings: Postings
    ledger: Ledger

    async def posting_at(self, origin: Origin, place: Place, *, latest: bool) -> Posting | None:
        """The posting that is answered where the origin is.

        Args:
            origin: Where a message was written.
            place: Its rows.
            latest: Whether the group's latest posting is meant where there is no thread of one; in a channel only what
                everybody saw.
        """
        found = await self.postings.posting_in(place, origin.thread) if origin.thread else None
        if found is not None or not latest:
            return found
        return await self.postings.latest_posting(place, for_all=not origin.direct)

    async def is_question_thread(self, origin: Origin) -> bool:
        """Whether a question is answered where the origin is; who writes there is not entered for that."""
        if origin.thread is None:
            return False
        group = await self.directory.find_group(origin)
        return group is not None and await self.postings.posting_in(_anybody(group), origin.thread) is not None

    async def on_show(self, workspace_id: int, posting_id: int) -> bool:
        """Whether a posting stands in its group's channel, or will; what a member asked for alone never does."""
        posting = await self.postings.posting(workspace_id, posting_id)
        return posting is not None and (posting.thread is not None or posting.schedule_id is not None)

    async def shown_in(self, place: Place, posting_id: int, thread: str) -> None:
        """Note in which thread a posting is answered."""
        await self.postings.shown(place.workspace_id, posting_id, thread)

    async def pass_on(self, place: Place, posting_id: int, now: datetime) -> None:
        """Note that the member lets a posting go."""
        await self.postings.pass_on(place, posting_id, now)

    async def public_place(self, origin: Origin, answer: Answer) -> Origin | None:
        """Where an answer may be shown to its group: its question's thread; none if it was given to the bot alone."""
        group = await self.directory.group(answer.workspace_id, answer.group_id)
        if group is None or answer.origin.direct:
            return None
        thread = answer.origin.thread
        if answer.posting_id is not None:
            posting = await self.postings.posting(answer.workspace_id, answer.posting_id)
            thread = posting.thread if posting else None
        return replace(
            origin, channel=group.channel, thread=thread, message=None, private=False, direct=False, handle=None
        )

    async def answer_to(self, place: Place, posting: Posting) -> GradedAnswer | None:
        """The member's newest answer to a posting."""
        return await self.ledger.answer_to_posting(place, posting.id)

    async def answers_privately(self, place: Place, posting: Posting) -> bool:
        """Whether answers to a posting are answered to their authors alone."""
        if posting.private:
            return True
        group = await self.directory.group(place.workspace_id, place.group_id)
        return group is not None and group.settings.private

    async def answer_of(self, place: Place, event_key: str) -> GradedAnswer | None:
        """The member's answer that an event brought."""
        found = await self.ledger.answer_to_event(place.workspace_id, event_key)
        return found if found is not None and found.answer.member_id == place.member_id else None

    async def answer_written(self, origin: Origin, event_key: str) -> GradedAnswer | None:
        """The answer that an event brought, whoever's it is: not every platform tells who deleted a message."""
        group = await self.directory.find_group(origin)
        return await self.ledger.answer_to_event(group.workspace_id, event_key) if group else None

    async def before(self, answer: Answer) -> Answer | None:
        """The answer that another revises."""
        found = await self.ledger.answer(answer.workspace_id, answer.revises) if answer.revises else None
        return found.answer if found else None

    async def reword(self, graded: GradedAnswer, text: str, now: datetime) -> Answer | None:
        """Put an edited text in the place of one that is not graded yet; a graded one stays as it was graded.

        Returns:
            The answer with its new text; none if it stays.

        Raises:
            AnswerRefusedError: The new text is empty, too long, no text or has no words; the old one stays.
        """
        answer, grade = graded.answer, graded.grade
        if answer.state is GradeState.WITHDRAWN or (grade is not None and not grade.stand_in):
            return None
        check_answer(text)
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": answer.workspace_id}, now)
        return await self.ledger.replace_text(answer.workspace_id, answer.id, text, job)

    async def take_back(self, answer: Answer) -> Answer | None:
        """Withdraw an answer whose message is gone; none if the answer is gone, too."""
        return await self.ledger.withdraw(answer.workspace_id, answer.id)


def _anybody(group: Group) -> Place:
    """A place in a group for what does not depend on who asks."""
    return Place(group.workspace_id, group.id, 0, "UTC")
