"""Calibration reports as files: one to read and one for programs, side by side."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import ValidationError

from bot.cli.calibration.text import report_text
from bot.core.errors import GreenroomError
from bot.core.grading.calibration_report import WHOLE_BANK, Report

REPORTS = Path("docs") / "calibration"
"""Where reports are kept, seen from the folder the program was started in."""


class UnreadableReportError(GreenroomError):
    """A saved report that cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} is no calibration report ({problem}); mend or remove it")


class UnwritableReportError(GreenroomError):
    """A folder that no report can be written to."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(f"cannot write to {folder}: {problem}")


def save(report: Report, folder: Path) -> tuple[Path, Path]:
    """Write a report, without what could tell of single members; one of the same day, judge and model is replaced.

    A kept report is to be read elsewhere too: of files outside the current folder only the name stands in it, and it
    links to those inside only if it is kept there as well.

    Returns:
        The file to read and the one for programs.

    Raises:
        UnwritableReportError: The files cannot be written.
    """
    report = _without_foreign_folders(report.for_keeping())
    text, data = (folder / f"{stem(report)}{ending}" for ending in (".md", ".json"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text.write_text(report_text(report, lambda place: _link(place, folder)), encoding="utf-8")
        data.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UnwritableReportError(folder, error.strerror or str(error)) from None
    return text, data


def saved(folder: Path) -> list[Report]:
    """All reports of a folder.

    Raises:
        UnreadableReportError: One of its `.json` files is none.
    """
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def stem(report: Report) -> str:
    """The name of a report's files without their ending; a part of the bank is marked as such."""
    part = [] if report.measured.selection == WHOLE_BANK else ["part"]
    names = [report.date.isoformat(), report.judge.name, report.judge.model, *part]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(names))


def _read(path: Path) -> Report:
    try:
        return Report.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise UnreadableReportError(path, error.errors()[0]["msg"]) from None
    except OSError as error:
        raise UnreadableReportError(path, error.strerror or str(error)) from None


def _without_foreign_folders(report: Report) -> Report:
    """The report with the bare names of files that are not below the current folder."""

    def shown(place: str) -> str:
        return Path(place).name if Path(place).is_absolute() else place

    criteria = tuple(
        criterion.model_copy(
            update={
                "disagreements": tuple(
                    item.model_copy(update={"place": shown(item.place)}) for item in criterion.disagreements
                )
            }
        )
        for criterion in report.criteria
    )
    return report.model_copy(update={"criteria": criteria})


def _link(place: str, folder: Path) -> str:
    """A Markdown link from a report in a folder to a file and its line; the bare place where they may part."""
    file, _, line = place.rpartition(":")
    if not (Path(file).is_file() and folder.resolve().is_relative_to(Path.cwd())):
        return place
    target = Path(os.path.relpath(file, folder)).as_posix()
    return f"[{Path(file).name}:{line}]({target}#L{line})"
