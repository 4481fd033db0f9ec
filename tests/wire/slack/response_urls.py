"""Response URLs: five uses in thirty minutes, with no token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tests.wire.slack import content
from tests.wire.slack.errors import SlackError
from tests.wire.slack.messages import Messages
from tests.wire.slack.things import Json, Message
from tests.wire.slack.world import World

MOST_USES = 5
LIFETIME = 30 * 60


@dataclass
class ResponseUrl:
    """One that was given out with an interaction."""

    team_id: str
    channel: str
    user: str
    made: float
    original: Message | None = None
    uses: int = 0


class ResponseUrls:
    """All that were given out."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self._given: dict[str, ResponseUrl] = {}

    def give(self, kind: str, team_id: str, channel: str, user: str, original: Message | None = None) -> str:
        """A path for an interaction; kind is `actions` or `commands`."""
        path = f"/{kind}/{team_id}/{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
        self._given[path] = ResponseUrl(team_id, channel, user, self._world.clock.now(), original)
        return path

    def use(self, path: str, args: Json) -> str:
        """Answer through one.

        Raises:
            SlackError: Unknown, used up, expired, or content that Slack would not take.
        """
        url = self._given.get(path)
        if url is None:
            raise SlackError("invalid_url", status=404)
        if self._world.clock.now() - url.made > LIFETIME:
            raise SlackError("expired_url", status=404)
        if url.uses >= MOST_USES:
            raise SlackError("used_url", status=404)
        if self._world.installation(url.team_id).state == "account_inactive":
            raise SlackError("no_service", status=404)
        url.uses += 1
        self.answer(url, args)
        return "ok"

    def answer(self, url: ResponseUrl, args: Json) -> Message | None:
        """Post, replace or delete, as an answer through a URL or with an acknowledgement says.

        Raises:
            SlackError: Content that Slack would not take, or no such original.
        """
        original = url.original if url.original and not url.original.deleted else None
        if args.get("delete_original"):
            if original is None:
                raise SlackError("cant_delete_message", status=404)
            self._messages.remove(original)
            return None
        try:
            checked = content.checked(self._world, args)
        except SlackError as error:
            error.status = 400
            raise
        if args.get("replace_original"):
            if original is None:
                raise SlackError("cant_update_message", status=404)
            return self._replace(original, checked)
        return self._post(url, args, checked)

    def _replace(self, original: Message, checked: content.Content) -> Message:
        kept = {name: value for name, value in original.body.items() if name not in {"blocks", "text", "attachments"}}
        return self._messages.change(original, kept | {"text": ""} | checked.body)

    def _post(self, url: ResponseUrl, args: Json, checked: content.Content) -> Message:
        installed = self._world.installation(url.team_id)
        body = self._messages.by_app(installed) | {"text": ""} | checked.body
        if thread := args.get("thread_ts"):
            body["thread_ts"] = str(thread)
        public = args.get("response_type") == "in_channel"
        channel = self._world.channels[url.channel]
        return self._messages.post(
            channel, body, metadata=checked.metadata or None, seen_by=None if public else url.user
        )

    def find(self, path: str) -> Any:
        """What a path stands for."""
        return self._given.get(path)
