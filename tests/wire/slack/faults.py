"""What can go wrong between an app and Slack, on demand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Fault:
    """What happens to one call.

    Attributes:
        name: What to call it in the log.
        status: HTTP status to answer, 0 for none.
        error: Slack's error code to answer with status 200.
        retry_after: Seconds, for a 429.
        accepted: The call has its effect all the same.
        drop: The connection is dropped instead of an answer.
        delay: Seconds before the call is looked at.
        late: Seconds between the effect and the answer.
        page: What a proxy before Slack answers with, in place of all else.
        content_type: What it says that is.
    """

    name: str
    status: int = 0
    error: str = ""
    retry_after: int = 0
    accepted: bool = False
    drop: bool = False
    delay: float = 0.0
    late: float = 0.0
    page: str | None = None
    content_type: str = "text/html"


def ratelimited(retry_after: int = 1) -> Fault:
    """429 with Retry-After, nothing done."""
    return Fault("ratelimited", status=429, error="ratelimited", retry_after=retry_after)


def status(code: int, *, accepted: bool = False) -> Fault:
    """A bare HTTP status such as 500 or 503, with a body that is not JSON."""
    return Fault(f"status {code}", status=code, accepted=accepted)


def page(code: int, text: str, content_type: str = "text/html") -> Fault:
    """The answer of a proxy that stands before Slack; nothing is done."""
    return Fault(f"page {code}", status=code, page=text, content_type=content_type)


def error(code: str, *, accepted: bool = False) -> Fault:
    """One of Slack's error codes; `fatal_error` and `internal_error` may come after the effect."""
    return Fault(f"error {code}", error=code, accepted=accepted)


def drop_after() -> Fault:
    """The call is carried out, and the connection dropped before the answer."""
    return Fault("drop after", accepted=True, drop=True)


def drop_before() -> Fault:
    """The connection is dropped before anything is done."""
    return Fault("drop before", drop=True)


def slow(seconds: float) -> Fault:
    """The call waits before it is looked at."""
    return Fault(f"slow {seconds}", delay=seconds, accepted=True)


def late(seconds: float) -> Fault:
    """The call is carried out at once and answered late."""
    return Fault(f"late {seconds}", late=seconds, accepted=True)


class Faults:
    """Faults that wait for their calls."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, deque[Fault]]] = []

    def next(self, method: str, *faults: Fault, times: int = 1) -> None:
        """The next calls of a method, one fault each and in order; the whole row `times` times.

        Args:
            method: Such as `chat.postMessage`, `response_url`, `upload`; with wildcards, such as `chat.*` or `*`.
            faults: What happens.
            times: How often.
        """
        self._waiting.append((method, deque([*faults] * times)))

    def take(self, method: str) -> Fault | None:
        """The fault for a call that has just come, which is used up by it."""
        for pattern, faults in self._waiting:
            if faults and fnmatch(method, pattern):
                return faults.popleft()
        return None

    @property
    def left(self) -> int:
        """How many have not been used."""
        return sum(len(faults) for _, faults in self._waiting)

    def clear(self) -> None:
        """No more faults."""
        self._waiting.clear()
