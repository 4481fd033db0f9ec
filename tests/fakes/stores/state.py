"""What the in-memory stores share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count

from bot.core.delivery.records import Delivery
from bot.core.errors import TryLaterError
from bot.core.groups.settings import GroupSettings
from bot.core.progress.cards import Deck
from bot.core.progress.moves import Change
from bot.core.progress.ports import Chosen
from bot.core.progress.presence import Absence
from bot.core.progress.streaks import practice_day
from bot.core.records import Answer, Contest, Grade, JudgeCall, Place, Posting, SelfCheck
from bot.core.rhythm.records import ScheduleRecord, Skip, Suggestion
from bot.core.together.records import Kudo, Review
from tests.fakes.jobs import InMemoryJobQueue
from tests.fakes.stores.interviews import InMemoryInterviews
from tests.fakes.stores.pairs import InMemoryPairs


@dataclass
class DeliveryRow:
    delivery: Delivery
    slot: str
    shown: bool = False


@dataclass
class MemoryState:
    """What the in-memory stores share, as real stores share a database."""

    jobs: InMemoryJobQueue = field(default_factory=InMemoryJobQueue)
    workspaces: dict[tuple[str, str], int] = field(default_factory=dict)
    groups: dict[tuple[int, str], int] = field(default_factory=dict)
    settings: dict[int, GroupSettings] = field(default_factory=dict)
    members: dict[tuple[int, str], int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    zones: dict[int, str | None] = field(default_factory=dict)
    moves: dict[int, list[Change]] = field(default_factory=dict)
    group_moves: dict[int, list[Change]] = field(default_factory=dict)
    postings: dict[tuple[int, str], Posting] = field(default_factory=dict)
    passes: dict[tuple[int, int], datetime] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    events: dict[tuple[int, str], int] = field(default_factory=dict)
    grades: dict[tuple[int, str], Grade] = field(default_factory=dict)
    counting: dict[int, Grade] = field(default_factory=dict)
    calls: list[JudgeCall] = field(default_factory=list)
    contests: dict[int, Contest] = field(default_factory=dict)
    self_checks: dict[int, SelfCheck] = field(default_factory=dict)
    schedules: dict[int, ScheduleRecord] = field(default_factory=dict)
    ended: dict[int, ScheduleRecord] = field(default_factory=dict)
    deeds: dict[str, int] = field(default_factory=dict)
    skips: dict[tuple[int, date], Skip] = field(default_factory=dict)
    suggestions: dict[tuple[int, str], Suggestion] = field(default_factory=dict)
    suggested_by: dict[int, int] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], DeliveryRow] = field(default_factory=dict)
    chosen: dict[int, Chosen] = field(default_factory=dict)
    interview_days: dict[int, set[date]] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    absences: list[tuple[str, Absence]] = field(default_factory=list)
    decks: dict[int, Deck] = field(default_factory=dict)
    reminders: dict[int, tuple[int, int, int | None, datetime]] = field(default_factory=dict)
    recaps: dict[int, datetime] = field(default_factory=dict)
    shares: dict[int, datetime] = field(default_factory=dict)
    kudos: dict[tuple[int, int, str], Kudo] = field(default_factory=dict)
    reviews: dict[tuple[int, int], Review] = field(default_factory=dict)
    ids: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.interviews = InMemoryInterviews(self.jobs)
        self.pairs = InMemoryPairs(self.jobs, alone=self.interviews)
        self.interviews.pairs = self.pairs
        self.interviews.note_day = self.pairs.note_day = self.note_day
        self.jobs.platform_of = lambda workspace: next(
            (platform for (platform, _), known in self.workspaces.items() if known == workspace), None
        )

    def posting(self, workspace_id: int, posting_id: int) -> Posting | None:
        found = (posting for posting in self.postings.values() if posting.id == posting_id)
        return next((one for one in found if one.group_id in self.groups_of(workspace_id)), None)

    def groups_of(self, workspace_id: int) -> Collection[int]:
        return {group for (workspace, _), group in self.groups.items() if workspace == workspace_id}

    def absences_of(self, workspace_id: int) -> tuple[Absence, ...]:
        names = {number: name[0] for name, number in self.workspaces.items()}
        return tuple(absence for platform, absence in self.absences if platform == names.get(workspace_id))

    def change_posting(self, posting: Posting) -> None:
        key = next(key for key, one in self.postings.items() if one.id == posting.id)
        self.postings[key] = posting

    def require_member(self, place: Place) -> None:
        if place.member_id not in self.members.values():
            raise TryLaterError("the member was forgotten meanwhile")

    def note_day(self, place: Place, at: datetime) -> None:
        group, member = place.group_id, place.member_id
        zone = self.zones.get(member) or self.settings.get(group, GroupSettings()).time_zone or place.time_zone
        day = practice_day(at, zone, late=self.chosen.get(member, Chosen()).late_evenings)
        self.interview_days.setdefault(member, set()).add(day)

    def days_of(self, member: int) -> list[date]:
        answered = {answer.local_date for answer in self.answers.values() if answer.member_id == member}
        return sorted(answered | self.interview_days.get(member, set()))

    def mark(self, answer_id: int, **changes: object) -> Answer:
        self.answers[answer_id] = replace(self.answers[answer_id], **changes)  # type: ignore[arg-type]
        return self.answers[answer_id]
