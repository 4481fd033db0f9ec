"""files.getUploadURLExternal, the upload itself, files.completeUploadExternal, files.info and files.delete."""

from __future__ import annotations

from typing import Any

from tests.wire.slack import content, mrkdwn
from tests.wire.slack.backend import Backend
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Channel, File, Json
from tests.wire.slack.web_api.call import Context, method
from tests.wire.slack.web_api.chat import addressed, threaded, writable

_IMAGES = (".png", ".gif", ".jpg", ".jpeg")


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(context: Context) -> Json:
    name = context.text("filename")
    try:
        length = int(context.text("length"))
    except ValueError:
        raise SlackError("invalid_arguments", ["must provide an integer [json-pointer:/length]"]) from None
    if length <= 0:
        raise SlackError("missing_argument")
    alt_text = str(context.args.get("alt_txt") or "")
    if len(alt_text) > 1000:
        raise SlackError("alt_txt_too_large")
    if context.args.get("snippet_type") and length > 1_000_000:
        raise SlackError("snippet_too_large")
    world = context.backend.world
    file = File(world.fresh_id("F"), name, length, context.installed.bot_user, name, alt_text)
    world.files[file.id] = file
    return {"upload_url": f"{context.backend.base_url}/upload/v1/{file.id}", "file_id": file.id}


def upload(backend: Backend, file_id: str, data: bytes) -> str:
    """Take a file's bytes.

    Raises:
        SlackError: There is no such upload, or the length is not what was said.
    """
    file = backend.world.files.get(file_id)
    if file is None or file.complete:
        raise SlackError("not_found", status=404)
    if len(data) != file.length:
        raise SlackError("length_mismatch", status=400)
    file.content = data
    return f"OK - {len(data)}"


@method("files.completeUploadExternal", "files:write")
def complete_upload(context: Context) -> Json:
    wanted = content.decoded(context.args, "files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(context, item) for item in wanted]
    channels = _shared_in(context)
    for file, item in zip(files, wanted, strict=True):
        file.complete = True
        file.title = str(item.get("title") or file.name)
        file.channels = [channel.id for channel in channels]
    for channel in channels:
        _share(context, channel, files)
    return {"files": [wire(context.backend, file) for file in files]}


def _uploaded(context: Context, item: Any) -> File:
    file = context.backend.world.files.get(str(item.get("id")) if isinstance(item, dict) else "")
    if file is None or file.content is None or file.complete:
        raise SlackError("file_not_found")
    return file


def _shared_in(context: Context) -> list[Channel]:
    names = str(context.args.get("channels") or context.args.get("channel_id") or "")
    channels = []
    for name in filter(None, names.split(",")):
        context.args["_channel"] = name
        channel = addressed(context, "_channel")
        writable(context, channel)
        if not context.is_member(channel):
            raise SlackError("not_in_channel")
        channels.append(channel)
    context.args.pop("_channel", None)
    return channels


def _share(context: Context, channel: Channel, files: list[File]) -> None:
    comment = mrkdwn.normalise(str(context.args.get("initial_comment") or ""))
    body = context.backend.messages.by_app(context.installed) | {
        "subtype": "file_share",
        "text": comment,
        "files": [wire(context.backend, file) for file in files],
        "upload": False,
        "display_as_bot": False,
    }
    shown = content.decoded(context.args, "blocks", "invalid_blocks_format")
    if shown and not comment:
        body["blocks"] = content.checked_blocks(context.backend.world, shown)
    context.backend.messages.post(channel, body | threaded(context, channel))


def wire(backend: Backend, file: File) -> Json:
    """A file as messages and answers show it."""
    suffix = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "text"
    image = file.name.lower().endswith(_IMAGES)
    return {
        "id": file.id,
        "created": int(backend.clock.now()),
        "timestamp": int(backend.clock.now()),
        "name": file.name,
        "title": file.title,
        "mimetype": f"image/{suffix}" if image else "text/plain",
        "filetype": suffix,
        "pretty_type": suffix.upper(),
        "user": file.owner,
        "mode": "hosted" if image else "snippet",
        "size": file.length,
        "is_external": False,
        "is_public": bool(file.channels),
        "alt_txt": file.alt_text,
        "url_private": f"{backend.base_url}/files-pri/{file.id}/{file.name}",
        "url_private_download": f"{backend.base_url}/files-pri/{file.id}/download/{file.name}",
        "permalink": f"https://files.slack.com/files/{file.id}/{file.name}",
        "channels": file.channels,
    }


def _known(context: Context) -> File:
    file = context.backend.world.files.get(context.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return file


@method("files.info", "files:read")
def info(context: Context) -> Json:
    return {"file": wire(context.backend, _known(context)), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "files:write")
def delete(context: Context) -> Json:
    file = _known(context)
    if file.owner != context.installed.bot_user:
        raise SlackError("cant_delete_file")
    del context.backend.world.files[file.id]
    return {}
