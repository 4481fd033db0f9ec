"""What every store of interviews in pairs does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.errors import TryLaterError
from bot.core.interviews.kept import InPairError
from bot.core.interviews.pairing.moves import invite, join, start, stop
from bot.core.interviews.pairing.state import Home, Pair, PairPhase, Role, Seat
from bot.core.interviews.pairing.storing import InterviewingAloneError, KeptPair, PairRunningError, PairStore
from bot.core.interviews.pairing.views import slot_of
from bot.core.interviews.state import Phase
from bot.core.records import JobKind, NewJob, Origin, Place
from tests.contracts.interviews import later, opened
from tests.contracts.opened import OpenedStores
from tests.samples import ADA, BOB, NOON
from tests.unit.interview_samples import make

HOME = Home(platform=ADA.platform, workspace=ADA.workspace, channel=ADA.channel)
CLEO = replace(ADA, user="cleo", user_name="Cleo")


def _no_jobs(_kept: KeptPair) -> Sequence[NewJob]:
    return ()


async def seat_of(stores: OpenedStores, origin: Origin) -> tuple[Place, Seat]:
    place = await stores.directory.place_of(origin, "UTC")
    return place, Seat(member_id=place.member_id, user=origin.user, name=origin.user_name)


class PairsContract:
    async def invited(self, stores: OpenedStores, origin: Origin = ADA, key: str = "e1", asks: str = "") -> KeptPair:
        place, seat = await seat_of(stores, origin)
        pair = invite(make(), HOME, seat, Role.CANDIDATE, NOON, asks)
        return await self.pairs(stores).begin(place.workspace_id, pair, key, _no_jobs)

    async def joined(self, stores: OpenedStores, keys: str = "") -> KeptPair:
        kept = await self.invited(stores, key=f"{keys}e1")
        _, seat = await seat_of(stores, BOB)
        after = await self.pairs(stores).take(_later(kept, join(kept.pair, seat, Role.READER)), f"{keys}e2", ())
        assert after is not None
        return after

    def pairs(self, stores: OpenedStores) -> PairStore:
        return stores.pairs

    async def test_what_was_begun_is_found_as_it_was(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores)
        assert await self.pairs(stores).get(kept.workspace_id, kept.id) == kept
        assert await self.pairs(stores).get(kept.workspace_id + 1, kept.id) is None
        assert await self.pairs(stores).get(kept.workspace_id, kept.id + 1) is None

    async def test_an_event_that_comes_again_changes_nothing(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores)
        assert await self.invited(stores) == kept
        changed = kept.pair.but(aloud="Once.")
        once = await self.pairs(stores).take(_later(kept, changed), "e2", ())
        twice = await self.pairs(stores).take(_later(_later(kept, changed), kept.pair.but(aloud="Twice.")), "e2", ())
        assert once == twice
        assert await self.pairs(stores).changed_by(kept.workspace_id, "e2") == once
        assert await self.pairs(stores).changed_by(kept.workspace_id, "e3") is None
        assert await self.pairs(stores).changed_by(kept.workspace_id + 1, "e2") is None

    async def test_of_two_events_on_one_revision_the_second_is_turned_away(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores)
        assert await self.pairs(stores).take(_later(kept, kept.pair.but(aloud="One.")), "e2", ()) is not None
        assert await self.pairs(stores).take(_later(kept, kept.pair.but(aloud="Other.")), "e3", ()) is None
        assert await self.pairs(stores).changed_by(kept.workspace_id, "e3") is None

    async def test_a_member_is_in_one_pair_at_a_time(self, stores: OpenedStores) -> None:
        kept = await self.joined(stores)
        for number, origin in enumerate((ADA, BOB)):
            with pytest.raises(PairRunningError) as caught:
                await self.invited(stores, origin, f"another-{number}")
            assert caught.value.kept.id == kept.id
        other = await self.invited(stores, CLEO, "e3")
        _, bob = await seat_of(stores, BOB)
        with pytest.raises(PairRunningError):
            await self.pairs(stores).take(_later(other, join(other.pair, bob, Role.READER)), "e4", ())
        assert await self.pairs(stores).get(other.workspace_id, other.id) == other
        ended = stop(kept.pair, bob.member_id, NOON)
        await self.pairs(stores).take(_later(kept, ended), "e5", ())
        assert await self.pairs(stores).take(_later(other, join(other.pair, bob, Role.READER)), "e6", ()) is not None

    async def test_the_current_pair_is_the_one_that_is_not_over(self, stores: OpenedStores) -> None:
        kept = await self.joined(stores)
        place, bob = await seat_of(stores, BOB)
        assert await self.pairs(stores).current(place.workspace_id, bob.member_id) == kept
        over = await self.pairs(stores).take(_later(kept, stop(kept.pair, bob.member_id, NOON)), "e3", ())
        assert await self.pairs(stores).current(place.workspace_id, bob.member_id) is None
        assert await self.pairs(stores).of_member(place.workspace_id, bob.member_id) == [over]

    async def test_nobody_interviews_alone_while_they_are_in_a_pair_that_has_begun(self, stores: OpenedStores) -> None:
        ready = await self.joined(stores)
        place, ada = await seat_of(stores, ADA)
        alone = await stores.interviews.begin(opened("alone", place), "a1", None)
        started = start(make(), ready.pair, ada.member_id, NOON)
        with pytest.raises(InterviewingAloneError):
            await self.pairs(stores).take(_later(ready, started), "e3", ())
        assert await self.pairs(stores).get(ready.workspace_id, ready.id) == ready
        parked = await stores.interviews.take(later(alone, phase=Phase.PARKED), "a2", None)
        assert parked is not None
        live = await self.pairs(stores).take(_later(ready, started), "e4", ())
        assert live is not None
        with pytest.raises(InPairError) as caught:
            await stores.interviews.take(later(parked, phase=Phase.LIVE), "a3", None)
        assert (caught.value.pair_id, caught.value.plan_id) == (live.id, "two-stages")
        with pytest.raises(InPairError):
            await stores.interviews.begin(opened("another", place), "a4", None)
        await stores.interviews.begin(opened("of another", (await seat_of(stores, CLEO))[0]), "a5", None)
        await self.pairs(stores).take(_later(live, stop(live.pair, ada.member_id, NOON)), "e5", ())
        assert await stores.interviews.take(later(parked, phase=Phase.LIVE), "a6", None) is not None

    async def test_what_has_to_follow_is_queued_with_the_event(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores)
        job = NewJob(JobKind.PAIR, "pair:show", {"workspace_id": kept.workspace_id, "pair_id": kept.id}, NOON)
        later = _later(kept, kept.pair.but(aloud="Aloud."))
        assert await self.pairs(stores).take(replace(later, revision=9), "e2", (job,)) is None
        assert not await stores.jobs.claim([JobKind.PAIR], 9, NOON, 30)
        for key in ("e3", "e3"):
            await self.pairs(stores).take(later, key, (job,))
        assert [it.key for it in await stores.jobs.claim([JobKind.PAIR], 9, NOON, 30)] == ["pair:show"]

    async def test_whoever_leaves_takes_along_all_that_was_noted_and_ends_the_pair(self, stores: OpenedStores) -> None:
        kept = await self.joined(stores)
        ada, bob = (await seat_of(stores, ADA))[0], (await seat_of(stores, BOB))[0]
        noted = kept.pair.with_stage(kept.pair.stage, notes={"": ("Ada said secret things.",)}, levels={"drive": 3})
        await self.pairs(stores).take(_later(kept, noted.but(phase=PairPhase.LIVE, began=NOON)), "e3", ())
        for view in ("sheet", "candidate-debrief"):
            await stores.deliveries.begin(f"{view}-shown", 0, slot_of(kept.id, view), NOON)
        await stores.ledger.forget(ada)
        left = await self.pairs(stores).get(kept.workspace_id, kept.id)
        assert left is not None
        assert (left.pair.phase, left.pair.candidate) == (PairPhase.LEFT, None)
        assert "secret" not in left.pair.model_dump_json()
        assert "Ada" not in left.pair.model_dump_json()
        assert await self.pairs(stores).current(bob.workspace_id, bob.member_id) is None
        [job] = await stores.jobs.claim([JobKind.PAIR], 9, NOON + timedelta(days=1), 30)
        assert job.payload["views"] == ["card", "sheet", "desk", "farewell"]
        assert (await stores.deliveries.begin("sheet-shown", 0, "s", NOON)).fresh is False
        assert (await stores.deliveries.begin("candidate-debrief-shown", 0, "s", NOON)).fresh is True
        await stores.ledger.forget(bob)
        assert await self.pairs(stores).get(kept.workspace_id, kept.id) is None

    async def test_each_takes_along_what_is_theirs_to_see(self, stores: OpenedStores) -> None:
        kept = await self.joined(stores)
        ada, bob = (await seat_of(stores, ADA))[0], (await seat_of(stores, BOB))[0]
        scored = kept.pair.with_stage(kept.pair.stage, levels={"drive": 3}, notes={"drive": ("Noted.",)})
        live = await self.pairs(stores).take(_later(kept, scored.but(phase=PairPhase.LIVE, began=NOON)), "e3", ())
        assert live is not None
        [of_reader] = (await stores.keeping.keepsakes(bob)).pairs
        [of_candidate] = (await stores.keeping.keepsakes(ada)).pairs
        assert (of_reader["role"], of_reader["stages"][0]["levels"]) == ("reader", {"drive": 3})
        assert (of_candidate["role"], "Noted." in str(of_candidate)) == ("candidate", False)
        await self.pairs(stores).take(_later(live, stop(live.pair, ada.member_id, NOON)), "e4", ())
        [of_candidate] = (await stores.keeping.keepsakes(ada)).pairs
        assert of_candidate["stages"][0]["notes"] == {"drive": ["Noted."]}
        assert "Bob" not in str(of_candidate)

    async def test_an_invitation_of_one_who_leaves_is_called_off(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores, asks=BOB.user)
        bob, _ = await seat_of(stores, BOB)
        await stores.ledger.forget(bob)
        left = await self.pairs(stores).get(kept.workspace_id, kept.id)
        assert left is not None
        assert (left.pair.phase, left.pair.invited) == (PairPhase.CALLED_OFF, "")
        await self.invited(stores, key="another")

    async def test_a_member_who_was_forgotten_meanwhile_joins_nothing(self, stores: OpenedStores) -> None:
        kept = await self.invited(stores)
        bob, seat = await seat_of(stores, BOB)
        await stores.ledger.forget(bob)
        with pytest.raises(TryLaterError):
            await self.pairs(stores).take(_later(kept, join(kept.pair, seat, Role.READER)), "e2", ())


def _later(kept: KeptPair, pair: Pair) -> KeptPair:
    return replace(kept, revision=kept.revision + 1, pair=pair)
