from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.refusals import refused, unanswered
from bot.core.errors import TryLaterError, UncertainDeliveryError, UndeliverableError


def answer(code: str = "", status: int = 200, **headers: str) -> SlackApiError:
    data: dict[str, Any] = {"ok": False, "error": code} if code else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=named, status_code=status
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("code", "reason", "scope"),
    [
        ("is_archived", "archived", "channel"),
        ("not_in_channel", "removed", "channel"),
        ("channel_not_found", "no-channel", "channel"),
        ("restricted_action", "no-permission", "channel"),
        ("missing_scope", "no-permission", "channel"),
        ("token_revoked", "revoked", "workspace"),
        ("account_inactive", "revoked", "workspace"),
        ("invalid_auth", "revoked", "workspace"),
        ("user_disabled", "member-unreachable", "member"),
        ("message_not_found", "message-gone", "message"),
        ("thread_not_found", "message-gone", "message"),
        ("invalid_blocks", "refused-invalid_blocks", "message"),
    ],
)
@pytest.mark.parametrize("posts", [True, False])
def test_what_no_retry_helps_says_why_and_what_is_out_of_reach(
    code: str, reason: str, scope: str, *, posts: bool
) -> None:
    meaning = refused(answer(code), posts=posts)
    assert isinstance(meaning, UndeliverableError)
    assert (meaning.reason, meaning.scope) == (reason, scope)


@pytest.mark.parametrize(("given", "seconds"), [("7", 7.0), ("0.5", 0.5), ("soon", 30.0), ("-3", 0.0)])
def test_a_rate_limit_is_obeyed_in_seconds(given: str, seconds: float) -> None:
    meaning = refused(answer("ratelimited", 429, Retry_After=given), posts=True)
    assert type(meaning) is TryLaterError
    assert meaning.retry_after == seconds


def test_a_rate_limit_without_seconds_means_a_while() -> None:
    assert refused(answer(status=429), posts=True).retry_after == 30.0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "error", [answer("internal_error"), answer("fatal_error"), answer(status=500), answer(status=503)]
)
def test_a_failure_of_slacks_own_may_have_come_after_the_posting(error: SlackApiError) -> None:
    assert isinstance(refused(error, posts=True), UncertainDeliveryError)
    assert type(refused(error, posts=False)) is TryLaterError


def test_a_lost_answer_may_have_come_after_the_posting_and_a_refused_connection_cannot() -> None:
    for lost in (TimeoutError(), aiohttp.ServerDisconnectedError(), ConnectionResetError()):
        assert isinstance(unanswered(lost, posts=True), UncertainDeliveryError)
        assert type(unanswered(lost, posts=False)) is TryLaterError
    key = aiohttp.client_reqrep.ConnectionKey("slack.example", 443, True, True, None, None, None)
    nobody = aiohttp.ClientConnectorError(key, OSError(111, "refused"))
    assert type(unanswered(nobody, posts=True)) is TryLaterError
