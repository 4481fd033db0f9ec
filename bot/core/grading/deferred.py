"""A judge that is made when it is first asked, because making it takes time and memory and it may never be needed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.ports import Judge


class DeferredJudge(Judge):
    """Stands for a judge until there is one.

    Args:
        make: Makes the judge; called once, on a thread of its own.
    """

    def __init__(self, make: Callable[[], Judge]) -> None:
        self._make = make
        self._judge: Judge | None = None
        self._lock = threading.Lock()

    @property
    def identity(self) -> JudgeIdentity:
        """Who judges; makes the judge if need be."""
        return self._made().identity

    async def judge(self, request: GradingRequest) -> Verdict:
        """Grade one answer."""
        return await (await asyncio.to_thread(self._made)).judge(request)

    async def prepare(self, request: GradingRequest) -> None:
        """Nothing: what is seldom needed is not made ready."""

    async def close(self) -> None:
        """Close the judge, if one was made."""
        if self._judge is not None:
            await self._judge.close()

    def _made(self) -> Judge:
        with self._lock:
            if self._judge is None:
                self._judge = self._make()
            return self._judge
