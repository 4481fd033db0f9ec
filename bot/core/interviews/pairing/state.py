"""What is kept of an interview of two members: everything that its views depend on, as JSON with a version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.core.bank.question import Slug
from bot.core.bank.vocabulary import Level
from bot.core.errors import GreenroomError
from bot.core.interviews.state import Rating, load_versioned
from bot.core.records import Origin

PAIR_VERSION = 1
"""Changes when what is written can no longer be read by older code."""

GENERAL = ""
"""Under which notes are kept that are about a stage as a whole."""


class PairRefusedError(GreenroomError):
    """Something that cannot be done in a pair.

    Attributes:
        reason: `gone`, `over`, `alone`, `not-yours`, `not-the-reader`, `not-the-candidate`, `not-invited`, `taken`,
            `yourself`, `started`, `not-started`, `not-over`, `no-channel`, `option`.
        detail: What it is about, where that helps.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"the pair cannot do that: {self.reason}{f' ({self.detail})' if self.detail else ''}"


class PairPhase(StrEnum):
    """Where a pair stands; the clock runs only while it is live."""

    OPEN = "open"
    READY = "ready"
    LIVE = "live"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    CALLED_OFF = "called-off"
    LEFT = "left"

    @property
    def over(self) -> bool:
        """Whether it cannot go on."""
        return self in {PairPhase.DONE, PairPhase.STOPPED, PairPhase.CALLED_OFF, PairPhase.LEFT}

    @property
    def begun(self) -> bool:
        """Whether the reader has the panel."""
        return self in {PairPhase.LIVE, PairPhase.PAUSED}


class Role(StrEnum):
    """Who one of the two is."""

    READER = "reader"
    CANDIDATE = "candidate"

    @property
    def other(self) -> Role:
        """The other one."""
        return Role.CANDIDATE if self is Role.READER else Role.READER


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seat(_Record):
    """One of the two.

    Attributes:
        member_id: The member's row.
        user: The platform's id.
        name: What to call them; empty if that is not known.
        time_zone: IANA zone in which they are told times.
    """

    member_id: int
    user: str
    name: str = ""
    time_zone: str = "UTC"


class Home(_Record):
    """The channel in which the pair met, in the platform's own ids."""

    platform: str
    workspace: str
    channel: str
    thread: str | None = None

    def origin(self, seat: Seat | None = None) -> Origin:
        """The place itself, or a member's own conversation with the bot."""
        if seat is None:
            return Origin(self.platform, self.workspace, self.channel, "", thread=self.thread)
        return Origin(self.platform, self.workspace, self.channel, seat.user, seat.name, direct=True)


class PairStage(_Record):
    """How a stage went, as the reader took it down.

    Attributes:
        id: The stage.
        seconds: Time it has taken, pauses left out.
        visited: Whether it was opened.
        levels: Level (0-4) by criterion, as the reader gave it.
        notes: What they noted or quoted, by criterion; under `GENERAL` what is about the whole stage.
        probes: What they asked on: ids of criteria, or `probe-1`, `probe-2`, ... for the stage's own.
        hints: How many hints they gave.
        shown: Whether the question stands in the channel, for what can hardly be said aloud.
        written: What the candidate wrote in the card's thread.
    """

    id: str
    seconds: float = 0.0
    visited: bool = False
    levels: dict[Slug, Level] = Field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    probes: tuple[str, ...] = ()
    hints: int = 0
    shown: bool = False
    written: tuple[str, ...] = ()


class Pair(_Record):
    """Two members, or one who looks for another, and their interview.

    Attributes:
        version: Of this record's form.
        plan_id: The plan.
        home: Where they met.
        phase: Where it stands.
        inviter: Who began it.
        invited: The platform's id of the only one who may join; empty for anybody.
        invited_name: What to call them; empty if that is not known.
        reader: Who reads and scores; none while nobody does.
        candidate: Who answers; none while nobody does.
        made: When the invitation was made.
        began: When the interview began; none before.
        ended: When it was over; none before.
        running_since: Since when the clock has been running uncounted; none while it stands.
        stage: Id of the stage that is open, or was last.
        stages: All stages of the plan, in order.
        aloud: What the reader was last given to read out: a hint or a follow-up; empty for the ask.
        rating: What the candidate says of the reader.
        changed: By view, the revision that changed it last.
        unshown: Views that could not be shown where they belong, and are not tried before somebody resumes.
        moved: How often it went on in another channel.
        thread: The thread that belongs to the card, where the candidate may write.
    """

    version: int = PAIR_VERSION
    plan_id: str
    home: Home
    phase: PairPhase = PairPhase.OPEN
    inviter: Seat
    invited: str = ""
    invited_name: str = ""
    reader: Seat | None = None
    candidate: Seat | None = None
    made: datetime
    began: datetime | None = None
    ended: datetime | None = None
    running_since: datetime | None = None
    stage: str
    stages: Annotated[tuple[PairStage, ...], Field(min_length=1)]
    aloud: str = ""
    rating: Rating | None = None
    changed: dict[str, int] = Field(default_factory=dict)
    unshown: tuple[str, ...] = ()
    moved: int = 0
    thread: str | None = None

    @property
    def open_stage(self) -> PairStage:
        """The stage that is open, or was last."""
        return self.record(self.stage)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Those who take part so far."""
        return tuple(seat for seat in (self.reader, self.candidate) if seat is not None)

    @property
    def free(self) -> Role | None:
        """What whoever joins will be; none once there are two."""
        if self.reader is None:
            return Role.READER
        return Role.CANDIDATE if self.candidate is None else None

    def record(self, stage_id: str) -> PairStage:
        """How a stage went so far."""
        return next(record for record in self.stages if record.id == stage_id)

    def role_of(self, member_id: int) -> Role | None:
        """Who a member is in it; none for others."""
        if self.reader is not None and self.reader.member_id == member_id:
            return Role.READER
        if self.candidate is not None and self.candidate.member_id == member_id:
            return Role.CANDIDATE
        return None

    def seat(self, role: Role) -> Seat | None:
        """Who has a role."""
        return self.reader if role is Role.READER else self.candidate

    def but(self, **changes: Any) -> Pair:  # noqa: ANN401 - fields of several types
        """The same with other values."""
        return self.model_copy(update=changes)

    def with_stage(self, stage_id: str, **changes: Any) -> Pair:  # noqa: ANN401
        """The same with another record of a stage."""
        stages = tuple(record.model_copy(update=changes) if record.id == stage_id else record for record in self.stages)
        return self.but(stages=stages)


def dump_pair(pair: Pair) -> str:
    """A pair as JSON."""
    return pair.model_dump_json()


def load_pair(text: str) -> Pair:
    """The pair that `dump_pair` wrote.

    Raises:
        InterviewStateError: It was written by a newer version, or cannot be read.
    """
    return load_versioned(Pair, text, PAIR_VERSION)
