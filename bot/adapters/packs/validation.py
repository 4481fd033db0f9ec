"""From a document to a model of the core, or to faults that name the line and the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.packs.documents import Document, Loc, Trouble
from bot.adapters.packs.placing import place

Model = TypeVar("Model", bound=BaseModel)

DRAFT_MARK = "TODO"
"""A text that starts with this is still to be written."""


class Validated(NamedTuple):
    """A model, or the troubles that prevent it."""

    model: BaseModel | None
    troubles: tuple[Trouble, ...] = ()


def validate(model: type[Model], document: Document) -> Validated:
    """Builds the model from a document's data.

    Args:
        model: What the document should hold.
        document: The document.

    Returns:
        The model without troubles, or None and at least one trouble, in the order of lines.
    """
    try:
        return Validated(model.model_validate(document.data))
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = dict.fromkeys(
        Trouble(document.line_of(loc), message)
        for detail in details
        for loc, message in _explained(detail, document.data, model)
    )
    return Validated(None, tuple(sorted(found, key=lambda trouble: trouble.line)))


def unwritten(document: Document) -> list[int]:
    """Lines of the texts that still start with `TODO`."""
    return [document.line_of(loc) for loc, text in _texts(document.data) if text.startswith(DRAFT_MARK)]


def _texts(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*loc, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*loc, number))


def _explained(detail: ErrorDetails, data: dict[str, object], model: type[BaseModel]) -> Iterator[tuple[Loc, str]]:
    kind, loc = detail["type"], detail["loc"]
    if kind == "value_error":
        for message in str(detail["ctx"]["error"]).split("; "):
            yield place(message, data), message
    elif kind == "missing":
        yield loc[:-1], _missing(loc, data)
    elif kind == "extra_forbidden":
        yield loc, _unknown_key(loc, data, model)
    elif kind == "too_short" and len(detail["input"] or ()) >= detail["ctx"]["min_length"]:
        return  # an item's own fault, told apart already, made the list short
    else:
        part = _existing(loc, data)
        several_kinds = part != loc and loc[-1] != "[key]"  # pydantic then reports once for each kind
        complaint = f"cannot be {_shape(detail['input'])}" if several_kinds else _complaint(detail)
        yield part, f"{_name(part, data)} {complaint}"


def _missing(loc: Loc, data: object) -> str:
    parent, last = _name(loc[:-1], data), loc[-1]
    if isinstance(last, int):
        return f"{parent} needs an item {last}"
    return f"{last!r} is missing" + (f" in {parent}" if parent else "")


def _unknown_key(loc: Loc, data: object, model: type[BaseModel]) -> str:
    known = _model_at(model, loc[:-1]).model_fields
    parent = _name(loc[:-1], data)
    near = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(known)}"
    return f"unknown key {loc[-1]!r}" + (f" in {parent}" if parent else "") + hint


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_models_in(model.model_fields[step].annotation), model)
    return model


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _existing(loc: Loc, data: object) -> Loc:
    """The part of a location that is in the data; pydantic adds steps of its own for keys and unions."""
    for depth, step in enumerate(loc):
        if not _has(data, step):
            return loc[:depth]
        data = _part(data, step)
    return loc


def _has(data: object, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


def _part(data: object, step: str | int) -> object:
    return data[step] if isinstance(data, dict | list) else None  # type: ignore[index]


def _name(loc: Loc, data: object) -> str:
    """How an author would call a part: `rubric[guardrails].levels[3]`."""
    name = ""
    for step in loc:
        data = _part(data, step)
        if isinstance(step, str):
            name += f".{step}" if name else step
        else:
            label = data.get("id", step) if isinstance(data, dict) else step
            name += f"[{label}]"
    return name


def _complaint(detail: ErrorDetails) -> str:
    kind, given, limits = detail["type"], detail["input"], detail.get("ctx", {})
    if given is None:
        return "is empty"
    wording = _COMPLAINTS.get(kind)
    return wording(given, limits) if wording else f"is not right: {detail['msg']}"


def _not_in_list(given: object, limits: dict[str, Any]) -> str:
    allowed = re.findall(r"[\w-]+", str(limits["expected"]).replace(" or ", " "))
    near = get_close_matches(str(given), allowed, n=1, cutoff=0.6)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"has the unknown value {given!r}{hint} (one of {', '.join(allowed)})"


def _expected(what: str) -> Callable[[Any, dict[str, Any]], str]:
    return lambda given, _: f"must be {what}, not {_shape(given)}"


def _shape(given: object) -> str:
    if isinstance(given, dict):
        return "a mapping (quote the text if it holds a colon)"
    if isinstance(given, list):
        return "a list"
    return f"{given!r} (quote it)" if isinstance(given, bool | int | float) else repr(given)


def _items(given: list[object]) -> str:
    return "1 item" if len(given) == 1 else f"{len(given)} items"


_COMPLAINTS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "enum": _not_in_list,
    "literal_error": _not_in_list,
    "string_type": _expected("text"),
    "int_type": lambda given, _: f"must be a whole number, not {_shape(given)}",
    "int_parsing": lambda given, _: f"must be a whole number, not {given!r}",
    "int_from_float": lambda given, _: f"must be a whole number, not {given!r}",
    "tuple_type": _expected("a list"),
    "dict_type": _expected("a mapping"),
    "model_type": lambda given, _: f"must be a mapping of keys, not {_shape(given)}",
    "string_pattern_mismatch": lambda given, _: (
        f"is {given!r}; only small letters, digits and single hyphens may be used"
    ),
    "string_too_long": lambda given, limits: f"has {len(given.strip()):,} characters; {limits['max_length']:,} at most",
    "string_too_short": lambda given, limits: (
        f"has {len(given.strip()):,} characters; at least {limits['min_length']:,} are needed"
    ),
    "too_long": lambda given, limits: f"has {_items(given)}; {limits['max_length']} at most",
    "too_short": lambda given, limits: f"has {_items(given)}; at least {limits['min_length']} are needed",
    "greater_than_equal": lambda given, limits: f"is {given}; {limits['ge']} at least",
    "less_than_equal": lambda given, limits: f"is {given}; {limits['le']} at most",
}
