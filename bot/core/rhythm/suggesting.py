"""Questions that members suggest, and admins decide on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.bank.content import Content
from bot.core.records import Place
from bot.core.rhythm.picking import APPROVED, DECLINED, OPEN, POSTED
from bot.core.rhythm.ports import Schedules
from bot.core.rhythm.records import Deed, Suggestion


@dataclass(frozen=True, slots=True)
class Suggesting:
    """Suggestions.

    Attributes:
        content: The bank.
        schedules: Where they are kept.
    """

    content: Content
    schedules: Schedules

    async def suggest(
        self, place: Place, member: str, question_id: str, note: str, managing: Deed | None = None
    ) -> Suggestion:
        """Keep a member's suggestion for an admin to decide; one that was posted before can be made again.

        Args:
            place: The member's group.
            member: Platform id of the member.
            question_id: The bank's question.
            note: Why, in their words.
            managing: What does it, where they manage the group: then it opens again what was declined.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        made = await self.schedules.suggest(place, member, self.content.bank.get(question_id).id, note)
        if managing is not None and made.state in {OPEN, DECLINED}:
            opened = await self.schedules.decide_suggestion(place.workspace_id, made.id, OPEN, deed=managing)
            return opened or made
        if made.state != POSTED:
            return made
        return await self.schedules.decide_suggestion(place.workspace_id, made.id, OPEN) or made

    async def open(self, place: Place) -> Sequence[Suggestion]:
        """What members suggested and nobody has decided on."""
        return await self.schedules.suggestions(place.workspace_id, place.group_id, OPEN)

    async def decide(self, place: Place, suggestion_id: int, state: str) -> Suggestion | None:
        """Approve or decline a suggestion of the group; what somebody has decided before stands.

        Returns:
            The suggestion as it stands then; none if it is posted or not there.
        """
        for known in (OPEN, APPROVED, DECLINED):
            for suggestion in await self.schedules.suggestions(place.workspace_id, place.group_id, known):
                if suggestion.id == suggestion_id:
                    return await self.schedules.decide_suggestion(
                        place.workspace_id, suggestion_id, state, unless_decided=True
                    )
        return None
