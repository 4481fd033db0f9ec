"""What admins do is cut short after any of its writes, and done again with the same event."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.core.chat import ChatEvent, Reply
from bot.core.commands import dispatch
from bot.core.rhythm.picking import APPROVED
from tests.unit.rhythm_group import ADA, BOB, HOUR, MINUTE, RhythmGroup, buttons, saved, words

WRITES = {
    "schedules": (
        "add",
        "change",
        "save",
        "remove",
        "swap",
        "halt",
        "halt_one",
        "resume",
        "suggest",
        "decide_suggestion",
    ),
    "postings": ("open_posting",),
    "jobs": ("add",),
}


class KilledError(Exception):
    """The process is gone."""


class Stage:
    """A group in which a schedule has posted today, whose stores count what is written and can be cut off."""

    def __init__(self) -> None:
        self.group = RhythmGroup()
        self.writes = 0
        self.last = -1

    async def opened(self) -> Stage:
        group = self.group
        await saved(group, "daily 9:00 UTC reminder=1")
        await group.does("skip 2026-11-17")
        group.pass_time(9 * HOUR)
        await group.posted()
        group.pass_time(MINUTE)
        await group.suggests(question="dice-rolls")
        for store, methods in WRITES.items():
            for method in methods:
                self._watch(getattr(group.stores, store), method)
        self.writes = 0
        return self

    def _watch(self, store: object, method: str) -> None:
        write: Callable[..., Awaitable[Any]] = getattr(store, method)

        async def counted(*arguments: Any, **named: Any) -> Any:
            result = await write(*arguments, **named)
            self.writes += 1
            if self.writes == self.last:
                raise KilledError
            return result

        setattr(store, method, counted)

    async def typed(self, text: str) -> ChatEvent:
        """The event of somebody who types `schedule` and these words; what stands before `;` is done before."""
        *before, last = text.split(";")
        for each in before:
            await self.group.does(each.strip())
        return self.group.event(last.strip(), ADA, "the-event")

    async def pressed(self, text: str, label: str) -> ChatEvent:
        """The event of somebody who presses a button of the reply to these words."""
        shown = await (self.group.suggests(ADA) if text == "suggest" else self.group.does(text))
        button = next(button for button in buttons(shown) if button.label == label)
        event = self.group.event("", ADA, "the-event", button.options)
        return ChatEvent(event.key, event.origin, event.at, button.command, "", button.options, by_admin=True)

    async def event(self, what: str) -> ChatEvent:
        text, _, label = what.partition(" -> ")
        event = await (self.pressed(text, label) if label else self.typed(text))
        self.writes = 0
        return event

    async def done(self, event: ChatEvent) -> Reply:
        reply = await dispatch(self.group.room, event)
        assert reply is not None
        return reply

    async def stored(self) -> tuple[object, ...]:
        state = self.group.stores.state
        jobs = sorted((row.new.key, str(row.new.payload)) for row in self.group.stores.jobs._rows.values())
        return dict(state.schedules), set(state.ended), dict(state.postings), dict(state.suggestions), jobs


DONE = [
    "weekdays 9:00 Europe/Berlin",
    "weekdays 9:00 Europe/Berlin; daily 10:00 UTC",
    "change 18:00",
    "weekdays 9:00 Europe/Berlin; save",
    "change 18:00; save",
    "weekdays 9:00 Europe/Berlin -> Save",
    "change 18:00 -> Save",
    "change 18:00 -> Drop it",
    "change 18:00; discard",
    "theme 2026-W50 Tests track=experimentation -> Save",
    "holidays DE -> Save",
    "pause",
    "pause 2026-12-01",
    "pause; resume",
    "resume",
    "skip",
    "skip 2026-12-01",
    "unskip 2026-11-17",
    "swap",
    "post",
    "remove",
    "suggest -> Approve",
    "suggest -> Decline",
]


@pytest.mark.parametrize("what", DONE)
async def test_what_is_cut_short_after_any_write_and_done_again_ends_and_is_told_as_if_it_were_not(
    what: str,
) -> None:
    whole = await Stage().opened()
    event = await whole.event(what)
    said = await whole.done(event)
    writes, stored = whole.writes, await whole.stored()
    for last in range(1, writes + 1):
        stage = await Stage().opened()
        event = await stage.event(what)
        stage.last = last
        with pytest.raises(KilledError):
            await stage.done(event)
        stage.group.pass_time(MINUTE)
        for _ in range(2):
            assert await stage.done(event) == said
            assert await stage.stored() == stored


async def test_a_removal_that_is_done_again_leaves_what_was_made_since_alone() -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC")
    first = await group.does("remove", key="the-event")
    number = await saved(group, "weekdays 10:00 UTC")
    assert await group.does("remove", key="the-event") == first
    assert [record.id for record in await group.room.scheduling.saved(await group.place())] == [number]


async def test_a_save_that_is_done_again_does_not_undo_what_was_changed_since() -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC")
    await group.does("change 10:00")
    await group.does("save", key="the-event")
    await group.set_up("change 11:00")
    assert "every day at 11:00" in words(await group.does("save", key="the-event"))


async def test_a_swap_that_is_told_again_is_the_same_although_somebody_has_answered_since() -> None:
    group = RhythmGroup()
    await saved(group, "daily 9:00 UTC")
    group.pass_time(9 * HOUR)
    await group.posted()
    first = await group.does("swap", key="the-event")
    await group.answered(BOB)
    assert await group.does("swap", key="the-event") == first


async def test_a_question_put_by_hand_and_cut_short_is_shown_once() -> None:
    stage = await Stage().opened()
    event = await stage.event("post")
    place = await stage.group.place()
    [suggestion] = await stage.group.room.scheduling.suggesting.open(place)
    await stage.group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, APPROVED)
    stage.writes, stage.last, before = 0, 1, len(stage.group.platform.messages)
    with pytest.raises(KilledError):
        await stage.done(event)
    for _ in range(2):
        await stage.done(event)
        stage.group.pass_time(MINUTE)
        await stage.group.work()
    assert len(stage.group.platform.messages) == before + 1
