"""Signed HTTP: events, interactions and commands posted to the app's own addresses."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.wire.slack.app import App
from tests.wire.slack.delivery import Attempt, Delivery
from tests.wire.slack.things import Json

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What the app answered over HTTP."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)


class SignedHttp:
    """Posts to the app, and a transport for deliveries."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._session: aiohttp.ClientSession | None = None

    def signature(self, timestamp: str, body: bytes) -> str:
        """Slack's signature, version 0."""
        base = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self._app.signing_secret.encode(), base, hashlib.sha256).hexdigest()

    async def post(
        self,
        body: bytes | str | Json,
        *,
        url: str | None = None,
        content_type: str = "application/json",
        timestamp: str | None = None,
        signature: str | None = None,
        headers: dict[str, str] | None = None,
        patience: float = 10.0,
    ) -> Answer:
        """Post anything to the app, signed as it should be unless told otherwise.

        Args:
            body: Bytes or text as they are, or JSON.
            url: Where to; the events' address by default.
            content_type: Of the body.
            timestamp: Instead of now, such as one of ten minutes ago or `soon`.
            signature: Instead of the right one; empty for no such header at all.
            headers: Further headers.
            patience: Seconds to wait for an answer.
        """
        raw = json.dumps(body).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
        stamp = str(int(time.time())) if timestamp is None else timestamp
        signed = self.signature(stamp, raw) if signature is None else signature
        sent = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signed,
        } | (headers or {})
        if not signed:
            del sent["X-Slack-Signature"]
        target = url or self._app.request_url
        assert target, "the app has no request URL"
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=patience)
        async with self._session.post(target, data=raw, headers=sent, timeout=limit, allow_redirects=False) as response:
            return Answer(response.status, await response.text(), {k.lower(): v for k, v in response.headers.items()})

    async def verify_url(self, url: str | None = None) -> Answer:
        """The handshake that Slack does when an events' address is entered."""
        body = {
            "token": self._app.verification_token,
            "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY",
            "type": "url_verification",
        }
        return await self.post(body, url=url)

    async def send(self, delivery: Delivery, attempt: Attempt, deadline: float) -> bool:
        """Post a payload; anything but a 2xx within the deadline is a failure."""
        attempt.sent = time.monotonic()
        url, body, content_type = self._request(delivery)
        retry = {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}
        try:
            answer = await self.post(
                body, url=url, content_type=content_type, headers=retry if attempt.number else None, patience=deadline
            )
        except TimeoutError:
            attempt.failed = "http_timeout"
            return False
        except aiohttp.ClientError:
            attempt.failed = "connection_failed"
            return False
        attempt.status = answer.status
        if not 200 <= answer.status < 300:
            attempt.failed = "http_error"
            return answer.headers.get("x-slack-no-retry") == "1"
        attempt.took = time.monotonic() - attempt.sent
        delivery.answer = _answer(answer.text)
        return True

    def _request(self, delivery: Delivery) -> tuple[str | None, bytes | Json, str]:
        if delivery.kind == "events_api":
            return self._app.request_url, delivery.payload, "application/json"
        if delivery.kind == "interactive":
            form = urlencode({"payload": json.dumps(delivery.payload)})
            return self._app.interactivity_url or self._app.request_url, form.encode(), _FORM
        url = self._app.commands.get(delivery.payload["command"]) or self._app.request_url
        return url, urlencode(delivery.payload).encode(), _FORM

    async def stop(self) -> None:
        """Close connections."""
        if self._session is not None:
            await self._session.close()


def _answer(text: str) -> Json | None:
    if not text:
        return None
    try:
        held = json.loads(text)
    except ValueError:
        return {"text": text}
    return held if isinstance(held, dict) else None
