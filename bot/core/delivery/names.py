"""The keys of what is delivered, each unique for ever, and of the slots it fills."""

from __future__ import annotations

from bot.core.records import Answer, Origin


def event_name(origin: Origin, key: str) -> str:
    """An event of a platform: its own key, which is unique in its workspace."""
    return f"{origin.platform}/{origin.workspace}/{key}"


def answer_slot(answer: Answer) -> str:
    """Where an answer's receipt stands, which becomes its score card."""
    return f"answer/{event_name(answer.origin, answer.event_key)}"


def posting_slot(posting_id: int) -> str:
    """Where a posting stands, with the count of who answered."""
    return f"posting/{posting_id}"
