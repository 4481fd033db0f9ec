"""The shape of Claude's reply: the schema that is sent, and the same as types that a reply is checked against.

The schema is the same for all questions: it is part of what the cache is keyed by, and a server compiles it once.
Whether criteria are complete, known and said once is checked in code.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from bot.core.bank.vocabulary import TOP_LEVEL

_Level = Annotated[StrictInt, Field(ge=0, le=TOP_LEVEL)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CriterionOpinion(_Read):
    """What a model says of one criterion, unchecked."""

    criterion_id: StrictStr
    evidence_quote: StrictStr
    reasoning: StrictStr
    level: _Level
    key_points: tuple[StrictStr, ...] = ()
    improve: StrictStr = ""


class Best(_Read):
    """What a model likes best."""

    criterion_id: StrictStr = ""
    why: StrictStr = ""


class MistakeOpinion(_Read):
    """A wrong statement that a model says the answer makes."""

    mistake_id: StrictStr
    quote: StrictStr
    correction: StrictStr = ""


class JargonOpinion(_Read):
    """A word that a model says the audience would stumble over."""

    word: StrictStr
    plain: StrictStr = ""


class Opinion(_Read):
    """A whole reply, unchecked against the answer. What only adds words may be missing; criteria may not."""

    criteria: tuple[CriterionOpinion, ...]
    best: Best = Best()
    next_step: StrictStr = ""
    follow_up: StrictStr = ""
    mistakes: tuple[MistakeOpinion, ...] = ()
    audience_fit: StrictStr = ""
    jargon: tuple[JargonOpinion, ...] = ()
    lens: StrictStr = ""


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
