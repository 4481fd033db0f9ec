"""What a call that Slack has refused may be made with once more: a token that followed, or a channel's new id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.errors import SlackApiError

from bot.adapters.slack.mending import EXPIRED
from bot.adapters.slack.refusals import code_of
from bot.adapters.slack.workspaces import PLATFORM, Workspace
from bot.core.channel_ids import ChannelIds
from bot.core.errors import UndeliverableError

_NAMING_CHANNELS = ("channel", "channel_id")


@dataclass(frozen=True, slots=True)
class Again:
    """A call to be made once more.

    Attributes:
        workspace: Where, and with which token.
        arguments: Its arguments.
    """

    workspace: Workspace
    arguments: Mapping[str, object]


class Chances(Protocol):
    """Knows what may help a call that was refused."""

    async def after(
        self, workspace: Workspace, arguments: Mapping[str, object], error: UndeliverableError
    ) -> Again | None:
        """With what to make a call once more that did nothing; none if nothing is known that would help.

        Raises:
            TryLaterError: Something will help, but not now.
        """
        ...


class Renewing(Protocol):
    """Knows workspaces whose tokens change."""

    async def renewed(self, workspace: Workspace, *, expired: bool) -> Workspace | None:
        """A workspace with the token that took the place of one that Slack refuses; none if there is no other.

        Args:
            workspace: As it was, with the refused token.
            expired: Whether Slack says that the token has expired.

        Raises:
            TryLaterError: There will be one.
        """
        ...


@dataclass(frozen=True, slots=True)
class SecondChances(Chances):
    """Looks whether a token or a channel's id has changed.

    Attributes:
        channel_ids: Channels that got new ids.
        renewing: Tokens that change; none where they do not.
    """

    channel_ids: ChannelIds
    renewing: Renewing | None = None

    async def after(
        self, workspace: Workspace, arguments: Mapping[str, object], error: UndeliverableError
    ) -> Again | None:
        """A call once more, if what Slack did not know or take is another one by now."""
        if error.scope == "workspace":
            return await self._with_token(workspace, arguments, error)
        for name in _NAMING_CHANNELS:
            channel = arguments.get(name)
            if isinstance(channel, str) and error.reason == "no-channel":
                present = await self.channel_ids.present(PLATFORM, workspace.id, channel)
                return Again(workspace, {**arguments, name: present}) if present else None
        return None

    async def _with_token(
        self, workspace: Workspace, arguments: Mapping[str, object], error: UndeliverableError
    ) -> Again | None:
        if self.renewing is None:
            return None
        cause = error.__cause__
        expired = isinstance(cause, SlackApiError) and code_of(cause) == EXPIRED
        renewed = await self.renewing.renewed(workspace, expired=expired)
        return Again(renewed, arguments) if renewed is not None else None
