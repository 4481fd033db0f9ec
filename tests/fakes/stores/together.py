"""Reminders, recaps, kudos and reviews in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.grading.grade import GradeState
from bot.core.groups.settings import GroupSettings
from bot.core.progress.attempts import packed
from bot.core.progress.ports import Chosen
from bot.core.records import Answer, GradedAnswer, Group, NewJob, Origin, Place, Posting
from bot.core.rhythm.weakness import GroupScores, Scored
from bot.core.together.ports import KudosBook, Recaps, Reminders, Reviews
from bot.core.together.records import (
    Kudo,
    Reminder,
    Review,
    ReviewedAnswer,
    Week,
    WeekAnswer,
    WeekMember,
    WeekPosting,
)
from tests.fakes.stores.directory import place_in
from tests.fakes.stores.state import MemoryState

_A_DAY = timedelta(days=1)


def _kept(answer: Answer) -> bool:
    return answer.state is not GradeState.WITHDRAWN


class InMemoryGroupScores(GroupScores):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def recent_scores(self, workspace_id: int, group_id: int, since: date, limit: int) -> Sequence[Scored]:
        here = [
            one
            for one in self._state.answers.values()
            if (one.workspace_id, one.group_id) == (workspace_id, group_id)
            and one.local_date >= since
            and _kept(one)
            and one.id in self._state.counting
        ]
        here.sort(key=lambda one: (one.local_date, one.id), reverse=True)
        verdicts = [(one, self._state.counting[one.id].verdict) for one in here[:limit]]
        return [
            Scored(one.question_id, graded.criterion_id, verdict.judge.name, graded.score)
            for one, verdict in verdicts
            for graded in verdict.criteria
        ]


class InMemoryReminders(Reminders):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def reminder(self, place: Place) -> Reminder | None:
        return self._reminder(place.member_id, place.time_zone)

    async def save_reminder(self, place: Place, minute: int | None, due_at: datetime) -> None:
        self._state.require_member(place)
        self._state.reminders[place.member_id] = place.workspace_id, place.group_id, minute, due_at

    async def drop_reminder(self, place: Place) -> bool:
        return self._state.reminders.pop(place.member_id, None) is not None

    async def due_reminders(self, now: datetime, limit: int, default_time_zone: str) -> Sequence[Reminder]:
        due = sorted((at, member) for member, (_, _, _, at) in self._state.reminders.items() if at <= now)
        found = (self._reminder(member, default_time_zone) for _, member in due[:limit])
        return [one for one in found if one is not None]

    async def put_off(self, reminder: Reminder, due_at: datetime, job: NewJob | None) -> bool:
        kept = self._state.reminders.get(reminder.place.member_id)
        if kept is None or kept[3] != reminder.due_at:
            return False
        self._state.reminders[reminder.place.member_id] = *kept[:3], due_at
        if job is not None:
            await self._state.jobs.add(job)
        return True

    async def answered_on(self, place: Place, day: date) -> bool:
        return day in self._state.days_of(place.member_id)

    async def asked_lately(self, place: Place, now: datetime) -> bool:
        return bool(self._put_lately(place, now))

    def _put_lately(self, place: Place, now: datetime) -> list[Posting]:
        mine = [one for one in self._state.answers.values() if one.member_id == place.member_id]
        groups = {place.group_id, *(one.group_id for one in mine)}
        return [
            one
            for one in self._state.postings.values()
            if one.group_id in groups
            and (one.schedule_id is not None or one.thread is not None)
            and now - 35 * _A_DAY < one.posted_at <= now
        ]

    async def still_open(self, place: Place, now: datetime) -> Posting | None:
        mine = [one for one in self._state.answers.values() if one.member_id == place.member_id]
        answered = {one.posting_id for one in mine if _kept(one)}
        found = [
            one
            for one in self._put_lately(place, now)
            if one.closed_at is None
            and (one.closes_at > now if one.closes_at else one.posted_at > now - _A_DAY)
            and one.id not in answered
            and (one.id, place.member_id) not in self._state.passes
        ]
        return max(found, key=lambda one: (one.posted_at, one.id), default=None)

    def _reminder(self, member: int, default: str) -> Reminder | None:
        state, kept = self._state, self._state.reminders.get(member)
        if kept is None:
            return None
        workspace_id, group_id, minute, due_at = kept
        user = next(name for (_, name), one in state.members.items() if one == member)
        group = _group(state, group_id)
        origin = Origin(
            group.platform, group.workspace, group.channel, user, state.names.get(member, ""), private=True, direct=True
        )
        return Reminder(place_in(state, workspace_id, group_id, member, default), origin, minute, due_at)


class InMemoryRecaps(Recaps):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def unplanned(self, limit: int) -> Sequence[Group]:
        found = sorted(
            {one.group_id for one in self._state.schedules.values() if _runs(one)} - self._state.recaps.keys()
        )
        return [_group(self._state, one) for one in found[:limit]]

    async def plan(self, workspace_id: int, group_id: int, due_at: datetime) -> None:
        self._state.recaps.setdefault(group_id, due_at)

    async def due_recaps(self, now: datetime, limit: int) -> Sequence[tuple[Group, datetime]]:
        due = sorted((at, group) for group, at in self._state.recaps.items() if at <= now)
        return [(_group(self._state, group), at) for at, group in due[:limit]]

    async def replan(self, group: Group, before: datetime, due_at: datetime | None, job: NewJob | None) -> bool:
        if self._state.recaps.get(group.id) != before:
            return False
        if due_at is None:
            del self._state.recaps[group.id]
        else:
            self._state.recaps[group.id] = due_at
        if job is not None:
            await self._state.jobs.add(job)
        return True

    async def unplan(self, workspace_id: int, group_id: int) -> None:
        self._state.recaps.pop(group_id, None)

    async def runs(self, workspace_id: int, group_id: int) -> bool:
        return any(one.group_id == group_id and _runs(one) for one in self._state.schedules.values())

    async def week(self, workspace_id: int, group_id: int, first: date, last: date, default_time_zone: str) -> Week:
        state = self._state
        theirs = state.groups_of(workspace_id)
        here = [one for one in state.answers.values() if one.group_id == group_id in theirs and _kept(one)]
        answers = sorted(
            (one for one in here if first <= one.local_date <= last), key=lambda one: (one.submitted_at, one.id)
        )
        postings = sorted(
            (
                one
                for one in state.postings.values()
                if one.group_id == group_id in theirs and (one.schedule_id is not None or one.thread is not None)
            ),
            key=lambda one: (one.posted_at, one.id),
        )
        members = {one.member_id for one in answers}
        before = {one.member_id for one in here if first - 7 * _A_DAY <= one.local_date < first}
        return Week(
            first,
            last,
            tuple(
                WeekPosting(one.id, one.question_id, one.local_date, one.closed_at is not None or one.closes_at is None)
                for one in postings
                if first <= one.local_date <= last
            ),
            tuple(self._answer(one) for one in answers),
            {one: self._member(one, group_id, default_time_zone) for one in members},
            len({one.member_id for one in here}),
            len(before),
            tuple(one.posted_at for one in postings if one.schedule_id is not None),
            state.absences_of(workspace_id),
        )

    async def note_shared(self, workspace_id: int, answer_id: int, now: datetime) -> None:
        found = self._state.answers.get(answer_id)
        if found is not None and found.workspace_id == workspace_id:
            self._state.shares.setdefault(answer_id, now)

    def _member(self, member: int, group_id: int, default: str) -> WeekMember:
        state = self._state
        chosen = state.chosen.get(member, Chosen())
        place = place_in(state, 0, group_id, member, default)
        days = state.days_of(member)
        name = state.names.get(member, "")
        wants = chosen.on_boards, chosen.in_recaps
        return WeekMember(member, name, *wants, place.time_zone, place.late_evenings, tuple(days), place.moves)

    def _answer(self, one: Answer) -> WeekAnswer:
        from tests.fakes.stores.progress import InMemoryStandings

        state, grade = self._state, self._state.counting.get(one.id)
        posting = next((each for each in state.postings.values() if each.id == one.posting_id), None)
        over = posting is not None and (posting.closed_at or not posting.closes_at)
        verdict = grade.verdict if grade and over else None
        givers = {giver for (answer, giver, _), kudo in state.kudos.items() if answer == one.id and kudo.given}
        return WeekAnswer(
            one.id,
            one.member_id,
            one.question_id,
            one.posting_id,
            one.local_date,
            one.revises is not None,
            one.id in state.shares,
            InMemoryStandings(state).gain_of(one),
            len(givers),
            grade.verdict.judge.name if grade else "",
            bool(grade and grade.verdict.estimate),
            grade.verdict.total if grade else 0.0,
            verdict.model_dump_json() if verdict else "",
            packed(verdict) if verdict else "",
        )


class InMemoryKudosBook(KudosBook):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def note_kudo(self, place: Place, kudo: Kudo) -> None:
        answer = self._state.answers.get(kudo.answer_id)
        if answer is None or answer.workspace_id != place.workspace_id:
            return
        key = kudo.answer_id, place.member_id, kudo.emoji
        known = self._state.kudos.get(key)
        if known is None or known.at <= kudo.at:
            self._state.require_member(place)
            self._state.kudos[key] = kudo

    async def kudos_for(self, place: Place) -> tuple[int, int]:
        mine = {one.id for one in self._state.answers.values() if one.member_id == place.member_id and _kept(one)}
        pairs = {(answer, giver) for (answer, giver, _), kudo in self._state.kudos.items() if kudo.given}
        pairs = {pair for pair in pairs if pair[0] in mine}
        return len({answer for answer, _ in pairs}), len(pairs)


class InMemoryReviews(Reviews):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def save_review(self, place: Place, review: Review, job: NewJob) -> None:
        answer = self._state.answers.get(review.answer_id)
        if answer is None or answer.workspace_id != place.workspace_id:
            return
        self._state.require_member(place)
        self._state.reviews[review.answer_id, place.member_id] = review
        await self._state.jobs.add(job)

    async def reviews_of(self, workspace_id: int, answer_id: int) -> Sequence[Review]:
        answer = self._state.answers.get(answer_id)
        if answer is None or answer.workspace_id != workspace_id:
            return []
        found = [one for (about, _), one in self._state.reviews.items() if about == answer_id]
        return sorted(found, key=lambda one: one.reviewed_at)

    async def review_by(self, place: Place, answer_id: int) -> Review | None:
        return self._state.reviews.get((answer_id, place.member_id))

    async def reviewed(self, limit: int) -> Sequence[ReviewedAnswer]:
        found = []
        for answer_id in {answer for answer, _ in self._state.reviews}:
            answer, grade = self._state.answers[answer_id], self._state.counting.get(answer_id)
            if grade is not None and _kept(answer):
                reviews = await self.reviews_of(answer.workspace_id, answer_id)
                found.append(ReviewedAnswer(GradedAnswer(answer, grade), tuple(reviews)))
        found.sort(key=lambda one: (one.reviews[-1].reviewed_at, one.graded.answer.id), reverse=True)
        return found[:limit]


def kept_together(state: MemoryState, place: Place) -> dict[str, Any]:
    """As the database hands it over; of each thing it has."""
    member = place.member_id
    mine = {one.id for one in state.answers.values() if one.member_id == member}
    reminder = state.reminders.get(member)
    given = [(key, kudo) for key, kudo in state.kudos.items() if kudo.given]
    received = {answer: {giver for (about, giver, _), _ in given if about == answer} for answer in sorted(mine)}
    found = {
        "reminder": {"minute": reminder[2], "due_at": reminder[3].isoformat()} if reminder else None,
        "shared": [{"answer": one, "at": at.isoformat()} for one, at in state.shares.items() if one in mine],
        "kudos_given": [
            {"answer": answer, "emoji": emoji, "at": kudo.at.isoformat()}
            for (answer, giver, emoji), kudo in given
            if giver == member
        ],
        "kudos_received": [{"answer": one, "members": len(givers)} for one, givers in received.items() if givers],
        "reviews_written": [_told(one) for (_, who), one in state.reviews.items() if who == member],
        "reviews_received": [_told(one) for (about, _), one in state.reviews.items() if about in mine],
    }
    return {name: value for name, value in found.items() if value}


def drop_together(state: MemoryState, member: int, answers: Mapping[int, Answer]) -> None:
    """Erase what belongs to a member, or is about their answers."""
    state.reminders.pop(member, None)
    state.shares = {one: at for one, at in state.shares.items() if one not in answers}
    state.kudos = {key: one for key, one in state.kudos.items() if key[0] not in answers and key[1] != member}
    state.reviews = {key: one for key, one in state.reviews.items() if key[0] not in answers and key[1] != member}


def _told(one: Review) -> dict[str, Any]:
    return {"answer": one.answer_id, "levels": dict(one.levels), "note": one.note, "at": one.reviewed_at.isoformat()}


def _runs(record: Any) -> bool:
    return record.halted is None and record.next_due_at is not None


def _group(state: MemoryState, group_id: int) -> Group:
    workspace_id, channel = next(key for key, one in state.groups.items() if one == group_id)
    platform, workspace = next(key for key, one in state.workspaces.items() if one == workspace_id)
    settings = state.settings.get(group_id, GroupSettings())
    return Group(group_id, workspace_id, platform, workspace, channel, settings)
