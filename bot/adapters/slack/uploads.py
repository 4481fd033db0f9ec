"""Files on their way into Slack: an address to send them to, the bytes, and the word that they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import aiohttp

from bot.adapters.slack.api import Api
from bot.adapters.slack.breaking import fitting
from bot.adapters.slack.message import File, Message
from bot.adapters.slack.workspaces import Workspace
from bot.core.errors import TryLaterError, UndeliverableError

_ALT_TEXT = 1_000
_LOOKING_THROUGH = (0.5, 1.0, 2.0, 4.0)
_NOT_SHOWN_YET = "refused-invalid_blocks"
_BLOCKS_REFUSED = frozenset({_NOT_SHOWN_YET, "refused-invalid_blocks_format", "refused-msg_blocks_too_long"})

T = TypeVar("T")


async def shown_with_pictures(send: Callable[[Message], Awaitable[T]], pictured: Message, plain: Message) -> T:
    """Send something in which pictures stand; where Slack goes on refusing them, with the words for them.

    Slack looks a picture through after it was uploaded, and refuses all that shows it until it has done so. Blocks that
    it refuses without a picture give way to the words that say the same, which is better than silence.

    Args:
        send: Sends it; what is refused was not shown.
        pictured: What to send.
        plain: The same in words.
    """
    if pictured == plain:
        return await _in_blocks_or_words(send, plain)
    for pause in _LOOKING_THROUGH:
        try:
            return await send(pictured)
        except UndeliverableError as error:
            if error.reason != _NOT_SHOWN_YET:
                raise
        await asyncio.sleep(pause)
    return await _in_blocks_or_words(send, plain)


async def _in_blocks_or_words(send: Callable[[Message], Awaitable[T]], message: Message) -> T:
    try:
        return await send(message)
    except UndeliverableError as error:
        if error.reason not in _BLOCKS_REFUSED or not (message.blocks and message.text):
            raise
    return await send(replace(message, blocks=()))


class Uploads:
    """Uploads pictures, which a message's blocks then show, and shares documents.

    Args:
        api: The Web API.
    """

    def __init__(self, api: Api) -> None:
        self._api = api

    async def pictured(self, workspace: Workspace, message: Message) -> Message:
        """A message with its pictures in place; where Slack does not take one, its description stays.

        Raises:
            TryLaterError: Slack could not be reached.
        """
        return message.pictured(await self.pictures(workspace, message))

    async def pictures(self, workspace: Workspace, message: Message) -> Mapping[str, str]:
        """Slack's ids of a message's pictures by their names, without those that it does not take.

        Raises:
            TryLaterError: Slack could not be reached.
        """
        uploaded: dict[str, str] = {}
        for file in message.files:
            if file.place is None:
                continue
            try:
                uploaded[file.name] = await self._uploaded(workspace, file)
                await self._complete(workspace, [(uploaded[file.name], file)])
            except UndeliverableError:
                uploaded.pop(file.name, None)
        return uploaded

    async def shared(self, workspace: Workspace, message: Message, channel: str, thread: str | None) -> None:
        """Share a message's documents where it stands; shared again, they stand there twice.

        Raises:
            TryLaterError: They are not shared, or perhaps they are.
            UndeliverableError: They cannot be.
        """
        documents = [file for file in message.files if file.place is None]
        if documents:
            held = [(await self._uploaded(workspace, file), file) for file in documents]
            await self._complete(workspace, held, channel, thread)

    async def _uploaded(self, workspace: Workspace, file: File) -> str:
        """Slack's id of a file whose bytes it has."""
        described = fitting(file.alt, _ALT_TEXT, len) if file.alt else None
        about = {"filename": file.name, "length": len(file.content), "alt_txt": described}
        answer = await self._api.call(workspace, "files.getUploadURLExternal", about)
        try:
            async with self._api.session.post(str(answer["upload_url"]), data=file.content) as response:
                if response.status != 200:
                    raise TryLaterError(f"upload-{response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLaterError("connection") from error
        return str(answer["file_id"])

    async def _complete(
        self,
        workspace: Workspace,
        files: Sequence[tuple[str, File]],
        channel: str | None = None,
        thread: str | None = None,
    ) -> None:
        named = [{"id": file_id, "title": file.name} for file_id, file in files]
        where = {"files": named, "channel_id": channel, "thread_ts": thread}
        await self._api.call(workspace, "files.completeUploadExternal", where, posts=channel is not None)
