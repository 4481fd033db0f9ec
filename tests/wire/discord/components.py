"""Components of messages: what Discord refuses of them, and what it makes of those it takes.

Limits: https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.wire.discord.errors import Json, server_error
from tests.wire.discord.form import Form

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = (
    1, 2, 3, 4, 9, 10, 11, 12, 13, 14, 17, 18,
)  # fmt: skip
SELECTS = (3, 5, 6, 7, 8)
INTERACTIVE = (BUTTON, *SELECTS)
MOST_COMPONENTS, MOST_TEXT, MOST_ROWS = 40, 4000, 5
_TOP_LEVEL = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
_IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
# Undocumented, reported as discord/discord-api-docs#8554: beyond this the API answers 500.
_MOST_BYTES, _BYTES_A_TEXT = 10_170, 12

Media = Mapping[str, Json]


def leaves(components: list[Any]) -> Iterator[Json]:
    """All components of a tree, the outer ones first."""
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        yield from leaves(component.get("components") or [])
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield from leaves([component[name]])


def texts_of(components: list[Json]) -> list[str]:
    """What its text displays say."""
    return [leaf["content"] for leaf in leaves(components) if leaf["type"] == TEXT]


class Components:
    """A tree of components while it is checked. What messages and forms have in common."""

    def __init__(self, media: Media) -> None:
        self.media = media
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()
        self._checks: dict[int, Callable[[Form, Json], None]] = {}

    def check_one(self, form: Form, component: Any, among: tuple[int, ...]) -> None:
        """Check a component and what is in it; its type must be one of some."""
        held = form.mapping(component)
        kind = held.get("type")
        if kind not in among:
            (form / "type").wrong("UNION_TYPE_CHOICES", f'Value of field "type" must be one of {among}.')
            return
        number = form.whole(held, "id", 0, 2**31 - 1)
        if number:
            if number in self._ids:
                (form / "id").wrong("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self._ids.add(number)
        self._checks[kind](form, held)

    def custom_id(self, form: Form, held: Json) -> None:
        value = form.text(held, "custom_id", 100, 1, required=True)
        if value in self._custom_ids:
            (form / "custom_id").wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        self._custom_ids.add(value)

    def select(self, form: Form, held: Json) -> None:
        self.custom_id(form, held)
        form.text(held, "placeholder", 150)
        least, most = form.whole(held, "min_values", 0, 25, 1), form.whole(held, "max_values", 1, 25, 1)
        if held["type"] == STRING_SELECT:
            options = self.options(form, held, 25)
            if most is not None and most > len(options):
                (form / "max_values").wrong(
                    "NUMBER_TYPE_MAX", f"int value should be less than or equal to {len(options)}."
                )
        if least is not None and most is not None and least > most:
            (form / "min_values").wrong("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def options(self, form: Form, held: Json, most: int, least: int = 1) -> list[Json]:
        """Options of a select or of a group of boxes; values are unique."""
        options = form.items(held, "options", most, least, required=True)
        values: set[str] = set()
        for number, option in enumerate(options):
            here = form / "options" / number
            here.text(here.mapping(option), "label", 100, 1, required=True)
            value = here.text(option, "value", 100, 1, required=True)
            here.text(option, "description", 100)
            if value in values:
                (here / "value").wrong(
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
                )
            values.add(value)
        return [option for option in options if isinstance(option, dict)]

    def text(self, form: Form, held: Json) -> None:
        form.text(held, "content", MOST_TEXT, 1, required=True)

    def number(self, components: list[Json]) -> None:
        """Give ids to those that have none."""
        used = {leaf["id"] for leaf in leaves(components) if leaf.get("id")}
        free = (number for number in range(1, 10_000) if number not in used)
        for leaf in leaves(components):
            leaf["id"] = leaf.get("id") or next(free)


class MessageComponents(Components):
    """The components of a message, of the old kind (rows only) or of version 2."""

    def __init__(self, media: Media, *, v2: bool) -> None:
        super().__init__(media)
        self._v2 = v2
        self._checks |= {
            ROW: self._row,
            BUTTON: self._button,
            SECTION: self._section,
            TEXT: self.text,
            THUMBNAIL: self._thumbnail,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
        }
        self._checks |= dict.fromkeys(SELECTS, self.select)

    def check(self, form: Form, components: list[Json]) -> None:
        """Check them all; call `finish` once the form is settled."""
        if not self._v2:
            form.length(components, MOST_ROWS)
        for number, component in enumerate(components):
            self.check_one(form / number, component, _TOP_LEVEL if self._v2 else (ROW,))
        if self._v2 and sum(1 for _ in leaves(components)) > MOST_COMPONENTS:
            form.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"Max total components exceeded ({MOST_COMPONENTS})")
        if sum(len(leaf.get("content") or "") for leaf in leaves(components) if leaf.get("type") == TEXT) > MOST_TEXT:
            form.wrong(
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"Components displayable text size exceeds maximum size of {MOST_TEXT}",
            )

    def finish(self, components: list[Json]) -> list[Json]:
        """Number them and fill in their media, as the API does.

        Raises:
            ApiError: 500, where the text is short enough in characters and too long in bytes.
        """
        texts = texts_of(components)
        if sum(len(text.encode()) + _BYTES_A_TEXT for text in texts) > _MOST_BYTES:
            raise server_error(500)
        self.number(components)
        for leaf in leaves(components):
            for name in ("media", "file"):
                if name in leaf:
                    leaf[name] = self._resolved(leaf[name])
            for item in leaf.get("items", []):
                item["media"] = self._resolved(item["media"])
        return components

    def _row(self, form: Form, held: Json) -> None:
        children = form.items(held, "components", 5, 1, required=True)
        for number, child in enumerate(children):
            self.check_one(form / "components" / number, child, INTERACTIVE)
        has_select = any(isinstance(child, dict) and child.get("type") in SELECTS for child in children)
        if has_select and len(children) > 1:
            (form / "components").wrong(
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
            )

    def _button(self, form: Form, held: Json) -> None:
        style = form.choice(held, "style", (1, 2, 3, 4, 5, 6))
        label = form.text(held, "label", 80)
        if style == 5:
            form.text(held, "url", 512, 1, required=True)
            if held.get("custom_id"):
                form.wrong(
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
                )
        elif style != 6:
            self.custom_id(form, held)
            if held.get("url"):
                form.wrong(
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified"
                )
        if style != 6 and not label and not held.get("emoji"):
            form.wrong("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji must be specified")

    def _section(self, form: Form, held: Json) -> None:
        for number, child in enumerate(form.items(held, "components", 3, 1, required=True)):
            self.check_one(form / "components" / number, child, (TEXT,))
        if "accessory" in held:
            self.check_one(form / "accessory", held["accessory"], (BUTTON, THUMBNAIL))
        else:
            (form / "accessory").required()

    def _thumbnail(self, form: Form, held: Json) -> None:
        self._media(form / "media", held.get("media"))
        form.text(held, "description", 1024)

    def _gallery(self, form: Form, held: Json) -> None:
        for number, item in enumerate(form.items(held, "items", 10, 1, required=True)):
            here = form / "items" / number
            self._media(here / "media", here.mapping(item).get("media"))
            here.text(item, "description", 1024)

    def _file(self, form: Form, held: Json) -> None:
        self._media(form / "file", held.get("file"), schemes=("attachment",))

    def _separator(self, form: Form, held: Json) -> None:
        form.flag(held, "divider", default=True)
        form.choice(held, "spacing", (1, 2), required=False)

    def _container(self, form: Form, held: Json) -> None:
        for number, child in enumerate(form.items(held, "components", MOST_COMPONENTS, 1, required=True)):
            self.check_one(form / "components" / number, child, _IN_CONTAINER)
        form.whole(held, "accent_color", 0, 0xFFFFFF)

    def _media(self, form: Form, media: Any, schemes: tuple[str, ...] = ("http", "https", "attachment")) -> None:
        url = form.text(form.mapping(media), "url", 2048, 1, required=True)
        scheme, _, name = url.partition("://")
        if url and scheme not in schemes:
            (form / "url").wrong(
                "URL_TYPE_INVALID_SCHEME", f'Scheme "{scheme}" is not supported. Must be one of {schemes}.'
            )
        elif scheme == "attachment" and name not in self.media:
            (form / "url").wrong(
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                f"The referenced attachment '{url}' was not found",
            )

    def _resolved(self, media: Json) -> Json:
        scheme, _, name = media["url"].partition("://")
        if scheme == "attachment":
            return dict(self.media[name])
        return {"url": media["url"], "proxy_url": media["url"], "loading_state": 2, "flags": 0, "placeholder": ""}
