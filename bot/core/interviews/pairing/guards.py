"""Who may do what in a pair, and when."""

from __future__ import annotations

from bot.core.interviews.pairing.state import Pair, PairRefusedError, Role
from bot.core.interviews.script import Script


def require_seat(pair: Pair, member_id: int) -> None:
    """Let through the two.

    Raises:
        PairRefusedError: They are not of the two.
    """
    if pair.role_of(member_id) is None:
        raise PairRefusedError("not-yours")


def require_not_over(pair: Pair) -> None:
    """Let through what is not over.

    Raises:
        PairRefusedError: It is.
    """
    if pair.phase.over:
        raise PairRefusedError("over")


def require_begun(pair: Pair) -> None:
    """Let through what is under way.

    Raises:
        PairRefusedError: It is over, or has not started.
    """
    require_not_over(pair)
    if not pair.phase.begun:
        raise PairRefusedError("not-started")


def require_reader(pair: Pair, member_id: int) -> None:
    """Let through the reader of an interview that is under way.

    Raises:
        PairRefusedError: They are not the reader, or it is not under way.
    """
    require_seat(pair, member_id)
    if pair.role_of(member_id) is not Role.READER:
        raise PairRefusedError("not-the-reader")
    require_begun(pair)


def require_candidate(pair: Pair, member_id: int) -> None:
    """Let through the candidate.

    Raises:
        PairRefusedError: They are not.
    """
    require_seat(pair, member_id)
    if pair.role_of(member_id) is not Role.CANDIDATE:
        raise PairRefusedError("not-the-candidate")


def require_criterion(script: Script, stage_id: str, criterion_id: str) -> None:
    """Let through criteria that a stage has.

    Raises:
        PairRefusedError: It has no such criterion.
    """
    if script.part(stage_id).criterion(criterion_id) is None:
        raise PairRefusedError("option", criterion_id)
