"""What the two can do, as pure functions: a pair, what somebody does, a time; out comes the pair afterwards.

Nothing here waits or reads a clock. Whoever may not do something gets a `PairRefusedError`; what was done already, such
as a second press of the same button, changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.core.interviews.pairing.guards import require_begun, require_not_over, require_reader, require_seat
from bot.core.interviews.pairing.state import Home, Pair, PairPhase, PairRefusedError, PairStage, Role, Seat
from bot.core.interviews.script import Script


def invite(script: Script, home: Home, inviter: Seat, role: Role, at: datetime, invited: str = "") -> Pair:
    """Look for somebody to pair with.

    Args:
        script: The plan.
        home: Where they are to meet.
        inviter: Who asks.
        role: What the inviter wants to be.
        at: The present moment.
        invited: The platform's id of the only one who may join; empty for anybody.

    Raises:
        PairRefusedError: They invite themselves.
    """
    if invited and invited == inviter.user:
        raise PairRefusedError("yourself")
    stages = tuple(PairStage(id=part.id) for part in script.parts)
    pair = Pair(
        plan_id=script.plan.id, home=home, inviter=inviter, invited=invited, made=at, stage=stages[0].id, stages=stages
    )
    return pair.but(**{role.value: inviter})


def join(pair: Pair, seat: Seat, role: Role) -> Pair:
    """Take one of the roles; the inviter gets the other.

    Raises:
        PairRefusedError: Somebody else was asked or was quicker, or it is over.
    """
    require_not_over(pair)
    if pair.role_of(seat.member_id) is not None:
        if pair.phase is PairPhase.OPEN:
            raise PairRefusedError("yourself")
        return pair
    if pair.phase is not PairPhase.OPEN:
        raise PairRefusedError("taken")
    if pair.invited and pair.invited != seat.user:
        raise PairRefusedError("not-invited")
    return pair.but(phase=PairPhase.READY, **{role.value: seat, role.other.value: pair.inviter})


def swap(pair: Pair, member_id: int) -> Pair:
    """Change places before it starts.

    Raises:
        PairRefusedError: They are not of the two, or it has started.
    """
    require_seat(pair, member_id)
    require_not_over(pair)
    if pair.phase.begun:
        raise PairRefusedError("started")
    return pair.but(reader=pair.candidate, candidate=pair.reader)


def start(script: Script, pair: Pair, member_id: int, at: datetime) -> Pair:
    """Begin with the first stage.

    Raises:
        PairRefusedError: They are not of the two, or nobody has joined yet.
    """
    require_seat(pair, member_id)
    require_not_over(pair)
    if pair.phase is PairPhase.OPEN:
        raise PairRefusedError("alone")
    if pair.phase.begun:
        return pair
    pair = _opened(pair, script.parts[0].id)
    return pair.but(phase=PairPhase.LIVE, began=at, running_since=at)


def go(script: Script, pair: Pair, member_id: int, stage_id: str, at: datetime, *, back: bool = False) -> Pair:
    """Leave a stage for the next one, or for the one before; after the last one it is over.

    Args:
        script: The plan.
        pair: The pair.
        member_id: Who does it.
        stage_id: The stage that is left; if another one is open by now, nothing changes.
        at: The present moment.
        back: Whether to the one before.

    Raises:
        PairRefusedError: They are not the reader, or it is not under way.
    """
    if pair.phase is PairPhase.DONE and pair.role_of(member_id) is Role.READER:
        return pair
    require_reader(pair, member_id)
    if stage_id != pair.stage:
        return pair
    pair = settled(pair, at)
    ids = [part.id for part in script.parts]
    place = ids.index(pair.stage) + (-1 if back else 1)
    if place < 0:
        return pair
    if place == len(ids):
        return pair.but(phase=PairPhase.DONE, running_since=None, ended=at, aloud="")
    return _opened(pair, ids[place])


def pause(pair: Pair, member_id: int, at: datetime) -> Pair:
    """Stop the clock.

    Raises:
        PairRefusedError: They are not of the two, or it is not under way.
    """
    require_seat(pair, member_id)
    require_begun(pair)
    return settled(pair, at).but(phase=PairPhase.PAUSED, running_since=None)


def resume(pair: Pair, member_id: int, at: datetime, home: Home | None = None) -> Pair:
    """Let the clock go on, and what could not be shown be tried again.

    Args:
        pair: The pair.
        member_id: Who does it.
        at: The present moment.
        home: The channel in which they do it. Where the card could not be shown in the old one, it goes on here.

    Raises:
        PairRefusedError: They are not of the two, or it is not under way.
    """
    require_seat(pair, member_id)
    require_begun(pair)
    if pair.phase is PairPhase.LIVE:
        return pair
    if home not in {None, pair.home} and "card" in pair.unshown:
        pair = pair.but(home=home, moved=pair.moved + 1, thread=None)
    return pair.but(phase=PairPhase.LIVE, running_since=at, unshown=())


def lose(pair: Pair, views: Collection[str], at: datetime) -> Pair:
    """Stop the clock because something cannot be shown where it belongs."""
    if not pair.phase.begun:
        return pair
    unshown = tuple(sorted({*pair.unshown, *views}))
    return settled(pair, at).but(phase=PairPhase.PAUSED, running_since=None, unshown=unshown)


def stop(pair: Pair, member_id: int, at: datetime) -> Pair:
    """End it: with a debrief on what there is, or, before it has begun, without one.

    Raises:
        PairRefusedError: They are not of the two.
    """
    require_seat(pair, member_id)
    if pair.phase.over:
        return pair
    phase = PairPhase.STOPPED if pair.phase.begun else PairPhase.CALLED_OFF
    return settled(pair, at).but(phase=phase, running_since=None, ended=at, aloud="")


def leave(pair: Pair, member_id: int, user: str) -> Pair | None:
    """Erase a member who leaves Greenroom for good, with all that was noted of either; none if nobody stays behind.

    Args:
        pair: The pair.
        member_id: Who leaves.
        user: Their id on the platform, by which they may have been asked.
    """
    if pair.role_of(member_id) is None:
        pair = pair.but(invited="", invited_name="") if pair.invited == user else pair
        return pair.but(phase=PairPhase.CALLED_OFF) if pair.phase is PairPhase.OPEN else pair
    staying = next((seat for seat in pair.seats if seat.member_id != member_id), None)
    if staying is None:
        return None
    return pair.but(
        phase=PairPhase.LEFT,
        inviter=staying,
        invited="",
        invited_name="",
        reader=staying if pair.reader == staying else None,
        candidate=staying if pair.candidate == staying else None,
        running_since=None,
        stages=tuple(PairStage(id=record.id) for record in pair.stages),
        aloud="",
        rating=None,
    )


def settled(pair: Pair, at: datetime) -> Pair:
    """The same with the time since the clock was last read counted; a clock that was put back counts nothing."""
    since = pair.running_since
    if pair.phase is not PairPhase.LIVE or since is None:
        return pair
    passed = max(0.0, (at - since).total_seconds())
    return pair.with_stage(pair.stage, seconds=pair.open_stage.seconds + passed).but(running_since=max(at, since))


def _opened(pair: Pair, stage_id: str) -> Pair:
    return pair.with_stage(stage_id, visited=True).but(stage=stage_id, aloud="")
