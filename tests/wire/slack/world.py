"""All that there is: workspaces, people, conversations, installations, files and views."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from tests.wire.slack.app import App
from tests.wire.slack.clock import Clock
from tests.wire.slack.things import Channel, File, Installation, Message, Team, User, View


class World:
    """The store, with look-ups by id or by name.

    Attributes:
        stacks: Open modals of a person, the one in front last.
        homes: Home tabs by person.
        statuses: What the app says it is doing, by conversation and thread.
        prompts: Suggested prompts, by conversation and thread.
        panes: Threads of the assistant pane with their titles, by conversation and thread.
    """

    def __init__(self, app: App, clock: Clock) -> None:
        self.app = app
        self.clock = clock
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: list[Installation] = []
        self.files: dict[str, File] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.prompts: dict[tuple[str, str], dict[str, Any]] = {}
        self.panes: dict[tuple[str, str], str] = {}
        self._numbers = 0

    def fresh_id(self, prefix: str, name: str = "") -> str:
        """An id that looks like Slack's and can be read by a person."""
        self._numbers += 1
        slug = re.sub(r"[^A-Z0-9]", "", name.upper())[:8]
        return f"{prefix}0{slug}{self._numbers:04d}"

    # Workspaces and people

    def add_team(self, name: str, enterprise_id: str | None = None) -> Team:
        """A new workspace, with nobody in it."""
        domain = re.sub(r"[^a-z0-9]+", "-", name.lower())
        team = Team(self.fresh_id("T", name), name, domain, enterprise_id)
        self.teams[team.id] = team
        return team

    def add_user(self, team: Team, name: str, **traits: Any) -> User:
        """A new person or bot user."""
        traits.setdefault("real_name", name.title())
        user = User(self.fresh_id("U", name), name, team.id, updated=int(self.clock.now()), **traits)
        self.users[user.id] = user
        return user

    def team(self, ref: str | Team | None = None) -> Team:
        """A workspace by id or name, else the first."""
        if isinstance(ref, Team):
            return ref
        if ref is None:
            return next(iter(self.teams.values()))
        return next(team for team in self.teams.values() if ref in {team.id, team.name, team.domain})

    def user(self, ref: str | User) -> User:
        """A person by id or name.

        Raises:
            LookupError: There is nobody of that name.
        """
        if isinstance(ref, User):
            return ref
        for user in self.users.values():
            if ref in {user.id, user.name}:
                return user
        raise LookupError(f"no user {ref!r}")

    # Conversations

    def add_channel(
        self, team: Team, name: str, kind: str, members: Iterable[User], *, archived: bool = False
    ) -> Channel:
        """A new conversation."""
        ids = [member.id for member in members]
        prefix = "D" if kind == "im" else "C"
        channel = Channel(
            self.fresh_id(prefix, name),
            name,
            team.id,
            kind,
            int(self.clock.now()),
            ids[0] if ids else "",
            ids,
            archived,
        )
        self.channels[channel.id] = channel
        return channel

    def channel(self, ref: str | Channel, team_id: str | None = None) -> Channel:
        """A conversation by id, name or #name.

        Raises:
            LookupError: There is none.
        """
        if isinstance(ref, Channel):
            return ref
        for channel in self.channels.values():
            named = channel.name == ref.removeprefix("#") and channel.kind in {"channel", "group"}
            if channel.id == ref or (named and team_id in {None, channel.team_id}):
                return channel
        raise LookupError(f"no channel {ref!r}")

    def dm(self, user: User, *, create: bool = True) -> Channel | None:
        """The direct conversation of a person with the app's bot user."""
        bot = self.installation(user.team_id).bot_user
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == {user.id, bot}:
                return channel
        if not create:
            return None
        return self.add_channel(self.teams[user.team_id], user.name, "im", [user, self.users[bot]])

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that is there."""
        there = self.channels[channel].messages.get(ts) if channel in self.channels else None
        return None if there is None or there.deleted else there

    def messages(self) -> Iterator[Message]:
        """All messages, deleted and ephemeral ones too."""
        for channel in self.channels.values():
            yield from channel.messages.values()

    # Installations

    @property
    def bot_name(self) -> str:
        """What people type after an @ to mention the app."""
        return re.sub(r"[^a-z0-9]+", "-", self.app.name.lower()).strip("-")

    def install(self, team: Team, installer: User, scopes: Iterable[str] | None = None) -> Installation:
        """Install the app, or install it again, which keeps its bot user and gives a new token."""
        wanted = frozenset(self.app.scopes if scopes is None else scopes)
        before = next((item for item in self.installations if item.team_id == team.id), None)
        if before is not None:
            self.installations.remove(before)
        bot = (
            self.users[before.bot_user]
            if before
            else self.add_user(team, self.bot_name, real_name=self.app.name, is_bot=True)
        )
        bot.deleted = False
        bot_id = before.bot_id if before else self.fresh_id("B", self.app.name)
        found = Installation(team.id, bot.id, bot_id, "", wanted, installer.id)
        self._give_tokens(found)
        self.installations.append(found)
        return found

    def rotate(self, installed: Installation) -> None:
        """Give an installation the tokens that follow; its token before stays good until it expires."""
        if installed.expires_at is not None:
            installed.earlier[installed.token] = installed.expires_at
        self._give_tokens(installed)

    def _give_tokens(self, installed: Installation) -> None:
        prefix = "xoxe.xoxb-" if self.app.rotation else "xoxb-"
        installed.token = f"{prefix}{secrets.token_hex(12)}"
        if self.app.rotation:
            installed.refresh_token = f"xoxe-1-{secrets.token_hex(12)}"
            installed.expires_at = self.clock.now() + self.app.lifetime

    def rename_channel(self, channel: Channel, name: str) -> None:
        """Give a conversation another id."""
        self.channels = {name if old == channel.id else old: held for old, held in self.channels.items()}
        channel.id = name
        for message in channel.messages.values():
            message.channel = name

    def installation(self, team_id: str | None = None) -> Installation:
        """The installation in a workspace, else the first.

        Raises:
            LookupError: The app is not installed there.
        """
        for found in self.installations:
            if team_id in {None, found.team_id}:
                return found
        raise LookupError(f"the app is not installed in {team_id}")
