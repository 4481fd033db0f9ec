"""What is sent: Discord's own data for one message, and the files that go along."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from bot.adapters.discord.failures import INVALID_FORM, RefusedError
from bot.adapters.discord.text import Upload

SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
COMPONENTS_V2: Final = 1 << 15

Sent = TypeVar("Sent")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, within Discord's limits.

    Attributes:
        payload: The body of `POST /channels/{id}/messages`, of an interaction's response (`data`) or of a webhook. Its
            `attachments` number the files; a nonce, `EPHEMERAL` or a reference are for the transport to add.
        files: The files, in the order of their numbers.
        plain: The same as an embed, with the same files, for where Discord refuses the layout; none if it is too long.
    """

    payload: Mapping[str, Any]
    files: tuple[Upload, ...] = ()
    plain: Mapping[str, Any] | None = None

    @property
    def layout(self) -> bool:
        """Whether it is made of Components V2; such a message stays one when it is edited."""
        return bool(int(self.payload.get("flags", 0)) & COMPONENTS_V2)

    def as_page(self) -> dict[str, object]:
        """The message as JSON-serialisable data; `from_page` makes it a message again."""
        files = [
            {
                "name": file.name,
                "media_type": file.media_type,
                "alt": file.alt,
                "content": base64.b64encode(file.content).decode(),
            }
            for file in self.files
        ]
        plain = {} if self.plain is None else {"plain": dict(self.plain)}
        return {"payload": dict(self.payload), "files": files, **plain}

    @classmethod
    def from_page(cls, page: Mapping[str, object]) -> Message:
        """The message that `as_page` was called on."""
        files = tuple(
            Upload(file["name"], file["media_type"], base64.b64decode(file["content"]), file["alt"])
            for file in cast("Sequence[Mapping[str, str]]", page["files"])
        )
        plain = cast("Mapping[str, Any] | None", page.get("plain"))
        return cls(cast("Mapping[str, Any]", page["payload"]), files, plain)

    def changed(self, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Message:
        """The message with both of its forms changed."""
        return Message(change(self.payload), self.files, None if self.plain is None else change(self.plain))


async def either(message: Message, send: Callable[[Message], Awaitable[Sent]]) -> Sent:
    """Send a message; as an embed where Discord does not take it as a layout.

    Raises:
        RefusedError: It takes neither.
    """
    try:
        return await send(message)
    except RefusedError as error:
        if error.code != INVALID_FORM or message.plain is None:
            raise
        return await send(Message(message.plain, message.files))


def nobody() -> dict[str, object]:
    """Allowed mentions: none."""
    return {"parse": []}


def attachments(files: Sequence[Upload]) -> list[dict[str, object]]:
    """The part of a payload that tells Discord which uploaded file is which."""
    return [
        {"id": number, "filename": file.name, **({"description": file.alt} if file.alt else {})}
        for number, file in enumerate(files)
    ]
