"""Everything `greenroom questions check` reports: what did not load, and what breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

from bot.adapters.packs.compiling import reread
from bot.adapters.packs.loader import assemble, walk_packs
from bot.adapters.packs.sql import check_sql
from bot.core.bank.checks import Finding, Surroundings, check_place, check_question
from bot.core.bank.content import Content, Fault
from bot.core.bank.question import Question
from bot.core.bank.similarity import near_duplicates
from bot.core.interviews.checks import check_plan
from bot.settings import BUILT_IN_PACK


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check.

    Attributes:
        files: How many files were read.
        questions: How many of them hold a whole question, whether or not it breaks a rule.
        faults: All that has to be mended, in the order of files and lines.
        drafts: Questions that are still being written.
    """

    files: int
    questions: int
    faults: tuple[Fault, ...]
    drafts: tuple[Fault, ...]


def check_packs(
    folders: Sequence[Path], only: Path | None = None, *, entry_points: Iterable[EntryPoint] | None = None
) -> Report:
    """Reads content anew and checks it in the company of all the rest, so that duplicates are seen.

    Args:
        folders: All pack folders.
        only: A file or folder, in a pack or not, to which the report is confined; None for everything.
        entry_points: As for `load_content`.
    """
    place = only.resolve() if only else None
    walk = walk_packs(folders, entry_points)
    if place and place.is_dir():
        walk.add_pack(place)
    elif place:
        walk.add_file(place)
    content = assemble(walk)
    wanted = {key for key, file in content.files.items() if _within(file, place)}
    found = [fault for fault in content.faults if _within(fault.path, place)]
    found += rule_faults(content, wanted) + interview_faults(content, wanted)
    ordered = sorted(found, key=lambda fault: (fault.path, fault.line))
    return Report(
        files=sum(_within(file.path, place) for file in walk.files),
        questions=sum(key in content.bank for key in wanted),
        faults=tuple(fault for fault in ordered if not fault.draft),
        drafts=tuple(fault for fault in ordered if fault.draft),
    )


def rule_faults(content: Content, wanted: set[str]) -> list[Fault]:
    """The rules beyond the schema that loaded questions break.

    Args:
        content: All content, as surroundings and for comparison.
        wanted: Ids of the questions to report on.
    """
    surroundings = Surroundings(dict(content.styles), content.audiences, content.sources)
    alike = _alike(content, wanted)
    faults: list[Fault] = []
    for question in content.bank:
        if question.id in wanted:
            file = content.files[question.id]
            findings = check_question(question, surroundings) + check_sql(question) + _place(question, file)
            faults += _with_lines(question.id, file, findings + alike.get(question.id, []))
    return faults


def interview_faults(content: Content, wanted: set[str]) -> list[Fault]:
    """What the loaded interview plans name that is not there, for those with a wanted id."""
    surroundings = Surroundings(dict(content.styles), content.audiences, content.sources)
    return [
        fault
        for plan in content.interviews.values()
        if plan.id in wanted
        for fault in _with_lines(None, content.files[plan.id], check_plan(plan, content.bank, surroundings))
    ]


def _alike(content: Content, wanted: set[str]) -> dict[str, list[Finding]]:
    """Nearly equal prompts: of each pair one question is told, one that is reported on, and only of its nearest."""
    nearest: dict[str, tuple[float, str]] = {}
    for first, second, likeness in near_duplicates({item.id: item.prompt for item in content.bank}):
        here, other = (second, first) if second in wanted else (first, second)
        if here in wanted:
            nearest[here] = max(nearest.get(here, (0.0, "")), (likeness, other))
    return {
        here: [Finding(("prompt",), f"the prompt is nearly that of {other!r} ({likeness:.0%} the same)")]
        for here, (likeness, other) in nearest.items()
    }


def _place(question: Question, file: str) -> list[Finding]:
    path = Path(file)
    return check_place(question, path.parent.name, path.stem, by_track=BUILT_IN_PACK in path.resolve().parents)


def _with_lines(question_id: str | None, file: str, findings: Sequence[Finding]) -> list[Fault]:
    if not findings:
        return []
    document = reread(file)
    return [
        Fault(file, document.line_of(item.loc, item.within) if document else 1, item.message, question_id)
        for item in findings
    ]


def _within(file: str, place: Path | None) -> bool:
    if place is None:
        return True
    path = Path(file).resolve()
    return path == place or place in path.parents
