"""What members suggest to their group, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.bank.catalogue import QuestionBank
from bot.core.chat import Button, Buttons, Heading, Part, Quotation, Reply, ReplyKind, Text
from bot.core.rhythm.picking import APPROVED, DECLINED
from bot.core.rhythm.records import Suggestion
from bot.core.wording import say


def suggested_reply(suggestion: Suggestion, bank: QuestionBank) -> Reply:
    """What became of a suggestion that was just made, which may have been made and decided before."""
    known = suggestion.state in {APPROVED, DECLINED}
    key = f"suggestions.made.{suggestion.state}" if known else "suggestions.made"
    return _reply(Text(say(key, title=_title(suggestion, bank))))


def suggestions_reply(suggestions: Sequence[Suggestion], bank: QuestionBank, *, manages: bool) -> Reply:
    """What members suggested and nobody has decided on; who manages the group can."""
    if not suggestions:
        return _reply(Text(say("suggestions.none")))
    parts: list[Part] = [Heading(say("suggestions.title"))]
    for found in suggestions:
        parts.append(Text(say("suggestions.item", title=_title(found, bank))))
        if found.note:
            parts.append(Quotation(found.note))
        if manages:
            parts.append(_decision(found))
    return _reply(*parts)


def decided_reply(suggestion: Suggestion | None, wanted: str, *, scheduled: bool) -> Reply:
    """What became of a suggestion; an approved one waits for a schedule if there is none.

    Args:
        suggestion: As it stands; none if it is posted or was none.
        wanted: What was to become of it; it is something else where somebody decided before.
        scheduled: Whether a schedule runs.
    """
    if suggestion is None:
        return _reply(Text(say("suggestions.gone")))
    if suggestion.state != wanted:
        return _reply(Text(say(f"suggestions.stands.{suggestion.state}")))
    waits = () if scheduled or suggestion.state != APPROVED else (Text(say("suggestions.waits")),)
    return _reply(Text(say(f"suggestions.{suggestion.state}")), *waits)


def _decision(suggestion: Suggestion) -> Buttons:
    choice = {"suggestion": str(suggestion.id)}
    approve = Button(say("button.approve"), "suggest", choice | {"decision": "approve"}, primary=True)
    return Buttons((approve, Button(say("button.decline"), "suggest", choice | {"decision": "decline"})))


def _title(suggestion: Suggestion, bank: QuestionBank) -> str:
    known = suggestion.question_id in bank
    return bank.get(suggestion.question_id).title if known else suggestion.question_id


def _reply(*parts: Part) -> Reply:
    return Reply(ReplyKind.SCHEDULE, parts)
