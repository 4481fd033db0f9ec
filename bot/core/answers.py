"""What is taken in as an answer, and what a judge is asked about it."""

from __future__ import annotations

import re
import unicodedata

from bot.core.bank.content import Content
from bot.core.errors import AnswerRefusedError
from bot.core.grading.request import GradingRequest

MOST_CHARACTERS = 12_000
"""Longest answer that is taken, in characters; about 2,000 words."""

_FEW_CONTROLS = 3
_EMOJI = re.compile(r"<a?:\w+:\d+>|:[\w+'-]+:")  # Discord's own and Slack's, such as `:thumbsup:`
_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)
"""All that is written where somebody chooses a GIF. ASCII, because Chinese, say, may follow without a space."""


def grading_request(content: Content, question_id: str, answer: str, style: str | None = None) -> GradingRequest:
    """A judge's request for an answer, with the audience and style that bear on it.

    Raises:
        UnknownQuestionError: There is no such question.
    """
    question = content.bank.get(question_id)
    audience = content.audiences.get(question.audience) if question.audience else None
    return GradingRequest(question, answer, audience, content.styles.get(style) if style else None)


def continued(text: str, more: str) -> str:
    """An answer together with what its author said to the interviewer's further question."""
    return f"{text.rstrip()}\n\n{more}"


def check_answer(text: str) -> None:
    """Refuse what cannot be judged, before anything is stored or any judge is called.

    Raises:
        AnswerRefusedError: It is empty, too long, holds binary data or has no letter and no digit.
    """
    if not text.strip():
        raise AnswerRefusedError("empty", len(text))
    if len(text) > MOST_CHARACTERS:
        raise AnswerRefusedError("too-long", len(text), MOST_CHARACTERS)
    if _binary(text):
        raise AnswerRefusedError("not-text", len(text))
    if not has_words(text):
        raise AnswerRefusedError("no-words", len(text))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in a text, beside links and the names of emoji that chats write for them."""
    return any(character.isalnum() for character in _EMOJI.sub("", _LINK.sub("", text)))


def _binary(text: str) -> bool:
    """Whether this was never text: a NUL, half a surrogate pair, or more control characters than a paste brings."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return True
    controls = sum(unicodedata.category(character) == "Cc" and character not in "\n\r\t\f\v" for character in text)
    return controls > max(_FEW_CONTROLS, len(text) // 100)
