"""What members do together, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.together.ports import KudosBook, Recaps
from bot.core.together.reminding import Reminding
from bot.core.together.reviewing import Reviewing


@dataclass(frozen=True, slots=True)
class Together:
    """The use cases around practice.

    Attributes:
        reminding: Reminders that members ask for.
        reviewing: Peers' reviews.
        kudos: Reactions on answers.
        recaps: Groups' weekly recaps.
    """

    reminding: Reminding
    reviewing: Reviewing
    kudos: KudosBook
    recaps: Recaps
