from __future__ import annotations

from bot.core.belongings import Keeping, Keepsakes, KeptInterview, KeptPass, KeptSuggestion
from bot.core.interviews.pairing.exporting import exported
from bot.core.progress.cards import Deck
from bot.core.progress.ports import Chosen
from bot.core.records import Place
from tests.fakes.stores.state import MemoryState
from tests.fakes.stores.together import kept_together


class InMemoryKeeping(Keeping):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def keepsakes(self, place: Place) -> Keepsakes:
        state = self._state
        postings = {posting.id: posting for posting in state.postings.values()}
        return Keepsakes(
            [
                KeptPass(postings[posting].question_id, postings[posting].local_date, at)
                for (posting, member), at in state.passes.items()
                if member == place.member_id
            ],
            [
                KeptSuggestion(one.question_id, one.note, one.state)
                for one in state.suggestions.values()
                if state.suggested_by[one.id] == place.member_id
            ],
            state.chosen.get(place.member_id, Chosen()),
            list(state.decks.get(place.member_id, Deck({})).cards.values()),
            [
                KeptInterview(kept.session.id, kept.session.plan_id, kept.session.phase.value, record)
                for kept, record, _ in state.interviews.kept.values()
                if kept.place.member_id == place.member_id
            ],
            kept_together(state, place),
            [
                exported(kept.pair, place.member_id)
                for kept in await state.pairs.of_member(place.workspace_id, place.member_id)
            ],
            sorted(state.interview_days.get(place.member_id, ())),
        )
