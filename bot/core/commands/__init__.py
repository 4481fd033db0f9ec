"""COMMANDS, the one table that every platform registers from, and the dispatch of events to it."""

from __future__ import annotations

from bot.core.commands.command import Command, Option, OptionError
from bot.core.commands.dispatch import dispatch
from bot.core.commands.options import filters_from
from bot.core.commands.table import COMMANDS, find

__all__ = ["COMMANDS", "Command", "Option", "OptionError", "dispatch", "filters_from", "find"]
