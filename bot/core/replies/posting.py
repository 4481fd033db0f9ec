"""A posting in its group: the question with its count, the reminder, and the summary when it closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.bank.question import Criterion, Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import Bar, Bars, Button, Buttons, Heading, Part, Quotation, Reply, ReplyKind, Text
from bot.core.delivery.names import posting_slot
from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.records import GradedAnswer, Posting
from bot.core.replies.question import put_buttons, question_context, question_parts
from bot.core.wording import say, say_count

_FEWEST_TO_COMPARE = 3
"""Fewest answers whose averages are shown: fewer would tell who got what."""

_GOOD = 3.0


def posting_reply(question: Question, posting: Posting, answered: int, time_zone: str) -> Reply:
    """A question as it stands in its group's channel.

    Args:
        question: The question.
        posting: Its posting.
        answered: How many members have answered.
        time_zone: IANA zone in which the closing time is told.
    """
    parts: list[Part] = []
    if posting.note is not None:
        parts.append(Text(say(posting.note), subtle=True))
    parts += question_parts(question, posting.style)
    parts.append(Text(_state(posting, answered, time_zone), subtle=True))
    parts.append(put_buttons(question, posting))
    context = question_context(question, posting)
    return Reply(ReplyKind.QUESTION, tuple(parts), False, context, posting_slot(posting.id))


def _state(posting: Posting, answered: int, time_zone: str) -> str:
    said = [say_count("posting.answered", answered) if answered else say("posting.answered.none")]
    if posting.closed_at is not None:
        said.append(say("posting.closed"))
    elif posting.closes_at is not None:
        said.append(say("posting.closes", moment=moment_text(posting.closes_at, time_zone)))
    said.append(say("posting.how.private" if posting.private else "posting.how.thread"))
    return " ".join(said)


def moment_text(moment: datetime, time_zone: str) -> str:
    """A moment on a zone's clocks, such as `Tue 24 Nov, 09:00 (Europe/Berlin)`."""
    local = moment.astimezone(ZoneInfo(time_zone))
    weekday, month = say("weekdays.short").split()[local.weekday()], say("months.short").split()[local.month - 1]
    return say("moment", weekday=weekday, day=local.day, month=month, time=f"{local:%H:%M}", zone=time_zone)


def span_text(span: timedelta) -> str:
    """A span of time in its largest sensible unit, such as `2 hours`."""
    minutes = max(round(span.total_seconds() / 60), 1)
    if minutes < 100:
        return say_count("minutes", minutes)
    hours = round(minutes / 60)
    return say_count("hours", hours) if hours < 48 else say_count("days", round(hours / 24))


def reminder_reply(question: Question, answered: int, left: timedelta) -> Reply:
    """A word before a question closes."""
    count = say_count("posting.answered", answered) if answered else say("posting.answered.none")
    text = say("reminder", title=question.title, left=span_text(left), answered=count)
    return Reply(ReplyKind.NOTICE, (Text(text),), private=False)


def summary_reply(question: Question, answers: Sequence[GradedAnswer]) -> Reply:
    """What is said when a question closes: how it went, the best points that were made in public, and the model answer.

    Quotes come only from answers given in the thread; what was answered privately counts in the averages alone.

    Args:
        question: The question.
        answers: The answers in time, oldest first, with the grades that count; a member's last one counts.
    """
    latest = {graded.answer.member_id: graded for graded in answers}.values()
    parts: list[Part] = [Heading(say("summary.title", title=question.title))]
    parts.append(Text(say_count("summary.answered", len(latest)) if latest else say("summary.nobody")))
    parts += _averages(question, [graded.grade.verdict for graded in latest if graded.grade])
    parts += _best_points(question, [graded for graded in latest if not graded.answer.origin.private])
    parts += [Heading(say("summary.model")), Text(question.model_answer)]
    button = Button(say("button.another"), "question", {"another": "yes"})
    return Reply(ReplyKind.SUMMARY, (*parts, Buttons((button,))), private=False, context={"question_id": question.id})


def _averages(question: Question, verdicts: Sequence[Verdict]) -> Iterator[Part]:
    """The mean level of each criterion, hardest first, where judges and numbers allow it."""
    if len(verdicts) < _FEWEST_TO_COMPARE or len({verdict.judge for verdict in verdicts}) > 1:
        return
    bars = [
        Bar(criterion.name, mean, TOP_LEVEL, caption=say("summary.mean", mean=f"{mean:.1f}"))
        for criterion in question.rubric
        if (mean := _mean(criterion, verdicts)) is not None
    ]
    if bars:
        yield Heading(say("summary.averages"))
        yield Bars(tuple(sorted(bars, key=lambda bar: bar.value)))


def _mean(criterion: Criterion, verdicts: Sequence[Verdict]) -> float | None:
    scores = [found.score for verdict in verdicts if (found := _graded(criterion, verdict)) is not None]
    return sum(scores) / len(scores) if scores else None


def _best_points(question: Question, answers: Sequence[GradedAnswer]) -> Iterator[Part]:
    """The best passage for each criterion, where somebody did well on it."""
    quotations = [
        Quotation(text, say("summary.point", criterion=criterion.name, name=name or say("shared.somebody")))
        for criterion in question.rubric
        if (best := _best(criterion, answers)) is not None
        for text, name in (best,)
    ]
    if quotations:
        yield Heading(say("summary.best"))
        yield from quotations


def _best(criterion: Criterion, answers: Sequence[GradedAnswer]) -> tuple[str, str] | None:
    best: tuple[float, str, str] | None = None
    for graded in answers:
        found = _graded(criterion, graded.grade.verdict) if graded.grade else None
        if found is None or found.score < _GOOD or not found.quotes:
            continue
        if best is None or found.score > best[0]:
            best = found.score, found.quotes[0].text, graded.answer.origin.user_name
    return best[1:] if best else None


def _graded(criterion: Criterion, verdict: Verdict) -> CriterionGrade | None:
    return next((found for found in verdict.criteria if found.criterion_id == criterion.id), None)
