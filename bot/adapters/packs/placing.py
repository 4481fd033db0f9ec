"""Where in a document a fault of the whole belongs: the models name parts by id, an author wants the line."""

from __future__ import annotations

import re
from typing import Any

from bot.adapters.packs.documents import Loc

_CRITERION_SKILL = re.compile(r"criterion '([^']*)' has skill ")
_MISTAKE_CRITERION = re.compile(r"mistake '([^']*)' names criterion ")
_ANSWER_LEVELS = re.compile(r"labelled answer (\d+) ")
_TWICE = re.compile(r"(criterion|key point|mistake) '([^']*)' is there twice")


def place(message: str, data: dict[str, Any]) -> Loc:
    """The part of the document that a model's own fault speaks of; the top where it names none.

    Args:
        message: One fault, as the validators of `bot.core.bank` word it.
        data: The document's data, valid part by part.
    """
    if found := _CRITERION_SKILL.match(message):
        return (*_nth("rubric", data["rubric"], found[1], 1), "skill")
    if found := _MISTAKE_CRITERION.match(message):
        return (*_nth("mistakes", data["mistakes"], found[1], 1), "criterion")
    if found := _ANSWER_LEVELS.match(message):
        return ("answers", int(found[1]) - 1, "levels")
    if found := _TWICE.match(message):
        return _second(found[1], found[2], data)
    for start, loc in {"the rubric's": "rubric", "the lens's": "criteria", "no labelled": "answers"}.items():
        if message.startswith(start):
            return (loc,)
    return ()


def _second(what: str, name: str, data: dict[str, Any]) -> Loc:
    if what == "mistake":
        return _nth("mistakes", data["mistakes"], name, 2)
    if what == "criterion":
        return _nth("rubric", data["rubric"], name, 2)
    places: list[Loc] = [
        ("rubric", number, "key_points", position)
        for number, criterion in enumerate(data["rubric"])
        for position, point in enumerate(criterion["key_points"])
        if point["id"] == name
    ]
    return places[1]


def _nth(key: str, items: list[dict[str, Any]], name: str, nth: int) -> Loc:
    places = [number for number, item in enumerate(items) if item["id"] == name]
    return (key, places[nth - 1])
