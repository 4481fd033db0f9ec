"""The shape of Claude's reply: the schema that is sent, and the same as types that a reply is checked against.

The schema is the same for all questions: it is part of what the cache is keyed by, and a server compiles it once.
Whether criteria are complete, known and said once is checked in code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.core.bank.vocabulary import TOP_LEVEL

_DIGITS = re.compile(r"\s*\d\s*")


def _whole(level: object) -> object:
    """A level that is a whole number and only written otherwise, as `"3"` or `3.0`, as that number."""
    if isinstance(level, float) and level.is_integer():
        return int(level)
    return int(level) if isinstance(level, str) and _DIGITS.fullmatch(level) else level


def _else(default: object) -> WrapValidator:
    """What only adds words must not cost the levels: where it is not what was asked for, it is as if left out."""

    def read(given: object, reading: ValidatorFunctionWrapHandler) -> object:
        try:
            return reading(given)
        except ValidationError:
            return default

    return WrapValidator(read)


def _readable(kind: Any) -> BeforeValidator:  # noqa: ANN401 - any type that can be read
    """Of a list, the items that are what was asked for."""
    reading: Callable[[object], object] = TypeAdapter(kind).validate_python

    def read(given: object) -> tuple[object, ...]:
        return tuple(filter(None, map(_try, given))) if isinstance(given, list) else ()

    def _try(item: object) -> object:
        try:
            return reading(item)
        except ValidationError:
            return None

    return BeforeValidator(read)


_Level = Annotated[StrictInt, Field(ge=0, le=TOP_LEVEL), BeforeValidator(_whole)]
_Words = Annotated[StrictStr, _else("")]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CriterionOpinion(_Read):
    """What a model says of one criterion, unchecked; a level without its quote is one that nothing supports."""

    criterion_id: StrictStr
    evidence_quote: _Words = ""
    reasoning: _Words = ""
    level: _Level
    key_points: Annotated[tuple[StrictStr, ...], _readable(StrictStr)] = ()
    improve: _Words = ""


class Best(_Read):
    """What a model likes best."""

    criterion_id: _Words = ""
    why: _Words = ""


class MistakeOpinion(_Read):
    """A wrong statement that a model says the answer makes."""

    mistake_id: StrictStr
    quote: StrictStr
    correction: _Words = ""


class JargonOpinion(_Read):
    """A word that a model says the audience would stumble over."""

    word: StrictStr
    plain: _Words = ""


class Opinion(_Read):
    """A whole reply, unchecked against the answer. What only adds words may be missing or odd; criteria may not."""

    criteria: tuple[CriterionOpinion, ...]
    best: Annotated[Best, _else(Best())] = Best()
    next_step: _Words = ""
    follow_up: _Words = ""
    mistakes: Annotated[tuple[MistakeOpinion, ...], _readable(MistakeOpinion)] = ()
    audience_fit: _Words = ""
    jargon: Annotated[tuple[JargonOpinion, ...], _readable(JargonOpinion)] = ()
    lens: _Words = ""


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TEXT: dict[str, Any] = {"type": "string"}

OUTPUT_SCHEMA: dict[str, Any] = _object(
    criteria=_list(
        _object(
            criterion_id=_TEXT,
            evidence_quote=_TEXT,
            reasoning=_TEXT,
            level={"type": "integer", "enum": list(range(TOP_LEVEL + 1))},
            key_points=_list(_TEXT),
            improve=_TEXT,
        )
    ),
    best=_object(criterion_id=_TEXT, why=_TEXT),
    next_step=_TEXT,
    follow_up=_TEXT,
    mistakes=_list(_object(mistake_id=_TEXT, quote=_TEXT, correction=_TEXT)),
    audience_fit=_TEXT,
    jargon=_list(_object(word=_TEXT, plain=_TEXT)),
    lens=_TEXT,
)
"""JSON Schema of a reply. Only enums hold in structured output; bounds would become mere descriptions."""
