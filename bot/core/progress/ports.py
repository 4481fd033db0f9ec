"""Where points, what members chose, and memory cards are kept; each method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.bank.vocabulary import Skill
from bot.core.progress.attempts import Attempt
from bot.core.progress.cards import Deck, MemoryCard
from bot.core.progress.points import Points
from bot.core.records import Place

Standing = tuple[int, str, Points]
"""A member's id, name and points."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a member has chosen for themselves.

    Attributes:
        on_boards: Whether leaderboards list them.
        late_evenings: Whether what they answer until 04:00 counts for the evening before.
        in_recaps: Whether a group's weekly recap may quote their answers.
    """

    on_boards: bool = True
    late_evenings: bool = False
    in_recaps: bool = False


def own_key(place: Place) -> str:
    """How the keys begin of what a member asks for on their own, so that it is told from what others ask for."""
    return f"next:{place.member_id}:"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as whoever runs Greenroom finds them.

    Attributes:
        platform: `terminal`, `slack`, `discord` or `web`.
        workspace: The platform's id of the workspace.
        user: The platform's id of the person.
        name: What they are called; empty if that is not known.
        place: Their rows, in the group in which they answered last, or else began an interview.
    """

    platform: str
    workspace: str
    user: str
    name: str
    place: Place


class People(Protocol):
    """Members of all workspaces, for whoever runs Greenroom."""

    async def people(self, user: str, default_time_zone: str) -> Sequence[Person]:
        """All members with a platform's id who have answered or begun an interview, by platform and workspace."""
        ...


class Standings(Protocol):
    """Points by group, member and period; the ledger keeps them with the answers and grades that they come from."""

    async def top(self, place: Place, key: str, limit: int) -> Sequence[Standing]:
        """The first members of a group in a period, those left out who want to be.

        The order is by all points, then by those gained, then by those for days, highest first.
        """
        ...

    async def members(self, place: Place, key: str) -> int:
        """How many members of a group have points in a period, those left out who want to be."""
        ...

    async def standing(self, place: Place, key: str) -> tuple[Standing, int, int] | None:
        """A member's own points, how many listed members are ahead, and how many are level, themselves included."""
        ...


class Preferences(Protocol):
    """What members chose for themselves."""

    async def preferences(self, place: Place) -> Chosen:
        """What a member has chosen."""
        ...

    async def left_out(self, workspace_id: int) -> frozenset[int]:
        """The members of a workspace who are on no leaderboard, and so are not named among others."""
        ...

    async def save_preferences(
        self,
        place: Place,
        *,
        on_boards: bool | None = None,
        late_evenings: bool | None = None,
        in_recaps: bool | None = None,
    ) -> Chosen:
        """Store what a member chooses; none leaves it as it is. Returns all of it.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """A question that a member was told to practise.

    Attributes:
        question_id: The question.
        skill: What it trains.
        since: When they were told; once it was put to them or answered after that, it is done.
    """

    question_id: str
    skill: Skill
    since: datetime


class Wishes(Protocol):
    """What members were told to practise."""

    async def wishes(self, place: Place) -> Sequence[Wish]:
        """A member's wishes, the most important first."""
        ...


class Decks(Protocol):
    """Members' memory cards.

    A member's cards are all gone, and made anew from what counts by then, once one of the grades that they have learnt
    from counts no more: its answer was taken back, or another grade has taken its place.
    """

    async def deck(self, place: Place) -> Deck:
        """A member's cards."""
        ...

    async def due(self, place: Place, now: datetime) -> tuple[bool, Sequence[MemoryCard]]:
        """Whether a member's cards know of all their grades, and which of them are due."""
        ...

    async def graded_since(self, place: Place, grade_id: int) -> Sequence[tuple[int, Attempt]]:
        """Answers of a member whose counting grade came later than another, in the order of the grades' ids.

        Estimates that stand in for a judge are left out: the judge's own grade comes later.
        """
        ...

    async def save_deck(self, place: Place, cards: Sequence[MemoryCard], before: int, grade_id: int) -> bool:
        """Store reviewed cards, and the last grade that they know of.

        Args:
            place: The member.
            cards: Those that changed.
            before: The last grade that the deck knew of when it was read.
            grade_id: The last one that it knows of now.

        Returns:
            False, with nothing stored, if the deck was changed meanwhile.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def seen(self, place: Place, since: datetime) -> Mapping[str, datetime]:
        """When questions were last answered by a member, or put to them or their group since a moment, by question.

        Left out is what others asked for themselves: postings with keys that begin with `ask:`, but for the member's
        own, `ask:next:<member>:`.
        """
        ...
