"""The answer that a job is about."""

from __future__ import annotations

from bot.core.errors import HopelessJobError, UnknownQuestionError
from bot.core.grading.request import GradingRequest
from bot.core.ports import Ledger
from bot.core.practice import Practice
from bot.core.records import Answer, GradedAnswer, Job


async def answer_of(job: Job, ledger: Ledger) -> GradedAnswer | None:
    """The answer that a job's payload names, with the grade that counts.

    Returns:
        None if it is gone: its member was forgotten, and nothing is left to do.

    Raises:
        HopelessJobError: The payload names none.
    """
    workspace_id, answer_id = job.payload.get("workspace_id"), job.payload.get("answer_id")
    if not isinstance(workspace_id, int) or not isinstance(answer_id, int):
        raise HopelessJobError("the job does not say which answer it is for")
    return await ledger.answer(workspace_id, answer_id)


def request_of(practice: Practice, answer: Answer) -> GradingRequest:
    """What a judge is asked about an answer.

    Raises:
        HopelessJobError: Its question has left the bank.
    """
    try:
        return practice.request_for(answer)
    except UnknownQuestionError as error:
        raise HopelessJobError(f"{error}; bring its pack back, then redrive this job") from error
