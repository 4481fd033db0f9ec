"""What a good question must satisfy beyond its schema; pure rules, each of which can say where it is broken."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.bank.arithmetic import SumError, holds
from bot.core.bank.lens import CompanyStyle
from bot.core.bank.markdown import broken_markdown
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Audience

MODEL_ANSWER_WORDS = (150, 350)
"""Fewest and most words of a model answer."""

PROMPT_CHARACTERS = 2_800
"""Most characters of a prompt once `&`, `<` and `>` are escaped: Slack takes 3,000 in a section."""

BLOCK_CHARACTERS = 1_800
"""Most characters of one paragraph or code block of a prompt.

Discord takes 2,000 in a message, so a longer prompt is split between paragraphs and each of them has to fit.
"""

SOURCES = frozenset(
    {
        "explain-to-executive",
        "netflix-ds-guide",
        "meta-community-insights",
        "experimentation-skill-guide",
        "mock-interview-bots",
        "greenroom",
    }
)
"""The built-in labels for where a question comes from."""

_SQL = re.compile(r"^```sql\s*\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Finding(NamedTuple):
    """A rule that a question breaks.

    Attributes:
        loc: Way to the part concerned: keys, and positions in lists from 0.
        message: What is wrong, in one line.
        within: Line within the part's text, from 0, where that is known.
    """

    loc: tuple[str | int, ...]
    message: str
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else there is, for rules that look beyond a question.

    Attributes:
        styles: Company styles that are defined.
        audiences: Audiences that have a profile.
        sources: Labels for sources beyond the built-in ones.
    """

    styles: dict[str, CompanyStyle]
    audiences: Collection[Audience]
    sources: Collection[str] = ()


Rule = Callable[[Question, Surroundings], Iterator[Finding]]


def check_question(question: Question, surroundings: Surroundings) -> list[Finding]:
    """All rules that a question breaks, in the order of `RULES`."""
    return [finding for rule in RULES for finding in rule(question, surroundings)]


def check_place(question: Question, folder: str, stem: str, *, by_track: bool) -> list[Finding]:
    """Whether a question lies where it is looked for.

    Args:
        question: The question.
        folder: Name of the folder its file is in.
        stem: The file's name without `.yaml`.
        by_track: Whether the pack keeps a folder a track, as the built-in one does.
    """
    findings = []
    if stem != question.id:
        findings.append(Finding(("id",), f"the file must be named {question.id}.yaml, after the id"))
    if by_track and folder != question.track.value:
        findings.append(Finding(("track",), f"the file must be in the folder {question.track.value}/"))
    return findings


def model_sql(question: Question) -> str | None:
    """The first ```sql block of the model answer; None if there is none."""
    found = _SQL.search(question.model_answer)
    return found[1].strip() if found else None


def _words(question: Question, _: Surroundings) -> Iterator[Finding]:
    fewest, most = MODEL_ANSWER_WORDS
    count = len(question.model_answer.split())
    if not fewest <= count <= most:
        yield Finding(("model_answer",), f"the model answer has {count} words; {fewest} to {most} are asked for")


def _limits(question: Question, _: Surroundings) -> Iterator[Finding]:
    escaped = len(html.escape(question.prompt, quote=False))
    if escaped > PROMPT_CHARACTERS:
        message = f"the prompt has {escaped:,} characters as Slack counts; {PROMPT_CHARACTERS:,} at most"
        yield Finding(("prompt",), message)
    for line, block in _blocks(question.prompt):
        if len(block) > BLOCK_CHARACTERS:
            message = f"a paragraph of {len(block):,} characters cannot be split; {BLOCK_CHARACTERS:,} at most"
            yield Finding(("prompt",), message, line)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs and code blocks, each with its first line."""
    block: list[str] = []
    start, fenced = 0, False
    for number, line in enumerate([*text.splitlines(), ""]):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if line.strip() or fenced:
            start = start if block else number
            block.append(line)
        elif block:
            yield start, "\n".join(block)
            block = []
    if block:
        yield start, "\n".join(block)


def _markdown(question: Question, _: Surroundings) -> Iterator[Finding]:
    for key, text in (("prompt", question.prompt), ("model_answer", question.model_answer)):
        for line, message in broken_markdown(text):
            yield Finding((key,), message, line)


def _sums(question: Question, _: Surroundings) -> Iterator[Finding]:
    for number, item in enumerate(question.sums):
        try:
            if holds(item.check):
                continue
            message = f"the sum is wrong: {item.claim}"
        except SumError as error:
            message = f"the sum cannot be evaluated: {error}"
        yield Finding(("sums", number, "check"), message)


def unknown_styles(styles: Sequence[str], surroundings: Surroundings) -> Iterator[Finding]:
    """Company styles that nothing defines."""
    for number, style in enumerate(styles):
        if style not in surroundings.styles:
            known = ", ".join(sorted(surroundings.styles)) or "none"
            yield Finding(("styles", number), f"no company style is called {style!r} (defined: {known})")


def unknown_source(source: str, surroundings: Surroundings) -> Iterator[Finding]:
    """A source label that nothing defines."""
    known_sources = SOURCES | frozenset(surroundings.sources)
    if source not in known_sources:
        yield Finding(("source",), f"unknown source {source!r} (known: {', '.join(sorted(known_sources))})")


def _names(question: Question, surroundings: Surroundings) -> Iterator[Finding]:
    yield from unknown_styles(question.styles, surroundings)
    yield from unknown_source(question.source, surroundings)
    if question.audience is not None and question.audience not in surroundings.audiences:
        yield Finding(("audience",), f"audience {question.audience.value!r} has no profile")


def _lens(question: Question, surroundings: Surroundings) -> Iterator[Finding]:
    """A style's criteria join the question's own, so that they must not share ids."""
    for style in filter(None, map(surroundings.styles.get, question.styles)):
        taken = {criterion.id for criterion in style.criteria}
        for number, criterion in enumerate(question.rubric):
            if criterion.id in taken:
                message = f"style {style.id!r} has a criterion {criterion.id!r} too; rename this one"
                yield Finding(("rubric", number, "id"), message)


def _fixture(question: Question, _: Surroundings) -> Iterator[Finding]:
    if model_sql(question) and question.sql is None:
        yield Finding(("model_answer",), "the model answer holds SQL, so `sql` must give tables to run it on")
    elif question.sql is not None and model_sql(question) is None:
        yield Finding(("sql",), "`sql` is given, but the model answer has no ```sql block to run")


RULES: tuple[Rule, ...] = (_words, _limits, _markdown, _sums, _names, _lens, _fixture)
"""The rules, in the order in which findings are listed."""
