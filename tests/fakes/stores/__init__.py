"""The stores in memory, for fast tests of use cases; they pass the contracts that the real ones pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.stores.accounts import InMemoryAccounts
from tests.fakes.stores.deliveries import InMemoryDeliveries
from tests.fakes.stores.directory import InMemoryDirectory
from tests.fakes.stores.installations import InMemoryInstallations
from tests.fakes.stores.keepsakes import InMemoryKeeping
from tests.fakes.stores.ledger import InMemoryLedger
from tests.fakes.stores.postings import InMemoryPostings
from tests.fakes.stores.progress import (
    InMemoryDecks,
    InMemoryPeople,
    InMemoryPreferences,
    InMemoryPresence,
    InMemoryStandings,
)
from tests.fakes.stores.schedules import InMemorySchedules
from tests.fakes.stores.state import MemoryState
from tests.fakes.stores.together import (
    InMemoryGroupScores,
    InMemoryKudosBook,
    InMemoryRecaps,
    InMemoryReminders,
    InMemoryReviews,
)

__all__ = ["InMemoryLedger", "InMemoryStores", "MemoryState"]


@dataclass
class InMemoryStores:
    """All stores over one state, named as the real database names them."""

    state: MemoryState = field(default_factory=MemoryState)

    def __post_init__(self) -> None:
        self.directory = InMemoryDirectory(self.state)
        self.postings = InMemoryPostings(self.state)
        self.ledger = InMemoryLedger(self.state)
        self.accounts = InMemoryAccounts(self.state)
        self.deliveries = InMemoryDeliveries(self.state)
        self.schedules = InMemorySchedules(self.state)
        self.installations = InMemoryInstallations(self.state)
        self.standings = InMemoryStandings(self.state)
        self.preferences = InMemoryPreferences(self.state)
        self.presence = InMemoryPresence(self.state)
        self.decks = InMemoryDecks(self.state)
        self.people = InMemoryPeople(self.state)
        self.group_scores = InMemoryGroupScores(self.state)
        self.reminders = InMemoryReminders(self.state)
        self.recaps = InMemoryRecaps(self.state)
        self.kudos = InMemoryKudosBook(self.state)
        self.reviews = InMemoryReviews(self.state)
        self.jobs = self.state.jobs
        self.interviews = self.state.interviews
        self.pairs = self.state.pairs
        self.keeping = InMemoryKeeping(self.state)
