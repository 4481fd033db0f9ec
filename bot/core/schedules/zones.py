"""IANA time zones by name, by city and by what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.core.schedules.errors import InvalidRuleError
from bot.core.schedules.zone_aliases import ALIASES

_AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
_MISLEADING = frozenset({"EST", "MST", "Factory", "localtime"})
"""EST and MST have no summer time, which those who write them rarely know; the others are no zones."""

_OFFSETS = "Etc"
"""Etc/GMT+1 is an hour behind Greenwich; nobody who writes GMT+1 means that."""

_SHORT = 3  # letters; abbreviations are all near each other


@cache
def known_zones() -> frozenset[str]:
    """The zones that a schedule can have."""
    return frozenset(available_timezones()) - _MISLEADING


def zones_called(name: str) -> tuple[str, ...]:
    """The zones that may be meant: none if nobody calls one so, several if the name is ambiguous.

    Args:
        name: An IANA name, its last part such as a city's, or an abbreviation such as ET, in any case.
    """
    return _index().get(_plain(name), ())


def zones_near(name: str) -> tuple[str, ...]:
    """Zones with names that look like this, likeliest first."""
    long = [key for key in _index() if len(key) > _SHORT]
    near = get_close_matches(_plain(name), long, n=3, cutoff=0.75)
    return tuple(dict.fromkeys(zone for key in near for zone in _index()[key]))


def check_zone(name: str) -> None:
    """Refuse what is not the name of a zone.

    Raises:
        InvalidRuleError: It is not; carries what may be meant.
    """
    if name not in known_zones():
        near = zones_called(name) or zones_near(name)
        raise InvalidRuleError("zone", "zone", {"zone": name, "near": near})


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Every name in plain form with the zones it may mean: aliases first, then whole names, then cities."""
    cities: dict[str, list[str]] = defaultdict(list)
    for zone in sorted(known_zones()):
        if zone.partition("/")[0] != _OFFSETS:
            cities[_plain(zone.rpartition("/")[2])].append(zone)
    index = {city: _likeliest(zones) for city, zones in cities.items()}
    index.update((_plain(zone), (zone,)) for zone in known_zones())
    index.update(ALIASES)
    return index


def _likeliest(zones: list[str]) -> tuple[str, ...]:
    """Of zones that share their last part, those with an area, and of these the ones most exactly placed.

    The others are old names, such as America/Buenos_Aires beside America/Argentina/Buenos_Aires.
    """
    placed = [zone for zone in zones if zone.partition("/")[0] in _AREAS] or zones
    deepest = max(zone.count("/") for zone in placed)
    return tuple(zone for zone in placed if zone.count("/") == deepest)


def _plain(name: str) -> str:
    """Lower case without accents, underscores for what separates words; the sign in Etc/GMT-5 stays."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    return re.sub(r"[\s_.'’]+|-(?!\d)", "_", bare.casefold()).strip("_")
