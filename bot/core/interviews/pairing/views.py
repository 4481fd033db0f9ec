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


def slot_of(pair_id: int, view: str) -> str:
    """Where a view stands."""
    return f"pair/{pair_id}/{view}"


def changed_views(before: Pair, after: Pair) -> tuple[str, ...]:
    """The views that look different now."""
    return tuple(view for view in VIEWS if _looks(before, view) != _looks(after, view))


def _looks(pair: Pair, view: str) -> Hashable:
    """All that a view depends on; none while there is no such view."""
    over = pair.phase in {PairPhase.DONE, PairPhase.STOPPED}
    begun = pair.phase.begun
    stage = pair.open_stage
    helped = (str(stage.notes), stage.probes, stage.hints, pair.aloud)
    looks: dict[str, Hashable] = {
        "card": (pair.phase, pair.reader, pair.candidate, pair.stage, pair.running_since, stage.shown),
        "invitation": (pair.phase is PairPhase.OPEN) if pair.invited else None,
        "facts": pair.reader if begun else None,
        "script": (pair.reader, pair.stage, stage.shown) if begun else None,
        "sheet": (pair.reader, begun, *((pair.stage, str(stage.levels)) if begun else ())) if pair.began else None,
        "desk": (pair.reader, pair.phase, *((pair.stage, pair.running_since, *helped) if begun else ()))
        if pair.began
        else None,
        "candidate-debrief": over,
        "reader-debrief": str(pair.rating) if over else None,
    }
    return looks[view]


_ALONE = {
    Role.READER: ("facts", "script", "sheet", "desk", "reader-debrief", "farewell"),
    Role.CANDIDATE: ("candidate-debrief", "farewell"),
}


def slots_of(pair_id: int, role: Role | None) -> set[str]:
    """Where views stand that one of the two alone has seen; for nobody of the two, the invitation."""
    return {slot_of(pair_id, view) for view in ("invitation", *(_ALONE[role] if role is not None else ()))}
