"""Verdicts as plain data, for scripts; docs/scripting.md describes the shape."""

from __future__ import annotations

from typing import Any

from bot.core.bank.question import Question
from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.replies.verdict import criterion_name


def result_of(question: Question, verdict: Verdict) -> dict[str, Any]:
    """A verdict with its total, criteria, quotes and flags."""
    return {
        "question": question.id,
        "overall": round(verdict.total, 1),
        "low": round(verdict.low, 1),
        "high": round(verdict.high, 1),
        "estimate": verdict.estimate,
        "judge": verdict.judge.model_dump(),
        "criteria": [_criterion(question, graded) for graded in verdict.criteria],
        "quotes": list(dict.fromkeys(quote.text for graded in verdict.criteria for quote in graded.quotes)),
        "mistakes": [
            {"id": found.mistake_id, "quote": found.quote.text, "correction": found.correction}
            for found in verdict.mistakes
        ],
        "jargon": list(dict.fromkeys(found.word for found in verdict.jargon)),
        "flags": [flag.value for flag in verdict.flags],
        "next_step": verdict.next_step,
        "follow_up": verdict.follow_up,
        "strength": verdict.strength,
        "audience_fit": verdict.audience_fit,
        "lens": verdict.lens,
        "usage": verdict.usage.model_dump() if verdict.usage is not None else None,
    }


def _criterion(question: Question, graded: CriterionGrade) -> dict[str, Any]:
    return {
        "id": graded.criterion_id,
        "name": criterion_name(question, graded),
        "weight": graded.weight,
        "level": graded.level,
        "score": round(graded.score, 2),
        "low": graded.low,
        "high": graded.high,
        "quotes": [quote.text for quote in graded.quotes],
        "points": [{"id": point.point_id, "found": point.seen} for point in graded.points],
        "why_not_higher": graded.why_not_higher,
        "improve": graded.improve,
        "marks": list(graded.marks),
    }


def question_data(question: Question) -> dict[str, Any]:
    """A question as it is put to a candidate, without what would give the answer away."""
    return {
        "id": question.id,
        "title": question.title,
        "track": question.track.value,
        "skills": [skill.value for skill in question.skills],
        "difficulty": question.difficulty,
        "seniority": question.seniority.value,
        "minutes": question.minutes,
        "audience": question.audience.value if question.audience else None,
        "styles": list(question.styles),
        "prompt": question.prompt,
        "hints": len(question.hints),
    }
