"""What is offered while a member types an option."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.adapters.discord.limits import COMMAND_CHOICES, OPTION_LABEL, OPTION_VALUE, shortened, units
from bot.core.bank.content import Content
from bot.core.bank.vocabulary import Skill, Track


def suggest(content: Content, option: str, typed: str) -> list[dict[str, str]]:
    """Up to 25 choices (`name`, `value`) for what stands in an option so far.

    Questions are found by words of their title, id or track, plans of interviews by those of their title or id. Tracks
    and skills may be several with commas between them; the last one is completed. What begins with the typed words
    comes before what only has them.
    """
    if option == "question":
        found = iter(_questions(content, typed))
    elif option == "plan":
        found = iter(_plans(content, typed))
    else:
        names = {"track": tuple(Track), "skill": tuple(Skill), "style": tuple(sorted(content.styles))}.get(option, ())
        found = _listed(names, typed)
    return [
        {"name": shortened(name, OPTION_LABEL), "value": value} for name, value in found if units(value) <= OPTION_VALUE
    ][:COMMAND_CHOICES]


def _questions(content: Content, typed: str) -> list[tuple[str, str]]:
    return _found(((question.title, question.id, question.track.value) for question in content.bank), typed)


def _plans(content: Content, typed: str) -> list[tuple[str, str]]:
    return _found(((plan.title, plan.id, plan.seniority.value) for plan in content.interviews.values()), typed)


def _found(items: Iterable[tuple[str, str, str]], typed: str) -> list[tuple[str, str]]:
    """Of items with a title, an id and a further word those that hold every typed word; first what begins with them."""
    start = typed.lower().strip()
    ranked = []
    for title, item, word in items:
        said = f"{title} {item} {word}".lower()
        if all(each in said for each in start.split()):
            ranked.append((not (said.startswith(start) or item.startswith(start)), title, item))
    return [(f"{title} ({item})", item) for _, title, item in sorted(ranked)]


def _listed(names: Iterable[str], typed: str) -> Iterator[tuple[str, str]]:
    *before, last = [word.strip().lower() for word in typed.split(",")]
    kept = [name for name in before if name]
    left = [name for name in names if name not in kept and last in name]
    for name in sorted(left, key=lambda name: (not name.startswith(last), name)):
        value = ",".join((*kept, name))
        yield value.replace("-", " ").replace(",", ", "), value
