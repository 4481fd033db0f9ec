"""Answers that come as plain messages: which question a message is about, and what becomes of its edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.answers import check_answer
from bot.core.errors import UnknownAnswerError
from bot.core.ports import Directory, Ledger, Postings
from bot.core.records import Answer, GradedAnswer, JobKind, NewJob, Origin, Place, Posting


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
            latest: Whether the group's latest posting is meant where there is no thread of one.
        """
        found = await self.postings.posting_in(place, origin.thread) if origin.thread else None
        return found or (await self.postings.latest_posting(place) if latest else None)

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
            thread = posting.thread if posting else thread
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

    async def answer_in(self, place: Place, event_key: str) -> GradedAnswer | None:
        """The member's answer that an event brought."""
        found = await self.ledger.answer_to_event(place.workspace_id, event_key)
        return found if found is not None and found.answer.member_id == place.member_id else None

    async def reword(self, place: Place, answer_id: int, text: str, now: datetime) -> Answer | None:
        """Put an edited text in the place of one that is not graded yet; a graded one stays as it was graded.

        Returns:
            The answer with its new text; none if it stays.

        Raises:
            AnswerRefusedError: The new text is empty, too long, no text or has no words; the old one stays.
            UnknownAnswerError: It is not the member's own, or not there.
        """
        check_answer(text)
        found = await self.ledger.answer(place.workspace_id, answer_id)
        if found is None or found.answer.member_id != place.member_id:
            raise UnknownAnswerError(answer_id)
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": place.workspace_id}, now)
        return await self.ledger.replace_text(place.workspace_id, answer_id, text, job)
