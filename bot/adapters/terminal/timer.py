"""How long a member has been at a question, in words."""

from __future__ import annotations

from datetime import datetime


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds from start to end; none if the clock was set back."""
    return max(0, int((end - start).total_seconds()))


def clock_face(seconds: int) -> str:
    """Seconds as `m:ss`, or `h:mm:ss` from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def timer_text(seconds: int, box: int) -> str:
    """The time spent beside the time box.

    Args:
        seconds: Time spent.
        box: Minutes the question is meant to take; 0 if it has no time box.
    """
    if not box:
        return clock_face(seconds)
    over = seconds - box * 60
    if over > 0:
        return f"{clock_face(seconds)} · {clock_face(over)} over {box} min"
    return f"{clock_face(seconds)} of {box} min"
