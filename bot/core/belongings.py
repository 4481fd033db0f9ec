"""What belongs to a member: taking it along, and having it erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.core.bank.content import Content
from bot.core.ports import Ledger
from bot.core.progress.cards import MemoryCard
from bot.core.progress.ports import Chosen
from bot.core.records import Grade, GradedAnswer, Place

_ALL = 1_000_000
_UNDER_WAY = frozenset({"live", "paused", "parked"})
_WHAT_IS_THOUGHT = ("first", "reading", "grade")


@dataclass(frozen=True, slots=True)
class KeptPass:
    """A question that a member let go: when it was put, and when they passed."""

    question_id: str
    local_date: date
    passed_at: datetime


@dataclass(frozen=True, slots=True)
class KeptSuggestion:
    """A question that a member suggested, why, and what became of it."""

    question_id: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class KeptInterview:
    """A mock interview of a member's; the record is what is stored, whichever version wrote it."""

    id: str
    plan_id: str
    phase: str
    record: str


@dataclass(frozen=True, slots=True)
class Keepsakes:
    """What is kept of a member besides their answers, each kind oldest first.

    Attributes:
        passes: Questions that they let go.
        suggestions: Questions that they suggested.
        chosen: What they chose for themselves.
        cards: Their memory cards.
        interviews: Their mock interviews.
        together: Their reminder, shared scores, kudos and reviews, as they are exported.
        pairs: Their interviews in pairs, as they are exported.
        interview_days: Their local dates with an answer in an interview, alone or in a pair.
    """

    passes: Sequence[KeptPass]
    suggestions: Sequence[KeptSuggestion]
    chosen: Chosen
    cards: Sequence[MemoryCard]
    interviews: Sequence[KeptInterview]
    together: Mapping[str, Any] = field(default_factory=dict)
    pairs: Sequence[Mapping[str, Any]] = field(default_factory=list)
    interview_days: Sequence[date] = field(default_factory=list)


class Keeping(Protocol):
    """Looks at all that is kept of a member."""

    async def keepsakes(self, place: Place) -> Keepsakes:
        """What is kept of a member besides their answers, in all groups of the workspace, from one state of it."""
        ...


@dataclass(frozen=True, slots=True)
class Belongings:
    """Exports and erasure.

    Attributes:
        content: The bank, for the questions' titles.
        ledger: The answers.
        keeping: What else is kept.
    """

    content: Content
    ledger: Ledger
    keeping: Keeping

    async def export(self, place: Place, name: str, now: datetime) -> dict[str, Any]:
        """All that is kept of a member, as JSON-serialisable values, the oldest of each kind first.

        What an interviewer thinks of answers in an interview under way is left out: it is told in the debrief.
        """
        history = await self.ledger.history(place, _ALL, withdrawn=True)
        answers = [await self._answer(place, graded) for graded in reversed(history)]
        others = await self.keeping.keepsakes(place)
        return {
            "format": "greenroom-export",
            "version": 1,
            "exported_at": now.isoformat(),
            "member": {
                "name": name,
                "time_zone": place.time_zone,
                "moves": [{"at": at.isoformat(), "from": before, "to": after} for at, before, after in place.moves],
            },
            "preferences": asdict(others.chosen),
            "answers": answers,
            "passes": [self._pass(one) for one in others.passes],
            "suggestions": [self._named(one.question_id, note=one.note, state=one.state) for one in others.suggestions],
            "cards": [self._card(one) for one in others.cards],
            "interviews": [self._interview(one) for one in others.interviews],
            "pairs": list(others.pairs),
            "interview_days": [day.isoformat() for day in others.interview_days],
            **others.together,
        }

    async def forget(self, place: Place) -> int:
        """Erase a member; how many answers they had, withdrawn ones included."""
        return await self.ledger.forget(place)

    async def _answer(self, place: Place, graded: GradedAnswer) -> dict[str, Any]:
        answer = graded.answer
        check = await self.ledger.self_check(place.workspace_id, answer.id)
        grades = await self.ledger.grades(place.workspace_id, answer.id)
        return {
            "id": answer.id,
            **self._named(answer.question_id),
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

    def _pass(self, one: KeptPass) -> dict[str, Any]:
        when = {"local_date": one.local_date.isoformat(), "passed_at": one.passed_at.isoformat()}
        return self._named(one.question_id, **when)

    def _card(self, card: MemoryCard) -> dict[str, Any]:
        return self._named(
            card.key.question_id,
            criterion=card.key.criterion_id,
            level=card.level,
            stability=card.stability,
            difficulty=card.difficulty,
            due_at=card.due_at.isoformat(),
            reviewed_at=card.reviewed_at.isoformat(),
        )

    def _interview(self, one: KeptInterview) -> dict[str, Any]:
        plan = self.content.interviews.get(one.plan_id)
        return {
            "id": one.id,
            "plan": one.plan_id,
            "title": plan.title if plan else None,
            "phase": one.phase,
            "record": _record(one),
        }

    def _named(self, question_id: str, **others: object) -> dict[str, Any]:
        """A question's id and title, and what is said of it; no title for one that has left the bank."""
        bank = self.content.bank
        return {
            "question": question_id,
            "title": bank.get(question_id).title if question_id in bank else None,
            **others,
        }


def _record(one: KeptInterview) -> object:
    """An interview's record; one that cannot be read is handed over as the text it is."""
    try:
        record = json.loads(one.record)
    except ValueError:
        return one.record
    if one.phase in _UNDER_WAY and isinstance(record, dict):
        stages = [_without_thoughts(stage) for stage in record.get("stages", ())]
        record = {**record, "stages": stages}
    return record


def _without_thoughts(stage: object) -> object:
    if not isinstance(stage, dict):
        return stage
    return {name: value for name, value in stage.items() if name not in _WHAT_IS_THOUGHT}


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "id": grade.id,
        "graded_at": grade.graded_at.isoformat(),
        "stand_in": grade.stand_in,
        "verdict": grade.verdict.model_dump(mode="json"),
    }
