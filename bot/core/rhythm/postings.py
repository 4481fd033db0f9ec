"""Postings on their way to their groups: put, counted, reminded of, closed. Each is a job of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.chat import Reply
from bot.core.delivery.names import posting_slot
from bot.core.errors import HopelessJobError, TryLaterError, UnknownQuestionError
from bot.core.ports import Chat, Clock, Directory, Ledger, Postings
from bot.core.records import Group, Job, Origin, Posting
from bot.core.replies.posting import posting_reply, reminder_reply, summary_reply
from bot.core.worker import Handled


@dataclass(frozen=True, slots=True)
class Board:
    """What all handlers of postings need.

    Attributes:
        content: The bank.
        directory: The groups.
        postings: What was put to them.
        ledger: The answers.
        chats: Platforms by name.
        clock: Time.
        time_zone: IANA zone of a group that has none of its own.
    """

    content: Content
    directory: Directory
    postings: Postings
    ledger: Ledger
    chats: Mapping[str, Chat]
    clock: Clock
    time_zone: str

    async def shown(self, job: Job) -> Shown:
        """What a job is about.

        Raises:
            HopelessJobError: It is gone.
            TryLaterError: The group's platform is not connected in this process.
        """
        workspace_id, posting_id = job.payload.get("workspace_id"), job.payload.get("posting_id")
        if not isinstance(workspace_id, int) or not isinstance(posting_id, int):
            raise HopelessJobError("the job does not say which posting it is for")
        posting = await self.postings.posting(workspace_id, posting_id)
        group = await self.directory.group(workspace_id, posting.group_id) if posting else None
        if posting is None or group is None:
            raise HopelessJobError(f"posting {posting_id} is gone")
        chat = self.chats.get(group.platform)
        if chat is None:
            raise TryLaterError(f"{group.platform} is not connected")
        return Shown(posting, group, self._question(posting), chat)

    def _question(self, posting: Posting) -> Question:
        try:
            return self.content.bank.get(posting.question_id)
        except UnknownQuestionError as error:
            raise HopelessJobError(f"{error}; bring its pack back, then redrive this job") from error


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting with what belongs to it."""

    posting: Posting
    group: Group
    question: Question
    chat: Chat

    def origin(self, *, in_thread: bool = False) -> Origin:
        """Where the group is, or its posting's thread."""
        thread = self.posting.thread if in_thread else None
        return Origin(self.group.platform, self.group.workspace, self.group.channel, "", thread=thread)

    def zone(self, default: str) -> str:
        """The zone in which the group's times are told."""
        return self.group.settings.time_zone or default


@dataclass(frozen=True, slots=True)
class PutQuestion:
    """Handler of postings: shows the question to its group."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Show the job's posting, and note the thread in which it is answered.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        shown = await self.board.shown(job)
        posting = shown.posting
        reply = await _question_of(self.board, shown)
        thread = await shown.chat.deliver(
            shown.origin(), reply, f"post/{posting.id}", slot=posting_slot(posting.id), urgent=False
        )
        if thread is not None and posting.thread is None:
            await self.board.postings.shown(shown.group.workspace_id, posting.id, thread)
        return Handled.DONE


@dataclass(frozen=True, slots=True)
class RefreshPosting:
    """Handler of refreshes: puts the number of those who answered on the posting."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Show the job's posting as it stands now, if it is on show at all.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        shown = await self.board.shown(job)
        if shown.posting.thread is None and shown.posting.schedule_id is not None:
            return Handled.DONE  # not shown yet: it will come with its number
        reply = await _question_of(self.board, shown)
        await shown.chat.deliver(
            shown.origin(), reply, f"refresh/{job.key}", slot=posting_slot(shown.posting.id), urgent=False
        )
        return Handled.DONE


@dataclass(frozen=True, slots=True)
class RemindGroup:
    """Handler of reminders: says how long a question is still open."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Remind the job's group, unless the question is closed.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        shown = await self.board.shown(job)
        posting, now = shown.posting, self.board.clock.now()
        if posting.closed_at is not None or posting.closes_at is None or posting.closes_at <= now:
            return Handled.DONE
        answered = await self.board.ledger.members_who_answered(shown.group.workspace_id, posting.id)
        reply = reminder_reply(shown.question, answered, posting.closes_at - now)
        await shown.chat.deliver(shown.origin(in_thread=True), reply, f"remind/{posting.id}", urgent=False)
        return Handled.DONE


@dataclass(frozen=True, slots=True)
class ClosePosting:
    """Handler of closings: shows the model answer and the best points, and marks the posting as closed."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Close the job's posting.

        Answers that come later are taken and graded; their cards say that they came late.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        shown = await self.board.shown(job)
        posting, workspace = shown.posting, shown.group.workspace_id
        answers = await self.board.ledger.answers_to_posting(workspace, posting.id)
        in_time = [graded for graded in answers if _in_time(graded.answer.submitted_at, posting)]
        reply = summary_reply(shown.question, in_time)
        await shown.chat.deliver(shown.origin(in_thread=True), reply, f"close/{posting.id}", urgent=False)
        await self.board.postings.closed(workspace, posting.id, self.board.clock.now())
        return Handled.DONE


def _in_time(moment: datetime, posting: Posting) -> bool:
    return posting.closes_at is None or moment < posting.closes_at


async def _question_of(board: Board, shown: Shown) -> Reply:
    answered = await board.ledger.members_who_answered(shown.group.workspace_id, shown.posting.id)
    return posting_reply(shown.question, shown.posting, answered, shown.zone(board.time_zone))
