"""Which question a schedule puts: what an admin approved, else by its filters, none again until all were put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Skill
from bot.core.ports import Postings
from bot.core.records import Place
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.weakness import LATELY, LOOKED_AT, GroupScores, weakest_skills
from bot.core.schedules.pick import Relaxed, leans, pick
from bot.core.schedules.rule import Rule

OPEN, APPROVED, DECLINED, POSTED = "open", "approved", "declined", "posted"
"""States of a suggestion."""

SUGGESTED = "suggested"
"""Why a question was chosen that a member suggested."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question chosen for a posting.

    Attributes:
        question: The question.
        style: Company style it is asked in, if any.
        relaxed: Which filters were given up, because nothing matched.
        reason: Why it was chosen: a reason of `pick`, or `SUGGESTED`.
        weak: The group's weak skill that it was chosen for, if it was.
    """

    question: Question
    style: str | None = None
    relaxed: tuple[Relaxed, ...] = ()
    reason: str = SUGGESTED
    weak: Skill | None = None

    @property
    def why(self) -> tuple[str, ...]:
        """Why it was chosen, as a posting's note holds it: the question, the reason and what goes with it."""
        return (self.question.id, self.reason, *([self.weak.value] if self.weak else []))


@dataclass(frozen=True, slots=True)
class Picker:
    """Chooses questions.

    Attributes:
        content: The bank.
        postings: What was put before.
        schedules: The suggestions.
        scores: Where groups are weak; without it no question leans to that.
    """

    content: Content
    postings: Postings
    schedules: Schedules
    scores: GroupScores | None = None

    async def pick(self, record: ScheduleRecord, rule: Rule, day: date, but: str | None = None) -> Chosen:
        """The question for a schedule's local date.

        Args:
            record: The schedule.
            rule: Its rule.
            day: The date.
            but: A question that it must not be, as long as there is another.

        Raises:
            NoMatchingQuestionError: The bank is empty.
        """
        for suggestion in await self.schedules.suggestions(record.workspace_id, record.group_id, APPROVED):
            if suggestion.question_id in self.content.bank and suggestion.question_id != but:
                return Chosen(self.content.bank.get(suggestion.question_id))
        asked = list(await self.postings.asked(place_of(record, rule)))
        if but is not None:
            asked.append(but)
        bank, weak = self.content.bank, tuple[Skill, ...]()
        if leans(asked):
            weak = await weak_skills(self.scores, bank, record.workspace_id, record.group_id, day)
        chosen = pick(rule, bank, day, asked, seed_of(record.id), weak)
        return Chosen(chosen.question, chosen.style, chosen.match.relaxed, chosen.reason.value, chosen.weak)


async def weak_skills(
    scores: GroupScores | None, bank: QuestionBank, workspace_id: int, group_id: int, day: date
) -> tuple[Skill, ...]:
    """A group's weakest skills on a date, the weakest first; none where nothing tells."""
    if scores is None:
        return ()
    return weakest_skills(await scores.recent_scores(workspace_id, group_id, day - LATELY, LOOKED_AT), bank)


async def note_posted(schedules: Schedules, workspace_id: int, group_id: int, question_id: str) -> None:
    """Mark the approved suggestion of a question that was put; again or without one, nothing changes."""
    for suggestion in await schedules.suggestions(workspace_id, group_id, APPROVED):
        if suggestion.question_id == question_id:
            await schedules.decide_suggestion(workspace_id, suggestion.id, POSTED)


def seed_of(schedule_id: int) -> str:
    """What tells one schedule from another, for `pick`."""
    return f"schedule/{schedule_id}"


def place_of(record: ScheduleRecord, rule: Rule) -> Place:
    """A schedule's group, without any member."""
    return Place(record.workspace_id, record.group_id, 0, rule.zone)
