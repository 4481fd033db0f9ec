"""Form -> modal.

A modal has five places. Notes take one, a text as many as its length needs (4,000 characters each, fewer if other
fields need the room), any other field one. What does not fit goes on further pages, and nothing is left out:

- Texts and long lines come on the last page, all other fields before them in their own order. Discord cannot open a
  modal from a modal, so after each page but the last a private message with a button "Go on" opens the next one.
- What was filled in on earlier pages travels in that message as disabled buttons, which also show it. Texts never have
  to, because they are on the last page.
- Notes stand above the first page's fields. Where five fields leave no place for them, a short note becomes the first
  field's description, and a longer one takes a place like a field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from bot.adapters.discord.form_fields import explained, labels_of, typed
from bot.adapters.discord.limits import (
    INPUT,
    LABEL_DESCRIPTION,
    LAYOUT_TEXT,
    MODAL_COMPONENTS,
    MODAL_TITLE,
    Room,
    shortened,
    units,
)
from bot.adapters.discord.markdown import lines_of
from bot.adapters.discord.presses import encode
from bot.adapters.discord.splitting import cut
from bot.adapters.discord.words import say
from bot.adapters.discord.writing import written
from bot.core.chat import Button, FieldKind, Form, FormField

_TEXT_DISPLAY: Final = 10
_LONGEST_CARRIED: Final = 400
"""Characters of a line that may still travel in buttons to the next page."""


def modal(form: Form, page: int = 1) -> dict[str, Any]:
    """A form's page as the data of a modal.

    Args:
        form: What to fill in.
        page: Which of `pages_of`, from 1.

    Raises:
        ValueError: The form's known options do not fit into a custom id, or its texts into a modal.
    """
    pages = pages_of(form)
    fields = pages[page - 1]
    components = list(_notes(form)) if page == 1 else []
    for place, field in enumerate(fields):
        after = len(fields) - place - 1
        components += labels_of(field, MODAL_COMPONENTS - len(components) - after)
    ending = say("form.page", page=page, pages=len(pages)) if len(pages) > 1 else ""
    return {
        "custom_id": encode(Button("", form.command, form.options), page=(page, len(pages))),
        "title": f"{shortened(form.title, MODAL_TITLE - units(ending))}{ending}",
        "components": components,
    }


def pages_of(form: Form) -> tuple[tuple[FormField, ...], ...]:
    """The fields of each page, as they are asked for; the module's words give the rule.

    Raises:
        ValueError: It has more long texts than one modal can hold.
    """
    fields = _fields(form)
    room = MODAL_COMPONENTS - len(list(_notes(form)))
    if len(fields) <= room:
        return (fields,)
    last = [field for field in fields if _stays(field)]
    queue = [_capped(field) for field in fields if not _stays(field)]
    pages: list[tuple[FormField, ...]] = []
    while len(queue) + len(last) > room:
        if not queue or room < 1:
            message = f"the form {form.title!r} has more long texts and notes than a modal holds"
            raise ValueError(message)
        pages.append(tuple(queue[:room]))
        queue, room = queue[room:], MODAL_COMPONENTS
    return (*pages, (*queue, *last))


def _notes(form: Form) -> Iterator[dict[str, Any]]:
    """What stands above the first page's fields, unless the first field's description says it."""
    if _described(form):
        return
    notes = "\n\n".join(filter(None, (form.notes, *map(explained, map(typed, form.fields)))))
    rest = lines_of(notes)
    while rest:
        head, rest = cut(rest, Room(LAYOUT_TEXT))
        yield {"type": _TEXT_DISPLAY, "content": written(head)}


def _described(form: Form) -> bool:
    """Whether the notes become the first field's description, for want of a place of their own."""
    return (
        len(form.fields) == MODAL_COMPONENTS
        and 0 < units(form.notes) <= LABEL_DESCRIPTION
        and not form.fields[0].help
        and not any(explained(typed(field)) for field in form.fields)
    )


def _fields(form: Form) -> tuple[FormField, ...]:
    fields = tuple(map(typed, form.fields))
    return (replace(fields[0], help=form.notes), *fields[1:]) if _described(form) else fields


def _stays(field: FormField) -> bool:
    """Whether what is filled in may be too long to travel to a next page."""
    return field.kind is FieldKind.TEXT or (field.kind is FieldKind.LINE and (field.longest or 0) > _LONGEST_CARRIED)


def _capped(field: FormField) -> FormField:
    """A field whose value can travel."""
    if field.kind is FieldKind.LINE:
        return replace(field, longest=min(field.longest or INPUT, _LONGEST_CARRIED))
    return field
