"""Slack's chat streams: messages that grow while they are written.

What holds for one, from Slack's reference and from what others measured: it stands in a thread and, in a channel, names
whom it is for; it gets no metadata before it is stopped; until then `chat.update` and `chat.delete` are refused
(`streaming_state_conflict`, `cant_delete_message`), afterwards both work; one that nobody stops ends after about five
minutes, and a reader can stop it, from when on it takes nothing more. Members are notified when it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.slack.api import Api
from bot.adapters.slack.marks import mark
from bot.adapters.slack.payloads import mapping
from bot.adapters.slack.tame import tamed
from bot.adapters.slack.workspaces import Workspace
from bot.core.chat import Buttons, Reply, Text
from bot.core.errors import NotItsTurnError, TryLaterError, UndeliverableError

MOST = 12_000
"""Characters that a stream is given at once."""

DRAFTED = ":draft:"
"""Stands in the key of every delivery that is a draft, and in no other."""

IN_THE_WAY = frozenset({"refused-streaming_state_conflict"})
"""Why Slack does not edit a message that is being streamed."""

_UNFINISHED = frozenset({"in_progress", "errored"})

# Refusals that say nothing about streams, and those that hold for a whole workspace.
_OF_THE_PLACE = frozenset({"archived", "message-gone", "no-channel", "removed"})
_OF_THE_WORKSPACE = frozenset(
    {
        "no-permission",
        "refused-deprecated_endpoint",
        "refused-enterprise_is_restricted",
        "refused-feature_disabled",
        "refused-is_bot",
        "refused-method_deprecated",
        "refused-not_agent_app",
        "refused-unknown_method",
        "revoked",
    }
)


@dataclass(slots=True)
class _Stream:
    key: str
    shown: str


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of this process.

    Attributes:
        api: The Web API.
        open: Those that are being written, by conversation and timestamp.
        refused: Workspaces, and conversations, in which Slack has refused them; until the next start.
    """

    api: Api
    open: dict[tuple[str, str], _Stream] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def are_taken(self, workspace: str, channel: str) -> bool:
        """Whether Slack has refused none there."""
        return not self.refused & {workspace, channel}

    async def begin(
        self, workspace: Workspace, channel: str, thread: str, user: str, text: str, key: str
    ) -> Mapping[str, Any] | None:
        """Begin one, with a text in Markdown; returns Slack's answer, or none if Slack streams nothing there.

        Raises:
            TryLaterError: Not now.
            UncertainDeliveryError: It may have begun.
            UndeliverableError: The place is at fault, whatever is shown there.
        """
        whose = {"recipient_team_id": workspace.id, "recipient_user_id": user}
        about = {"channel": channel, "thread_ts": thread, "markdown_text": text, **whose}
        try:
            answer = await self.api.call(workspace, "chat.startStream", about, posts=True, spare=True)
        except UndeliverableError as error:
            if error.reason in _OF_THE_PLACE:
                raise
            self.refused.add(workspace.id if error.reason in _OF_THE_WORKSPACE else channel)
            return None
        self.open[channel, str(answer.get("ts", ""))] = _Stream(key, text)
        return answer

    async def grow(self, workspace: Workspace, channel: str, ts: str, text: str, *, spare: bool = True) -> None:
        """Show more of one that is open: the whole text so far, of which what is new is sent.

        A text that does not begin with what stands there is left out, and so is one for which there is no room now if
        it can be left out (`spare`).

        Raises:
            TryLaterError: Not now, or perhaps.
            UndeliverableError: It takes nothing more.
        """
        stream = self.open[channel, ts]
        new = text.removeprefix(stream.shown)
        if not text.startswith(stream.shown) or not 0 < len(new) <= MOST:
            return
        about = {"channel": channel, "ts": ts, "markdown_text": new}
        with suppress(NotItsTurnError):
            await self.api.call(workspace, "chat.appendStream", about, spare=spare)
            stream.shown = text

    async def end(self, workspace: Workspace, channel: str, ts: str, whole: str | None = None) -> None:
        """Stop one, whoever began it, so that it is a message like others; one that is none any more is fine.

        Stopping is limited more than writing: where Slack limits it, what is to stand there is written meanwhile, so
        that nobody waits for more than the buttons.

        Args:
            workspace: Where.
            channel: The conversation.
            ts: Its timestamp.
            whole: All that is to stand there, if that is known.

        Raises:
            TryLaterError: Not now.
        """
        stream = self.open.get((channel, ts))
        marked = mark(stream.key) if stream is not None else None
        try:
            with suppress(UndeliverableError):
                await self.api.call(workspace, "chat.stopStream", {"channel": channel, "ts": ts, "metadata": marked})
        except TryLaterError:
            if stream is not None and whole is not None:
                with suppress(TryLaterError, UndeliverableError):
                    await self.grow(workspace, channel, ts, whole, spare=False)
            raise
        self.open.pop((channel, ts), None)


def streamed(reply: Reply, *, buttons: bool = False) -> str | None:
    """What is streamed of a reply; none where it has more than words, or too many.

    Args:
        reply: The reply.
        buttons: Whether it may have buttons, which are left out.
    """
    parts = [part for part in reply.parts if not (buttons and isinstance(part, Buttons))]
    texts = [part.markdown for part in parts if isinstance(part, Text)]
    text = tamed("\n\n".join(texts)) if len(texts) == len(parts) else ""
    return text if 0 < len(text) <= MOST else None


def was_left(message: Mapping[str, Any], workspace: Workspace) -> bool:
    """Whether a message is a stream of ours that nobody stopped, which leaves it without a mark."""
    ours = message.get("bot_id") == workspace.bot_id or message.get("user") == workspace.bot_user
    return ours and message.get("streaming_state") in _UNFINISHED and not mapping(message.get("metadata"))
