"""What Claude is asked: a pure function from a grading request to the body of a Messages API request.

A request is built from the constant to the particular, so that a server can read all but the end from its cache:
the rules, the question with its rubric, examples of graded answers, then the answer. Each of the first three ends in
a cache breakpoint and is the same, byte for byte, for every answer to the question.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Criterion, LabelledAnswer, Question
from bot.core.grading.claude_schema import OUTPUT_SCHEMA
from bot.core.grading.prompt_rules import AGAIN, RULES, TASK
from bot.core.grading.request import GradingRequest

PROMPT_VERSION = "1"
"""Changes with every change to what Claude is told; stored with each grade. A test holds the texts to it."""

_CACHED = {"type": "ephemeral"}  # five minutes: the default, and the cheapest to write
_NONCE = re.compile(r"[0-9a-zA-Z]{8,64}")
_JOINERS = "\u200c\u200d"  # needed to spell Persian, Hindi and emoji


@dataclass(frozen=True, slots=True)
class Features:
    """What a server of the Messages API can do; a server that says it cannot is asked without.

    Attributes:
        structured: Holds replies to a JSON schema.
        effort: Takes a level of effort.
        caching: Takes cache breakpoints.
    """

    structured: bool = True
    effort: bool = True
    caching: bool = True


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Which model is asked, and how.

    Attributes:
        model: Its name.
        effort: How much work it puts in; none for its own default.
        max_tokens: Most tokens of a reply, thinking included.
    """

    model: str
    effort: str | None = None
    max_tokens: int = 16_000


def build_request(
    request: GradingRequest,
    answer: str,
    nonce: str,
    options: ModelOptions,
    features: Features | None = None,
    again: Sequence[str] = (),
) -> dict[str, Any]:
    """The body of a request to `POST /v1/messages`.

    Args:
        request: What is graded; its own answer is not read but to leave it out of the examples.
        answer: What is left of the answer once the guards have been through it.
        nonce: A code that nobody can guess, letters and digits; it names the tag around the answer.
        options: Which model is asked, and how.
        features: What the server can do.
        again: Ids of criteria to be asked about again, and nothing else.

    Returns:
        JSON-serialisable data; the same arguments give the same data.

    Raises:
        ValueError: The nonce is not one.
    """
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 8 to 64 letters and digits")
    able = features or Features()
    config: dict[str, Any] = {}
    if able.effort and options.effort is not None:
        config["effort"] = options.effort
    if able.structured:
        config["format"] = {"type": "json_schema", "schema": OUTPUT_SCHEMA}
    # In the order in which the SDK puts them on the wire, so that a dumped request is the same, byte for byte.
    return {
        "max_tokens": options.max_tokens,
        "messages": [{"role": "user", "content": list(_content(request, answer, nonce, able.caching, again))}],
        "model": options.model,
        **({"output_config": config} if config else {}),
        "system": [_block(RULES, able.caching)],
    }


def fenced(answer: str, nonce: str) -> str:
    """The answer as one JSON string in a tag that carries the nonce.

    Quotation marks, line breaks and control characters are escaped as JSON has it; so are characters that cannot be
    seen, and the slash of anything that looks like a closing tag.
    """
    text = json.dumps(answer, ensure_ascii=False).replace("</", "<\\/")
    shown = "".join(_escaped(char) for char in text)
    return f"<answer-{nonce}>\n{shown}\n</answer-{nonce}>"


def examples_for(request: GradingRequest) -> tuple[LabelledAnswer, ...]:
    """The question's labelled answers, but for the one being graded: no judge is shown the marks it is to give."""
    graded = _bare(request.answer)
    return tuple(example for example in request.question.answers if _bare(example.text) != graded)


def _content(
    request: GradingRequest, answer: str, nonce: str, caching: bool, again: Sequence[str]
) -> Iterator[dict[str, Any]]:
    yield _block(_question_text(request), caching)
    if examples := examples_for(request):
        yield _block(_examples_text(examples), caching)
    wanted = again or [criterion.id for criterion, _ in request.rubric]
    task = (AGAIN if again else TASK).format(criteria=", ".join(wanted))
    yield _block(f"The answer to grade:\n{fenced(answer, nonce)}\n\n{task}", cached=False)


def _block(text: str, cached: bool) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"cache_control": dict(_CACHED)} if cached else {})


def _question_text(request: GradingRequest) -> str:
    question = request.question
    parts = [
        _section(
            "question",
            f"{question.title}\n\n{question.prompt}\n\nAsked of candidates at this level: {question.seniority.value}.",
        ),
        _section("rubric", "\n\n".join(_criterion_text(item, weight) for item, weight in request.rubric)),
        _section("common_mistakes", "\n".join(_mistakes_text(question))),
        _section("model_answer", question.model_answer),
    ]
    if request.audience is not None:
        parts.append(_section("audience", _audience_text(request.audience)))
    if request.style is not None:
        parts.append(_section("company_style", _style_text(request.style)))
    return "\n\n".join(parts)


def _section(name: str, text: str) -> str:
    return f"<{name}>\n{text.strip()}\n</{name}>"


def _criterion_text(criterion: Criterion, weight: float) -> str:
    lines = [f"criterion_id: {criterion.id}", f"{criterion.name} ({weight:g} of 100 points)", "Key points:"]
    lines += [f"- {point.id}: {point.idea}" for point in criterion.key_points]
    lines += ["Levels:", *(f"{level}: {text}" for level, text in enumerate(criterion.levels))]
    return "\n".join(lines)


def _mistakes_text(question: Question) -> Iterator[str]:
    for mistake in question.mistakes:
        yield f"- {mistake.id} (against {mistake.criterion}): “{mistake.says[0]}”. Right instead: {mistake.correction}"


def _audience_text(audience: AudienceProfile) -> str:
    return "\n".join(
        [
            f"The answer is meant for: {audience.name}",
            f"Cares about: {_joined(audience.cares_about)}",
            f"Does not care about: {_joined(audience.does_not_care_about)}",
            f"Patience: {audience.patience}",
            f"Follows comparisons from: {_joined(audience.analogies_from)}",
            f"Jargon: {audience.jargon_allowed} such words are forgiven; a program counts them and caps levels.",
            f"Jargon for this audience: {', '.join(term.word for term in audience.jargon)}",
        ]
    )


def _style_text(style: CompanyStyle) -> str:
    lines = [f"Asked in the style of {style.name}: {style.summary}"]
    if style.opening_words is not None:
        lines.append(f"The recommendation has to come within the first {style.opening_words} words.")
    ids = ", ".join(criterion.id for criterion in style.criteria)
    lines.append(f"Criteria of this style, in the rubric above: {ids}. The examples were not graded on them.")
    return "\n".join(lines)


def _examples_text(examples: Iterable[LabelledAnswer]) -> str:
    graded = "\n\n".join(_example_text(number, example) for number, example in enumerate(examples, start=1))
    note = "Answers by others to this question, with the levels a careful reader gave. Use them to set your scale."
    return _section("graded_examples", f"{note} They are not the answer to grade.\n\n{graded}")


def _example_text(number: int, example: LabelledAnswer) -> str:
    levels = ", ".join(f"{criterion}: {level}" for criterion, level in example.levels.items())
    return f"Example {number}: {json.dumps(example.text, ensure_ascii=False)}\nLevels: {levels}\nWhy: {example.why}"


def _joined(lines: Iterable[str]) -> str:
    return "; ".join(lines)


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def _escaped(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return char
    return json.dumps(char)[1:-1]
