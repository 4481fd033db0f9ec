"""Interviews whose turns can never be shown where they are held: put away at once, and gone on with elsewhere."""

from __future__ import annotations

from dataclasses import replace

from bot.core.errors import UndeliverableError
from bot.core.interviews.clocks import halted
from bot.core.interviews.kept import InterviewStore, Kept, Told, said_prefix, turn_key
from bot.core.interviews.state import Phase, Session, Turn, TurnKind

_TRIES = 5


def loses_its_place(error: UndeliverableError) -> bool:
    """Whether an error says that nothing more can be shown there, rather than that one message was refused."""
    return error.scope != "message" or not error.reason.startswith("refused")


async def strand(store: InterviewStore, workspace_id: int, session_id: str) -> Kept | None:
    """Put an interview away whose next turn cannot be shown; time that was not counted yet is not counted.

    Of one that is over, it is noted that its candidate has not seen the debrief.

    Returns:
        The interview, if that is new; none if it is gone, or nothing that matters is to be shown in it.
    """
    for _ in range(_TRIES):
        kept = await store.get(workspace_id, session_id)
        if kept is None or kept.session.stranded_now or kept.session.owes_debrief:
            return None
        changes, session = {"stranded": kept.session.turns[-1].number}, kept.session
        if session.over:
            if not (lost := lost_debrief(kept)):
                return None
            session = session.model_copy(update=changes | {"lost": lost})
        else:
            session = halted(session, Phase.PARKED).model_copy(update=changes)
        told = Told(replace(kept, session=session, revision=kept.revision + 1), ())
        taken = await store.take(told, f"stranded:{session_id}:{kept.revision}", None)
        if taken is not None:
            return taken.kept
    return None


def lost_debrief(kept: Kept) -> int:
    """The number of an interview's debrief, if it was not shown; 0 if it was, or there is none yet."""
    told = [turn.number for turn in kept.session.turns if turn.kind is TurnKind.DEBRIEF]
    return told[-1] if told and told[-1] > kept.said else 0


def key_of(session: Session, turn: Turn) -> str:
    """The key under which a turn is delivered; another one where it could not be shown at first."""
    key = turn_key(session.id, turn)
    return key if turn.number > session.stranded else f"{key}@{session.stranded}"


def place_name(session: Session, name: str) -> str:
    """The key or slot of what there is once where an interview is held, and anew where it goes on elsewhere."""
    return f"{said_prefix(session.id)}{name}" + (f"@{session.stranded}" if session.stranded else "")
