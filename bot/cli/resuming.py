"""Files of results that grow line by line and can be gone on with."""

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


def done_so_far(path: Path, lines: Sequence[Line], judge: JudgeIdentity) -> int:
    """How many answers have their result in a file; a last line that was cut off is removed from it.

    Args:
        path: The file, which need not be there.
        lines: The answers that the whole run is about.
        judge: Who is to grade the rest.

    Raises:
        OtherResultsError: The file holds something else than the results of the first answers by this judge.
    """
    if not path.exists():
        return 0
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OtherResultsError(path, f"cannot be read ({error.strerror})") from None
    whole = raw[: raw.rfind(b"\n") + 1]
    results = whole.splitlines()
    if len(results) > len(lines):
        raise OtherResultsError(path, f"has {len(results)} results for {len(lines)} answers")
    for number, (line, result) in enumerate(zip(lines, results, strict=False), start=1):
        _check(path, number, line, _held(result), judge)
    if len(whole) < len(raw):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return len(results)


def _check(path: Path, number: int, line: Line, held: dict[str, Any] | None, judge: JudgeIdentity) -> None:
    if held is None:
        raise OtherResultsError(path, f"holds no result in line {number}")
    if held.get("id") != line.id or held.get("question", line.question) != line.question:
        raise OtherResultsError(path, f"holds the result of another answer in line {number}")
    if "judge" in held and held["judge"] != judge.model_dump():
        raise OtherResultsError(path, f"holds the result of another judge in line {number}")


def _held(raw: bytes) -> dict[str, Any] | None:
    try:
        held = json.loads(raw)
    except ValueError:
        return None
    return held if isinstance(held, dict) and ("overall" in held or "error" in held) else None
