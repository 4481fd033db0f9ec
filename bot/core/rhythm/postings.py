"""Postings on their way to their groups: put, counted, reminded of, closed. Each is a job of its own.

A job may be done again after a crash at any point. What it shows has a key of its own, and everything else it does
changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.errors import HopelessJobError, TryLaterError
from bot.core.keyed_lock import KeyedLock
from bot.core.progress.presence import AWAY
from bot.core.records import Job
from bot.core.replies.posting import gone_reply, reminder_reply, summary_reply
from bot.core.rhythm.board import Board, Put
from bot.core.rhythm.late import end_of, is_late, late_members
from bot.core.rhythm.picking import note_posted
from bot.core.rhythm.regulars import left_to_answer
from bot.core.worker import Handled

__all__ = ["Board", "ClosePosting", "PutQuestion", "RefreshPosting", "RemindGroup"]

SOON = timedelta(hours=1)
"""How long a change waits for its posting to be shown; after that the posting has failed, and nothing is to change."""

UNSEEN = timedelta(days=1)
"""How long a closing waits for its posting to be shown."""

GRADING = timedelta(minutes=10)
"""How long a summary waits for grades of answers that came in time."""


@dataclass(frozen=True, slots=True)
class PutQuestion:
    """Handler of postings: shows the question to its group."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Show the job's posting, and note the thread in which it is answered, and when, if that is late.

        Raises:
            HopelessJobError: It or its question is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        board, put = self.board, await self.board.find(job)
        posting, workspace_id = put.posting, put.group.workspace_id
        if board.schedules is not None:  # here as well as at the tick, which may have ended in between
            await note_posted(board.schedules, workspace_id, put.group.id, posting.question_id)
        if put.question is None:
            problem = f"there is no question {posting.question_id!r}"
            raise HopelessJobError(f"{problem}; bring its pack back, then redrive this job")
        thread = await board.put_right(put, f"post/{posting.id}")
        if thread is not None and posting.thread is None:
            now = board.clock.now()
            late = now if now - posting.posted_at > AWAY else None  # the platform could not be reached till then
            await board.postings.shown(workspace_id, posting.id, thread, late)
        return Handled.DONE


@dataclass(frozen=True, slots=True)
class RefreshPosting:
    """Handler of refreshes: shows a posting as it stands, with the number of those who answered.

    Attributes:
        board: What it needs.
        turns: One refresh of a posting at a time.
        waiting: The postings for which one waits: it will see what has changed until then, so others need not wait.
    """

    board: Board
    turns: KeyedLock = field(default_factory=KeyedLock)
    waiting: set[int] = field(default_factory=set)

    async def __call__(self, job: Job) -> Handled:
        """Show the job's posting as it stands now.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now, such as before it is shown at all.
        """
        put = await self.board.find(job)
        if not await self.board.is_shown(put):
            if put.posting.schedule_id is not None and self.board.clock.now() < put.posting.posted_at + SOON:
                raise TryLaterError("the posting is not shown yet", retry_after=2.0)
            return Handled.DONE
        if put.posting.id in self.waiting and "anew" not in job.payload:  # the other may let it stay away
            return Handled.DONE
        await self._show(job, put)
        return Handled.DONE

    async def _show(self, job: Job, put: Put) -> None:
        self.waiting.add(put.posting.id)
        try:
            async with self.turns.hold(str(put.posting.id)):
                self.waiting.discard(put.posting.id)
                await self.board.put_right(put, f"refresh/{job.key}", anew="anew" in job.payload)
        except BaseException:
            self.waiting.discard(put.posting.id)
            raise


@dataclass(frozen=True, slots=True)
class RemindGroup:
    """Handler of reminders: says how long a question is still open, where somebody may still want to answer it."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Remind the job's group, unless the question is closed or all who usually answer have done so.

        The reminder stands in the channel, because a thread is followed by those who have answered in it.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now.
        """
        board, put = self.board, await self.board.find(job)
        posting, now = put.posting, board.clock.now()
        if posting.closed_at is not None or posting.closes_at is None or posting.closes_at <= now:
            return Handled.DONE
        if not await board.is_shown(put):
            raise TryLaterError("the posting is not shown yet", retry_after=2.0)
        if put.question is not None and await left_to_answer(board, put):
            answered = await board.ledger.members_who_answered(put.group.workspace_id, posting.id)
            reply = reminder_reply(put.question, posting, answered, posting.closes_at - now)
            await put.chat.deliver(put.origin(), reply, f"remind/{posting.id}", urgent=False)
        await board.put_right(put, f"remind/{posting.id}/posting")
        return Handled.DONE


@dataclass(frozen=True, slots=True)
class ClosePosting:
    """Handler of closings: marks a posting as closed, and shows the model answer and the best points."""

    board: Board

    async def __call__(self, job: Job) -> Handled:
        """Close the job's posting.

        Answers that come later are taken and graded; they are counted apart, and their cards say that they came late.

        Raises:
            HopelessJobError: It is gone, or its group cannot be reached any more.
            TryLaterError: Not now, such as while answers that came in time are graded.
        """
        board, put = self.board, await self.board.find(job)
        posting, now = put.posting, board.clock.now()
        end = end_of(posting) or now
        is_shown = await board.is_shown(put)
        if not is_shown and now < end + UNSEEN:
            raise TryLaterError("the posting is not shown yet", retry_after=2.0)
        await board.postings.closed(put.group.workspace_id, posting.id, now)
        if is_shown:
            await board.put_right(put, f"close/{posting.id}/posting")
            await self._sum_up(put, wait=now < end + GRADING)
        return Handled.DONE

    async def _sum_up(self, put: Put, *, wait: bool) -> None:
        """Show the summary in the posting's thread."""
        answers = await self.board.answers(put)
        in_time = [graded for graded in answers if not is_late(graded.answer, put.posting)]
        if wait and any(graded.grade is None for graded in in_time):
            raise TryLaterError("answers are being graded", retry_after=20.0)
        late = late_members(answers, put.posting)
        if put.question is None:
            reply = gone_reply(in_time)
        else:
            reply = summary_reply(put.question, put.posting, in_time, late, await self.board.left_out(put))
        await put.chat.deliver(put.origin(in_thread=True), reply, f"close/{put.posting.id}", urgent=False)
