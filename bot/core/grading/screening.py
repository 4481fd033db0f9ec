"""What of an answer a model is shown: the answer as it is, without what the guards drop."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.grading.evidence import find_quote
from bot.core.grading.grade import Flag, Quote
from bot.core.grading.guards import content_words, screen
from bot.core.grading.request import GradingRequest
from bot.core.grading.text import sentences

_LINES = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"\s*(?:(?:[-*•‣·–—+>#]+|\(?\w{1,2}[.)])\s+)*")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a model sees it.

    Attributes:
        answer: The member's answer, untouched.
        text: What is left of it; empty if nothing is left to judge.
        dropped: Places in the answer that were left out, as (start, end).
        flags: What the guards noticed.
        level_cap: Highest level any criterion may get; none if there is no cap.
    """

    answer: str
    text: str
    dropped: tuple[tuple[int, int], ...]
    flags: tuple[Flag, ...]
    level_cap: int | None

    def evidence(self, quote: str) -> Quote | None:
        """The passage of the answer that a quote is, if it may count.

        It has to stand in the answer, hold a word that carries meaning, and not touch what was dropped.
        """
        found = find_quote(self.answer, quote)
        if found is None or not content_words(found.text):
            return None
        touches = any(found.start < end and start < found.end for start, end in self.dropped)
        return self._elsewhere(quote) if touches else found

    def _elsewhere(self, quote: str) -> Quote | None:
        """The quote where it stands outside of what was dropped."""
        edges = [0, *(edge for span in self.dropped for edge in span), len(self.answer)]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            found = find_quote(self.answer[start:end], quote)
            if found is not None:
                return Quote.of(self.answer, start + found.start, start + found.end)
        return None


def show(request: GradingRequest) -> Shown:
    """What a model is shown of a request's answer.

    Sentences that order the grader about or repeat the question are cut out, so that an answer with such a sentence is
    sent as it would be without it; everything else stays as the member wrote it.
    """
    answer = request.answer
    screened = screen(answer, request.asked, request.question.model_answer)
    kept = {(sentence.start, sentence.end) for sentence in screened.kept}
    if not kept:
        return Shown(answer, "", (), screened.flags, screened.level_cap)
    spans = [(item.start, item.end) for item in sentences(answer)]
    dropped = tuple((_with_bullet(answer, start), end) for start, end in spans if (start, end) not in kept)
    return Shown(answer, _without(answer, dropped), dropped, screened.flags, screened.level_cap)


def _with_bullet(answer: str, start: int) -> int:
    """Where a sentence starts, its bullet or heading mark included if it is the first of its line."""
    line = answer.rfind("\n", 0, start) + 1
    return line if _BULLET.fullmatch(answer, line, start) else start


def _without(answer: str, dropped: tuple[tuple[int, int], ...]) -> str:
    """The answer with passages cut out, and without the empty lines that would show where."""
    pieces, at = [], 0
    for start, end in dropped:
        pieces.append(answer[at:start])
        at = end
    pieces.append(answer[at:])
    if len(pieces) == 1:
        return answer
    text = pieces[0]
    for piece in pieces[1:]:
        before, after = text.rstrip(), piece.lstrip()
        gap = text[len(before) :] + piece[: len(piece) - len(after)]
        joint = "\n\n" if _LINES.search(gap) else "\n" if "\n" in gap else " "
        text = f"{before}{joint}{after}" if before and after else before + after
    return text
