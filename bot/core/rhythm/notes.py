"""What is to be said above a posting, as it is stored with it: keys of the wording, some with what was given up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.schedules.pick import Relaxed

_LATE, _RELAXED = "posting.late", "posting.relaxed"

WHY = "posting.why"
"""The key of the reason for which a question was chosen: the question's id goes with it, then the reason."""


def note_of(*, late: bool, relaxed: Sequence[Relaxed] = (), why: Sequence[str] = ()) -> str | None:
    """The note of a posting.

    Args:
        late: Whether it comes late.
        relaxed: Which filters were given up, because nothing matched.
        why: The question's id, why it was chosen, and what goes with that.
    """
    notes = [_LATE] if late else []
    if relaxed:
        notes.append(f"{_RELAXED}:{','.join(relaxed)}")
    if why:
        notes.append(f"{WHY}:{','.join(why)}")
    return " ".join(notes) or None


def notes_in(note: str | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each key of a note, with the names that go with it."""
    for each in (note or "").split():
        key, _, names = each.partition(":")
        yield key, tuple(names.split(",")) if names else ()
