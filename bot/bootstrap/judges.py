"""Judges, as the settings choose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import SettingsError
from bot.core.ports import Judge
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.claude import Access, ClaudeBatches
    from bot.core.grading.grade import Usage
    from bot.core.grading.prices import Price
    from bot.core.grading.prompt import ModelOptions


def make_judge(settings: Settings) -> Judge:
    """The judge that the settings choose: a model where one is set up, else the offline estimate.

    Raises:
        SettingsError: A model is to judge, and there is neither a key nor a server for it.
    """
    if not settings.asks_claude:
        return make_offline_judge(settings)
    from bot.adapters.claude import ClaudeJudge

    return ClaudeJudge(model_options(settings), claude_access(settings), price=claude_price(settings))


def make_offline_judge(settings: Settings) -> Judge:
    """The coverage estimate, by meaning where the weights are installed, else by words."""
    from bot.adapters.minilm import load_comparer
    from bot.core.grading.estimate import CoverageJudge
    from bot.core.grading.lexical import LexicalComparer

    found = load_comparer(settings.cache_dir, settings.weights)
    return CoverageJudge(found.comparer or LexicalComparer())


def make_batches(settings: Settings) -> ClaudeBatches:
    """The way to grade in batches.

    Raises:
        SettingsError: No model is set up.
    """
    from bot.adapters.claude import ClaudeBatches

    return ClaudeBatches(settings.claude_model, claude_access(settings), claude_price(settings))


def model_options(settings: Settings) -> ModelOptions:
    """Which model is asked, and how; needs no key."""
    from bot.core.grading.prompt import ModelOptions

    effort = None if settings.claude_effort == "default" else settings.claude_effort
    return ModelOptions(settings.claude_model, effort, settings.claude_max_tokens)


def claude_access(settings: Settings) -> Access:
    """How to reach the model.

    Raises:
        SettingsError: There is neither a key nor a server.
    """
    from bot.adapters.claude import Access

    key, server = settings.claude_api_key, settings.claude_base_url
    if key is None and server is None:
        raise SettingsError("GREENROOM_CLAUDE_API_KEY", "is needed for Claude to judge, or GREENROOM_CLAUDE_BASE_URL")
    return Access(key.get_secret_value() if key else None, server, settings.claude_timeout)


def claude_price(settings: Settings) -> Price | None:
    """What tokens cost: what is set, or the model's list price; none if neither is known."""
    from bot.core.grading.prices import Price, find_price, price_of

    prices = settings.claude_prices
    if prices is None:
        return find_price(settings.claude_model)
    return Price(*prices) if len(prices) == 4 else price_of(prices[0], prices[1])


async def call_claude(settings: Settings) -> Usage:
    """Make one tiny request, and see what it took.

    Raises:
        SettingsError: There is neither a key nor a server.
        JudgeUnavailableError: It failed; the reason says how.
    """
    from bot.adapters.claude.connection import Connection
    from bot.adapters.claude.messages import Messages

    body = {
        "model": settings.claude_model,
        "max_tokens": 16,
        "system": [{"type": "text", "text": "Answer in one word."}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Are you there?"}]}],
    }
    connection = Connection(claude_access(settings))
    try:
        return (await Messages(connection, claude_price(settings)).send(lambda _features: body)).usage
    finally:
        await connection.close()
