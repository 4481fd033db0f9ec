"""One answer's way through a model: what to ask, what to ask again, and the verdict, without any I/O.

A judge that calls a server and a batch that waits for hours go through the same steps.
"""

from __future__ import annotations

from typing import Any

from bot.core.answers import MOST_CHARACTERS, check_answer
from bot.core.errors import AnswerRefusedError, JudgeUnavailableError
from bot.core.grading.claude_schema import Opinion
from bot.core.grading.claude_verdict import amended, unsupported, verdict_from, verdict_of_nothing
from bot.core.grading.grade import JudgeIdentity, Usage, Verdict
from bot.core.grading.parsing import ModelReply, read_reply
from bot.core.grading.prompt import Features, ModelOptions, build_request
from bot.core.grading.request import GradingRequest
from bot.core.grading.screening import show


class Asking:
    """One answer on its way through a model.

    Args:
        request: What is to be graded.
        options: Which model is asked, and how.
        judge: Who judges, for the verdict.

    Raises:
        AnswerRefusedError: The answer is too long or no text; no model is asked.
    """

    def __init__(self, request: GradingRequest, options: ModelOptions, judge: JudgeIdentity) -> None:
        if len(request.answer) > MOST_CHARACTERS:
            raise AnswerRefusedError("too-long", len(request.answer), MOST_CHARACTERS)
        self._request = request
        self._options = options
        self._judge = judge
        self._shown = show(request)
        self._first: Opinion | None = None
        self._again: tuple[str, ...] = ()
        self._usage = Usage(cost_usd=0.0)
        self._calls = 0
        self.verdict: Verdict | None = None
        """The verdict, once there is one; for an answer without anything to judge, from the start."""
        if not self._shown.text:
            self.verdict = verdict_of_nothing(request, self._shown, judge)
        else:
            check_answer(request.answer)

    @property
    def usage(self) -> Usage:
        """What was spent so far."""
        return self._usage

    @property
    def calls(self) -> int:
        """How many replies were taken in."""
        return self._calls

    def body(self, nonce: str, features: Features | None = None) -> dict[str, Any]:
        """The request to be sent next."""
        return build_request(self._request, self._shown.text, nonce, self._options, features, self._again)

    def take(self, reply: ModelReply) -> Verdict | None:
        """Take in a reply.

        Returns:
            The verdict, or none if there is something to ask again.

        Raises:
            JudgeUnavailableError: The reply cannot be used; with all that was spent on this answer.
        """
        self._calls += 1
        self._usage += reply.usage
        expected = self._again or tuple(criterion.id for criterion, _ in self._request.rubric)
        try:
            opinion = read_reply(reply, expected)
        except JudgeUnavailableError as error:
            if self._first is None:
                error.usage = self._usage
                raise
            # The first opinion stands; what it could not show is capped.
            return self._settle(self._first)
        if self._first is not None:
            return self._settle(amended(self._first, opinion))
        self._again = unsupported(opinion, self._shown)
        if not self._again:
            return self._settle(opinion)
        self._first = opinion
        return None

    def _settle(self, opinion: Opinion) -> Verdict:
        self.verdict = verdict_from(self._request, self._shown, opinion, self._judge, self._usage)
        return self.verdict
