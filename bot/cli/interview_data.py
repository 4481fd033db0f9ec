"""A debrief as plain data, for scripts; docs/interviews.md describes the shape."""

from __future__ import annotations

from typing import Any

from bot.core.grading.grade import CriterionGrade
from bot.core.interviews.debrief import Debrief, StageView
from bot.core.interviews.state import Turn


def debrief_data(debrief: Debrief) -> dict[str, Any]:
    """A debrief with all that was said."""
    session = debrief.session
    return {
        "plan": debrief.script.plan.id,
        "phase": session.phase.value,
        "overall": None if debrief.total is None else round(debrief.total, 1),
        "low": round(debrief.low, 1),
        "high": round(debrief.high, 1),
        "estimate": debrief.estimate,
        "seconds": round(session.seconds, 1),
        "stages": [_stage(view) for view in debrief.stages],
        "habits": [
            {"id": item.id, "name": item.name, "good": item.good, "text": item.text, "because": item.because}
            for item in debrief.habits
        ],
        "practise": [
            {
                "stage": item.part.id,
                "criterion": item.criterion.id,
                "skill": item.criterion.skill.value,
                "questions": [question.id for question in item.questions],
            }
            for item in debrief.practise
        ],
        "panel": _panel(debrief),
        "rating": session.rating.model_dump() if session.rating is not None else None,
        "turns": [_turn(turn) for turn in session.turns],
    }


def _stage(view: StageView) -> dict[str, Any]:
    record = view.record
    return {
        "id": view.part.id,
        "title": view.part.stage.title,
        "persona": view.part.persona.id,
        "outcome": view.outcome.value,
        "overall": round(view.total, 1) if view.counts else None,
        "low": round(view.low, 1),
        "high": round(view.high, 1),
        "criteria": [_criterion(graded) for graded in (view.verdict.criteria if view.verdict else ())],
        "quotes": [{"criterion": name, "text": text} for name, text in view.quotes],
        "adds": list(view.adds),
        "corrections": [{"quote": quote, "correction": correction} for quote, correction in view.corrections],
        "end": record.end.value if record.end is not None else None,
        "seconds": round(record.seconds, 1),
        "probes": list(record.probes),
        "hints": record.hints,
        "questions": [{"text": item.text, "fact": item.fact or None} for item in record.inquiries],
        "notes": list(record.notes),
    }


def _criterion(graded: CriterionGrade) -> dict[str, Any]:
    return {
        "id": graded.criterion_id,
        "name": graded.name,
        "level": graded.level,
        "score": round(graded.score, 2),
        "low": graded.low,
        "high": graded.high,
        "quotes": [quote.text for quote in graded.quotes],
    }


def _panel(debrief: Debrief) -> dict[str, Any] | None:
    advice = debrief.recommendation
    if advice is None:
        return None
    return {
        "recommendation": advice.advice.value,
        "for": list(advice.reasons_for),
        "against": list(advice.reasons_against),
        "views": [
            {
                "persona": view.persona.id,
                "stance": view.stance.value,
                "overall": None if view.total is None else round(view.total, 1),
                "best": view.best,
                "least": view.least,
            }
            for view in debrief.views
        ],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "speaker": turn.persona or "candidate",
        "kind": turn.kind.value,
        "stage": turn.stage,
        "about": turn.about,
        "text": turn.text,
        "quote": turn.quote,
    }
