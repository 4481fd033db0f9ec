"""What belongs to a member: taking it along, and having it erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.bank.content import Content
from bot.core.ports import Ledger
from bot.core.records import Grade, GradedAnswer, Place

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Belongings:
    """Exports and erasure.

    Attributes:
        content: The bank, for the questions' titles.
        ledger: The answers.
    """

    content: Content
    ledger: Ledger

    async def export(self, place: Place, name: str, now: datetime) -> dict[str, Any]:
        """All that is kept of a member, as JSON-serialisable values, the oldest answer first."""
        history = await self.ledger.history(place, _ALL, withdrawn=True)
        answers = [await self._answer(place, graded) for graded in reversed(history)]
        return {
            "format": "greenroom-export",
            "version": 1,
            "exported_at": now.isoformat(),
            "member": {"name": name, "time_zone": place.time_zone},
            "answers": answers,
        }

    async def forget(self, place: Place) -> int:
        """Erase a member; how many answers they had, withdrawn ones included."""
        return await self.ledger.forget(place)

    async def _answer(self, place: Place, graded: GradedAnswer) -> dict[str, Any]:
        answer, bank = graded.answer, self.content.bank
        check = await self.ledger.self_check(place.workspace_id, answer.id)
        grades = await self.ledger.grades(place.workspace_id, answer.id)
        return {
            "id": answer.id,
            "question": answer.question_id,
            "title": bank.get(answer.question_id).title if answer.question_id in bank else None,
            "style": answer.style,
            "submitted_at": answer.submitted_at.isoformat(),
            "local_date": answer.local_date.isoformat(),
            "state": answer.state.value,
            "revises": answer.revises,
            "text": answer.text,
            "said": sorted(check.said) if check else None,
            "counts": graded.grade.id if graded.grade else None,
            "grades": [_grade(grade) for grade in grades],
        }


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "id": grade.id,
        "graded_at": grade.graded_at.isoformat(),
        "stand_in": grade.stand_in,
        "verdict": grade.verdict.model_dump(mode="json"),
    }
