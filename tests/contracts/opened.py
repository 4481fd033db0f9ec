"""What the suites for stores start from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bot.core import ports
from bot.core.belongings import Keeping
from bot.core.delivery.ports import Deliveries
from bot.core.installations import Installations
from bot.core.interviews.kept import InterviewStore
from bot.core.interviews.pairing.storing import PairStore
from bot.core.progress.ports import Decks, People, Preferences, Standings
from bot.core.progress.presence import Presence
from bot.core.records import JobKind, NewAnswer, NewJob, Place
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.weakness import GroupScores
from bot.core.together.ports import KudosBook, Recaps, Reminders, Reviews
from tests.samples import ADA, NOON


class OpenedStores(Protocol):
    """A set of stores over one state, such as an open database."""

    @property
    def directory(self) -> ports.Directory: ...
    @property
    def postings(self) -> ports.Postings: ...
    @property
    def ledger(self) -> ports.Ledger: ...
    @property
    def accounts(self) -> ports.Accounts: ...
    @property
    def jobs(self) -> ports.JobQueue: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def presence(self) -> Presence: ...
    @property
    def decks(self) -> Decks: ...
    @property
    def people(self) -> People: ...
    @property
    def group_scores(self) -> GroupScores: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def recaps(self) -> Recaps: ...
    @property
    def kudos(self) -> KudosBook: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def interviews(self) -> InterviewStore: ...
    @property
    def pairs(self) -> PairStore: ...
    @property
    def keeping(self) -> Keeping: ...


TODAY = NOON.date()


def new_answer(
    place: Place,
    event_key: str = "event-1",
    question_id: str = "coin-flips",
    text: str = "I would flip it many times.",
    submitted_at: datetime = NOON,
    local_date: date = TODAY,
    revises: int | None = None,
) -> NewAnswer:
    return NewAnswer(
        event_key=event_key,
        place=place,
        origin=ADA,
        question_id=question_id,
        text=text,
        submitted_at=submitted_at,
        local_date=local_date,
        revises=revises,
    )


def new_job(key: str = "grade", kind: JobKind = JobKind.GRADE, due_at: datetime = NOON, **payload: object) -> NewJob:
    return NewJob(kind, key, payload, due_at)
