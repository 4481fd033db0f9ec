"""The job queue in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from bot.core.ports import JobQueue
from bot.core.records import ANYWHERE, BuriedJob, Job, JobKind, NewJob, PendingEvent, QueueCounts


@dataclass
class Row:
    id: int
    new: NewJob
    due_at: datetime
    outcome: Literal["done", "buried"] | None = None
    token: str | None = None
    leased_until: datetime | None = None
    attempts: int = 0
    failures: int = 0
    reason: str = ""
    ended_at: datetime | None = None

    def claimable(self, now: datetime) -> bool:
        free = self.leased_until is None or self.leased_until <= now
        return self.outcome is None and self.due_at <= now and free

    def end(self, outcome: Literal["done", "buried"], reason: str, now: datetime) -> None:
        self.token = self.leased_until = None
        self.outcome, self.reason, self.ended_at = outcome, reason, now
        if outcome == "done" and self.new.kind is JobKind.EVENT:
            self.new = replace(self.new, payload={})


class InMemoryJobQueue(JobQueue):
    """Jobs in a list; what is not of the port serves stores that change jobs together with something else."""

    def __init__(self, platform_of: Callable[[object], str | None] = lambda _: None) -> None:
        self.platform_of = platform_of
        self._rows: dict[int, Row] = {}
        self._ids = count(1)

    def put(self, job: NewJob) -> bool:
        if any(row.new.key == job.key for row in self._rows.values()):
            return False
        payload = json.loads(json.dumps(dict(job.payload)))
        row = Row(next(self._ids), replace(job, payload=payload), job.due_at)
        self._rows[row.id] = row
        return True

    def held(self, job: Job) -> Row | None:
        row = self._rows.get(job.id)
        return row if row and row.outcome is None and row.token == job.token else None

    def about(self, answer_ids: Collection[int]) -> list[Row]:
        return [row for row in self._rows.values() if row.new.payload.get("answer_id") in answer_ids]

    def named(self, keys: Collection[str]) -> list[Row]:
        return [row for row in self._rows.values() if row.new.key in keys]

    def redrive_refused(self, workspace_id: int | None, reason: str, since: datetime, now: datetime) -> None:
        for row in self._rows.values():
            lately = row.ended_at is not None and row.ended_at >= since
            ours = row.new.payload.get("workspace_id") == workspace_id
            if (row.outcome, row.reason) == ("buried", reason) and lately and ours:
                row.outcome = row.ended_at = None
                row.attempts, row.failures, row.due_at = 0, 0, now

    def drop(self, rows: Sequence[Row]) -> None:
        for row in rows:
            del self._rows[row.id]

    def end_events(self, sender: Mapping[str, str]) -> None:
        """End a member's events that nobody is at work on."""
        for row in self._rows.values():
            event = row.new.payload.get("event")
            if row.token is None and isinstance(event, Mapping) and sender.items() <= event["origin"].items():
                row.end("done", "forgotten", row.due_at)

    async def add(self, job: NewJob) -> bool:
        return self.put(job)

    async def claim(
        self,
        kinds: Sequence[JobKind],
        limit: int,
        now: datetime,
        lease_seconds: float,
        platforms: Collection[str] | None = None,
    ) -> Sequence[Job]:
        due = [row for row in self._rows.values() if row.new.kind in kinds and row.claimable(now)]
        if platforms is not None:
            due = [row for row in due if row.new.kind in ANYWHERE or self._platform(row) in {None, *platforms}]
        due.sort(key=lambda row: (row.due_at, row.id))
        return [self._lease(row, now + timedelta(seconds=lease_seconds)) for row in due[:limit]]

    async def renew(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        if (row := self.held(job)) is None:
            return False
        row.leased_until = now + timedelta(seconds=lease_seconds)
        return True

    async def finish(self, job: Job, now: datetime) -> bool:
        return self._end(job, "done", "", now)

    async def retry(self, job: Job, due_at: datetime, reason: str, *, failed: bool) -> bool:
        if (row := self.held(job)) is None:
            return False
        row.token = row.leased_until = None
        row.failures += failed
        row.due_at, row.reason = due_at, reason
        return True

    async def bury(self, job: Job, reason: str, now: datetime) -> bool:
        return self._end(job, "buried", reason, now)

    async def buried(self, limit: int) -> Sequence[BuriedJob]:
        rows = [row for row in self._rows.values() if row.outcome == "buried"]
        rows.sort(key=lambda row: (row.ended_at or row.due_at, row.id), reverse=True)
        return [
            BuriedJob(row.id, row.new.kind, row.new.key, row.new.payload, row.attempts, row.reason)
            for row in rows[:limit]
        ]

    async def redrive(self, job_id: int, now: datetime) -> bool:
        row = self._rows.get(job_id)
        if row is None or row.outcome != "buried":
            return False
        row.outcome = row.ended_at = None
        row.attempts, row.failures, row.due_at = 0, 0, now
        return True

    async def counts(self) -> QueueCounts:
        rows = self._rows.values()
        unfinished = [row for row in rows if row.outcome is None]
        leased = sum(row.token is not None for row in unfinished)
        return QueueCounts(
            waiting=len(unfinished) - leased,
            leased=leased,
            done=sum(row.outcome == "done" for row in rows),
            buried=sum(row.outcome == "buried" for row in rows),
            by_kind=Counter(row.new.kind.value for row in unfinished),
        )

    async def next_due(self) -> datetime | None:
        unfinished = [row for row in self._rows.values() if row.outcome is None]
        return min((row.leased_until or row.due_at for row in unfinished), default=None)

    async def ended(self, key: str) -> bool | None:
        found = next((row for row in self._rows.values() if row.new.key == key), None)
        return None if found is None else found.outcome is not None

    async def events_of(self, platform: str, user: str, until: datetime) -> Sequence[PendingEvent]:
        rows = [row for row in self._rows.values() if row.outcome is None and row.due_at <= until and not row.failures]
        found = [(row, row.new.payload.get("event")) for row in rows if row.new.kind is JobKind.EVENT]
        return [
            PendingEvent(row.new.key, event, row.leased_until)
            for row, event in found
            if isinstance(event, Mapping) and self._is_of(event, platform, user)
        ]

    def _is_of(self, event: Mapping[str, object], platform: str, user: str) -> bool:
        origin = event["origin"]
        assert isinstance(origin, Mapping)
        changed = event.get("command") in {"message-edited", "message-deleted"}
        return origin.get("platform") == platform and (changed or origin.get("user") == user)

    def _platform(self, row: Row) -> str | None:
        event = row.new.payload.get("event")
        if isinstance(event, Mapping):
            return str(event["origin"]["platform"])
        return self.platform_of(row.new.payload.get("workspace_id"))

    def _lease(self, row: Row, until: datetime) -> Job:
        row.attempts += 1
        row.token = f"lease-{row.id}-{row.attempts}"
        row.leased_until = until
        new = row.new
        return Job(row.id, new.kind, new.key, new.payload, row.attempts, row.failures, row.token, until)

    def _end(self, job: Job, outcome: Literal["done", "buried"], reason: str, now: datetime) -> bool:
        if (row := self.held(job)) is None:
            return False
        row.end(outcome, reason, now)
        return True
