"""Reminders, recaps, kudos and reviews, put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.core.ports import Chat, Clock
from bot.core.practice import Practice
from bot.core.records import JobKind
from bot.core.room import Room
from bot.core.together.recapping import PostRecap
from bot.core.together.reminding import Reminding, RemindMembers
from bot.core.together.reviewing import Reviewing, TellReviewed
from bot.core.together.uses import Together
from bot.core.worker import Handler

if TYPE_CHECKING:
    from storage.database import Database


def together_of(practice: Practice, database: Database) -> Together:
    """What members do together, over one database."""
    reviewing = Reviewing(practice, database.ledger, database.reviews)
    return Together(Reminding(database.reminders), reviewing, database.kudos, database.recaps)


def together_handlers(
    room: Room, database: Database, chats: Mapping[str, Chat], clock: Clock, time_zone: str
) -> dict[JobKind, Handler]:
    """What does the jobs about it."""
    practice, directory, recaps = room.practice, database.directory, database.recaps
    lookout, painter = room.scheduling.lookout, room.painter
    return {
        JobKind.RECAP: PostRecap(practice.content, directory, recaps, lookout, chats, clock, time_zone, painter),
        JobKind.NUDGE: RemindMembers(database.reminders, practice, chats, clock, time_zone),
        JobKind.REVIEWED: TellReviewed(practice, database.ledger, database.reviews, chats),
    }
