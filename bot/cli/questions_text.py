"""The bank on a terminal: lists, a question with its rubric, and the table of coverage."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.adapters.terminal.console import open_console
from bot.core.bank import Criterion, LabelledAnswer, Question

_INDENT = (0, 0, 0, 2)


def print_list(questions: Sequence[Question]) -> None:
    """Prints one line a question, under a heading a track."""
    console = _console()
    by_track = sorted(questions, key=lambda question: (question.track, question.difficulty, question.id))
    width = max((len(question.id) for question in questions), default=0)
    for track, group in groupby(by_track, key=lambda question: question.track):
        items = list(group)
        console.print(Text(f"{track.value} ({len(items)})", style="bold"))
        for question in items:
            facts = f"  {question.difficulty}/5 {question.minutes:>3} min  "
            line = Text.assemble("  ", (f"{question.id:<{width}}", "cyan"), (facts, "dim"), question.title)
            console.print(line, no_wrap=True, overflow="ellipsis")


def print_question(question: Question, *, answers: bool) -> None:
    """Prints a question, its rubric, hints, mistakes and model answer, and on demand the labelled answers."""
    parts: list[RenderableType] = [_head(question), Markdown(question.prompt), _title("Rubric")]
    for criterion in question.rubric:
        parts += [_criterion(criterion), Text()]
    parts.append(_title("Hints"))
    parts += [Text(f"{number}. {hint}") for number, hint in enumerate(question.hints, start=1)]
    parts.append(_title("Common mistakes"))
    for mistake in question.mistakes:
        parts += [_quoted(mistake.says[0]), Padding(Text(mistake.correction), _INDENT)]
    parts += [_title("Model answer"), Markdown(question.model_answer)]
    if answers:
        for answer in question.answers:
            parts += [_title(f"Labelled answer: {answer.kind.value}"), _labelled(answer)]
    _console().print(Group(*parts))


def print_coverage(counts: dict[str, Any]) -> None:
    """Prints how many questions each track has at each difficulty, and how many show each skill."""
    console = _console()
    table = Table(title="Questions by track and difficulty", title_justify="left", box=None, pad_edge=False)
    table.add_column("track", no_wrap=True)
    for heading in ("1", "2", "3", "4", "5", "all"):
        table.add_column(heading, justify="right", min_width=3)
    for track, row in counts["tracks"].items():
        table.add_row(track, *_figures(row["difficulty"]), str(row["questions"]))
    table.add_row("all", *_figures(counts["difficulty"]), str(counts["questions"]), style="bold")
    console.print(table)
    console.print(f"\nEmpty cells: {counts['empty_cells']} of {5 * len(counts['tracks'])}\n")
    for what in ("skills", "sources", "styles"):
        listed = ", ".join(f"{name} {number}" for name, number in counts[what].items()) or "none"
        console.print(Text.assemble((f"{what.capitalize()}: ", "bold"), listed))


def _console() -> Console:
    return open_console(sys.stdout)


def _figures(row: dict[str, int]) -> Iterable[str]:
    return (str(number) if number else "-" for number in row.values())


def _head(question: Question) -> RenderableType:
    facts = [
        question.track.value,
        f"difficulty {question.difficulty}/5",
        question.seniority.value,
        f"{question.minutes} min",
        *(f"{style} style" for style in question.styles),
    ]
    if question.audience:
        facts.append(f"for: {question.audience.value}")
    skills = ", ".join(skill.value for skill in question.skills)
    return Group(
        Text(question.title, style="bold"),
        Text(" · ".join(facts), style="dim"),
        Text(f"{question.id} · {skills} · source: {question.source}", style="dim"),
        Text(),
    )


def _title(text: str) -> RenderableType:
    return Group(Text(), Rule(Text(text, style="bold"), align="left", style="dim"))


def _criterion(criterion: Criterion) -> RenderableType:
    lines: list[RenderableType] = [
        Text.assemble((criterion.name, "bold"), f"  {criterion.weight}%", (f"  {criterion.skill.value}", "dim"))
    ]
    lines += [_item("-", point.idea) for point in criterion.key_points]
    lines += [_item(str(level), text) for level, text in enumerate(criterion.levels)]
    lines.append(_item("?", criterion.probe))
    return Group(*lines)


def _item(mark: str, text: str) -> RenderableType:
    row = Table.grid(padding=(0, 1))
    row.add_column(width=3, justify="right")
    row.add_column()
    row.add_row(Text(mark, style="dim"), Text(text))
    return row


def _quoted(text: str) -> Text:
    return Text(f"“{text}”", style="italic")


def _labelled(answer: LabelledAnswer) -> RenderableType:
    levels = ", ".join(f"{name} {level}" for name, level in answer.levels.items())
    return Group(Text(answer.text), Text(), Text(levels, style="bold"), Text(answer.why, style="dim"))
