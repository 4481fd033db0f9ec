"""How Slack says no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class SlackError(Exception):
    """A refusal in the Web API's shape.

    Attributes:
        code: Slack's error code, such as `channel_not_found`.
        messages: What is wrong with the arguments, as `response_metadata.messages` shows it.
        fields: Further fields of the body, such as `needed`.
        status: HTTP status; Slack answers 200 to nearly all of them.
        headers: Further headers.
    """

    def __init__(
        self,
        code: str,
        messages: Sequence[str] = (),
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.status = status
        self.headers = dict(headers or {})
        self.fields = fields

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that a client reads."""
        body: dict[str, Any] = {"ok": False, "error": self.code} | self.fields
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {line}" for line in self.messages]}
        return body


def ratelimited(retry_after: int) -> SlackError:
    """HTTP 429 with the seconds to wait."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(retry_after)})


class NotPossibleError(AssertionError):
    """A person tried what Slack's own client would not let them do."""
