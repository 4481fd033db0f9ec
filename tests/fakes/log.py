"""A log that remembers what it was told."""

from __future__ import annotations

from bot.core.worker import WorkerLog


class FakeLog(WorkerLog):
    """Keeps what was told, level first."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, object]]] = []

    def info(self, event: str, **facts: object) -> None:
        self.told.append(("info", event, facts))

    def warning(self, event: str, **facts: object) -> None:
        self.told.append(("warning", event, facts))

    def error(self, event: str, **facts: object) -> None:
        self.told.append(("error", event, facts))
