"""What only whoever runs Greenroom can mend on Slack's side, and how."""

from __future__ import annotations

from bot.adapters.slack.refusals import REVOKED
from bot.core.errors import SettingsError

NO_SOCKET = REVOKED | {"missing_scope", "no_permission"}
"""What Slack says of an app-level token that opens no connection."""


def bot_refused(code: str) -> SettingsError:
    """Slack does not take the bot's token."""
    remedy = "copy the Bot User OAuth Token, which begins with xoxb-, from your app's page OAuth & Permissions"
    return SettingsError("GREENROOM_SLACK_BOT_TOKEN", f"Slack refuses it ({code}); {remedy}")


def socket_refused(code: str) -> SettingsError:
    """Slack does not take the app-level token."""
    remedy = (
        "make an app-level token, which begins with xapp-, with the scope connections:write on your app's page Basic "
        "Information"
    )
    return SettingsError("GREENROOM_SLACK_APP_TOKEN", f"Slack refuses it ({code}); {remedy}")
