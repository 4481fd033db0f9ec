"""The judge that asks a model."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from bot.adapters.claude.connection import Access, Connection
from bot.adapters.claude.messages import Messages
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.asking import Asking
from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.grading.prices import Price, find_price
from bot.core.grading.prompt import PROMPT_VERSION, ModelOptions
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge


def identity_of(options: ModelOptions) -> JudgeIdentity:
    """Who judges: the model, and as version the prompt's with the effort, since both move the levels."""
    version = f"{PROMPT_VERSION}-{options.effort}" if options.effort else PROMPT_VERSION
    return JudgeIdentity(name="claude", model=options.model, version=version)


def new_nonce() -> str:
    """A code of 96 random bits that no answer can have guessed."""
    return secrets.token_hex(12)


class ClaudeJudge(Judge):
    """Grades with a model behind the Messages API.

    Args:
        options: Which model, and how it is asked.
        access: How to reach its server.
        price: What tokens cost; by default the list price of the model, if we know it.
        nonce: Makes the code around an answer.
    """

    def __init__(
        self,
        options: ModelOptions,
        access: Access,
        *,
        price: Price | None = None,
        nonce: Callable[[], str] = new_nonce,
    ) -> None:
        self.options = options
        self._nonce = nonce
        self._connection = Connection(access)
        self._messages = Messages(self._connection, price or find_price(options.model))

    @property
    def identity(self) -> JudgeIdentity:
        """Who judges."""
        return identity_of(self.options)

    async def judge(self, request: GradingRequest) -> Verdict:
        """Grade one answer, asking a second time about levels whose quote is not in it.

        Raises:
            JudgeUnavailableError: It cannot be graded now; with what was spent.
            AnswerRefusedError: It is too long or no text; the model was not asked.
        """
        asking = Asking(request, self.options, self.identity)
        while asking.verdict is None:
            try:
                reply = await self._messages.send(partial(asking.body, self._nonce()))
            except JudgeUnavailableError as error:
                error.usage = asking.usage + error.usage if error.usage is not None else asking.usage
                raise
            asking.take(reply)
        return asking.verdict

    async def prepare(self, request: GradingRequest) -> None:  # noqa: ARG002 - nothing here depends on the question
        """Load the SDK, so that the first answer does not wait for it; nothing is sent."""
        await self._connection.client()

    async def close(self) -> None:
        """Let go of the connections to the server."""
        await self._connection.close()
