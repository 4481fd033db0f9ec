"""What Slack's side itself says; what it passes on is worded in the core."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Words alone, for notifications and screen readers
        "spoken.part": "Part {number} of {count}. ",
        "spoken.buttons": "You can: {labels}.",
        "spoken.filled": "{count} of {most}",
        "spoken.marks": "Your answer, of which these passages are marked: {passages}",
        "spoken.answer": "Your answer stands in this message.",
        "spoken.ticked": "ticked",
        "spoken.not-ticked": "not ticked",
        # Excerpts, files
        "mark.good": "counts for {label}",
        "document": "{name} · {size:,} bytes",
        # Ticking
        "ticks.save": "Save my ticks",
        # Asking back
        "confirm.withdraw.title": "Take this answer back?",
        "confirm.withdraw.text": "It will count no more, and its grade will not be shown.",
        "confirm.withdraw.yes": "Take it back",
        "confirm.contest.title": "Contest this grade?",
        "confirm.contest.text": (
            "It will be looked at twice more, each time blind to the others. The middle one of the three counts, up or "
            "down. This can be done once."
        ),
        "confirm.contest.yes": "Contest it",
        "confirm.forget.title": "Erase everything of yours?",
        "confirm.forget.text": "All your answers, grades and your streak are erased. Nothing brings them back.",
        "confirm.forget.yes": "Erase everything",
        "confirm.no": "Cancel",
        # Forms
        "form.cancel": "Cancel",
        "form.part": "{label} (part {number} of {count})",
        "form.limit": (
            "Slack takes {limit:,} characters here. A longer answer can go into the thread or a direct message, in one "
            "message."
        ),
        "form.limit.part": "Slack takes {limit:,} characters a field. These {count} are put together again.",
        # App Home
        "home.more": "There is more than fits here. `/greenroom history` shows your answers.",
        # The conversation with the bot
        "prompts.title": "What shall we do?",
        "status.reading": "is reading your answer…",
        "status.thinking": "is thinking…",
        # What could not be done
        "old.button": "This button is from another version of Greenroom and can do nothing any more.",
        "old.form": "This form is from another version of Greenroom. Close it and open it once more.",
        "elsewhere": "I answer in our own conversation: look under Apps for Greenroom.",
        "not-installed": "Greenroom is not installed in this workspace, or no more, so that this does nothing.",
        "no-files": (
            "The file itself can only come in a direct message, and Slack lets me write these only to members of the "
            "workspace that I am installed in."
        ),
        "not-opened": "Slack did not let me open the form in time. Press once more.",
    }
)


def say(key: str, /, **values: object) -> str:
    """The text under a key with its values filled in.

    Raises:
        KeyError: There is no such key, or a value is missing.
    """
    return WORDS[key].format_map(values)
