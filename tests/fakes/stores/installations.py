"""Installations in memory."""

from __future__ import annotations

from datetime import datetime

from bot.core.installations import Installation, Installations
from tests.fakes.stores.state import MemoryState


class InMemoryInstallations(Installations):
    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._held: dict[tuple[str, str], Installation] = {}
        self._begun: dict[str, datetime] = {}

    async def save(self, installation: Installation) -> None:
        self._held[installation.platform, installation.workspace] = installation

    async def find(self, platform: str, workspace: str) -> Installation | None:
        return self._held.get((platform, workspace))

    async def all_of(self, platform: str) -> list[Installation]:
        found = (held for held in self._held.values() if held.platform == platform)
        return sorted(found, key=lambda held: held.workspace)

    async def remove(self, platform: str, workspace: str) -> bool:
        return self._held.pop((platform, workspace), None) is not None

    async def row_of(self, platform: str, workspace: str) -> int | None:
        return self._state.workspaces.get((platform, workspace))

    async def begin(self, state: str, expires_at: datetime) -> None:
        self._begun[state] = expires_at

    async def finish(self, state: str, now: datetime) -> bool:
        expires_at = self._begun.pop(state, None)
        return expires_at is not None and now < expires_at
