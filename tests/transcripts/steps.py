"""Reading dialogues and playing them.

A step is a mapping with one of these:

- `put: QUESTION`: the group's schedule posts a question.
- `ada says: TEXT` (or `bob says`), with `in: thread|channel|direct` (`thread` if not given) and `mention: true`.
- `ada edits: TEXT`, `ada deletes: it`: their newest message.
- `ada reacts: bob`, `ada unreacts: bob`: to his newest message.
- `ada types: COMMAND`, with `in`.
- `ada presses: LABEL`.
- `ada fills in: {FIELD: TEXT}`.
- `redelivered: true`, `judge: held|free`, `restart: true`.
- `ada sees: [...]`, with `in: thread|channel|direct|alone`: of each item `text` stands in one message (all items in
  the order of the messages), or `nothing: TEXT` stands in none, or `messages: N` counts them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import yaml

from tests.transcripts.stage import Stage, Where

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def steps_of(name: str) -> list[dict[str, Any]]:
    """The steps of a dialogue."""
    return cast("list[dict[str, Any]]", yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


async def play(name: str, stage: Stage) -> None:
    """Play a dialogue to its end.

    Raises:
        AssertionError: Somebody sees something else than the dialogue says.
    """
    for number, step in enumerate(steps_of(name), 1):
        try:
            await _step(stage, dict(step))
        except AssertionError as error:
            raise AssertionError(f"{name}, step {number} ({step}): {error}") from error


async def _step(stage: Stage, step: dict[str, Any]) -> None:
    where: Where = step.pop("in", "thread")
    mention = bool(step.pop("mention", False))
    [(phrase, value)] = step.items()
    who, _, verb = phrase.partition(" ")
    if verb == "sees":
        await stage.settle()
        _check(await stage.seen(who, where), value)
        return
    done: dict[str, Callable[[], Awaitable[None]]] = {
        "put": lambda: stage.put(value),
        "says": lambda: stage.say(who, value, where, mention=mention),
        "edits": lambda: stage.edit(who, value),
        "deletes": lambda: stage.delete(who),
        "reacts": lambda: stage.react(who, value),
        "unreacts": lambda: stage.react(who, value, on=False),
        "types": lambda: stage.command(who, value, where),
        "presses": lambda: stage.press(who, value),
        "fills in": lambda: stage.fill(who, value),
        "redelivered": stage.redeliver,
        "restart": stage.restart,
        "judge": stage.hold_judge if value == "held" else stage.release_judge,
    }
    await done[verb or who]()
    if phrase != "judge":
        await stage.settle()


def _check(seen: Sequence[str], expected: Sequence[Mapping[str, Any] | str]) -> None:
    """Compare with what is expected; the texts of the items stand in messages in their order."""
    at = 0
    for each in expected:
        item = {"text": each} if isinstance(each, str) else each
        if "messages" in item:
            assert len(seen) == item["messages"], f"{len(seen)} messages: {list(seen)}"
        elif "nothing" in item:
            assert not any(item["nothing"] in text for text in seen), f"{item['nothing']!r} is shown: {list(seen)}"
        else:
            found = next((place for place in range(at, len(seen)) if item["text"] in seen[place]), None)
            assert found is not None, f"{item['text']!r} is not shown after message {at}: {list(seen)}"
            at = found
