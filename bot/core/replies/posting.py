"""A posting in its group: the question with its count and its end, and the reminder."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.bank.question import Question
from bot.core.chat import Part, Reply, ReplyKind, Text
from bot.core.delivery.names import posting_slot
from bot.core.records import Posting
from bot.core.replies.question import put_buttons, question_context, question_parts
from bot.core.replies.summary import gone_reply, summary_reply
from bot.core.replies.telling import given_up
from bot.core.rhythm.notes import WHY, notes_in
from bot.core.schedules.words.shown import literal
from bot.core.wording import catalogue, say, say_count

__all__ = ["Standing", "gone_reply", "moment_text", "posting_reply", "reminder_reply", "summary_reply", "within_text"]

_HOURS_TO_COUNT = 48


@dataclass(frozen=True, slots=True)
class Standing:
    """How a posting stands.

    Attributes:
        answered: How many members have answered.
        late: How many of them only after its end.
        now: The time.
        time_zone: IANA zone in which its end is told.
        theme: What the day is about, if its schedule has a theme for it.
    """

    answered: int
    late: int
    now: datetime
    time_zone: str
    theme: str | None = None


def posting_reply(question: Question, posting: Posting, standing: Standing) -> Reply:
    """A question as it stands in its group's channel."""
    parts: list[Part] = list(_notes(posting))
    if standing.theme:
        parts.append(Text(say("posting.theme", name=literal(standing.theme)), subtle=True))
    parts += question_parts(question, posting.style)
    parts += _why(question, posting)
    parts.append(Text(_state(posting, standing), subtle=True))
    parts.append(put_buttons(question, posting))
    context = question_context(question, posting)
    return Reply(ReplyKind.QUESTION, tuple(parts), False, context, posting_slot(posting.id))


def _notes(posting: Posting) -> Iterator[Text]:
    """A subtle line for each thing to be said of it, such as that it comes late."""
    for key, names in notes_in(posting.note):
        if key in catalogue():
            yield Text(say(key, given=given_up(names)), subtle=True)


def _why(question: Question, posting: Posting) -> Iterator[Text]:
    """Why it is this question, in one line; nothing where it has taken another one's place."""
    for key, names in notes_in(posting.note):
        if key != WHY or names[:1] != (question.id,):
            continue
        reason, skill = f"{WHY}.{names[1]}", names[2].replace("-", " ") if len(names) > 2 else ""
        if reason in catalogue():
            yield Text(say(reason, skill=skill), subtle=True)


def _state(posting: Posting, standing: Standing) -> str:
    said = [say_count("posting.answered", standing.answered) if standing.answered else say("posting.answered.none")]
    if standing.late:
        said.append(say_count("posting.late-answers", standing.late))
    if posting.closed_at is not None:
        said.append(say("posting.closed"))
        return " ".join(said)
    if posting.closes_at is not None:
        moment = moment_text(posting.closes_at, standing.time_zone)
        left = posting.closes_at - standing.now
        said.append(say("posting.closes", left=within_text(left), moment=moment))
    said.append(say("posting.how.private" if posting.private else "posting.how.thread"))
    return " ".join(said)


def moment_text(moment: datetime, time_zone: str) -> str:
    """A moment on a zone's clocks, such as `Tue 24 Nov, 09:00 (Europe/Berlin)`."""
    local = moment.astimezone(ZoneInfo(time_zone))
    weekday, month = say("weekdays.short").split()[local.weekday()], say("months.short").split()[local.month - 1]
    return say("moment", weekday=weekday, day=local.day, month=month, time=f"{local:%H:%M}", zone=time_zone)


def within_text(left: timedelta) -> str:
    """How much time is left at most, such as `within 3 hours`.

    A message keeps what it said until it is shown anew, so that it has to stay true while time goes on: parts of a unit
    count as whole ones.
    """
    minutes = max(math.ceil(left.total_seconds() / 60), 1)
    if minutes < 60:
        return say_count("within.minutes", minutes)
    hours = math.ceil(minutes / 60)
    return say_count("within.hours", hours) if hours <= _HOURS_TO_COUNT else say_count("within.days", -(-hours // 24))


def reminder_reply(question: Question, posting: Posting, answered: int, left: timedelta) -> Reply:
    """A word before a question closes."""
    count = say_count("posting.answered", answered) if answered else say("posting.answered.none")
    text = say("reminder", title=question.title, left=within_text(left), answered=count)
    parts = (Text(text), put_buttons(question, posting))
    return Reply(ReplyKind.NOTICE, parts, private=False, context=question_context(question, posting))
