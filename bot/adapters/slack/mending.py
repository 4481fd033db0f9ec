"""What only whoever runs Greenroom can mend on Slack's side, and how."""

from __future__ import annotations

from bot.core.errors import SettingsError

BOT_REMEDY = "copy the Bot User OAuth Token, which begins with xoxb-, from your app's page OAuth & Permissions"
SOCKET_REMEDY = (
    "make an app-level token, which begins with xapp-, with the scope connections:write on your app's page Basic "
    "Information"
)

EXPIRED = "token_expired"
"""What Slack says to a token whose time is over."""

ROTATION_REMEDY = (
    "the app has token rotation on, which cannot be turned off again: make another app of what `greenroom slack "
    "manifest` prints, or let workspaces install this one (docs/slack.md, Serving many workspaces), which refreshes "
    "their tokens"
)


def expires(token: str) -> bool:
    """Whether a token is good for some hours only, as where the app has token rotation on."""
    return token.startswith("xoxe.")


def bot_refused(code: str) -> SettingsError:
    """Slack does not take the bot's token."""
    return SettingsError("GREENROOM_SLACK_BOT_TOKEN", f"Slack refuses it ({code}); {BOT_REMEDY}")


def installed_in_an_organisation() -> SettingsError:
    """The token is that of a whole organisation, whose workspaces it does not tell apart."""
    remedy = "install the app in one workspace of it, and copy the token from there"
    return SettingsError("GREENROOM_SLACK_BOT_TOKEN", f"it is for a whole organisation (Enterprise Grid); {remedy}")


def socket_refused(code: str) -> SettingsError:
    """Slack does not take the app-level token."""
    return SettingsError("GREENROOM_SLACK_APP_TOKEN", f"Slack refuses it ({code}); {SOCKET_REMEDY}")
