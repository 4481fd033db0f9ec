"""What tokens cost: list prices as data, in US dollars for a million tokens, as published in autumn 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MILLION = 1_000_000
BATCH_SHARE = 0.5
"""What a batched request costs of the list price."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens.

    Attributes:
        input: Read in full.
        output: Written.
        cache_write: Read and written to the cache for five minutes.
        cache_read: Read from the cache.
    """

    input: float
    output: float
    cache_write: float
    cache_read: float

    def cost(self, input_tokens: int, output_tokens: int, cache_write_tokens: int, cache_read_tokens: int) -> float:
        """Cost of a request in US dollars."""
        total = (
            input_tokens * self.input
            + output_tokens * self.output
            + cache_write_tokens * self.cache_write
            + cache_read_tokens * self.cache_read
        )
        return total / _MILLION


def price_of(input_price: float, output_price: float, read_share: float = 0.1) -> Price:
    """A price by the usual shares: writing to the cache costs a quarter more than reading, reading from it a tenth."""
    return Price(input_price, output_price, input_price * 1.25, input_price * read_share)


# Source: platform.claude.com, "Pricing". Haiku 5.5 costs more for prompts above 100,000 tokens, which ours never are.
PRICES: Mapping[str, Price] = {
    "claude-fable-5-1": price_of(10, 50, 0.025),
    "claude-fable-5": price_of(10, 50),
    "claude-opus-5-5": price_of(4, 20, 0.05),
    "claude-opus-5": price_of(5, 25),
    "claude-opus-4-8": price_of(5, 25),
    "claude-opus-4-7": price_of(5, 25),
    "claude-opus-4-6": price_of(5, 25),
    "claude-opus-4-5": price_of(5, 25),
    "claude-sonnet-5-5": price_of(2, 10, 0.05),
    "claude-sonnet-5": price_of(2, 10),
    "claude-sonnet-4-6": price_of(3, 15),
    "claude-sonnet-4-5": price_of(3, 15),
    "claude-haiku-5-5": price_of(0.10, 0.50),
    "claude-haiku-4-5": price_of(1, 5),
}


def find_price(model: str) -> Price | None:
    """The list price of a model, dated names included; none for a model we have no price of."""
    if model in PRICES:
        return PRICES[model]
    name, _, date = model.rpartition("-")
    return PRICES.get(name) if len(date) == 8 and date.isdigit() else None
