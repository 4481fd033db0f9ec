"""What is wrong with a schedule and what to do about it, for whoever wrote it."""

from __future__ import annotations

from bot.core.schedules.errors import InvalidRuleError, ScheduleError, UnreadableScheduleError
from bot.core.schedules.words.shown import choices, literal
from bot.core.wording import say

_ALL_NAMED = "ambiguous-zone"  # its text names the choices itself


def explain(error: ScheduleError) -> str:
    """One line in Greenroom's Markdown that names the word or the field, and the remedy."""
    match error:
        case UnreadableScheduleError(reason, word, near):
            told = say(f"schedule.unread.{reason}", word=literal(word), near=choices(near))
            return told if reason == _ALL_NAMED else told + _hint(near)
        case InvalidRuleError(reason, field, values):
            shown = {name: _shown(value) for name, value in values.items()}
            told = say(f"schedule.invalid.{reason}", **shown)
            return say("schedule.invalid", field=say(f"schedule.field.{field}"), problem=told) + _hint(
                values.get("near")
            )
    return str(error)


def _hint(near: object) -> str:
    return " " + say("schedule.near", near=choices(near)) if isinstance(near, tuple) and near else ""


def _shown(value: object) -> str:
    return choices(value) if isinstance(value, tuple) else literal(str(value))
