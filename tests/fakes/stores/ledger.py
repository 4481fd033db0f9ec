from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.errors import DailyLimitError, UnknownAnswerError
from bot.core.grading.grade import GradeState, Verdict
from bot.core.ports import Ledger
from bot.core.progress.looking_back import LookBack, Practised
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
    Place,
    SelfCheck,
    Submission,
)
from tests.attempts import attempt_of
from tests.fakes.stores.erasing import forget, replace_text
from tests.fakes.stores.state import MemoryState


class InMemoryLedger(Ledger):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        state = self._state
        event = (answer.place.workspace_id, answer.event_key)
        if event in state.events:
            return Submission(state.answers[state.events[event]], repeated=True)
        state.require_member(answer.place)
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
        marked = state.mark(answer_id, state=GradeState.CONTESTED)
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

    async def answer_to_event(self, workspace_id: int, event_key: str) -> GradedAnswer | None:
        answer_id = self._state.events.get((workspace_id, event_key))
        return self._graded(self._state.answers[answer_id]) if answer_id else None

    async def replace_text(self, workspace_id: int, answer_id: int, text: str, job: NewJob) -> Answer | None:
        answer = self._in(workspace_id, answer_id)
        return replace_text(self._state, answer, text, job) if answer else None

    async def answer_to_posting(self, place: Place, posting_id: int) -> GradedAnswer | None:
        mine = [one for one in self._newest_first(place) if one.posting_id == posting_id]
        return self._graded(mine[0]) if mine else None

    async def answers_to_posting(self, workspace_id: int, posting_id: int) -> Sequence[GradedAnswer]:
        return [self._graded(answer) for answer in self._to_posting(workspace_id, posting_id)]

    async def members_who_answered(self, workspace_id: int, posting_id: int) -> int:
        return len({answer.member_id for answer in self._to_posting(workspace_id, posting_id)})

    async def forget(self, place: Place) -> int:
        return forget(self._state, place)

    async def latest_answer(self, place: Place, question_id: str) -> GradedAnswer | None:
        mine = [one for one in self._newest_first(place) if one.question_id == question_id]
        return self._graded(mine[0]) if mine else None

    async def history(self, place: Place, limit: int, *, withdrawn: bool = False) -> Sequence[GradedAnswer]:
        return [self._graded(answer) for answer in self._newest_first(place, withdrawn=withdrawn)[:limit]]

    async def look_back(self, place: Place, limit: int) -> LookBack:
        history, mine = [attempt_of(entry) for entry in await self.history(place, limit)], self._newest_first(place)
        counted = len(mine), len({answer.question_id for answer in mine})
        return LookBack(history, await self.self_checks(place), await self.practised(place), *counted)

    async def practised(self, place: Place) -> Practised:
        state = self._state
        days = state.days_of(place.member_id)
        postings = [posting for posting in state.postings.values() if posting.group_id == place.group_id]
        asked = sorted(posting.posted_at for posting in postings if posting.schedule_id is not None)
        first = min((answer.id for answer in self._of(place) if answer.local_date == days[-1]), default=None)
        return Practised(days, asked, state.absences_of(place.workspace_id), first)

    async def grades(self, workspace_id: int, answer_id: int) -> Sequence[Grade]:
        if self._in(workspace_id, answer_id) is None:
            return []
        return [grade for grade in self._state.grades.values() if grade.answer_id == answer_id]

    async def save_self_check(self, workspace_id: int, check: SelfCheck) -> None:
        if self._in(workspace_id, check.answer_id) is None:
            raise UnknownAnswerError(check.answer_id)
        self._state.self_checks[check.answer_id] = check

    async def self_check(self, workspace_id: int, answer_id: int) -> SelfCheck | None:
        return self._state.self_checks.get(answer_id) if self._in(workspace_id, answer_id) else None

    async def self_checks(self, place: Place) -> Sequence[SelfCheck]:
        answers = [one.id for one in self._of(place) if one.state is not GradeState.WITHDRAWN]
        return [self._state.self_checks[one] for one in answers if one in self._state.self_checks]

    async def withdraw(self, workspace_id: int, answer_id: int) -> Answer | None:
        if self._in(workspace_id, answer_id) is None:
            return None
        self._unlearn(answer_id)
        return self._state.mark(answer_id, state=GradeState.WITHDRAWN)

    def _in(self, workspace_id: int, answer_id: int) -> Answer | None:
        answer = self._state.answers.get(answer_id)
        return answer if answer and answer.workspace_id == workspace_id else None

    def _of(self, place: Place) -> list[Answer]:
        return [one for one in self._state.answers.values() if one.member_id == place.member_id]

    def _to_posting(self, workspace_id: int, posting_id: int) -> list[Answer]:
        here = (one for one in self._state.answers.values() if one.workspace_id == workspace_id)
        kept = (one for one in here if one.posting_id == posting_id and one.state is not GradeState.WITHDRAWN)
        return sorted(kept, key=lambda one: (one.submitted_at, one.id))

    def _newest_first(self, place: Place, *, withdrawn: bool = False) -> list[Answer]:
        kept = (one for one in self._of(place) if withdrawn or one.state is not GradeState.WITHDRAWN)
        return sorted(kept, key=lambda one: (one.submitted_at, one.id), reverse=True)

    def _graded(self, answer: Answer) -> GradedAnswer:
        return GradedAnswer(answer, self._state.counting.get(answer.id))

    def _charge(self, answer: Answer, verdict: Verdict, now: datetime) -> None:
        if verdict.usage:
            names, usage = verdict.judge, verdict.usage
            ids = (answer.workspace_id, answer.group_id, answer.member_id, answer.id)
            self._state.calls.append(JudgeCall(*ids, names.name, names.model, usage, "graded", now))

    def _count(self, grade: Grade, state: GradeState, then: NewJob | None) -> None:
        self._unlearn(grade.answer_id)
        self._state.counting[grade.answer_id] = grade
        self._state.mark(grade.answer_id, state=state)
        if then:
            self._state.jobs.put(then)

    def _unlearn(self, answer_id: int) -> None:
        state, before = self._state, self._state.counting.get(answer_id)
        member = state.answers[answer_id].member_id
        if before and not before.stand_in and member in state.decks and state.decks[member].grade_id >= before.id:
            del state.decks[member]
