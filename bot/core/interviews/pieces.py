"""Answers that come in pieces: what belongs together, what was on its way already, and what more is waited for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from bot.core.answers import continued
from bot.core.interviews.floor import Floor
from bot.core.interviews.fragments import is_addition
from bot.core.interviews.state import Session, Turn, TurnKind

MORE, ADDED, WHY = "more", "added", "why"
"""What remarks are about that leave the word with the candidate."""

PIECE = "piece"
"""What an answer is about that its author went on from before anything was said to it."""

MOST_PIECES = 4
_LEADING = frozenset({TurnKind.ASK, TurnKind.PROBE, TurnKind.MODEL_ANSWER})
_AT_ONCE = timedelta(seconds=45)


def keep(floor: Floor, text: str, pieces: Sequence[str]) -> None:
    """Add to the answers, to the last one where this is a further piece of it."""
    answers = floor.session.open_stage.answers
    if answers and (pieces or led_by(floor).about in {MORE, ADDED} or adds(floor, text)):
        floor.change_stage(answers=(*answers[:-1], continued(answers[-1], text)))
    else:
        floor.change_stage(answers=(*answers, text))


def led_by(floor: Floor) -> Turn:
    """The turn that the candidate has to go on from: what was asked last, or that more is waited for."""
    return next(_leading(floor))


def pieces_of(session: Session) -> Sequence[str]:
    """What the candidate has said since, of an answer that they had not ended."""
    said = takewhile(lambda turn: turn.about == PIECE or not _leads(turn), reversed(session.turns))
    return [turn.text for turn in said if turn.about == PIECE][::-1]


def times_in_a_row(floor: Floor, about: str) -> int:
    """How many such remarks came last, with nothing asked in between."""
    return len(list(takewhile(lambda turn: turn.about == about, _leading(floor))))


def adds(floor: Floor, text: str) -> bool:
    """Whether this was under way to us when we asked on: it goes on from what was said before, and came at once."""
    last = led_by(floor)
    asked = last.kind is TurnKind.PROBE or (last.about == ADDED and times_in_a_row(floor, ADDED) < MOST_PIECES)
    return asked and is_addition(text) and floor.at - last.at <= _AT_ONCE


def _leading(floor: Floor) -> Iterator[Turn]:
    """Such turns of the interview, the latest first."""
    return filter(_leads, reversed(floor.session.turns))


def _leads(turn: Turn) -> bool:
    return turn.kind in _LEADING or turn.about in {MORE, ADDED, WHY}
