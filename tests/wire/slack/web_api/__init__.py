"""The Web API: every method the app may call, held to Slack's contract."""

from tests.wire.slack.web_api import assistant, auth, chat, conversations, files, reactions, streams, users, views
from tests.wire.slack.web_api.answering import answer
from tests.wire.slack.web_api.call import METHODS

__all__ = [
    "METHODS",
    "answer",
    "assistant",
    "auth",
    "chat",
    "conversations",
    "files",
    "reactions",
    "streams",
    "users",
    "views",
]
