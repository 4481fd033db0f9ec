"""The small Discord's time and ids: real time that a test can push forward, and snowflakes made from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000  # the first second of 2015
Snowflake = str


class Clock:
    """Real time plus what a test has added to it."""

    def __init__(self) -> None:
        self._added = 0.0
        self._stopped: float | None = None
        self._last_id = 0

    def now(self) -> float:
        """Seconds since 1970."""
        return (time.time() if self._stopped is None else self._stopped) + self._added

    def stop(self) -> None:
        """Let only `advance` move it from now on."""
        self._stopped = time.time()

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting for it."""
        self._added += seconds

    def iso(self, at: float | None = None) -> str:
        """A moment as Discord writes it."""
        moment = datetime.fromtimestamp(self.now() if at is None else at, UTC)
        return moment.isoformat(timespec="microseconds")

    def snowflake(self, shard: int | None = None, shards: int = 1) -> Snowflake:
        """A new id; for a guild, one that `(id >> 22) % shards` gives to the shard asked for."""
        milliseconds = int(self.now() * 1000) - EPOCH_MS
        if shard is not None:
            milliseconds += (shard - milliseconds) % shards
        self._last_id = max(self._last_id + 1, milliseconds << 22)
        if shard is not None and (self._last_id >> 22) % shards != shard:
            self._last_id = ((self._last_id >> 22) + (shard - (self._last_id >> 22)) % shards) << 22
        return str(self._last_id)


def born(snowflake: Snowflake) -> float:
    """When an id was made, in seconds since 1970."""
    return ((int(snowflake) >> 22) + EPOCH_MS) / 1000
