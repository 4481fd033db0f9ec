"""What is kept of an interview: everything that its next turn depends on, as JSON with a version."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.core.errors import GreenroomError
from bot.core.grading.grade import Verdict

STATE_VERSION = 1
"""Changes when what is written can no longer be read by older code."""

Versioned = TypeVar("Versioned", bound=BaseModel)


class InterviewStateError(GreenroomError):
    """A stored interview that cannot be gone on with.

    Attributes:
        reason: `version` (written by a newer Greenroom), `unreadable`, or `plan` (its plan has changed or is gone).
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"the interview cannot be gone on with: {self.reason}{f' ({self.detail})' if self.detail else ''}"


class Phase(StrEnum):
    """Where an interview stands; the clock runs only while it is live."""

    LIVE = "live"
    PAUSED = "paused"
    PARKED = "parked"
    STOPPED = "stopped"
    DONE = "done"


class TurnKind(StrEnum):
    """What a turn is; candidates' turns are answers, questions, words such as `hint`, and notes."""

    WELCOME = "welcome"
    NOTES = "notes"
    SETUP = "setup"
    ASK = "ask"
    PROBE = "probe"
    HINT = "hint"
    FACT = "fact"
    REMARK = "remark"
    REPEAT = "repeat"
    TIME = "time"
    MOVE_ON = "move-on"
    EVALUATION = "evaluation"
    MODEL_ANSWER = "model-answer"
    DEBRIEF = "debrief"
    CLOSING = "closing"
    ANSWER = "answer"
    QUESTION = "question"
    WORD = "word"
    NOTE = "note"


class StageEnd(StrEnum):
    """Why a stage is over."""

    ANSWERED = "answered"
    TIME = "time"
    SKIPPED = "skipped"
    STOPPED = "stopped"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Record):
    """One message of an interview.

    Attributes:
        number: Its place, from 1; with the interview's id the key under which it is delivered once.
        at: When it was said, or is to be said once `pause` is over.
        persona: Who says it; none for the candidate.
        kind: What it is.
        text: The words; the candidate's are untouched and never shown as Markdown.
        stage: Id of the stage it belongs to.
        about: Id of the criterion that a probe is about, or of the fact that is told.
        quote: Words of the candidate that the turn takes up; to be shown literally.
        pause: Seconds to wait after the turn before it, so that a long set-up can be read.
    """

    number: int
    at: datetime
    persona: str | None
    kind: TurnKind
    text: str
    stage: str
    about: str = ""
    quote: str = ""
    pause: float = 0.0


class Inquiry(_Record):
    """A question that the candidate asked.

    Attributes:
        text: The question.
        fact: Id of the fact or reply that answered it; empty where the sheet says nothing.
        before_answer: Whether it came before the stage's first answer.
    """

    text: str
    fact: str = ""
    before_answer: bool = True


class StageRecord(_Record):
    """How a stage went.

    Attributes:
        id: The stage.
        seconds: Time it has taken, pauses left out.
        extra: Seconds granted beyond its time box.
        warned: Whether the candidate was told that its time runs short.
        answers: What the candidate said to the point, in order.
        objections: What they said against the evaluation or the senior answer afterwards.
        first: Score (0-4) by criterion after the first answer, before any probe.
        reading: What was found in the answers so far; only while the stage is open.
        grade: What counts, once the stage is over; none for a stage without an answer.
        probes: What was followed up: criteria's ids, or `probe-1`, `probe-2`, ... for the stage's own.
        hints: How many hints were given.
        inquiries: What the candidate asked.
        notes: Their notes, a bullet each.
        unknown: How often they said that they don't know.
        push_backs: How often they disagreed.
        end: Why it is over; none while it is not.
    """

    id: str
    seconds: float = 0.0
    extra: float = 0.0
    warned: bool = False
    answers: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    first: dict[str, float] = Field(default_factory=dict)
    reading: Verdict | None = None
    grade: Verdict | None = None
    probes: tuple[str, ...] = ()
    hints: int = 0
    inquiries: tuple[Inquiry, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: int = 0
    push_backs: int = 0
    end: StageEnd | None = None

    @property
    def text(self) -> str:
        """All that is to be graded."""
        return "\n\n".join((*self.answers, *self.objections))

    @property
    def begun(self) -> bool:
        """Whether the candidate has said anything that bears on it."""
        return bool(self.answers or self.inquiries or self.unknown)


class Rating(_Record):
    """What the candidate says of the interviewer.

    Attributes:
        stars: 1-5.
        why: Their reason.
        points: What they liked, by its place among the plan's `good_interviewer`, from 0.
    """

    stars: Annotated[int, Field(ge=1, le=5)]
    why: str = ""
    points: tuple[int, ...] = ()


class Session(_Record):
    """An interview under way, or over.

    Attributes:
        version: Of this record's form.
        id: Unique for ever.
        plan_id: The plan.
        phase: Where it stands.
        began: When it began.
        heard: When the candidate was last heard.
        running_since: Since when the clock has been running uncounted; none while it stands.
        seconds: Time counted so far, over all stages.
        warned: Whether the candidate was told that the whole runs short.
        stage: Id of the stage that is open, or was last.
        stages: All stages of the plan, in order.
        turns: All that was said.
        assumptions: What the candidate said they assume.
        rating: What they say of the interviewer.
        stranded: Number of the last turn when nothing could be shown any more where it was held; 0 if never.
        lost: Number of the debrief's turn, from when it could not be shown until it is elsewhere; 0 if it was shown.
    """

    version: int = STATE_VERSION
    id: str
    plan_id: str
    phase: Phase = Phase.LIVE
    began: datetime
    heard: datetime
    running_since: datetime | None = None
    seconds: float = 0.0
    warned: bool = False
    stage: str
    stages: tuple[StageRecord, ...]
    turns: tuple[Turn, ...] = ()
    assumptions: tuple[str, ...] = ()
    rating: Rating | None = None
    stranded: int = 0
    lost: int = 0

    @property
    def over(self) -> bool:
        """Whether the debrief has been given."""
        return self.phase in {Phase.DONE, Phase.STOPPED}

    @property
    def stranded_now(self) -> bool:
        """Whether it is put away because nothing can be shown where it is held, and nothing happened since."""
        return self.phase is Phase.PARKED and bool(self.turns) and self.stranded == self.turns[-1].number

    @property
    def owes_debrief(self) -> bool:
        """Whether its candidate has still to be shown the debrief; a stop that was taken back brings another."""
        return (
            self.over
            and self.lost > 0
            and not any(turn.kind is TurnKind.DEBRIEF for turn in self.turns if turn.number > self.lost)
        )

    @property
    def open_stage(self) -> StageRecord:
        """The stage that is open, or was last."""
        return self.record(self.stage)

    def record(self, stage_id: str) -> StageRecord:
        """How a stage went so far."""
        return next(record for record in self.stages if record.id == stage_id)

    def with_stage(self, stage_id: str, **changes: Any) -> Session:  # noqa: ANN401 - fields of several types
        """The same with another record of a stage."""
        stages = tuple(record.model_copy(update=changes) if record.id == stage_id else record for record in self.stages)
        return self.model_copy(update={"stages": stages})


def dump_session(session: Session) -> str:
    """An interview as JSON."""
    return session.model_dump_json()


def load_session(text: str) -> Session:
    """The interview that `dump_session` wrote.

    Raises:
        InterviewStateError: It was written by a newer version, or cannot be read.
    """
    return load_versioned(Session, text, STATE_VERSION)


def load_versioned(model: type[Versioned], text: str, known: int) -> Versioned:
    """A record out of JSON that says its version.

    Args:
        model: What it is.
        text: The JSON.
        known: The version that this Greenroom reads.

    Raises:
        InterviewStateError: It is of another version, or cannot be read.
    """
    try:
        values = json.loads(text)
        version = values["version"]
    except (ValueError, TypeError, KeyError) as error:
        raise InterviewStateError("unreadable", str(error)) from error
    if version != known:
        raise InterviewStateError("version", f"{version!r}; this Greenroom reads {known}")
    try:
        return model.model_validate(values)
    except ValueError as error:
        raise InterviewStateError("unreadable", f"{type(error).__name__}") from error
