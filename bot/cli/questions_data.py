"""The bank as plain data: what the `--json` options and the editors' schema print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bot.core.bank import Question, Skill, Track
from bot.core.bank.content import Content

_DIFFICULTIES = range(1, 6)


def listed(question: Question, content: Content) -> dict[str, Any]:
    """A question's line in a list: what one chooses by, and the file it came from."""
    chosen_by = ("id", "title", "track", "skills", "difficulty", "seniority", "minutes", "source")
    also = ("audience", "styles", "case")
    data = question.model_dump(mode="json", include={*chosen_by, *also})
    return {key: data[key] for key in (*chosen_by, *also)} | {"file": content.files.get(question.id)}


def coverage(questions: Iterable[Question]) -> dict[str, Any]:
    """How many questions there are by track, skill, difficulty, source and style; zeros are given too."""
    asked = list(questions)
    cells = Counter((question.track, question.difficulty) for question in asked)
    skills = Counter(skill for question in asked for skill in question.skills)
    return {
        "questions": len(asked),
        "tracks": {
            track.value: {
                "questions": sum(cells[track, level] for level in _DIFFICULTIES),
                "difficulty": {str(level): cells[track, level] for level in _DIFFICULTIES},
            }
            for track in Track
        },
        "skills": {skill.value: skills[skill] for skill in Skill},
        "difficulty": {str(level): sum(cells[track, level] for track in Track) for level in _DIFFICULTIES},
        "sources": dict(sorted(Counter(question.source for question in asked).items())),
        "styles": dict(sorted(Counter(style for question in asked for style in question.styles).items())),
        "empty_cells": sum(not cells[track, level] for track in Track for level in _DIFFICULTIES),
    }


def question_schema() -> dict[str, Any]:
    """The JSON Schema of a question's file, generated from the models; rules across keys are not in it."""
    schema = Question.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Greenroom question"}
