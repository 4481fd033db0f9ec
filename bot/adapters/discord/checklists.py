"""Points to tick: their full words as a numbered list, and menus to choose them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.adapters.discord.escaping import literal
from bot.adapters.discord.limits import OPTION_LABEL, SELECT_OPTIONS, shortened
from bot.adapters.discord.presses import encode
from bot.adapters.discord.text import Line, Prefix, Row, Run, Style, plain
from bot.adapters.discord.words import say
from bot.core.chat import Button, Checklist, Tick

_STRING_SELECT = 3


def tick_lines(checklist: Checklist, *, selectable: bool) -> Iterator[Line]:
    """The points with their numbers, and what was found for each."""
    yield Line((plain(literal(checklist.title)),), Prefix.HEADING)
    for number, tick in enumerate(checklist.items, 1):
        box = "✅ " if tick.ticked else "⬜ "
        yield Line((Run(box), plain(literal(tick.text))), marker=f"{number}. ")
        if tick.hint:
            yield Line((plain(literal(tick.hint), Style.EMPHASIS),), marker="   ")
    if selectable:
        yield Line((plain(say("ticks.how")),), Prefix.SUBTLE)


def tick_menus(checklist: Checklist, context: Mapping[str, str], before: int = 0) -> Iterator[Row]:
    """Menus that together hold all points, the ticked ones chosen; none if the answer is unknown.

    Args:
        checklist: The points.
        context: The reply's ids, of which `answer_id` is needed.
        before: How many menus the reply has already.
    """
    if "answer_id" not in context:
        return
    command = Button("", "self-check", {"answer_id": context["answer_id"]})
    items = list(enumerate(checklist.items, 1))
    groups = [items[start : start + SELECT_OPTIONS] for start in range(0, len(items), SELECT_OPTIONS)]
    for place, group in enumerate(groups):
        key = "ticks.placeholder" if len(groups) == 1 else "ticks.placeholder.part"
        yield Row(
            (
                {
                    "type": _STRING_SELECT,
                    "custom_id": encode(command, fills="said", copy=before + place),
                    "placeholder": say(key, first=group[0][0], last=group[-1][0]),
                    "min_values": 0,
                    "max_values": len(group),
                    "options": [_option(number, tick) for number, tick in group],
                },
            )
        )


def _option(number: int, tick: Tick) -> dict[str, object]:
    label = shortened(f"{number}. {literal(tick.text)}", OPTION_LABEL)
    return {"label": label, "value": tick.id, "default": tick.ticked}
