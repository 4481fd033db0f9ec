"""Public holidays by country, from the `holidays` library, which is imported only where a rule asks for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache

from bot.core.schedules.errors import InvalidRuleError

_LANGUAGE = "en_US"  # where the library has a country's names in English; its own language elsewhere
_YEARS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Whose public holidays are days off.

    Attributes:
        country: ISO 3166-1 code of two letters, such as `DE`.
        subdivision: Code of a state or province, such as `BE` for Berlin; none for what the whole country keeps.
    """

    country: str
    subdivision: str | None = None

    def __post_init__(self) -> None:
        known = _subdivisions()
        if self.country not in known:
            near = near_countries(self.country)
            raise InvalidRuleError("country", "holidays", {"country": self.country, "near": near})
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            values = {"country": self.country, "subdivision": self.subdivision, "known": known[self.country]}
            raise InvalidRuleError("subdivision", "holidays", values)

    def __str__(self) -> str:
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country

    def name_of(self, day: date) -> str | None:
        """What is celebrated on a day, if anything."""
        return _of_year(self.country, self.subdivision, day.year).get(day)


def find_calendar(text: str) -> HolidayCalendar | None:
    """The calendar that a code (`DE`, `DEU`, `de-be`) or a country's English name stands for.

    Raises:
        InvalidRuleError: The country is known and its subdivision is not.
    """
    names = _country_names()
    code = names.get(_plain(text))
    if code is not None:
        return HolidayCalendar(code)
    country, _, subdivision = text.partition("-")
    code = names.get(_plain(country))
    if code is None or not subdivision:
        return None
    known = {name.casefold(): name for name in _subdivisions()[code]}.get(subdivision.casefold())
    return None if known is None and " " in subdivision else HolidayCalendar(code, known or subdivision)


def near_countries(text: str) -> tuple[str, ...]:
    """Codes of countries whose names look like this."""
    names = _country_names()
    found = get_close_matches(_plain(text), [name for name in names if len(name) > 3], n=3, cutoff=0.75)
    return tuple(dict.fromkeys(names[name] for name in found))


def _plain(text: str) -> str:
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return "_".join(bare.casefold().replace("-", " ").split())


@cache
def _subdivisions() -> Mapping[str, tuple[str, ...]]:
    """Each country's code with those of its subdivisions."""
    from holidays import list_supported_countries

    return {code: tuple(known) for code, known in list_supported_countries(include_aliases=False).items()}


@cache
def _country_names() -> Mapping[str, str]:
    """Countries' English names and codes, in lower case with underscores, with the code of two letters."""
    from holidays.registry import COUNTRIES

    names: dict[str, str] = {}
    for name, (_, code, *others) in COUNTRIES.items():
        names |= dict.fromkeys((name, code.casefold(), *(other.casefold() for other in others)), code)
    return names


@lru_cache(maxsize=_YEARS_KEPT)
def _of_year(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    from holidays import country_holidays

    return dict(country_holidays(country, subdiv=subdivision, years=year, expand=False, language=_LANGUAGE))
