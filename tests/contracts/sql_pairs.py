"""What the store of pairs in a database has to do beyond its port."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.core.interviews.kept import InPairError
from bot.core.interviews.pairing.moves import start, stop
from bot.core.interviews.pairing.storing import InterviewingAloneError
from bot.core.interviews.state import Phase
from storage.database import Database
from tests.contracts import interviews
from tests.contracts.pairs import PairsContract, seat_of
from tests.samples import ADA, NOON
from tests.unit.interview_samples import make


class SqlPairsContract(PairsContract):
    async def test_of_a_pair_and_an_interview_alone_that_begin_at_once_there_is_one(self, stores: Database) -> None:
        for turn in range(8):
            ready = await self.joined(stores, f"{turn}-")
            place, ada = await seat_of(stores, ADA)
            live = replace(ready, revision=3, pair=start(make(), ready.pair, ada.member_id, NOON))
            alone = interviews.opened(f"alone-{turn}", place)
            begun = await asyncio.gather(
                stores.pairs.take(live, f"start-{turn}", ()),
                stores.interviews.begin(alone, f"begin-{turn}", None),
                return_exceptions=True,
            )
            [refused] = [error for error in begun if isinstance(error, BaseException)]
            assert isinstance(refused, InPairError | InterviewingAloneError)
            if isinstance(refused, InPairError):
                ended = replace(live, revision=4, pair=stop(live.pair, ada.member_id, NOON))
            else:
                await stores.interviews.take(interviews.later(alone, phase=Phase.DONE), f"end-{turn}", None)
                ended = replace(ready, revision=3, pair=stop(ready.pair, ada.member_id, NOON))
            assert await stores.pairs.take(ended, f"stop-{turn}", ()) is not None
