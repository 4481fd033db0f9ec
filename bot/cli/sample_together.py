"""Samples of what groups do together: recaps, reminders and reviews."""

from __future__ import annotations

from datetime import date, timedelta

from bot.cli.sample_verdicts import NOON
from bot.core.bank.question import Question
from bot.core.chat import Picture, Reply
from bot.core.progress.group_week import GroupWeek, Improved, WeekDay
from bot.core.progress.streaks import Streak
from bot.core.records import Posting
from bot.core.replies.recap import Ahead, recap_reply
from bot.core.replies.together import nudge_reply, remind_reply, review_saved_reply, reviewed_reply
from bot.core.together.recap import Best, Hardest, Recap
from bot.core.together.records import Review

_MONDAY = date(2026, 11, 16)
_HOSTILE = "*Bob_the_great* @everyone <!channel> `x`"


def recap_samples(question: Question, png: bytes) -> list[Reply]:
    """A lively week and a silent one."""
    days = tuple(WeekDay(_MONDAY + timedelta(days=step), step % 4, step < 5) for step in range(7))
    week = GroupWeek("", days, 9, 5, 14, streaks=3, tries_again=4)
    best = (
        Best("Ada", question.title, 91, False, "I would ask what we would do differently if it were true."),
        Best(_HOSTILE, question.title, 84, False, f"{_HOSTILE} is what I would say."),
        Best("李雷", question.title, 78, True, ""),
    )
    criterion = question.rubric[0]
    lesson = tuple(point.idea for point in criterion.key_points[:2])
    hardest = Hardest(question.title, criterion.name, 1.4, False, lesson)
    ahead = [
        Ahead(_MONDAY + timedelta(days=7 + step), "" if step < 3 else "SQL_week", "statistics") for step in range(5)
    ]
    lively = Recap(week, 3, best, Improved(_HOSTILE, 31.0), hardest, 6, (_HOSTILE, 4))
    silent = Recap(GroupWeek("", days, 9, 0, 0), 5)
    return [recap_reply(lively, ahead, (Picture("week.png", "The week.", png),)), recap_reply(silent, ahead)]


def word_samples(question: Question) -> list[Reply]:
    """What is said to a member alone."""
    posting = Posting(21, 1, question.id, NOON, NOON.date())
    levels = {criterion.id: (number * 2 + 1) % 5 for number, criterion in enumerate(question.rubric)}
    return [
        nudge_reply(question, posting, Streak(5, 12, today=False, open=True), NOON + timedelta(hours=2), NOON),
        remind_reply(NOON, "Europe/Berlin"),
        remind_reply(None, "Europe/Berlin"),
        reviewed_reply(question, Review(8, levels, _HOSTILE, NOON), 8),
        review_saved_reply(2),
    ]
