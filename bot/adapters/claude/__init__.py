"""The judge that asks Claude, or any other model behind a server of the Messages API."""

from bot.adapters.claude.batches import ClaudeBatches
from bot.adapters.claude.connection import Access
from bot.adapters.claude.judge import ClaudeJudge

__all__ = ["Access", "ClaudeBatches", "ClaudeJudge"]
