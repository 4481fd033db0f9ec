"""Reading Claude's reply: the stop reason first, then strictly, and never a digit out of prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError

from bot.core.errors import JudgeUnavailableError
from bot.core.grading.claude_schema import CriterionOpinion, Opinion
from bot.core.grading.grade import Usage

_STOPS = {
    "refusal": "refused",
    "max_tokens": "truncated",
    "model_context_window_exceeded": "truncated",
}
_ENDS = frozenset({"end_turn", "stop_sequence"})
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_LONGEST = 200_000  # characters; a reply has a few thousand


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What came back from the model.

    Attributes:
        text: Its text blocks, joined.
        stop_reason: Why it stopped, in the API's words; none where the server does not say.
        usage: What it took.
    """

    text: str
    stop_reason: str | None
    usage: Usage


def read_reply(reply: ModelReply, expected: Sequence[str]) -> Opinion:
    """A model's opinion, with each expected criterion exactly once and in that order.

    Raises:
        JudgeUnavailableError: `refused`, `truncated`, or `malformed` with what is wrong with it; the usage of the
            reply comes along.
    """
    if reply.stop_reason in _STOPS:
        raise JudgeUnavailableError(_STOPS[reply.stop_reason], usage=reply.usage)
    if reply.stop_reason is not None and reply.stop_reason not in _ENDS:
        raise _malformed(f"stopped for {reply.stop_reason!r}", reply.usage)
    try:
        opinion = Opinion.model_validate(_json_of(reply.text))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _malformed(f"{place}: {first['msg']}", reply.usage) from None
    except ValueError as error:
        raise _malformed(str(error), reply.usage) from None
    return opinion.model_copy(update={"criteria": _complete(opinion.criteria, expected, reply.usage)})


def _complete(found: Sequence[CriterionOpinion], expected: Sequence[str], usage: Usage) -> tuple[CriterionOpinion, ...]:
    ids = [item.criterion_id for item in found]
    missing = [name for name in expected if name not in ids]
    if missing:
        raise _malformed(f"no level for {', '.join(missing)}", usage)
    if len(ids) != len(expected) or set(ids) != set(expected):
        raise _malformed("a criterion that was not asked for, or one that is there twice", usage)
    return tuple(next(item for item in found if item.criterion_id == name) for name in expected)


def _json_of(text: str) -> object:
    """The one JSON object with criteria in a text: the whole of it, inside a code fence, or after some prose.

    Raises:
        ValueError: There is none, there are several, or a name in it is there twice.
    """
    if len(text) > _LONGEST:
        raise ValueError("far too long")
    fence = _FENCE.match(text)
    try:
        return _decoder.decode((fence.group(1) if fence else text).strip())
    except json.JSONDecodeError:
        found = [held for held in _objects(text) if isinstance(held, dict) and "criteria" in held]
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if len(found) != 1:
        raise ValueError("no JSON object with criteria" if not found else "more than one JSON object with criteria")
    return found[0]


def _objects(text: str) -> Iterator[Any]:
    """All outermost JSON objects in a text."""
    at = text.find("{")
    while at >= 0:
        try:
            held, end = _decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            at = text.find("{", at + 1)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        else:
            yield held
            at = text.find("{", end)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise ValueError("a name is there twice in one JSON object")
    return held


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _malformed(detail: str, usage: Usage) -> JudgeUnavailableError:
    return JudgeUnavailableError("malformed", usage=usage, detail=detail)
