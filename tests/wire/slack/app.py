"""The app's settings, as its manifest gives them: what it may do and what it hears of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Scopes that let an app hear of an event; any one of them is enough.
EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_mention": frozenset({"app_mentions:read"}),
    "app_uninstalled": frozenset(),
    "assistant_thread_context_changed": frozenset({"assistant:write"}),
    "assistant_thread_started": frozenset({"assistant:write"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": frozenset({"channels:read", "groups:read"}),
    "channel_left": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "file_shared": frozenset({"files:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "pin_added": frozenset({"pins:read"}),
    "pin_removed": frozenset({"pins:read"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "tokens_revoked": frozenset(),
}

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "chat:write.public",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "pins:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass
class App:
    """The app that is tested.

    Attributes:
        scopes: Bot scopes an installation asks for.
        events: Bot events it hears of, by their names in a manifest.
        commands: Slash commands with their request URLs.
        escaping_commands: Those whose mentions and links come as ids.
        shortcuts: Callback ids of its shortcuts, with `message` or `global`.
        home_tab: The Home tab is on; `messages_tab`: people may write to it directly.
        agent: It has the assistant pane.
        brief_deletions: It is told of deletions as Slack's reference shows them, without what was deleted.
        rotation: Its tokens expire and are refreshed.
        lifetime: Seconds after which they expire.
        request_url: Where signed HTTP goes; None means Socket Mode.
    """

    id: str = "A0GREENROOM"
    name: str = "Greenroom"
    client_id: str = "1111111111.2222222222"
    client_secret: str = "client-secret-of-the-tests"
    signing_secret: str = "signing-secret-of-the-tests"
    verification_token: str = "verification-token-of-the-tests"
    app_tokens: dict[str, frozenset[str]] = field(
        default_factory=lambda: {"xapp-1-A0GREENROOM-1-tests": frozenset({"connections:write"})}
    )
    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = frozenset(EVENT_SCOPES)
    commands: dict[str, str | None] = field(default_factory=lambda: {"/greenroom": None})
    escaping_commands: frozenset[str] = frozenset()
    shortcuts: dict[str, str] = field(default_factory=dict)
    any_shortcut: bool = True
    interactivity: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    agent: bool = True
    brief_deletions: bool = False
    rotation: bool = False
    lifetime: float = 43_200
    redirect_urls: tuple[str, ...] = ()
    request_url: str | None = None
    interactivity_url: str | None = None

    @property
    def app_token(self) -> str:
        """An app-level token that may open connections."""
        return next(iter(self.app_tokens))

    def hears(self, event: str, scopes: Iterable[str]) -> bool:
        """Whether it is told of an event under these scopes."""
        wanted = EVENT_SCOPES[event]
        return event in self.events and (not wanted or bool(wanted & set(scopes)))

    @classmethod
    def from_manifest(cls, manifest: dict[str, Any]) -> App:
        """The app of a manifest, whatever it leaves out being off.

        Raises:
            ValueError: Slack would not take it; says all that is wrong.
        """
        features = manifest.get("features") or {}
        settings = manifest.get("settings") or {}
        oauth = manifest.get("oauth_config") or {}
        subscriptions = settings.get("event_subscriptions") or {}
        interactivity = settings.get("interactivity") or {}
        home = features.get("app_home") or {}
        app = cls(
            name=(manifest.get("display_information") or {}).get("name", ""),
            scopes=frozenset((oauth.get("scopes") or {}).get("bot") or ()),
            events=frozenset(subscriptions.get("bot_events") or ()),
            commands={item["command"]: item.get("url") for item in features.get("slash_commands") or ()},
            escaping_commands=frozenset(
                item["command"] for item in features.get("slash_commands") or () if item.get("should_escape")
            ),
            shortcuts={item["callback_id"]: item["type"] for item in features.get("shortcuts") or ()},
            any_shortcut=False,
            interactivity=bool(interactivity.get("is_enabled")),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled"),
            agent="assistant_view" in features or "agent_view" in features,
            rotation=bool(settings.get("token_rotation_enabled")),
            redirect_urls=tuple(oauth.get("redirect_urls") or ()),
            request_url=None if settings.get("socket_mode_enabled") else subscriptions.get("request_url"),
            interactivity_url=interactivity.get("request_url"),
        )
        if wrong := _wrong_in(app, manifest):
            raise ValueError("invalid_manifest: " + "; ".join(wrong))
        return app


def _wrong_in(app: App, manifest: dict[str, Any]) -> list[str]:
    """What Slack's manifest check complains of, in words."""
    features = manifest.get("features") or {}
    wrong = []
    if not 1 <= len(app.name) <= 35:
        wrong.append("display_information.name must have 1 to 35 characters")
    if len((manifest.get("display_information") or {}).get("description", "")) > 140:
        wrong.append("display_information.description must have at most 140 characters")
    if unknown := sorted(app.events - set(EVENT_SCOPES)):
        wrong.append(f"unknown or unsupported events {unknown}")
    wrong += [
        f"event {event} needs one of the scopes {sorted(EVENT_SCOPES[event])}"
        for event in sorted(app.events & set(EVENT_SCOPES))
        if not app.hears(event, app.scopes)
    ]
    if app.scopes and "bot_user" not in features:
        wrong.append("bot scopes need features.bot_user")
    if app.commands and "commands" not in app.scopes:
        wrong.append("slash commands need the scope commands")
    wrong += [
        f"shortcut name {item['name']!r} has over 24 characters"
        for item in features.get("shortcuts") or ()
        if len(item["name"]) > 24
    ]
    if app.shortcuts and not app.interactivity:
        wrong.append("shortcuts need settings.interactivity")
    return wrong
