"""What a platform has to be able to do so that a dialogue can be played on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

Where = Literal["channel", "thread", "direct", "alone"]
"""The group's channel, a thread there, a conversation with the bot, or a private reply in the channel.

The thread is that of the question; where none was put, that of the newest message in the channel.
"""


class Stage(Protocol):
    """A group on a platform: `ada` and `bob` are its members, `ada` manages the workspace."""

    async def put(self, question_id: str) -> None:
        """Post a question to the group, as its schedule does."""
        ...

    async def say(self, who: str, text: str, where: Where, *, mention: bool = False) -> None:
        """Write a message."""
        ...

    async def edit(self, who: str, text: str) -> None:
        """Edit the member's newest message."""
        ...

    async def delete(self, who: str) -> None:
        """Delete the member's newest message."""
        ...

    async def react(self, who: str, to: str, *, on: bool = True) -> None:
        """React to a member's newest message, or take that back."""
        ...

    async def command(self, who: str, text: str, where: Where) -> None:
        """Type a command, such as `settings private=yes`, without the platform's prefix."""
        ...

    async def press(self, who: str, label: str) -> None:
        """Press the newest button with this label that the member sees."""
        ...

    async def fill(self, who: str, values: Mapping[str, str]) -> None:
        """Fill in the form that is open for the member, and send it."""
        ...

    async def redeliver(self) -> None:
        """Deliver the last event again, as platforms do that did not see its acknowledgement in time."""
        ...

    async def hold_judge(self) -> None:
        """Let the judge wait until it is released."""
        ...

    async def release_judge(self) -> None:
        """Let the judge go on."""
        ...

    async def restart(self) -> None:
        """Kill the bot and start it again."""
        ...

    async def settle(self) -> None:
        """Wait until everything that was set off is done."""
        ...

    async def seen(self, who: str, where: Where) -> Sequence[str]:
        """What stands before a member's eyes, oldest first: the bot's messages, each as one text."""
        ...
