"""Contested grades out of the database, which is only read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import typer

from bot.core.errors import StorageError
from bot.core.grading.contested import ContestedAnswer, ContestedGrades
from bot.core.grading.contested_cases import contested_answers, contested_grades
from bot.core.records import Contest

NO_DATABASE = "none kept: there is no database yet"


@dataclass(frozen=True, slots=True)
class Contested:
    """Contested grades summed up, and one by one with the answers' words."""

    grades: ContestedGrades
    answers: tuple[ContestedAnswer, ...] = ()


async def read_contested(url: str, limit: int, questions: Collection[str] | None) -> Contested:
    """Read the newest cases; a database that cannot be read is told on standard error and ends nothing.

    Args:
        url: The database.
        limit: How many cases are read at most.
        questions: Ids of the questions that count; none for all, also those that have left the bank.
    """
    if not limit:
        return Contested(ContestedGrades(note="not read: they were not asked for"))
    if absent(url):
        return Contested(ContestedGrades(note=NO_DATABASE))
    try:
        found = await _newest(url, limit + 1)
    except StorageError as error:
        typer.echo(f"greenroom: contested grades are left out: {error}", err=True)
        return Contested(ContestedGrades(note="not read: the database could not be opened"))
    chosen = [case for case in found[:limit] if questions is None or case.answer.question_id in questions]
    return Contested(contested_grades(chosen, older=len(found) > limit), tuple(contested_answers(chosen)))


async def _newest(url: str, limit: int) -> list[Contest]:
    from storage.database import open_database

    async with await open_database(url, read_only=True) as database:
        return list(await database.ledger.contested(limit))


def absent(url: str) -> bool:
    """Whether a database is a file that is not there yet."""
    from storage.location import database_path

    try:
        return not database_path(url).exists()
    except (StorageError, OSError):
        return False  # not a file, or one that cannot be looked at: opening it will tell
