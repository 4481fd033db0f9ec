from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from bot.core.grading.grade import GradeState
from bot.core.records import NewJob, Place, Posting
from bot.core.rhythm.ports import Schedules, Word
from bot.core.rhythm.records import Deed, NewPosting, ScheduleRecord, Settlement, Skip, Suggestion
from tests.fakes.stores.state import MemoryState


class InMemorySchedules(Schedules):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def add(
        self, place: Place, rule: Mapping[str, object], created_by: str, next_due_at: datetime | None
    ) -> ScheduleRecord:
        ids = next(self._state.ids), place.workspace_id, place.group_id
        return self._keep(ScheduleRecord(*ids, _as_json(rule), created_by, next_due_at))

    async def change(
        self,
        workspace_id: int,
        schedule_id: int,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        seen: ScheduleRecord | None = None,
    ) -> ScheduleRecord | None:
        found = await self.schedule(workspace_id, schedule_id)
        if found is None or (seen is not None and (found.rule, found.halted) != (seen.rule, seen.halted)):
            return None
        return self._keep(replace(found, rule=_as_json(rule), next_due_at=next_due_at, halted=None))

    async def save(
        self,
        draft: ScheduleRecord,
        seen: ScheduleRecord,
        rule: Mapping[str, object],
        next_due_at: datetime | None,
        deed: Deed | None = None,
        halted: str | None = None,
    ) -> ScheduleRecord | None:
        found = await self.schedule(draft.workspace_id, seen.id)
        if found is None or (found.rule, found.halted) != (seen.rule, seen.halted):
            return None
        if not self._first_time(deed, seen.id):
            return found
        if draft.id != seen.id:
            self._end(draft.id)
        return self._keep(replace(found, rule=_as_json(rule), next_due_at=next_due_at, halted=halted))

    async def remove(self, workspace_id: int, schedule_id: int, deed: Deed | None = None) -> bool:
        found = await self.schedule(workspace_id, schedule_id)
        if found is None or not self._first_time(deed, schedule_id):
            return False
        self._end(found.id)
        return True

    async def done_to(self, deed: str) -> int | None:
        return self._state.deeds.get(deed)

    async def ended(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        found = self._state.ended.get(schedule_id)
        return found if found is not None and found.workspace_id == workspace_id else None

    async def of_group(self, workspace_id: int, group_id: int) -> Sequence[ScheduleRecord]:
        return list(self._where(lambda one: (one.workspace_id, one.group_id) == (workspace_id, group_id)))

    async def schedule(self, workspace_id: int, schedule_id: int) -> ScheduleRecord | None:
        return next(self._where(lambda one: (one.workspace_id, one.id) == (workspace_id, schedule_id)), None)

    async def due(self, now: datetime, limit: int) -> Sequence[ScheduleRecord]:
        waiting = ((one.next_due_at, one.id, one) for one in self._state.schedules.values() if one.next_due_at)
        return [one for _, _, one in sorted(found for found in waiting if found[0] <= now)][:limit]

    async def next_due(self) -> datetime | None:
        return min((one.next_due_at for one in self._state.schedules.values() if one.next_due_at), default=None)

    async def handled(self, schedule_id: int, since: date) -> Sequence[date]:
        return sorted(day for day in self._handled(schedule_id) if day >= since)

    async def settle(
        self,
        schedule: ScheduleRecord,
        posting: NewPosting | None,
        skips: Sequence[Skip],
        next_due_at: datetime | None,
        jobs: Sequence[NewJob] = (),
    ) -> Posting | None:
        found = await self.schedule(schedule.workspace_id, schedule.id)
        if found is None or found.halted is not None or found.rule != schedule.rule:
            return None
        made = None
        if posting is not None and posting.local_date not in self._handled(schedule.id):
            made = self._post(schedule, posting, jobs)
        for skip in skips:
            if skip.local_date not in self._handled(schedule.id):
                self._state.skips[schedule.id, skip.local_date] = skip
        if found.next_due_at == schedule.next_due_at:
            self._keep(replace(found, next_due_at=next_due_at))
        return made

    async def settle_all(self, settlements: Sequence[Settlement]) -> Sequence[Posting | None]:
        state, jobs = self._state, self._state.jobs
        before = dict(state.postings), dict(state.skips), dict(state.schedules), set(jobs._rows)
        try:
            return [
                await self.settle(each.schedule, each.posting, each.skips, each.next_due_at, each.jobs)
                for each in settlements
            ]
        except Exception:
            state.postings, state.skips, state.schedules = before[:3]
            jobs.drop([row for row in jobs._rows.values() if row.id not in before[3]])
            raise

    async def swap(
        self,
        workspace_id: int,
        posting_id: int,
        question_id: str,
        deed: Deed | None = None,
        job: NewJob | None = None,
    ) -> Posting | None:
        posting = self._state.posting(workspace_id, posting_id)
        if posting is None or (deed is not None and deed.name in self._state.deeds):
            return posting
        answers = (one for one in self._state.answers.values() if one.posting_id == posting_id)
        if any(answer.state is not GradeState.WITHDRAWN for answer in answers):
            return None
        self._first_time(deed, posting_id)
        if job is not None:
            self._state.jobs.put(job)
        changed = replace(posting, question_id=question_id)
        self._state.change_posting(changed)
        return changed

    async def skipped(self, workspace_id: int, schedule_id: int, limit: int) -> Sequence[Skip]:
        known = (self._state.schedules | self._state.ended).get(schedule_id)
        if known is None or known.workspace_id != workspace_id:
            return []
        mine = [skip for (schedule, _), skip in self._state.skips.items() if schedule == schedule_id]
        return sorted(mine, key=lambda skip: skip.local_date, reverse=True)[:limit]

    async def halt(
        self, workspace_id: int, group_id: int | None, reason: str, word: Word | None = None
    ) -> Sequence[ScheduleRecord]:
        running = self._where(lambda one: one.workspace_id == workspace_id and one.halted is None)
        meant = [one for one in running if group_id in {None, one.group_id}]
        return [self._halt(one, reason, word) for one in meant]

    async def halt_one(self, workspace_id: int, schedule_id: int, reason: str, word: Word | None = None) -> bool:
        found = await self.schedule(workspace_id, schedule_id)
        if found is None or found.halted is not None:
            return False
        self._halt(found, reason, word)
        return True

    async def resume(self, workspace_id: int, schedule_id: int, next_due_at: datetime | None) -> bool:
        found = await self.schedule(workspace_id, schedule_id)
        if found is None or found.halted is None:
            return False
        self._keep(replace(found, halted=None, next_due_at=next_due_at))
        return True

    async def suggest(self, place: Place, member: str, question_id: str, note: str) -> Suggestion:
        key = (place.group_id, question_id)
        if key not in self._state.suggestions:
            self._state.require_member(place)
            new = Suggestion(next(self._state.ids), place.group_id, member, question_id, note, "open")
            self._state.suggestions[key] = new
            self._state.suggested_by[new.id] = place.member_id
        return self._state.suggestions[key]

    async def suggestions(self, workspace_id: int, group_id: int, state: str) -> Sequence[Suggestion]:
        here = group_id in self._state.groups_of(workspace_id)
        wanted = (one for one in self._state.suggestions.values() if (one.group_id, one.state) == (group_id, state))
        return sorted(wanted, key=lambda one: one.id) if here else []

    async def decide_suggestion(
        self,
        workspace_id: int,
        suggestion_id: int,
        state: str,
        *,
        unless_decided: bool = False,
        deed: Deed | None = None,
    ) -> Suggestion | None:
        groups = self._state.groups_of(workspace_id)
        for key, suggestion in self._state.suggestions.items():
            if suggestion.id == suggestion_id and suggestion.group_id in groups:
                open_to_it = not unless_decided or suggestion.state == "open"
                if self._first_time(deed, suggestion_id) and open_to_it:
                    self._state.suggestions[key] = replace(suggestion, state=state)
                return self._state.suggestions[key]
        return None

    def _halt(self, schedule: ScheduleRecord, reason: str, word: Word | None) -> ScheduleRecord:
        halted = self._keep(replace(schedule, halted=reason, next_due_at=None))
        if word is not None and (job := word(halted)) is not None:
            self._state.jobs.put(job)
        return halted

    def _first_time(self, deed: Deed | None, about: int) -> bool:
        if deed is None:
            return True
        known = deed.name in self._state.deeds
        self._state.deeds.setdefault(deed.name, about)
        return not known

    def _end(self, schedule_id: int) -> None:
        self._state.ended[schedule_id] = replace(self._state.schedules.pop(schedule_id), next_due_at=None)

    def _where(self, wanted: Callable[[ScheduleRecord], bool]) -> Iterator[ScheduleRecord]:
        return filter(wanted, list(self._state.schedules.values()))

    def _keep(self, schedule: ScheduleRecord) -> ScheduleRecord:
        self._state.schedules[schedule.id] = schedule
        return schedule

    def _handled(self, schedule_id: int) -> set[date]:
        posted = {one.local_date for one in self._state.postings.values() if one.schedule_id == schedule_id}
        return posted | {day for schedule, day in self._state.skips if schedule == schedule_id}

    def _post(self, schedule: ScheduleRecord, new: NewPosting, jobs: Sequence[NewJob]) -> Posting:
        posting = Posting(
            id=next(self._state.ids),
            group_id=schedule.group_id,
            question_id=new.question_id,
            posted_at=new.posted_at,
            local_date=new.local_date,
            style=new.style,
            schedule_id=schedule.id,
            closes_at=new.closes_at,
            private=new.private,
            note=new.note,
        )
        self._state.postings[schedule.group_id, f"schedule:{schedule.id}:{new.local_date}"] = posting
        for job in jobs:
            payload = {**job.payload, "workspace_id": schedule.workspace_id, "posting_id": posting.id}
            self._state.jobs.put(replace(job, key=f"{job.key}:{posting.id}", payload=payload))
        return posting


def _as_json(rule: Mapping[str, object]) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(json.dumps(dict(rule))))
