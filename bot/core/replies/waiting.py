"""What is said about an answer whose judge is away, and about the estimate that stands in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.core.bank.question import Question
from bot.core.chat import Callout, Part, Reply, ReplyKind, Text
from bot.core.delivery.names import answer_slot
from bot.core.grading.grade import Verdict
from bot.core.records import Answer, Grade
from bot.core.replies.verdict import criterion_name
from bot.core.wording import say, say_count


def waits_reply(answer: Answer, title: str, estimate_after: timedelta | None, *, spent: bool = False) -> Reply:
    """The notice that an answer is safe and waits for its judge.

    Args:
        answer: The answer.
        title: Its question's title.
        estimate_after: How long it waits before an estimate stands in, if one does.
        spent: Whether it waits because the group's budget is used up.
    """
    words = say("waits.budget" if spent else "waits", title=title)
    if estimate_after is not None:
        words += " " + say_count("waits.estimate", round(estimate_after.total_seconds() / 60))
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    return Reply(ReplyKind.NOTICE, (Text(words),), context=context, slot=answer_slot(answer))


def provisional(grade: Grade) -> Iterator[Part]:
    """The line on a card whose grade stands in for the judge's."""
    if grade.stand_in:
        yield Text(say("card.provisional"))


def replaced(question: Question, estimate: Grade | None, verdict: Verdict) -> Iterator[Part]:
    """What the judge's grade changed about the estimate that stood in for it, if one did."""
    if estimate is None:
        return
    before = estimate.verdict
    words = say("card.replaces", low=round(before.low), high=round(before.high), total=round(verdict.total))
    more, less = _beyond(question, before, verdict)
    if more:
        words += " " + say("card.replaces.more", criteria=_listed(more))
    if less:
        words += " " + say("card.replaces.less", criteria=_listed(less))
    yield Callout(say("card.replaces.label"), words)


def _beyond(question: Question, before: Verdict, after: Verdict) -> tuple[list[str], list[str]]:
    """Names of the criteria whose level is above, and below, the range that was estimated."""
    ranges = {graded.criterion_id: (graded.low, graded.high) for graded in before.criteria}
    more, less = [], []
    for graded in after.criteria:
        low, high = ranges.get(graded.criterion_id, (graded.level, graded.level))
        if graded.level > high:
            more.append(criterion_name(question, graded))
        elif graded.level < low:
            less.append(criterion_name(question, graded))
    return more, less


def _listed(names: list[str]) -> str:
    return ", ".join(f"*{name}*" for name in names)
