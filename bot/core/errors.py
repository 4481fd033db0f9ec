"""Everything that can go wrong, as one tree; errors carry data, and wording is chosen where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.grading.grade import Usage


class GreenroomError(Exception):
    """Root of all errors that Greenroom raises on purpose."""


@dataclass
class UnknownQuestionError(GreenroomError):
    """No question has this id."""

    question_id: str
    near: Sequence[str] = ()

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.near)}?" if self.near else ""
        return f"there is no question {self.question_id!r}{hint}"


@dataclass
class NoMatchingQuestionError(GreenroomError):
    """The filters leave no question to ask."""

    filters: str

    def __str__(self) -> str:
        return f"no question matches {self.filters}"


@dataclass
class AnswerRefusedError(GreenroomError):
    """An answer that cannot be taken in, for a reason its author can mend.

    Attributes:
        reason: `empty`, `too-long`, `not-text` or `no-words`.
        length: Characters received.
        limit: Most characters taken, where that is the reason.
    """

    reason: str
    length: int = 0
    limit: int = 0

    def __str__(self) -> str:
        if self.reason == "too-long":
            return f"the answer has {self.length:,} characters; the limit is {self.limit:,}"
        if self.reason == "not-text":
            return "the answer is not text (it holds binary data)"
        if self.reason == "no-words":
            return "the answer has no words to judge"
        return "the answer is empty"


@dataclass
class DailyLimitError(GreenroomError):
    """A member has sent as many answers on a local date as are taken.

    Attributes:
        limit: Most answers a day.
        again_on: The local date on which they can go on.
    """

    limit: int
    again_on: date

    def __str__(self) -> str:
        return f"the limit of {self.limit} answers a day is reached; go on on {self.again_on.isoformat()}"


@dataclass
class ContestRefusedError(GreenroomError):
    """A grade that cannot be contested.

    Attributes:
        reason: `estimate`, `waiting`, `again` or `withdrawn`.
    """

    reason: str

    def __str__(self) -> str:
        return f"the grade cannot be contested: {self.reason}"


@dataclass
class UnknownAnswerError(GreenroomError):
    """No such answer in this workspace."""

    answer_id: int

    def __str__(self) -> str:
        return f"there is no answer {self.answer_id}"


@dataclass
class NotAnsweredYetError(GreenroomError):
    """The model answer is shown only to members who have answered."""

    question_id: str

    def __str__(self) -> str:
        return f"question {self.question_id!r} has not been answered yet"


@dataclass
class TryLaterError(GreenroomError):
    """Work that cannot be done now but may be later.

    Attributes:
        reason: Short machine-readable cause, such as `timeout` or `rate-limited`.
        retry_after: Seconds we were asked to wait, if that was said.
        permanent: Whether trying again cannot help until an operator acts.
    """

    reason: str
    retry_after: float | None = None
    permanent: bool = False

    def __str__(self) -> str:
        return f"not now: {self.reason}"


@dataclass
class NotItsTurnError(TryLaterError):
    """Work that a platform's pace lets go only later: exactly `retry_after` seconds from now, and nothing is wrong."""

    retry_after: float = 0.0


@dataclass
class JudgeUnavailableError(TryLaterError):
    """The judge could not grade now; the answer stays waiting and is never counted as zero.

    Attributes:
        usage: What the failed try took, if it got as far as taking anything.
        operator: Whether only whoever runs Greenroom can mend it, such as a wrong key: to be told to them.
        detail: What the judge's server said, for the log; never an answer's text.
    """

    usage: Usage | None = None
    operator: bool = False
    detail: str = ""

    def __str__(self) -> str:
        return f"the judge is unavailable: {self.reason}"


@dataclass
class HopelessJobError(GreenroomError):
    """A job that no retry can help, such as one for a question that has left the bank."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass
class UncertainDeliveryError(TryLaterError):
    """A message was sent and no answer came: the platform may or may not have it."""


@dataclass
class UndeliverableError(HopelessJobError):
    """A message that no retry can deliver.

    Attributes:
        scope: What is out of reach: `workspace`, `channel`, `member` or `message`.
    """

    scope: str = "channel"


@dataclass
class LeaseLostError(GreenroomError):
    """A job's result came after its lease had passed to another worker; the result is dropped."""

    job_id: int

    def __str__(self) -> str:
        return f"the lease of job {self.job_id} was lost"


@dataclass
class StorageError(GreenroomError):
    """The database cannot be used.

    Attributes:
        problem: What is wrong.
        remedy: What to do.
        passes: Whether it is no fault of what was to be stored, which can be done when the database is well again.
    """

    problem: str
    remedy: str
    passes: bool = False

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}"


@dataclass
class DatabaseInUseError(StorageError):
    """Another process holds the database."""


@dataclass
class SettingsError(GreenroomError):
    """A setting has a value that cannot be used."""

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"
