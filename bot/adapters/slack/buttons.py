"""Buttons, some of which ask back first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from bot.adapters.slack.breaking import shortened
from bot.adapters.slack.limits import ACTIONS, BUTTON, Block, size
from bot.adapters.slack.message import Piece
from bot.adapters.slack.presses import encode
from bot.adapters.slack.safe import literal
from bot.adapters.slack.words import say
from bot.core.chat import Button

_ASKS_BACK = {"withdraw": "danger", "forget": "danger", "contest": "primary"}


def buttons_pieces(buttons: Sequence[Button], numbers: count[int]) -> Iterator[Piece]:
    """Buttons side by side; only the first of the primary ones stands out.

    Args:
        buttons: The buttons.
        numbers: Figures for their ids; they run on through a reply.
    """
    primary = next((button for button in buttons if button.primary), None)
    for first in range(0, len(buttons), ACTIONS):
        row = buttons[first : first + ACTIONS]
        elements = [pressed(button, next(numbers), primary=button is primary) for button in row]
        labels = ", ".join(element["text"]["text"] for element in elements)
        yield Piece(({"type": "actions", "elements": elements},), say("spoken.buttons", labels=labels), belongs=True)


def pressed(button: Button, number: int, *, primary: bool) -> Block:
    """One button as Slack's element."""
    label = shortened(literal(button.label), BUTTON, size) or button.command
    element: Block = {"type": "button", "text": _plain(label), **encode(button, number)}
    if primary:
        element["style"] = "primary"
    if style := _ASKS_BACK.get(button.command):
        element["confirm"] = _confirmation(button.command, style)
    return element


def _confirmation(command: str, style: str) -> Block:
    return {
        "title": _plain(say(f"confirm.{command}.title")),
        "text": _plain(say(f"confirm.{command}.text")),
        "confirm": _plain(say(f"confirm.{command}.yes")),
        "deny": _plain(say("confirm.no")),
        "style": style,
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
