"""What is sent: Discord's own data for one message, and the files that go along."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from bot.adapters.discord.text import Upload

SUPPRESS_EMBEDS: Final = 1 << 2
EPHEMERAL: Final = 1 << 6
COMPONENTS_V2: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class Message:
    """One message, within Discord's limits.

    Attributes:
        payload: The body of `POST /channels/{id}/messages`, of an interaction's response (`data`) or of a webhook. Its
            `attachments` number the files; a nonce, `EPHEMERAL` or a reference are for the transport to add.
        files: The files, in the order of their numbers.
    """

    payload: Mapping[str, Any]
    files: tuple[Upload, ...] = ()

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
        return {"payload": dict(self.payload), "files": files}

    @classmethod
    def from_page(cls, page: Mapping[str, object]) -> Message:
        """The message that `as_page` was called on."""
        files = tuple(
            Upload(file["name"], file["media_type"], base64.b64decode(file["content"]), file["alt"])
            for file in cast("Sequence[Mapping[str, str]]", page["files"])
        )
        return cls(cast("Mapping[str, Any]", page["payload"]), files)


def nobody() -> dict[str, object]:
    """Allowed mentions: none."""
    return {"parse": []}


def attachments(files: Sequence[Upload]) -> list[dict[str, object]]:
    """The part of a payload that tells Discord which uploaded file is which."""
    return [
        {"id": number, "filename": file.name, **({"description": file.alt} if file.alt else {})}
        for number, file in enumerate(files)
    ]
