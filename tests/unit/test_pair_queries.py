from __future__ import annotations

from dataclasses import replace

from bot.core.interviews.pairing.moves import invite, join
from bot.core.interviews.pairing.state import Role, Seat
from bot.core.records import Place
from storage.database import Database
from tests.plans import Plans
from tests.samples import BOB, NOON
from tests.unit.interview_samples import make
from tests.unit.pair_samples import HOME
from tests.unit.test_query_plans import address, place, plans, stores

__all__ = ["address", "place", "plans", "stores"]


async def test_a_pair_is_found_changed_and_left_by_an_index(stores: Database, place: Place, plans: Plans) -> None:
    bob = await stores.directory.place_of(BOB, "UTC")
    reader, candidate = (Seat(member_id=one.member_id, user=f"u{one.member_id}") for one in (bob, place))
    pair = invite(make(), HOME, candidate, Role.CANDIDATE, NOON, reader.user)
    with plans.watching():
        kept = await stores.pairs.begin(place.workspace_id, pair, "event-1", lambda _kept: ())
        assert await stores.pairs.current(place.workspace_id, place.member_id)
        assert await stores.pairs.changed_by(place.workspace_id, "event-1")
        assert await stores.pairs.get(place.workspace_id, kept.id)
        assert await stores.pairs.of_member(place.workspace_id, place.member_id)
        joined = replace(kept, revision=2, pair=join(pair, reader, Role.READER))
        assert await stores.pairs.take(joined, "event-2", ())
        await stores.ledger.forget(place)
    assert not [step for step in plans.scans() if "pair" in step]
