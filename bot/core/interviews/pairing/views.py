"""What a pair shows where, and which of it a change touches.

Each view is a message of its own that is put right whenever what it shows has changed: `card` in the channel, for all;
`invitation` with whoever was asked; `facts`, `script`, `sheet` and `desk` with
the reader alone; and a debrief with each.
"""

from __future__ import annotations

from collections.abc import Hashable

from bot.core.interviews.pairing.state import Pair, PairPhase, Role

VIEWS = ("card", "invitation", "facts", "script", "sheet", "desk", "candidate-debrief", "reader-debrief")
"""All views, in the order in which they are shown."""


def slot_of(pair_id: int, view: str, moved: int = 0) -> str:
    """Where a view stands; in another channel the card stands elsewhere."""
    return f"pair/{pair_id}/{view}" + (f"/{moved}" if view == "card" and moved else "")


def changed_views(before: Pair, after: Pair) -> tuple[str, ...]:
    """The views that look different now, or can perhaps be shown again."""
    return tuple(view for view in VIEWS if view not in after.unshown and _differs(before, after, view))


def _differs(before: Pair, after: Pair, view: str) -> bool:
    return view in before.unshown or _looks(before, view) != _looks(after, view)


def _looks(pair: Pair, view: str) -> Hashable:
    """All that a view depends on; none while there is no such view."""
    over = pair.phase in {PairPhase.DONE, PairPhase.STOPPED}
    begun = pair.phase.begun
    stage = pair.open_stage
    helped = (str(stage.notes), stage.probes, stage.hints, pair.aloud)
    looks: dict[str, Hashable] = {
        "card": (pair.phase, pair.reader, pair.candidate, pair.stage, pair.running_since, stage.shown, pair.unshown),
        "invitation": (pair.phase is PairPhase.OPEN) if pair.invited else None,
        "facts": pair.reader if begun else None,
        "script": (pair.reader, pair.stage, stage.shown) if begun else None,
        "sheet": (pair.reader, begun, *((pair.stage, str(stage.levels)) if begun else ())) if pair.began else None,
        "desk": (pair.reader, pair.phase, pair.unshown, *((pair.stage, pair.running_since, *helped) if begun else ()))
        if pair.began
        else None,
        "candidate-debrief": over,
        "reader-debrief": str(pair.rating) if over else None,
    }
    return looks[view]


_ALONE = {
    None: (),
    Role.READER: ("facts", "script", "sheet", "desk", "reader-debrief", "farewell"),
    Role.CANDIDATE: ("candidate-debrief", "farewell", "lost"),
}


def time_up_key(pair_id: int, stage_id: str) -> str:
    """The key under which the reader is told that a stage's time is used up."""
    return slot_of(pair_id, f"time/{stage_id}")


def slots_of(pair_id: int, pair: Pair | None, member_id: int) -> set[str]:
    """Where stands what a member alone has seen; of nobody of the two, or if that cannot be read, the invitation."""
    role = pair.role_of(member_id) if pair is not None else None
    told = {time_up_key(pair_id, record.id) for record in pair.stages} if pair and role is Role.READER else set()
    return told | {slot_of(pair_id, view) for view in ("invitation", *_ALONE[role])}
