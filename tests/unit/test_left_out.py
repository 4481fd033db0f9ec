"""Who takes themselves off the leaderboards is named nowhere among others: no reply, no post, no picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.charts import MatplotlibCharts
from bot.core.chat import ChatEvent, Picture, Reply, ReplyKind
from bot.core.commands import dispatch
from bot.core.commands.table import COMMANDS
from bot.core.delivery.records import Page
from bot.core.progress.characters import CharacterCharts
from bot.core.progress.group_week import GroupWeek
from bot.core.progress.painting import Painter
from bot.core.records import JobKind, Origin
from bot.core.rhythm.postings import PutQuestion
from bot.core.together.recapping import PostRecap, RecapTicker
from bot.core.together.records import Kudo
from tests.unit.rhythm_group import ADA, BOB, CLEO, HOUR, RhythmGroup

NAME = "Zebulon"
HIDDEN = replace(BOB, user_name=NAME)
ASKED = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OPTIONS: dict[str, tuple[dict[str, str], ...]] = {
    "leaderboard": ({"period": "week"}, {"period": "month"}, {"period": "all"}),
    "question": ({"question": "coin-flips"},),
}


class InCharacters(Painter):
    """Draws in characters, and remembers which weeks."""

    def __init__(self) -> None:
        super().__init__(CharacterCharts())
        self.weeks: list[GroupWeek] = []

    async def week(self, week: GroupWeek) -> tuple[Picture, ...]:
        self.weeks.append(week)
        return await super().week(week)


class Week:
    """A week in which the hidden member did best at everything."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.group, self.painter = RhythmGroup(), InCharacters()
        self.shown: list[str] = []
        pages = self.group.platform.pages

        def noted(origin: Origin, reply: Reply) -> Sequence[Page]:
            self.shown.append(repr(reply))
            return pages(origin, reply)

        monkeypatch.setattr(self.group.platform, "pages", noted)
        stores, clock = self.group.stores, self.group.clock
        post = self.group.process.handlers[JobKind.POST]
        assert isinstance(post, PutQuestion)
        lookout, chats = self.group.room.scheduling.lookout, post.board.chats
        self.ticker = RecapTicker(stores.recaps, "UTC")
        self.group.process.handlers[JobKind.RECAP] = PostRecap(
            self.group.content, stores.directory, stores.recaps, lookout, chats, clock, "UTC", self.painter
        )

    async def lived(self, *, hidden: bool) -> list[str]:
        """The week; all that the platform has shown by the end of its recap."""
        group = self.group
        await group.scheduled("daily 9:00 UTC", closes_after=timedelta(hours=8))
        await group.stores.preferences.save_preferences(await group.place(HIDDEN), on_boards=not hidden, in_recaps=True)
        for day in range(3):
            await group.until(ASKED + timedelta(days=day) + HOUR)
            posting = await group.latest()
            for who, score in ((HIDDEN, 2.0), (HIDDEN, 4.0), (ADA, 1.0), (CLEO, 3.0)):
                answer = await group.answered(who, score, f"I flip it {score} times.", posting)
                if who is HIDDEN:
                    kudo = Kudo(answer.id, "+1", given=True, at=group.now)
                    await group.stores.kudos.note_kudo(await group.place(ADA), kudo)
                    await group.stores.recaps.note_shared(answer.workspace_id, answer.id, group.now)
        await self.ticker.tick(group.now)
        await group.until(datetime(2026, 11, 23, 8, 1, tzinfo=UTC))
        await self.ticker.tick(group.now)
        await group.work(kinds=[JobKind.RECAP])
        return self.shown

    async def replies(self) -> dict[ReplyKind, str]:
        """All that another member is told who tries every command, by kind."""
        told: dict[ReplyKind, str] = {}
        for command in COMMANDS:
            for number, options in enumerate(({}, *OPTIONS.get(command.name, ()))):
                event = ChatEvent(f"try-{command.name}-{number}", ADA, self.group.now, command.name, "", options)
                reply = await dispatch(self.group.room, event)
                if reply is not None:
                    told[reply.kind] = told.get(reply.kind, "") + repr(reply)
        return told


@pytest.fixture
def week(monkeypatch: pytest.MonkeyPatch) -> Week:
    return Week(monkeypatch)


async def test_a_member_who_is_left_out_is_named_in_no_post_no_reply_and_no_picture(week: Week) -> None:
    shown = await week.lived(hidden=True)
    assert any("The week of" in text for text in shown)
    assert any("Best points" in text for text in shown)
    assert [text for text in shown if NAME in text] == []
    told = await week.replies()
    assert {ReplyKind.PROGRESS, ReplyKind.HISTORY, ReplyKind.SCHEDULE, ReplyKind.QUESTION} <= told.keys()
    assert [kind for kind, text in told.items() if NAME in text] == []
    (card,) = week.painter.weeks
    assert NAME not in repr(card)
    for charts in (CharacterCharts(), MatplotlibCharts()):
        picture = await charts.week_card(card)
        assert NAME not in picture.alt + picture.characters


async def test_the_same_week_names_them_if_they_are_not(week: Week) -> None:
    shown = await week.lived(hidden=False)
    [recap] = [text for text in shown if "The week of" in text]
    assert NAME in recap
    assert all(NAME in text for text in shown if "Best points" in text)
    assert NAME in repr(week.painter.weeks)
    assert NAME in (await week.replies())[ReplyKind.PROGRESS]
