"""A score that a member chose to show: what it was and how it went, without a word that gives the answer away."""

from __future__ import annotations

from bot.core.bank.question import Question
from bot.core.chat import Button, Buttons, Heading, Part, Reply, ReplyKind, Text
from bot.core.grading.grade import Verdict
from bot.core.practice import Card
from bot.core.records import Origin
from bot.core.replies.card import gain_text, streak_line
from bot.core.replies.verdict import criterion_name
from bot.core.wording import say

_TILES = "⬜🟥🟧🟨🟩"


def shared_reply(card: Card, verdict: Verdict, name: str, place: Origin | None) -> Reply:
    """A card to show around: a row of tiles, one a criterion, from white (level 0) to green (level 4).

    Args:
        card: The score card.
        verdict: The grade that counts.
        name: What to call its member.
        place: Where it is shown, if not where it was asked for.
    """
    question = card.question
    parts: list[Part] = [
        Heading(say("shared.title", name=name or say("shared.somebody"), score=_score(verdict))),
        Text(f"*{question.title}*\n\n{_tiles(verdict)}"),
        Text(_legend(question, verdict), subtle=True),
    ]
    if card.before is not None and card.before.grade is not None and not card.before.answer.origin.alone:
        parts.append(Text(gain_text(question, card.before.grade, verdict)))
    parts += streak_line(card.streak)
    options = {"question": question.id}
    if card.graded.answer.posting_id is not None:
        options["posting_id"] = str(card.graded.answer.posting_id)
    parts.append(Buttons((Button(say("button.answer"), "answer", options),)))
    return Reply(ReplyKind.SHARED, tuple(parts), private=False, context={"question_id": question.id}, place=place)


def _score(verdict: Verdict) -> str:
    if verdict.estimate:
        return say("shared.estimate", low=round(verdict.low), high=round(verdict.high))
    return say("shared.score", total=round(verdict.total))


def _tiles(verdict: Verdict) -> str:
    return "".join(_TILES[min(round(graded.score), len(_TILES) - 1)] for graded in verdict.criteria)


def _legend(question: Question, verdict: Verdict) -> str:
    """The tiles in words, for those who cannot tell their colours apart."""
    return " · ".join(f"{criterion_name(question, graded)} {round(graded.score)}/4" for graded in verdict.criteria)
