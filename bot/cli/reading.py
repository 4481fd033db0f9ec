"""Opening the database to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


async def open_for_reading(settings: Settings) -> Database | None:
    """The database, for reading; none where there is no file yet, and none is made.

    Raises:
        StorageError: It cannot be used.
    """
    from storage.database import open_database
    from storage.location import database_path, is_postgresql

    url = settings.database_url
    if not is_postgresql(url) and not database_path(url).exists():
        return None
    return await open_database(url, read_only=True)
