"""What a group does together, in replies: reminders, kudos and reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import Bar, Bars, Button, Buttons, Heading, Part, Quotation, Reply, ReplyKind, Text
from bot.core.progress.streaks import Streak
from bot.core.records import Posting
from bot.core.replies.posting import moment_text, within_text
from bot.core.replies.question import question_context
from bot.core.together.records import Review
from bot.core.wording import say, say_count


def nudge_reply(question: Question, posting: Posting, streak: Streak, ends: datetime, now: datetime) -> Reply:
    """A word to a member before their day ends.

    Args:
        question: What is still open.
        posting: Its posting.
        streak: How their practice runs.
        ends: When their day ends.
        now: The time.
    """
    about = {"question": question.id, "posting_id": str(posting.id)} | (
        {"style": posting.style} if posting.style else {}
    )
    running = say_count("nudge.streak", streak.current) if streak.current else say("nudge.no-streak")
    buttons = (
        Button(say("button.answer"), "answer", about, primary=True),
        Button(say("button.pass"), "pass", {"posting_id": str(posting.id)}),
        Button(say("button.remind.off"), "remind", {"state": "off"}),
    )
    text = say("nudge", title=question.title, left=within_text(ends - now))
    parts = (Text(f"{text} {running}"), Buttons(buttons))
    return Reply(ReplyKind.NOTICE, parts, context=question_context(question, posting))


def own_nudge_reply(streak: Streak, ends: datetime, now: datetime) -> Reply:
    """A word before the day ends to a member whom no group asks anything."""
    running = say_count("nudge.streak", streak.current) if streak.current else say("nudge.no-streak")
    buttons = (
        Button(say("button.next"), "next", primary=True),
        Button(say("button.remind.off"), "remind", {"state": "off"}),
    )
    text = say("nudge.own", left=within_text(ends - now))
    return Reply(ReplyKind.NOTICE, (Text(f"{text} {running}"), Buttons(buttons)))


def remind_reply(first: datetime | None, time_zone: str, *, on_their_own: bool = False) -> Reply:
    """Whether a member is reminded, and when first.

    Args:
        first: The next reminder; none if they are reminded no more.
        time_zone: IANA zone of their clock.
        on_their_own: Whether no group of theirs is asked anything.
    """
    if first is None:
        button = Button(say("button.remind.on"), "remind", {"state": "on"})
        return Reply(ReplyKind.NOTICE, (Text(say("remind.off")), Buttons((button,))))
    at = first.astimezone(ZoneInfo(time_zone))
    if on_their_own:
        text = say("remind.on.own", time=f"{at:%H:%M}")
    else:
        text = say("remind.on", time=f"{at:%H:%M}", first=moment_text(first, time_zone))
    button = Button(say("button.remind.off"), "remind", {"state": "off"})
    return Reply(ReplyKind.NOTICE, (Text(text), Text(say("remind.how"), subtle=True), Buttons((button,))))


def kudos_line(answers: int, members: int) -> Iterator[Part]:
    """The kudos that a member has had, if any."""
    if members:
        yield Text(say_count("progress.kudos", members, answers=say_count("progress.kudos.answers", answers)))


def reviewed_reply(question: Question, review: Review, answer_id: int) -> Reply:
    """What a peer thinks of an answer, for its author alone; who it was is not told."""
    parts: list[Part] = [
        Heading(say("review.title", title=question.title)),
        Bars(tuple(_bars(question, review.levels))),
    ]
    if review.note:
        parts.append(Quotation(review.note, say("review.note")))
    parts.append(Text(say("review.how"), subtle=True))
    parts.append(Buttons((Button(say("button.card"), "card", {"answer_id": str(answer_id)}),)))
    return Reply(ReplyKind.NOTICE, tuple(parts), context={"answer_id": str(answer_id), "question_id": question.id})


def review_saved_reply(count: int) -> Reply:
    """Thanks to whoever reviewed an answer."""
    return Reply(ReplyKind.NOTICE, (Text(say_count("review.saved", count)),))


def _bars(question: Question, levels: Mapping[str, int]) -> Iterator[Bar]:
    for criterion in question.rubric:
        if criterion.id in levels:
            level = levels[criterion.id]
            yield Bar(criterion.name, level, TOP_LEVEL, caption=say("review.level", level=level))
