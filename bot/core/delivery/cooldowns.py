"""What a platform asked to be left alone for a while: nobody calls it again before."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.errors import TryLaterError
from bot.core.ports import Clock

_MANY = 1_000
_LONGEST = timedelta(days=1)


class Cooldowns:
    """Until when which calls are to be left alone.

    A caller that was refused waits anyway, but others do not know of it: each of their calls would be refused too, and
    platforms shut out those who go on.

    Args:
        clock: Time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, datetime] = {}
        self._many = _MANY

    def require_over(self, *names: str) -> None:
        """Make sure that none of these cools down.

        Raises:
            TryLaterError: One does; it says for how much longer.
        """
        now = self._clock.now()
        left = max(((self._until[name] - now).total_seconds() for name in names if name in self._until), default=0.0)
        if left > 0:
            raise TryLaterError("rate-limited", left)

    def begin(self, name: str, seconds: float) -> None:
        """Leave something alone for so long, a day at most; a longer time that was asked for before holds."""
        now = self._clock.now()
        until = now + (timedelta(seconds=seconds) if seconds < _LONGEST.total_seconds() else _LONGEST)
        self._until[name] = max(self._until.get(name, until), until)
        if len(self._until) > self._many:
            self._until = {name: until for name, until in self._until.items() if until > now}
            self._many = max(2 * len(self._until), _MANY)
