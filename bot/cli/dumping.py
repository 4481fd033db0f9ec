"""Requests to a model written to files instead of being sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.cli.bulk import Line, request_of
from bot.core.bank.content import Content
from bot.core.errors import GreenroomError
from bot.core.grading.asking import Asking
from bot.core.grading.grade import JudgeIdentity
from bot.core.grading.prompt import ModelOptions

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 80


def dump_requests(
    content: Content,
    style: str | None,
    lines: Iterable[Line],
    folder: Path,
    options: ModelOptions,
    judge: JudgeIdentity,
    nonce: Callable[[], str],
    tell: Callable[[str], None],
) -> int:
    """Write the body of each answer's request to a file of its own, as it would be sent, byte for byte.

    Args:
        content: The bank.
        style: Company style to grade in, if any.
        lines: The answers.
        folder: Where the files go; made if need be.
        options: Which model is asked, and how.
        judge: Who would judge.
        nonce: Makes the code around an answer.
        tell: Says why an answer has no file.

    Returns:
        How many files were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    count = 0
    for line in lines:
        try:
            asking = Asking(request_of(content, line, style), options, judge)
        except GreenroomError as error:
            tell(f"{_label(line)}: {error}")
            continue
        if asking.verdict is not None:
            tell(f"{_label(line)}: graded without a request: {', '.join(flag.value for flag in asking.verdict.flags)}")
            continue
        (folder / file_name(line, names)).write_bytes(as_sent(asking.body(nonce())))
        count += 1
    return count


def as_sent(body: object) -> bytes:
    """A request's body as the SDK puts it on the wire."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def file_name(line: Line, taken: set[str]) -> str:
    """A name for an answer's file that every file system takes and no other answer has; it is added to those taken."""
    text = str(line.id) if line.id is not None else f"line-{line.number}"
    stem = _UNSAFE.sub("_", text).strip("._")[:_LONGEST] or f"line-{line.number}"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return f"{name}.json"


def _label(line: Line) -> str:
    return f"line {line.number}" if line.id is None else str(line.id)
