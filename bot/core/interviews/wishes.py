"""What a debrief tells a member to practise: a queue that is read from the debrief and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.bank.content import Content
from bot.core.interviews.debrief import look_back
from bot.core.interviews.kept import InterviewStore
from bot.core.interviews.state import InterviewStateError
from bot.core.interviews.storing import script_of
from bot.core.progress.ports import Wish, Wishes
from bot.core.records import Place


@dataclass(frozen=True, slots=True)
class DebriefWishes(Wishes):
    """The questions of the debrief of a member's latest interview, the most missed first.

    Attributes:
        content: Plans and questions.
        store: The interviews.
    """

    content: Content
    store: InterviewStore

    async def wishes(self, place: Place) -> Sequence[Wish]:
        """What to practise after the interview that the member was heard in last; nothing while one is under way."""
        try:
            kept = await self.store.current(place)
            if kept is None or not kept.session.over:
                return ()
            debrief = look_back(script_of(self.content, kept.session), kept.session, self.content.bank)
        except InterviewStateError:
            return ()
        most = max((len(item.questions) for item in debrief.practise), default=0)
        return [
            Wish(item.questions[turn].id, item.criterion.skill, kept.session.heard)
            for turn in range(most)
            for item in debrief.practise
            if turn < len(item.questions)
        ]
