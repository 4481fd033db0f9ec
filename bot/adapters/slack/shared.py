"""Channels that companies share, where several of them have installed the app.

Slack tells of what happens there once, in the name of any of them. What is written in a thread is for the bot that
began it, what is pressed for the one whose message it stands in, and a mention for whom it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.translate import those_mentioned
from bot.adapters.slack.workspaces import Workspace, Workspaces


async def meant(found: Workspace, workspaces: Workspaces, payload: Mapping[str, Any]) -> Workspace:
    """The workspace whose bot something is for; the one that was found, where none of another's is concerned.

    Args:
        found: In whose name Slack tells of it.
        workspaces: Where the app is installed.
        payload: What Slack sent.

    Raises:
        TryLaterError: That cannot be told now.
    """
    for user in _concerned(payload):
        if user == found.bot_user:
            return found
        other = await workspaces.of_bot(user)
        if other is not None:
            return other
    return found


def _concerned(payload: Mapping[str, Any]) -> list[str]:
    """Who may be a bot of ours, the likeliest first: who began the thread, or wrote what is pressed; who is named."""
    if payload.get("type") != "event_callback":
        author = mapping(payload.get("message")).get("user")
        return [author] if isinstance(author, str) and author else []
    if payload.get("is_ext_shared_channel") is not True:
        return []
    event = mapping(payload.get("event"))
    message = mapping(event.get("message")) or mapping(event.get("previous_message")) or event
    began = message.get("parent_user_id")
    return [*([began] if isinstance(began, str) and began else []), *those_mentioned(event)]
