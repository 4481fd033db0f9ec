"""What a request says a message shall be, checked before anything is made of it."""

from __future__ import annotations

import copy
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.wire.discord.components import MessageComponents, texts_of
from tests.wire.discord.errors import Json, refused
from tests.wire.discord.form import Form
from tests.wire.discord.mentions import check_allowed
from tests.wire.discord.model import Attachment, Flag, Message

if TYPE_CHECKING:
    from tests.wire.discord.world import World

MOST_CONTENT, MOST_EMBEDS, MOST_EMBED_TEXT, MOST_FILES, MOST_FILE_BYTES = 2000, 10, 6000, 10, 10 * 1024 * 1024
ON_CREATE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
ON_EDIT = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2
ON_CALLBACK = ON_CREATE | Flag.EPHEMERAL
_LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


@dataclass(frozen=True)
class Upload:
    """A file of a multipart request; `number` is the n of `files[n]`."""

    number: int
    filename: str
    content: bytes
    content_type: str


@dataclass
class Draft:
    """A message to be. Fields of an edit that it leaves alone are those the message has."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    allowed: Json | None = None
    texts_changed: bool = True

    @property
    def texts(self) -> list[str]:
        """What can mention somebody."""
        return [self.content, *texts_of(self.components)]


def read_draft(
    world: World,
    body: Any,
    files: Sequence[Upload],
    settable: int,
    existing: Message | None = None,
    form: Form | None = None,
) -> Draft:
    """Check a message's fields.

    Args:
        world: For new ids.
        body: The JSON body.
        files: Files that came with it.
        settable: Flags that this endpoint lets an app set; others are ignored, as the API does.
        existing: The message, for an edit.
        form: Where in the request the message is.

    Raises:
        ApiError: If Discord would refuse it.
    """
    form = form or Form()
    held = form.mapping(body)
    flags = (form.whole(held, "flags", 0, 2**31 - 1, 0) or 0) & settable
    if existing is not None:
        flags = _edited_flags(existing, held, flags)
    draft = Draft(flags=flags, allowed=check_allowed(form / "allowed_mentions", held.get("allowed_mentions")))
    draft.attachments = _attachments(world, form, held, files, existing)
    _fill(form, held, draft, existing)
    _check_mix(form, held, draft)
    media = _media(world, draft.attachments)
    checked = MessageComponents(media, v2=bool(flags & Flag.COMPONENTS_V2))
    if "components" in held:
        checked.check(form / "components", draft.components)
    form.settle()
    if not (draft.content or draft.embeds or draft.components or draft.attachments):
        raise refused(50006)
    if "components" in held:
        draft.components = checked.finish(draft.components)
    draft.embeds = [_finished(embed, media) for embed in draft.embeds]
    return draft


def _edited_flags(existing: Message, held: Json, asked: int) -> int:
    flags = existing.flags & ~Flag.LOADING
    if held.get("flags") is None:
        return flags
    kept = flags & (~Flag.SUPPRESS_EMBEDS)
    return kept | asked


def _fill(form: Form, held: Json, draft: Draft, existing: Message | None) -> None:
    if existing is not None:
        draft.content, draft.embeds = existing.content, list(existing.embeds)
        draft.components = list(existing.components)
        draft.texts_changed = not {"content", "components"}.isdisjoint(held)
    if "content" in held:
        draft.content = form.text(held, "content", MOST_CONTENT).strip()
    if "embeds" in held:
        draft.embeds = copy.deepcopy(form.items(held, "embeds", MOST_EMBEDS))
        _check_embeds(form / "embeds", draft.embeds)
    if "components" in held:
        draft.components = copy.deepcopy(form.items(held, "components", 10_000))


def _check_mix(form: Form, held: Json, draft: Draft) -> None:
    """Messages of version 2 have components and nothing else."""
    if not draft.flags & Flag.COMPONENTS_V2:
        return
    for name, used in (("content", draft.content), ("embeds", draft.embeds), ("poll", held.get("poll"))):
        if used:
            (form / name).wrong(_LEGACY, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    if not draft.components:
        (form / "components").required()


def _attachments(
    world: World, form: Form, held: Json, files: Sequence[Upload], existing: Message | None
) -> list[Attachment]:
    """Files that are new, and those of an edited message that it keeps."""
    if len(files) > MOST_FILES:
        (form / "attachments").length(files, MOST_FILES)
    if any(len(upload.content) > MOST_FILE_BYTES for upload in files):
        raise refused(40005)
    old = {it.id: it for it in existing.attachments} if existing else {}
    told = form.items(held, "attachments", MOST_FILES)
    new, described = {str(upload.number): upload for upload in files}, {}
    kept = [] if held.get("attachments") is not None else list(old.values())
    for number, item in enumerate(told):
        here = form / "attachments" / number
        key = str(here.mapping(item).get("id"))
        here.text(item, "description", 1024)
        if key in old:
            kept.append(old[key])
        elif key in new:
            described[key] = item
        else:
            (here / "id").wrong("MESSAGE_ATTACHMENT_NOT_FOUND", "Attachment data required in the files")
    return kept + [_stored(world, upload, described.get(key, {})) for key, upload in new.items()]


def _stored(world: World, upload: Upload, told: Json) -> Attachment:
    name = told.get("filename") or upload.filename
    kind = mimetypes.guess_type(name)[0] or upload.content_type
    return Attachment(world.clock.snowflake(), name, upload.content, kind, told.get("description"))


def _media(world: World, attachments: Sequence[Attachment]) -> dict[str, Json]:
    """What `attachment://name` becomes."""
    found: dict[str, Json] = {}
    for it in attachments:
        url = world.media_url(it)
        found[it.filename] = {
            "url": url,
            "proxy_url": url,
            "attachment_id": it.id,
            "content_type": it.content_type,
            "loading_state": 2,
            "flags": 0,
            "placeholder": "",
        } | ({"width": 640, "height": 480} if it.content_type.startswith("image/") else {})
    return found


def _check_embeds(form: Form, embeds: list[Any]) -> None:
    total = 0
    for number, embed in enumerate(embeds):
        here = form / number
        held = here.mapping(embed)
        parts = [here.text(held, "title", 256), here.text(held, "description", 4096)]
        for name, inner, most in (("footer", "text", 2048), ("author", "name", 256)):
            if held.get(name) is not None:
                parts.append((here / name).text((here / name).mapping(held[name]), inner, most, required=True))
        for index, item in enumerate(here.items(held, "fields", 25)):
            spot = here / "fields" / index
            parts.append(spot.text(spot.mapping(item), "name", 256, 1, required=True))
            parts.append(spot.text(item, "value", 1024, 1, required=True))
        here.whole(held, "color", 0, 0xFFFFFF)
        total += sum(len(part.strip()) for part in parts)
    if total > MOST_EMBED_TEXT:
        form.wrong("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_EMBED_TEXT}")


def _finished(embed: Json, media: Mapping[str, Json]) -> Json:
    done = {"type": "rich"} | {name: value for name, value in embed.items() if value is not None}
    for part in ("image", "thumbnail"):
        scheme, _, name = str(done.get(part, {}).get("url", "")).partition("://")
        if scheme == "attachment" and name in media:
            done[part] = dict(media[name])
    return done
