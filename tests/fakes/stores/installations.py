"""Installations in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.installations import AFTERWARDS, REVOKED, Installation, Installations
from tests.fakes.stores.state import MemoryState


class InMemoryInstallations(Installations):
    def __init__(self, state: MemoryState) -> None:
        self._state = state
        self._held: dict[tuple[str, str], Installation] = {}
        self._begun: dict[str, datetime] = {}
        self._refreshing: dict[str, datetime] = {}

    async def save(self, installation: Installation) -> None:
        self._held[installation.platform, installation.workspace] = installation
        await self.regained(installation.platform, installation.workspace, installation.installed_at)

    async def regained(self, platform: str, workspace: str, now: datetime) -> int:
        row, schedules = self._state.workspaces.get((platform, workspace)), self._state.schedules
        self._state.jobs.redrive_refused(row, REVOKED, now - AFTERWARDS, now)
        halted = [one for one in schedules.values() if (one.workspace_id, one.halted) == (row, REVOKED)]
        schedules.update({one.id: replace(one, halted=None, next_due_at=now) for one in halted})
        return len(halted)

    async def find(self, platform: str, workspace: str) -> Installation | None:
        held = self._held.get((platform, workspace))
        return replace(held, refreshing_since=self._refreshing.get(held.sealed_refresh_token or "")) if held else None

    async def find_bot(self, platform: str, bot_user: str) -> Installation | None:
        found = (one for one in await self.all_of(platform) if one.bot_user == bot_user)
        return next(found, None)

    async def all_of(self, platform: str) -> list[Installation]:
        found = (held for held in self._held.values() if held.platform == platform)
        return sorted(found, key=lambda held: held.workspace)

    async def remove(self, platform: str, workspace: str) -> bool:
        return self._held.pop((platform, workspace), None) is not None

    async def begin_refresh(self, installation: Installation, now: datetime, until_lost: datetime) -> bool:
        began = self._refreshing.get(installation.sealed_refresh_token or "")
        if not self._is_as(installation) or (began is not None and began >= until_lost):
            return False
        self._refreshing[installation.sealed_refresh_token or ""] = now
        return True

    async def refreshed(self, before: Installation, after: Installation) -> bool:
        if not self._is_as(before):
            return False
        await self.save(after)
        return True

    async def end_refresh(self, installation: Installation) -> None:
        self._refreshing.pop(installation.sealed_refresh_token or "", None)

    def _is_as(self, found: Installation) -> bool:
        held = self._held.get((found.platform, found.workspace))
        return held is not None and None is not held.sealed_refresh_token == found.sealed_refresh_token

    async def row_of(self, platform: str, workspace: str) -> int | None:
        return self._state.workspaces.get((platform, workspace))

    async def begin(self, state: str, expires_at: datetime) -> None:
        self._begun[state] = expires_at

    async def finish(self, state: str, now: datetime) -> bool:
        expires_at = self._begun.pop(state, None)
        return expires_at is not None and now < expires_at
