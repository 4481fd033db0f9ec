"""Everything the app asked of the server, and how fast it asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Call:
    """A request to the Web API, a response URL or an upload URL.

    Attributes:
        method: Such as `chat.postMessage`, or `response_url`, or `upload`.
        args: Arguments, JSON ones decoded.
        at: The server's time, seconds since the epoch.
        token: The token it came with, if any.
        headers: Its HTTP headers, names in lower case.
        content_type: Form or JSON.
        status: HTTP status of the answer; 0 where the connection was dropped.
        answer: Body of the answer.
        fault: The fault that was injected into it, if any.
        team_id: The workspace of its token.
    """

    method: str
    args: Json
    at: float
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    status: int = 0
    answer: Json = field(default_factory=dict)
    fault: str = ""
    team_id: str = ""

    @property
    def ok(self) -> bool:
        """Whether it did what was asked."""
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        """Slack's error code, empty if there is none."""
        return str(self.answer.get("error", ""))


class Log:
    """All calls, oldest first.

    Attributes:
        calls: The calls.
        complaints: What a client did against the protocol without being told: an acknowledgement nobody waits for,
            a payload where none is accepted, a view in an answer that Slack would not show.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.complaints: list[str] = []

    def of(self, method: str, **args: Any) -> list[Call]:
        """Calls of a method with these arguments."""
        return [
            call
            for call in self.calls
            if call.method == method and all(call.args.get(name) == value for name, value in args.items())
        ]

    @property
    def refused(self) -> list[Call]:
        """Calls that were answered with an error."""
        return [call for call in self.calls if not call.ok]

    @property
    def limited(self) -> list[Call]:
        """Calls that were answered 429."""
        return [call for call in self.calls if call.status == 429]

    def busiest(self, method: str, channel: str | None = None, seconds: float = 1.0) -> int:
        """The most calls of a method within any so many seconds, in one conversation or in all."""
        return self._busiest(
            lambda call: call.method == method and channel in {None, call.args.get("channel")}, seconds
        )

    def _busiest(self, wanted: Callable[[Call], bool], seconds: float) -> int:
        times = [call.at for call in self.calls if wanted(call)]
        most, first = 0, 0
        for last, at in enumerate(times):
            while at - times[first] >= seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def clear(self) -> None:
        """Forget what was, to look at what comes."""
        self.calls.clear()
        self.complaints.clear()
