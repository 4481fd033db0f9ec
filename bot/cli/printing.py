"""Printing replies outside a conversation."""

from __future__ import annotations

import sys
from dataclasses import replace

from bot.adapters.terminal.console import open_console
from bot.adapters.terminal.render import render_reply
from bot.core.chat import Buttons, Reply


def print_reply(reply: Reply) -> None:
    """Print a reply to standard output, without its buttons: there is nothing here to press them."""
    parts = tuple(part for part in reply.parts if not isinstance(part, Buttons))
    open_console(sys.stdout).print(render_reply(replace(reply, parts=parts)))
