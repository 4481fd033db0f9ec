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

# The last of each are no words of this API: servers that stand before others hand them through.
_STOPS = {
    "refusal": "refused",
    "content_filter": "refused",
    "max_tokens": "truncated",
    "model_context_window_exceeded": "truncated",
    "length": "truncated",
}
_ENDS = frozenset({"end_turn", "stop_sequence", "stop"})
_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_NEEDLESS_COMMA = re.compile(r"""("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])""", re.DOTALL)
_LAYERS = 2
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
    """A model's opinion, with each expected criterion exactly once and in that order; others are passed over.

    Raises:
        JudgeUnavailableError: `refused`, `truncated`, or `malformed` with what is wrong with it; the usage of the
            reply comes along.
    """
    if reply.stop_reason in _STOPS:
        raise JudgeUnavailableError(_STOPS[reply.stop_reason], usage=reply.usage)
    if reply.stop_reason and reply.stop_reason not in _ENDS:
        raise _malformed(f"stopped for {reply.stop_reason[:40]!r}", reply.usage)
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
    twice = [name for name in expected if ids.count(name) > 1]
    if twice:
        raise _malformed(f"more than one level for {', '.join(twice)}", usage)
    return tuple(next(item for item in found if item.criterion_id == name) for name in expected)


def _json_of(text: str) -> object:
    """The one JSON object with criteria in a text: the whole of it, inside a code fence, or among some prose.

    What a model thought aloud before it is passed over, and so are commas at the end of a list or an object. The whole
    may be a JSON string that holds the object.

    Raises:
        ValueError: There is none, there are several that differ, or a name in it is there twice.
    """
    if len(text) > _LONGEST:
        raise ValueError("far too long")
    text = _THOUGHT.sub("", text, count=1)
    fence = _FENCE.match(text)
    try:
        held = _decoder.decode((fence.group(1) if fence else text).strip())
        return _unwrapped(_decoder.decode(held) if isinstance(held, str) else held)
    except json.JSONDecodeError:
        found = _with_criteria(text) or _with_criteria(_NEEDLESS_COMMA.sub(lambda kept: kept.group(1) or "", text))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not found:
        raise ValueError("no JSON object with criteria")
    if any(other != found[0] for other in found):
        raise ValueError("more than one JSON object with criteria")
    return found[0]


def _unwrapped(held: object) -> object:
    """What stands alone in a list or under a single other name."""
    for _ in range(_LAYERS):
        if isinstance(held, list) and len(held) == 1:
            held = held[0]
        elif isinstance(held, dict) and len(held) == 1 and "criteria" not in held:
            held = next(iter(held.values()))
    return held


def _with_criteria(text: str) -> list[dict[str, Any]]:
    """All outermost JSON objects in a text that hold criteria."""
    return [held for held in map(_unwrapped, _objects(text)) if isinstance(held, dict) and "criteria" in held]


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


# Not strict about line breaks within strings, which some models write as they are.
_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, strict=False)


def _malformed(detail: str, usage: Usage) -> JudgeUnavailableError:
    return JudgeUnavailableError("malformed", usage=usage, detail=detail)
