"""The stores in memory, for fast tests of use cases; they pass the contracts that the real ones pass."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import TypeVar

from bot.core.errors import DailyLimitError, UnknownAnswerError
from bot.core.grading.grade import GradeState, Verdict
from bot.core.ports import Accounts, Directory, Ledger, Postings
from bot.core.records import (
    OPINIONS,
    Answer,
    Contest,
    Grade,
    GradedAnswer,
    Job,
    JudgeCall,
    NewAnswer,
    NewJob,
    Origin,
    Place,
    Posting,
    SelfCheck,
    Submission,
)
from tests.fakes.jobs import InMemoryJobQueue

_Key = TypeVar("_Key")


@dataclass
class MemoryState:
    """What the in-memory stores share, as real stores share a database."""

    jobs: InMemoryJobQueue = field(default_factory=InMemoryJobQueue)
    workspaces: dict[tuple[str, str], int] = field(default_factory=dict)
    groups: dict[tuple[int, str], int] = field(default_factory=dict)
    members: dict[tuple[int, str], int] = field(default_factory=dict)
    postings: dict[tuple[int, str], Posting] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    events: dict[tuple[int, str], int] = field(default_factory=dict)
    grades: dict[tuple[int, str], Grade] = field(default_factory=dict)
    counting: dict[int, Grade] = field(default_factory=dict)
    calls: list[JudgeCall] = field(default_factory=list)
    contests: dict[int, Contest] = field(default_factory=dict)
    self_checks: dict[int, SelfCheck] = field(default_factory=dict)
    ids: count[int] = field(default_factory=lambda: count(1))


class InMemoryDirectory(Directory):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def place_of(self, origin: Origin, default_time_zone: str) -> Place:
        state = self._state
        workspace = _found(state.workspaces, (origin.platform, origin.workspace), state.ids)
        return Place(
            workspace_id=workspace,
            group_id=_found(state.groups, (workspace, origin.channel), state.ids),
            member_id=_found(state.members, (workspace, origin.user), state.ids),
            time_zone=default_time_zone,
        )

    async def find(self, origin: Origin, default_time_zone: str) -> Place | None:
        state = self._state
        workspace = state.workspaces.get((origin.platform, origin.workspace))
        if workspace is None:
            return None
        group = state.groups.get((workspace, origin.channel))
        member = state.members.get((workspace, origin.user))
        return Place(workspace, group, member, default_time_zone) if group and member else None

    async def group_time_zone(self, workspace_id: int, group_id: int, default: str) -> str:
        return default


class InMemoryPostings(Postings):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def open_posting(
        self,
        place: Place,
        question_id: str,
        key: str,
        posted_at: datetime,
        local_date: date,
        style: str | None = None,
    ) -> Posting:
        new = Posting(next(self._state.ids), place.group_id, question_id, posted_at, local_date, style)
        return self._state.postings.setdefault((place.group_id, key), new)

    async def posting_of(self, place: Place, key: str) -> Posting | None:
        return self._state.postings.get((place.group_id, key))

    async def asked(self, place: Place) -> Sequence[str]:
        mine = (posting for posting in self._state.postings.values() if posting.group_id == place.group_id)
        return [posting.question_id for posting in sorted(mine, key=lambda one: (one.posted_at, one.id))]


class InMemoryLedger(Ledger):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        state = self._state
        event = (answer.place.workspace_id, answer.event_key)
        if event in state.events:
            return Submission(state.answers[state.events[event]], repeated=True)
        today = [one for one in self._of(answer.place) if one.local_date == answer.local_date]
        if most_a_day and len(today) >= most_a_day:
            raise DailyLimitError(most_a_day, answer.local_date + timedelta(days=1))
        stored = Answer.stored(next(state.ids), answer)
        state.answers[stored.id] = stored
        state.events[event] = stored.id
        payload = {**job.payload, "answer_id": stored.id}
        state.jobs.put(replace(job, key=f"{job.key}:{stored.id}", payload=payload))
        return Submission(stored, repeated=False)

    async def answer(self, workspace_id: int, answer_id: int) -> GradedAnswer | None:
        answer = self._in(workspace_id, answer_id)
        return self._graded(answer) if answer else None

    async def save_grade(self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None) -> bool:
        state = self._state
        if state.jobs.held(job) is None:
            return False
        if answer_id not in state.answers:
            raise UnknownAnswerError(answer_id)
        await state.jobs.finish(job, now)
        grade = state.grades[answer_id, job.key] = Grade(next(state.ids), answer_id, verdict, now)
        self._charge(state.answers[answer_id], verdict, now)
        if state.answers[answer_id].state is not GradeState.WITHDRAWN:
            self._count(grade, GradeState.PROVISIONAL if verdict.estimate else GradeState.GRADED, then)
        return True

    async def save_stand_in(
        self, job: Job, answer_id: int, estimate: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        state = self._state
        if state.jobs.held(job) is None:
            return False
        if answer_id not in state.answers:
            raise UnknownAnswerError(answer_id)
        await state.jobs.finish(job, now)
        if state.answers[answer_id].state is GradeState.WAITING:
            grade = Grade(next(state.ids), answer_id, estimate, now, stand_in=True)
            state.grades[answer_id, job.key] = grade
            self._count(grade, GradeState.PROVISIONAL, then)
        return True

    async def contest(self, workspace_id: int, answer_id: int, now: datetime, jobs: Sequence[NewJob]) -> bool:
        state = self._state
        answer = self._in(workspace_id, answer_id)
        if answer is None or answer.state is not GradeState.GRADED or answer_id in state.contests:
            return False
        marked = self._mark(answer_id, GradeState.CONTESTED)
        state.contests[answer_id] = Contest(marked, (state.counting[answer_id],), now)
        for job in jobs:
            state.jobs.put(job)
        return True

    async def save_opinion(
        self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        state = self._state
        if state.jobs.held(job) is None:
            return False
        if answer_id not in state.contests:
            raise UnknownAnswerError(answer_id)
        await state.jobs.finish(job, now)
        grade = state.grades[answer_id, job.key] = Grade(next(state.ids), answer_id, verdict, now)
        self._charge(state.answers[answer_id], verdict, now)
        case = state.contests[answer_id]
        case = state.contests[answer_id] = replace(case, grades=(*case.grades, grade))
        if state.answers[answer_id].state is GradeState.CONTESTED and len(case.grades) == OPINIONS:
            state.contests[answer_id] = replace(case, decided_at=now)
            middle = sorted(case.grades, key=lambda one: (one.verdict.total, one.id))[OPINIONS // 2]
            self._count(middle, GradeState.GRADED, then)
        return True

    async def contest_of(self, workspace_id: int, answer_id: int) -> Contest | None:
        answer, case = self._in(workspace_id, answer_id), self._state.contests.get(answer_id)
        return replace(case, answer=answer) if answer and case else None

    async def contested(self, limit: int) -> Sequence[Contest]:
        state = self._state
        cases = [replace(case, answer=state.answers[answer_id]) for answer_id, case in state.contests.items()]
        return sorted(cases, key=lambda case: (case.contested_at, case.answer.id), reverse=True)[:limit]

    async def latest_answer(self, place: Place, question_id: str) -> GradedAnswer | None:
        mine = [one for one in self._newest_first(place) if one.question_id == question_id]
        return self._graded(mine[0]) if mine else None

    async def history(self, place: Place, limit: int) -> Sequence[GradedAnswer]:
        return [self._graded(answer) for answer in self._newest_first(place)[:limit]]

    async def grades(self, workspace_id: int, answer_id: int) -> Sequence[Grade]:
        if self._in(workspace_id, answer_id) is None:
            return []
        return [grade for grade in self._state.grades.values() if grade.answer_id == answer_id]

    async def answer_days(self, place: Place) -> Sequence[date]:
        return sorted({answer.local_date for answer in self._of(place)})

    async def save_self_check(self, workspace_id: int, check: SelfCheck) -> None:
        if self._in(workspace_id, check.answer_id) is None:
            raise UnknownAnswerError(check.answer_id)
        self._state.self_checks[check.answer_id] = check

    async def self_check(self, workspace_id: int, answer_id: int) -> SelfCheck | None:
        return self._state.self_checks.get(answer_id) if self._in(workspace_id, answer_id) else None

    async def withdraw(self, workspace_id: int, answer_id: int) -> Answer | None:
        if self._in(workspace_id, answer_id) is None:
            return None
        return self._mark(answer_id, GradeState.WITHDRAWN)

    def _in(self, workspace_id: int, answer_id: int) -> Answer | None:
        answer = self._state.answers.get(answer_id)
        return answer if answer and answer.workspace_id == workspace_id else None

    def _of(self, place: Place) -> list[Answer]:
        return [one for one in self._state.answers.values() if one.member_id == place.member_id]

    def _newest_first(self, place: Place) -> list[Answer]:
        kept = (one for one in self._of(place) if one.state is not GradeState.WITHDRAWN)
        return sorted(kept, key=lambda one: (one.submitted_at, one.id), reverse=True)

    def _graded(self, answer: Answer) -> GradedAnswer:
        return GradedAnswer(answer, self._state.counting.get(answer.id))

    def _charge(self, answer: Answer, verdict: Verdict, now: datetime) -> None:
        if verdict.usage:
            names, usage = verdict.judge, verdict.usage
            ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
            self._state.calls.append(JudgeCall(*ids, names.name, names.model, usage, "graded", now))

    def _count(self, grade: Grade, state: GradeState, then: NewJob | None) -> None:
        self._state.counting[grade.answer_id] = grade
        self._mark(grade.answer_id, state)
        if then:
            self._state.jobs.put(then)

    def _mark(self, answer_id: int, state: GradeState) -> Answer:
        answers = self._state.answers
        answers[answer_id] = replace(answers[answer_id], state=state)
        return answers[answer_id]


class InMemoryAccounts(Accounts):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def record(self, call: JudgeCall) -> None:
        self._state.calls.append(call)

    async def tries(self, workspace_id: int, answer_id: int, outcomes: Collection[str]) -> int:
        mine = (one for one in self._state.calls if (one.workspace_id, one.answer_id) == (workspace_id, answer_id))
        return sum(call.outcome in outcomes for call in mine)

    async def spent(self, workspace_id: int, group_id: int, since: datetime) -> float:
        mine = (one for one in self._state.calls if (one.workspace_id, one.group_id) == (workspace_id, group_id))
        return sum(call.usage.cost_usd or 0.0 for call in mine if call.at >= since)

    async def calls(self, since: datetime | None = None, until: datetime | None = None) -> Sequence[JudgeCall]:
        kept = (one for one in self._state.calls if (not since or one.at >= since) and (not until or one.at < until))
        return sorted(kept, key=lambda call: call.at)


@dataclass
class InMemoryStores:
    """All stores over one state, named as the real database names them."""

    state: MemoryState = field(default_factory=MemoryState)

    def __post_init__(self) -> None:
        self.directory = InMemoryDirectory(self.state)
        self.postings = InMemoryPostings(self.state)
        self.ledger = InMemoryLedger(self.state)
        self.accounts = InMemoryAccounts(self.state)
        self.jobs = self.state.jobs


def _found(rows: dict[_Key, int], key: _Key, ids: count[int]) -> int:
    if key not in rows:
        rows[key] = next(ids)
    return rows[key]
