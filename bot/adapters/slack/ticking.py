"""Checklists: boxes to tick, and a button that saves what is ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bot.adapters.slack.breaking import shortened
from bot.adapters.slack.buttons import pressed
from bot.adapters.slack.limits import CHECKBOXES, OPTION, OPTION_VALUE, Block, size
from bot.adapters.slack.message import Piece
from bot.adapters.slack.presses import KEPT, ticks_id
from bot.adapters.slack.rich import Run, bold, chunked, joined, rich_text, section, words
from bot.adapters.slack.safe import literal
from bot.adapters.slack.words import say
from bot.core.chat import Button, Checklist, Tick

COMMAND = "self-check"
_MOST_TOGETHER = 30
_ROOM = 3_000
_AROUND = 20
_BREAK = 0.6


@dataclass(frozen=True, slots=True)
class _Box:
    """A point as Slack can show it: up to two lines of 75 characters, and what those could not hold."""

    option: Block
    ticked: bool
    spoken: str
    note: tuple[Run, ...]


def checklist_pieces(checklist: Checklist, options: Mapping[str, str], numbers: count[int]) -> Iterator[Piece]:
    """The points with their boxes, the button, and under it what did not fit beside the boxes.

    All boxes stand in one message, since Slack tells with a press only what is ticked in its own. Where there are too
    many, each message's button keeps what the others showed as ticked.

    Args:
        checklist: The points.
        options: What saving them needs to know, such as `answer_id`.
        numbers: Figures for the ids of buttons and boxes; they run on through a reply.
    """
    for portion in chunked(joined([bold(checklist.title)])):
        yield Piece((rich_text([section(portion)]),), words(portion), goes_on=True)
    roomy = sum(size(tick.text) + _AROUND for tick in checklist.items) <= _ROOM
    boxes = [_box(number, tick, roomy=roomy) for number, tick in enumerate(checklist.items, 1)]
    for first in range(0, len(boxes), _MOST_TOGETHER):
        together = boxes[first : first + _MOST_TOGETHER]
        others = [*boxes[:first], *boxes[first + _MOST_TOGETHER :]]
        yield _group(together, {**options, KEPT: ",".join(_ticked(others))}, numbers)
    yield from _notes(boxes)


def _group(boxes: Sequence[_Box], options: Mapping[str, str], numbers: count[int]) -> Piece:
    blocks = [_boxes(boxes[first : first + CHECKBOXES], numbers) for first in range(0, len(boxes), CHECKBOXES)]
    save = pressed(Button(say("ticks.save"), COMMAND, options, primary=True), next(numbers), primary=True)
    return Piece((*blocks, {"type": "actions", "elements": [save]}), "\n".join(box.spoken for box in boxes))


def _boxes(boxes: Sequence[_Box], numbers: count[int]) -> Block:
    element: Block = {
        "type": "checkboxes",
        "action_id": ticks_id(next(numbers)),
        "options": [box.option for box in boxes],
    }
    if ticked := [box.option for box in boxes if box.ticked]:
        element["initial_options"] = ticked
    return {"type": "actions", "elements": [element]}


def _ticked(boxes: Sequence[_Box]) -> Iterator[str]:
    return (box.option["value"] for box in boxes if box.ticked)


def _box(number: int, tick: Tick, *, roomy: bool) -> _Box:
    """A point, told apart by its number."""
    text = f"{number}. {' '.join(literal(tick.text).split())}"
    lines = _lines(text) if roomy or size(text) <= OPTION else None
    first, second = lines or (shortened(text, OPTION, size), "")
    option: Block = {"text": _plain(first), "value": _value(tick.id)}
    if second:
        option["description"] = _plain(second)
    hint = Run(" ".join(literal(tick.hint).split()), italic=True)
    note = (Run(f"{number}. "), hint) if lines else (Run(f"{text} "), hint)
    state = say("spoken.ticked" if tick.ticked else "spoken.not-ticked")
    return _Box(option, tick.ticked, f"{text if lines else first} ({state})", note if hint.text or not lines else ())


def _lines(text: str) -> tuple[str, str] | None:
    """A text in up to two lines, broken where its meaning is, else a little behind the middle; none if it is longer."""
    if size(text) <= OPTION:
        return text, ""
    middle = _BREAK * len(text)
    breaks = [found.start() for found in re.finditer(" ", text)]
    fit = [place for place in breaks if size(text[:place]) <= OPTION and size(text[place + 1 :]) <= OPTION]
    if not fit:
        return None
    good = [place for place in fit if text[place - 1] in ",;:.–" and place > len(text) / 3]
    best = min(good or fit, key=lambda place: abs(place - middle))
    return text[:best], text[best + 1 :]


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _value(tick_id: str) -> str:
    """A point's id, which must come back whole."""
    if size(tick_id) > OPTION_VALUE:
        raise ValueError(f"a point's id takes {size(tick_id)} characters, over {OPTION_VALUE}")
    return tick_id


def _notes(boxes: Sequence[_Box]) -> Iterator[Piece]:
    """What was found for the points, and in full those that are too long for a box."""
    runs = [run for box in boxes if box.note for run in (Run("\n"), *box.note)]
    for portion in chunked(joined(runs)):
        yield Piece((rich_text([section(portion)]),), words(portion))
