"""What owners and admins do: set up workspaces, archive, remove, install, revoke and uninstall."""

from __future__ import annotations

import html
import re
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from tests.wire.slack.backend import Backend, Code
from tests.wire.slack.delivery import Delivery
from tests.wire.slack.errors import NotPossibleError
from tests.wire.slack.signed_http import Answer
from tests.wire.slack.things import Channel, Installation, Team, User


class Admin:
    """Sets up workspaces and changes them."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    # Setting up

    def study_group(
        self, name: str = "Study Group", *, installed: bool = True, enterprise_id: str | None = None
    ) -> Team:
        """A workspace with ada (owner), ben, cora and gil (guest), and the app installed by ada.

        The app is in #practice (public), #den (private) and #attic (archived), but not in #general nor in #secret.
        A second one has people and channels of the same names; name them by id.
        """
        world = self._backend.world
        team = world.add_team(name, enterprise_id)
        ada = world.add_user(team, "ada", is_admin=True, is_owner=True)
        ben, cora = world.add_user(team, "ben"), world.add_user(team, "cora")
        gil = world.add_user(team, "gil", is_restricted=True)
        bot = [world.users[world.install(team, ada).bot_user]] if installed else []
        world.add_channel(team, "general", "channel", [ada, ben, cora, gil])
        world.add_channel(team, "practice", "channel", [ada, ben, cora, gil, *bot])
        world.add_channel(team, "secret", "group", [ada, ben])
        world.add_channel(team, "den", "group", [ada, ben, cora, *bot])
        world.add_channel(team, "attic", "channel", [ada, ben, *bot], archived=True)
        return team

    def person(
        self, name: str, *, team: str | None = None, admin: bool = False, tz: str = "Europe/Berlin", offset: int = 3600
    ) -> User:
        """A further member."""
        world = self._backend.world
        return world.add_user(world.team(team), name, is_admin=admin, tz=tz, tz_offset=offset)

    def channel(
        self, name: str, members: list[str], *, private: bool = False, with_app: bool = True, team: str | None = None
    ) -> Channel:
        """A further channel."""
        world = self._backend.world
        home = world.team(team)
        people = [world.user(member) for member in members]
        if with_app:
            people.append(world.users[world.installation(home.id).bot_user])
        return world.add_channel(home, name, "group" if private else "channel", people)

    # Changing

    async def archive(self, channel: str | Channel, by: str | User = "ada") -> None:
        """Archive a channel."""
        place, person = self._backend.world.channel(channel), self._backend.world.user(by)
        kind = "channel" if place.kind == "channel" else "group"
        text = f"<@{person.id}> archived the channel"
        self._backend.messages.post(
            place, {"type": "message", "subtype": f"{kind}_archive", "user": person.id, "text": text}
        )
        place.archived = True
        self._backend.events.in_channel(place, {"type": f"{kind}_archive", "channel": place.id, "user": person.id})

    async def unarchive(self, channel: str | Channel) -> None:
        """Bring a channel back."""
        place = self._backend.world.channel(channel)
        place.archived = False
        if place.kind == "channel":
            self._backend.events.in_channel(place, {"type": "channel_unarchive", "channel": place.id})

    async def kick_bot(self, channel: str | Channel, by: str | User = "ada") -> Delivery | None:
        """Remove the app from a channel, which it is told."""
        place, person = self._backend.world.channel(channel), self._backend.world.user(by)
        bot = self._backend.world.installation(place.team_id).bot_user
        if bot not in place.members:
            raise NotPossibleError("the app is not there")
        letter = "C" if place.kind == "channel" else "G"
        left = {
            "type": "member_left_channel",
            "user": bot,
            "channel": place.id,
            "channel_type": letter,
            "team": place.team_id,
        }
        self._backend.events.in_channel(place, left)
        place.members.remove(bot)
        kind = "channel" if place.kind == "channel" else "group"
        event = {"type": f"{kind}_left", "channel": place.id, "actor_id": person.id}
        return self._backend.events.emit(place.team_id, event)

    async def invite_bot(self, channel: str | Channel, by: str | User = "ada") -> Delivery | None:
        """Bring the app into a channel."""
        place, person = self._backend.world.channel(channel), self._backend.world.user(by)
        bot = self._backend.world.installation(place.team_id).bot_user
        place.members.append(bot)
        letter = "C" if place.kind == "channel" else "G"
        event = {
            "type": "member_joined_channel",
            "user": bot,
            "channel": place.id,
            "channel_type": letter,
            "inviter": person.id,
        }
        body = {
            "type": "message",
            "subtype": "channel_join",
            "user": bot,
            "inviter": person.id,
            "text": f"<@{bot}> has joined the channel",
        }
        delivery = self._backend.events.in_channel(place, event | {"team": place.team_id})
        self._backend.messages.post(place, body)
        return delivery

    async def share(self, channel: str | Channel) -> Delivery | None:
        """Share a private channel with another company (Slack Connect), which gives it another id."""
        place = self._backend.world.channel(channel)
        if place.kind != "group":
            raise NotPossibleError("public channels keep their ids")
        before, now = place.id, self._backend.world.fresh_id("C", place.name)
        self._backend.world.rename_channel(place, now)
        event = {"type": "channel_id_changed", "old_channel_id": before, "new_channel_id": now}
        return self._backend.events.in_channel(place, event)

    def deactivate(self, user: str | User) -> None:
        """Close somebody's account."""
        self._backend.world.user(user).deleted = True

    async def leave_out_events(self, minute: int, team: str | None = None) -> Delivery:
        """Tell that events were left out since a minute, as there were too many: an outer type of its own."""
        world = self._backend.world
        told = {
            "token": world.app.verification_token,
            "type": "app_rate_limited",
            "team_id": world.team(team).id,
            "minute_rate_limited": minute,
            "api_app_id": world.app.id,
        }
        return await self._backend.deliveries.start("events_api", told).settled()

    # Tokens

    async def revoke_token(self, team: str | None = None) -> Delivery | None:
        """Revoke the app's token: calls get `token_revoked`, and the app is told."""
        installed = self._installed(team)
        installed.state = "token_revoked"
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installed.bot_user]}}
        return self._backend.events.emit(installed.team_id, event, even_if_gone=True)

    async def uninstall(self, team: str | None = None) -> list[Delivery]:
        """Remove the app from a workspace: calls get `account_inactive`, and it is told in two events."""
        installed = self._installed(team)
        installed.state = "account_inactive"
        self._backend.world.users[installed.bot_user].deleted = True
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installed.bot_user]}}
        told = [
            self._backend.events.emit(installed.team_id, event, even_if_gone=True)
            for event in (revoked, {"type": "app_uninstalled"})
        ]
        return [delivery for delivery in told if delivery is not None]

    def expire_token(self, team: str | None = None) -> None:
        """Let the app's token run out: calls get `token_expired`."""
        self._installed(team).state = "token_expired"

    def set_scopes(self, *scopes: str, team: str | None = None) -> None:
        """Leave the installation with these scopes only."""
        self._installed(team).scopes = frozenset(scopes)

    def _installed(self, team: str | None) -> Installation:
        return self._backend.world.installation(self._backend.world.team(team).id)

    # Installing by OAuth

    def approve(self, authorize_url: str, user: str | User, team: str | None = None) -> str:
        """Click Allow on Slack's page; returns the address that the browser is sent back to.

        Raises:
            NotPossibleError: Slack would show an error instead.
        """
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorize_url).query).items()}
        app, world = self._backend.world.app, self._backend.world
        person = world.user(user)
        home = world.team(team or person.team_id)
        if asked.get("client_id") != app.client_id:
            raise NotPossibleError("Invalid client_id parameter")
        scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
        if not scopes or not scopes <= app.scopes:
            raise NotPossibleError(f"Invalid permissions requested: {sorted(scopes - app.scopes)}")
        redirect = asked.get("redirect_uri", "")
        if app.redirect_urls and redirect and not redirect.startswith(app.redirect_urls):
            raise NotPossibleError("redirect_uri did not match any configured URIs")
        code = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(32)}"
        self._backend.codes[code] = Code(home, person.id, scopes, redirect, self._backend.clock.now())
        back = redirect or (app.redirect_urls[0] if app.redirect_urls else "")
        return f"{back}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    async def install(
        self,
        install_url: str,
        user: str | User,
        team: str | None = None,
        *,
        back_to: str | None = None,
        with_cookies: bool = True,
    ) -> Answer:
        """Install the app in a browser: its install page, Slack's page, and back; returns the page one ends on.

        Args:
            install_url: The app's own address to start at.
            user: Who installs.
            team: Where; the person's workspace by default.
            back_to: Where the app listens for the return, if that is not in the address to Slack.
            with_cookies: The browser is the same all the way.
        """
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            async with browser.get(install_url, allow_redirects=False) as page:
                found = page.headers.get("Location") or _link_in(await page.text())
                cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in page.cookies.items())
            back = self.approve(found, user, team)
            if back_to:
                back = f"{back_to}?{urlsplit(back).query}"
            headers = {"Cookie": cookies} if with_cookies else {}
            async with browser.get(back, headers=headers, allow_redirects=False) as end:
                return Answer(end.status, await end.text(), {k.lower(): v for k, v in end.headers.items()})


def _link_in(page: str) -> str:
    found = re.search(r'href="([^"]*oauth/v2/authorize[^"]*)"', page)
    if found is None:
        raise NotPossibleError("the install page has no link to Slack")
    return html.unescape(found.group(1))
