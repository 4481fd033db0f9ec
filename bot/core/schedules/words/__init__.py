"""Schedules in the words that people type: read by `parse`, given back by `describe`."""

from bot.core.schedules.words.describe import describe, details
from bot.core.schedules.words.explain import explain
from bot.core.schedules.words.parse import parse

__all__ = ["describe", "details", "explain", "parse"]
