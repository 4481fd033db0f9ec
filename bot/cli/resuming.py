"""Files of results that can be gone on with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.cli.bulk import Line
from bot.core.errors import GreenroomError
from bot.core.grading.grade import JudgeIdentity


class OtherResultsError(GreenroomError):
    """A file of results that belongs to something else; going on would mix the two."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} {problem}; choose another --out, or --start-over to replace it")


def results_so_far(
    path: Path, lines: Sequence[Line], judge: JudgeIdentity, style: str | None = None
) -> list[dict[str, Any]]:
    """The results of the first answers that a file holds; a last line that was cut off is removed from it.

    Args:
        path: The file; one that is not there, or is no regular file, holds nothing.
        lines: The answers that the whole run is about.
        judge: Who is to grade the rest.
        style: Company style to grade the rest in, if any.

    Raises:
        OtherResultsError: The file holds something else than the results of the first answers by this judge.
    """
    if not path.is_file():
        return []
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OtherResultsError(path, f"cannot be read ({error.strerror})") from None
    whole = raw[: raw.rfind(b"\n") + 1]
    results = [_held(path, number, result) for number, result in enumerate(whole.splitlines(), start=1)]
    if len(results) > len(lines):
        raise OtherResultsError(path, f"has {len(results)} results for {len(lines)} answers")
    for number, (line, result) in enumerate(zip(lines, results, strict=False), start=1):
        other = _difference(line, result, judge, style)
        if other:
            raise OtherResultsError(path, f"holds the result {other} in line {number}")
    if len(whole) < len(raw):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return results


def _difference(line: Line, held: dict[str, Any], judge: JudgeIdentity, style: str | None) -> str:
    """How a result is another than this line's would be; what it does not tell is not held against it."""
    if held.get("id") != line.id or held.get("question", line.question) != line.question:
        return "of another answer"
    if held.get("answer_sha256", line.digest) != line.digest:
        return "of another answer with the same id"
    if held.get("judge", judge.model_dump()) != judge.model_dump():
        return "of another judge"
    return "in another style" if held.get("style", style) != style else ""


def _held(path: Path, number: int, raw: bytes) -> dict[str, Any]:
    try:
        held = json.loads(raw)
    except ValueError:
        held = None
    if isinstance(held, dict) and ("overall" in held or "error" in held):
        return held
    raise OtherResultsError(path, f"holds no result in line {number}")
