"""Compiling one file: parse, validate, and say what is wrong where it is wrong."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from bot.adapters.packs.compiled import Compiled
from bot.adapters.packs.discovery import Found, Kind
from bot.adapters.packs.documents import Document, Trouble, UnreadableError, read_document
from bot.adapters.packs.validation import DRAFT_MARK, unwritten, validate
from bot.core.bank.content import Fault, PackInfo
from bot.core.bank.lens import AudienceProfile, CompanyStyle
from bot.core.bank.question import Question
from bot.core.interviews.plan import InterviewPlan

_MODELS: dict[Kind, type[BaseModel]] = {
    Kind.QUESTION: Question,
    Kind.AUDIENCE: AudienceProfile,
    Kind.STYLE: CompanyStyle,
    Kind.INTERVIEW: InterviewPlan,
    Kind.PACK: PackInfo,
}
_LINES_SHOWN = 5


def compile_file(found: Found) -> Compiled:
    """What a file holds; never raises for anything the file may contain."""
    try:
        document = read_document(Path(found.path))
    except UnreadableError as error:
        return _without(found, _faults(found, error.troubles, None))
    named = document.data.get("id")
    question_id = named if found.kind is Kind.QUESTION and isinstance(named, str) else None
    valid = validate(_MODELS[found.kind], document)
    if valid.model is None:
        return _without(found, _faults(found, valid.troubles, question_id))
    if found.kind is Kind.QUESTION and (lines := unwritten(document)):
        return _without(found, (_draft(found, lines, question_id),))
    held = {found.kind.value: valid.model}
    return Compiled.model_validate({"kind": found.kind, "size": found.size, "mtime_ns": found.mtime_ns, **held})


def line_in(path: str, loc: tuple[str | int, ...], within: int | None = None) -> int:
    """The line of a part of a file that was read before; 1 if it cannot be read any more."""
    document = reread(path)
    return document.line_of(loc, within) if document else 1


def reread(path: str) -> Document | None:
    """The document of a file, None if it has none."""
    try:
        return read_document(Path(path))
    except UnreadableError:
        return None


def _faults(found: Found, troubles: tuple[Trouble, ...], question_id: str | None) -> tuple[Fault, ...]:
    return tuple(Fault(found.path, trouble.line, trouble.message, question_id) for trouble in troubles)


def _draft(found: Found, lines: list[int], question_id: str | None) -> Fault:
    shown = ", ".join(str(line) for line in lines[:_LINES_SHOWN])
    more = ", ..." if len(lines) > _LINES_SHOWN else ""
    texts = "1 text still starts" if len(lines) == 1 else f"{len(lines)} texts still start"
    message = f"a draft, not asked yet: {texts} with {DRAFT_MARK} (lines {shown}{more})"
    return Fault(found.path, lines[0], message, question_id, draft=True)


def _without(found: Found, faults: tuple[Fault, ...]) -> Compiled:
    return Compiled(kind=found.kind, size=found.size, mtime_ns=found.mtime_ns, faults=faults)
