"""What Discord answers when it refuses: a status, a JSON error code and, for forms, a tree of errors."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json; statuses as libraries report them.
KNOWN: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10009: (404, "Unknown Permission Overwrite"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10066: (404, "Unknown application command permissions"),
    10087: (400, "Unknown Tag"),
    20001: (403, "Bots cannot use this endpoint"),
    20012: (403, "You are not authorized to perform this action on this application"),
    20016: (429, "This action cannot be performed due to slowmode rate limit."),
    30003: (400, "Maximum number of pins reached for the channel (250)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30034: (429, "Maximum number of daily application command creates has been reached (200)."),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached {}."),
    40005: (413, "Request entity too large"),
    40058: (400, "Cannot send a message in a forum channel"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "This interaction has hit the maximum number of follow up messages."),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50003: (400, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50041: (400, "Invalid API version provided"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160002: (400, "You cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
}


class ApiError(Exception):
    """A refusal.

    Attributes:
        status: HTTP status.
        body: The JSON body.
        headers: Further headers.
    """

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = headers or {}


class CannotError(Exception):
    """A member's own app would not let them do this: the button is disabled, the command hidden, the text too long."""


def refused(code: int, status: int | None = None, **more: Any) -> ApiError:
    """The refusal with this JSON error code."""
    usual, message = KNOWN[code]
    return ApiError(status or usual, {"message": message, "code": code, **more})


def unauthorized() -> ApiError:
    return ApiError(401, {"message": "401: Unauthorized", "code": 0})


def not_found() -> ApiError:
    return ApiError(404, {"message": "404: Not Found", "code": 0})


def server_error(status: int = 500) -> ApiError:
    names = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
    return ApiError(status, {"message": f"{status}: {names.get(status, 'Server Error')}", "code": 0})
