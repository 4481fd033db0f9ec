"""What is sent to Slack: messages, and the pieces they are put together from."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.adapters.slack.breaking import fitting
from bot.adapters.slack.limits import ALT_TEXT, Block, size


@dataclass(frozen=True, slots=True)
class File:
    """Something to upload along with a message.

    Attributes:
        name: Its file name.
        media_type: What it is, such as `image/png`.
        content: What is in it.
        alt: What it shows, for those who do not see it; empty for what is no picture.
        place: Which of the message's blocks a picture takes the place of; none for what is shared beside the message.
    """

    name: str
    media_type: str
    content: bytes
    alt: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message within Slack's limits.

    Attributes:
        text: All that it says, as words alone: for notifications, and for screen readers, which read nothing else.
        blocks: What is shown. Where a picture belongs stand the words that describe it, so that it can go as it is.
        files: What to upload; see `pictured`.
    """

    text: str
    blocks: tuple[Block, ...]
    files: tuple[File, ...] = ()

    def pictured(self, uploaded: Mapping[str, str]) -> Message:
        """The message with those pictures in place whose files have been uploaded.

        Args:
            uploaded: Slack's file ids by file name.
        """
        blocks = list(self.blocks)
        for file in self.files:
            if file.place is not None and file.name in uploaded:
                blocks[file.place] = _image(file, uploaded[file.name])
        return replace(self, blocks=tuple(blocks))

    def to_page(self) -> dict[str, Any]:
        """The message as JSON can hold it."""
        return {"text": self.text, "blocks": list(self.blocks), "files": [_as_json(file) for file in self.files]}

    @classmethod
    def from_page(cls, page: Mapping[str, Any]) -> Message:
        """The message that `to_page` made this of."""
        return cls(page["text"], tuple(page["blocks"]), tuple(map(_from_json, page["files"])))


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together.

    Attributes:
        blocks: What is shown.
        spoken: The same in words alone.
        goes_on: Whether what follows belongs to it, as behind a heading.
        belongs: Whether it belongs to what is before it, as buttons do.
        table: Whether a table is in it, of which a message takes one.
        file: A file that goes with it; a picture takes the place of the last block.
    """

    blocks: tuple[Block, ...]
    spoken: str = ""
    goes_on: bool = False
    belongs: bool = False
    table: bool = False
    file: File | None = None


def _image(file: File, file_id: str) -> Block:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": fitting(file.alt or file.name, ALT_TEXT, size)}


def _as_json(file: File) -> dict[str, Any]:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "content": b64encode(file.content).decode("ascii"),
        "alt": file.alt,
        "place": file.place,
    }


def _from_json(data: Mapping[str, Any]) -> File:
    return File(data["name"], data["media_type"], b64decode(data["content"]), data["alt"], data["place"])
