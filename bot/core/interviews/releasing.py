"""What of a text that is still being written may be seen: whole sentences, once all up to them has passed the check."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bot.core.grading.claude_verdict import plain

Aloud = Callable[[str], Awaitable[None]]
"""Is told what may be seen so far, the whole of it each time."""

UNFIT = frozenset({"empty", "repeats"})
"""Faults that a text may have only as long as there is more to come."""

# A sentence has ended where another word has begun: only then is it known that its last mark was its last.
_MARKS, _CLOSERS = ".!?…。！？؟", "\"'”’»)\\]"
_END = re.compile(rf"[{_MARKS}][{_CLOSERS}]*(?=\s+\S)|[。！？](?=[^\s{_MARKS}{_CLOSERS}])")


_LABEL = re.compile(r"^[*_\s]*(?:Interviewer|Question|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})[*_]*:[*_]*\s+(?=\S)")
_QUOTED = re.compile(r"[\"“](.*)[\"”]", re.DOTALL)


def spoken(text: str) -> str:
    """What a model has an interviewer say, as plain words, without the name and the quotation marks of a script."""
    said = _LABEL.sub("", plain(text))
    quoted = _QUOTED.fullmatch(said)
    return quoted[1].strip() if quoted and not set(quoted[1]) & set('"“”') else said


class Release:
    """Lets go of a text sentence by sentence as it comes in pieces.

    What is let go depends on the text alone, wherever it is cut into pieces: after each sentence the whole so far is
    checked, and the first fault is the end. So nothing is ever seen that would not have been let through by itself.

    Args:
        fault_of: Why a text may not be said; none if it may.
        aloud: Is told what may be seen.
    """

    def __init__(self, fault_of: Callable[[str], str | None], aloud: Aloud) -> None:
        self._fault_of = fault_of
        self._aloud = aloud
        self._text = ""
        self._looked = 0
        self.released = ""
        """What was let go so far."""
        self.fault: str | None = None
        """Why no more will be let go."""

    async def take(self, piece: str) -> bool:
        """Take in a piece; False once there is a fault, so that nobody need write on."""
        self._text += piece
        for end in _END.finditer(self._text, self._looked):
            if self.fault is None:
                self._looked = end.end()
                await self._let_go(self._text[: self._looked])
        return self.fault is None

    async def finish(self, text: str) -> None:
        """Let go of the whole, which has passed; nothing where nothing was let go before, as it is said at once."""
        if self.released and self.fault is None and text != self.released:
            await self._aloud(text)
            self.released = text

    async def _let_go(self, raw: str) -> None:
        fault = self._fault_of(raw)
        if fault is not None and fault not in UNFIT:
            self.fault = fault
        elif fault is None:
            self.released = spoken(raw)
            await self._aloud(self.released)
