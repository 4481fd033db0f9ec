"""Reading the options of an event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.core.bank.content import Content
from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import ChatEvent
from bot.core.commands.command import OptionError
from bot.core.replies import notices

_NAMED = re.compile(r"([a-z_]+)=(\S*)")
SHORT_NAMES = {"answer": "answer_id", "id": "question"}
"""What options may be called when they are typed."""


def filters_from(options: Mapping[str, str], style: str | None = None) -> Filters:
    """The filters that a command's options describe.

    Raises:
        OptionError: A track, skill or difficulty is not one.
    """
    easiest, hardest = _difficulty(options.get("difficulty", ""))
    return Filters(
        tracks=frozenset(Track(name) for name in _listed("track", options, tuple(Track))),
        skills=frozenset(Skill(name) for name in _listed("skill", options, tuple(Skill))),
        easiest=easiest,
        hardest=hardest,
        style=style,
    )


def _listed(option: str, options: Mapping[str, str], choices: tuple[str, ...]) -> list[str]:
    names = [name.strip().lower() for name in options.get(option, "").split(",") if name.strip()]
    for name in names:
        if name not in choices:
            raise OptionError(notices.bad_option(option, name, ", ".join(choices)))
    return names


def _difficulty(text: str) -> tuple[int, int]:
    if not text:
        return 1, 5
    found = re.fullmatch(r"\s*([1-5])\s*(?:[-–]\s*([1-5])\s*)?", text)
    if found is None:
        raise OptionError(notices.bad_option("difficulty", text, "1 to 5, or a range such as 2-4"))
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def style_of(content: Content, options: Mapping[str, str]) -> str | None:
    """The company style asked for, if one was.

    Raises:
        OptionError: There is no such style.
    """
    style = options.get("style", "").strip().lower()
    if style and style not in content.styles:
        raise OptionError(notices.bad_option("style", style, ", ".join(sorted(content.styles)) or "none yet"))
    return style or None


def answer_id_of(event: ChatEvent) -> int:
    """The answer that an event is about.

    Raises:
        OptionError: It names none.
    """
    answer_id = number_of(event.options, "answer_id")
    if answer_id is None:
        raise OptionError(notices.refusal("refused.which-answer"))
    return answer_id


def number_of(options: Mapping[str, str], name: str) -> int | None:
    """An option that is a number, if it is there.

    Raises:
        OptionError: It is no number.
    """
    text = options.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise OptionError(notices.bad_number(name, text))
    return int(text)


def named_options(rest: str, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Words of the form `name=value` for these names, and the other words."""
    named: dict[str, str] = {}
    words: list[str] = []
    for word in rest.split():
        found = _NAMED.fullmatch(word)
        name = SHORT_NAMES.get(found[1], found[1]) if found else ""
        if found and name in names:
            named[name] = found[2]
        else:
            words.append(word)
    return named, words
