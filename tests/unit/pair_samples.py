"""A pair over a small plan, led from outside as members would."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.interviews.pairing import moves
from bot.core.interviews.pairing.state import Home, Pair, Role, Seat, dump_pair, load_pair
from bot.core.interviews.script import Script
from tests.samples import NOON
from tests.unit.interview_samples import make

ADA = Seat(member_id=1, user="ada", name="Ada")
BOB = Seat(member_id=2, user="bob", name="Bob")
CLEO = Seat(member_id=3, user="cleo", name="Cleo")
HOME = Home(platform="core", workspace="W1", channel="C1")
READER, CANDIDATE = BOB.member_id, ADA.member_id


def open_pair(script: Script | None = None, invited: str = "") -> Pair:
    """Ada wants to answer."""
    return kept(moves.invite(script or make(), HOME, ADA, Role.CANDIDATE, NOON, invited))


def ready_pair(script: Script | None = None) -> Pair:
    """Bob reads, Ada answers."""
    return kept(moves.join(open_pair(script), BOB, Role.READER))


def live_pair(script: Script | None = None) -> Pair:
    """They have begun at noon."""
    return kept(moves.start(script or make(), ready_pair(script), CANDIDATE, NOON))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def kept(pair: Pair) -> Pair:
    """The pair as a store gives it back."""
    found = load_pair(dump_pair(pair))
    assert found == pair
    return found
