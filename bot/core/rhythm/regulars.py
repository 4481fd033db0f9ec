"""Whether a reminder would reach anybody: those who answered lately and have neither answered nor passed this time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from bot.core.records import Place, Posting
from bot.core.rhythm.board import Board, Put
from bot.core.rhythm.ports import posting_key

_POSTINGS = 3
_LATELY = timedelta(days=31)


async def left_to_answer(board: Board, put: Put) -> bool:
    """Whether somebody who answered one of the schedule's last postings may still want to answer this one.

    Nobody is looked at by name: members who passed are only counted. Where nobody has answered lately, everybody may.
    """
    workspace_id = put.group.workspace_id
    regulars = set[int]()
    async for earlier in _earlier(board, put):
        answers = await board.ledger.answers_to_posting(workspace_id, earlier.id)
        regulars |= {graded.answer.member_id for graded in answers}
    if not regulars:
        return True
    answers = await board.ledger.answers_to_posting(workspace_id, put.posting.id)
    left = regulars - {graded.answer.member_id for graded in answers}
    return len(left) > await board.postings.passes(workspace_id, put.posting.id)


async def _earlier(board: Board, put: Put) -> AsyncIterator[Posting]:
    """The last few postings of the same schedule, newest first."""
    schedule_id, day = put.posting.schedule_id, put.posting.local_date
    if board.schedules is None or schedule_id is None:
        return
    place = Place(put.group.workspace_id, put.group.id, 0, board.time_zone)
    days = await board.schedules.handled(schedule_id, day - _LATELY)
    for earlier in [each for each in reversed(days) if each < day][:_POSTINGS]:
        posting = await board.postings.posting_of(place, posting_key(schedule_id, earlier))
        if posting is not None:
            yield posting
