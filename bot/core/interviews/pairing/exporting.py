"""What a member takes along of their interviews in pairs: what is theirs to see, and nothing of who the other is."""

from __future__ import annotations

from typing import Any

from bot.core.interviews.pairing.state import Pair, PairStage, Role


def exported(pair: Pair, member_id: int) -> dict[str, Any]:
    """A pair as JSON-serialisable values, for one of the two.

    What the reader took down is theirs at any time, and the candidate's once it is over, as in the debrief. What the
    candidate wrote is theirs.
    """
    role = pair.role_of(member_id)
    reads, answers = role is Role.READER, role is Role.CANDIDATE
    return {
        "plan": pair.plan_id,
        "role": role.value if role is not None else None,
        "phase": pair.phase.value,
        "made_at": pair.made.isoformat(),
        "began_at": pair.began.isoformat() if pair.began else None,
        "ended_at": pair.ended.isoformat() if pair.ended else None,
        "stages": [_stage(record, told=reads or pair.phase.over, wrote=answers) for record in pair.stages],
        "rating": pair.rating.model_dump(mode="json") if pair.rating else None,
    }


def _stage(record: PairStage, *, told: bool, wrote: bool) -> dict[str, Any]:
    time: dict[str, Any] = {"stage": record.id, "seconds": round(record.seconds)}
    time |= {"written": list(record.written)} if wrote else {}
    if not told:
        return time
    notes = {name: list(texts) for name, texts in record.notes.items()}
    return {**time, "levels": dict(record.levels), "notes": notes, "probes": len(record.probes), "hints": record.hints}
