"""Pictures for replies: what they show in data and words, that they are drawn, and that the words never wait long."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.charts import MatplotlibCharts, fonts
from bot.adapters.charts.canvas import Sheet, blank
from bot.adapters.charts.fonts import PLAIN
from bot.adapters.charts.theme import LIGHT
from bot.adapters.charts.week_card import _draw_days
from bot.core.chat import ChatEvent, Picture, Reply, ReplyKind
from bot.core.commands import dispatch
from bot.core.interviews.debrief import Outcome
from bot.core.interviews.debrief_chart import CriterionMark, DebriefChart, StageMark, debrief_alt_text
from bot.core.practice import Practice, Stores
from bot.core.progress.characters import WIDTH, CharacterCharts
from bot.core.progress.group_week import (
    GroupWeek,
    Improved,
    KeptStreak,
    WeekDay,
    WeekQuestion,
    week_alt_text,
    week_title,
)
from bot.core.progress.painting import PATIENCE_SECONDS, Charts, Painter
from bot.core.progress.pictures import ProgressChart
from bot.core.progress.tiles import DISCS, MOONS, Tiles, band_of, levels_of
from bot.core.records import JobKind
from bot.core.replies.sharing import shared_reply, tiles_of
from bot.core.room import Room
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.log import FakeLog
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, BOB, NOON, verdict
from tests.unit.test_charts import chart

MONDAY = date(2026, 11, 16)
LONG = "Wolfeschlegelsteinhausenbergerdorff von und zu " * 4
NAMES = (
    "",
    "Ada",
    LONG,
    "محمد بن موسى الخوارزمي",
    "山田太郎",
    "नागार्जुन शर्मा",
    "สมชาย ใจดี",
    "🦉 Owl",
    "\ud800",
    "$x_1$",
)


def week(name: str = "Data Club", answers: int = 3) -> GroupWeek:
    days = tuple(WeekDay(MONDAY + timedelta(days=day), answers * (day < 5), day < 5) for day in range(7))
    if not answers:
        return GroupWeek(name, days, 12, 0, 0)
    questions = tuple(WeekQuestion(f"{name} {number}", number, 10.0 * number, 5, 100) for number in range(1, 10))
    return GroupWeek(
        name,
        days,
        12,
        answers,
        answers * 5,
        (*questions[:2], WeekQuestion("Waiting", 1), WeekQuestion("Guess", 2, 40, 30, 50, True), *questions[2:]),
        5,
        (KeptStreak(name, 12), KeptStreak("Bob", 1)),
        (Improved(name, 20.4), Improved("Bob", 3, True)),
        2,
    )


def debrief(title: str = "Glitter", stages: int = 6) -> DebriefChart:
    parts = tuple(
        StageMark(
            f"{title} {number}",
            list(Outcome)[number % 5],
            60,
            50,
            71,
            12.4,
            10,
            (CriterionMark(title, 10, 40), CriterionMark("Size", 60, 60)) if number % 5 == 0 else (),
        )
        for number in range(stages)
    )
    return DebriefChart(title, parts, 60 if stages else None, 50, 71, estimate=True)


def tiles(name: str = "Ada", levels: tuple[int, ...] = (4, 3, 0)) -> Tiles:
    return Tiles(name, "A fair coin?", "experimentation", levels, (60, 69), estimate=False, streak=12)


def size_of(picture: Picture) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(picture.png)) as image:
        image.load()
        return image.size


@pytest.mark.parametrize("name", NAMES)
async def test_every_picture_is_drawn_with_any_name(name: str) -> None:
    async with MatplotlibCharts() as charts:
        drawn = [
            await charts.week_card(week(name)),
            await charts.debrief_chart(debrief(name), dark=True),
            await charts.share_card(tiles(name)),
        ]
    assert [size_of(picture)[0] for picture in drawn] == [1200, 1200, 960]
    assert len({picture.name for picture in drawn}) == 3


async def test_pictures_are_drawn_of_nothing_and_of_much() -> None:
    async with MatplotlibCharts() as charts:
        assert size_of(await charts.week_card(week("", 0)))[0] == 1200
        assert size_of(await charts.week_card(GroupWeek("", (), 0, 0, 0)))[0] == 1200
        assert size_of(await charts.debrief_chart(debrief(stages=0)))[0] == 1200
        assert size_of(await charts.debrief_chart(debrief(stages=14)))[0] == 1200
        for levels in ((), (0,), (4,) * 12):
            assert size_of(await charts.share_card(tiles(levels=levels))) == (960, 480)


async def test_the_same_content_asked_for_at_once_is_drawn_once() -> None:
    async with MatplotlibCharts() as charts:
        one, other = await asyncio.gather(charts.share_card(tiles()), charts.share_card(tiles()))
    assert one.png is other.png


def test_symbols_without_a_font_are_left_out_but_a_letter_without_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", frozenset)  # so that there is Matplotlib's own font alone
    assert fonts.lettered("🦩 Ada") == ("Ada", [PLAIN])
    assert fonts.lettered("Ada 山田") == ("", [PLAIN])
    assert fonts.lettered("🦩\ufe0f") == ("", [PLAIN])


def test_a_week_in_words_says_what_its_card_shows() -> None:
    said = week_alt_text(week())
    for words in ("Data Club, The week of 16 to 22 Nov.", "3 of 12 members", "Mon 3", "median 20", "no median"):
        assert words in said
    assert "Data Club 12 days, Bob 1 day." in said
    assert "Most improved: Data Club +20, Bob about +3." in said
    assert "A member 12 days" in week_alt_text(week(""))
    assert "Nobody answered" in week_alt_text(week(answers=0))


@pytest.mark.parametrize("members", [9, 999, 9_999, 99_999])
def test_the_figures_of_a_weeks_days_keep_off_each_other(members: int) -> None:
    figure = blank(7.0, LIGHT)
    days = tuple(WeekDay(MONDAY + timedelta(days=day), members, True) for day in range(7))
    _draw_days(Sheet(figure), replace(week(), days=days), LIGHT)
    boxes = [text.get_window_extent() for text in figure.texts if text.get_text() == f"{members:,}"]
    assert len(boxes) == 7
    assert all(one.x1 < following.x0 for one, following in pairwise(boxes))


def test_a_week_over_two_months_names_both() -> None:
    days = tuple(WeekDay(date(2026, 11, 30) + timedelta(days=day), 0, True) for day in range(7))
    assert week_title(GroupWeek("", days, 0, 0, 0)) == "The week of 30 Nov to 6 Dec"


def test_a_debrief_in_words_names_each_part() -> None:
    said = debrief_alt_text(debrief())
    assert "Over all 60 (50 to 71) of 100." in said
    assert "Glitter 0: 60 (50 to 71); 12 minutes of 10." in said
    assert "Glitter 2: left out" in said
    assert "No part was answered." in debrief_alt_text(debrief(stages=0))


@given(st.floats(0, 4), st.booleans())
def test_a_share_cards_band_holds_the_total_and_its_levels_are_those_of_the_card(score: float, estimate: bool) -> None:
    opinion = verdict(score=score, estimate=estimate)
    low, high = band_of(opinion)
    if estimate:
        assert (low, high) == (round(opinion.low), round(opinion.high))
    else:
        assert low <= round(opinion.total) <= high
        assert low % 10 == 0
        assert high % 10 == 9 or high == 100
    assert all(abs(level - score) <= 0.5 + 1e-9 for level in levels_of(opinion))


def test_levels_differ_in_shape_in_every_form() -> None:
    row = tiles(levels=(0, 1, 2, 3, 4))
    assert row.moons == MOONS
    assert row.discs == " ".join(DISCS)
    assert "0, 1, 2, 3, 4 of 4" in row.alt


async def test_characters_fit_a_terminal_and_say_the_same_in_words() -> None:
    charts = CharacterCharts()
    pictures = [
        *[await charts.progress_card(chart(days)) for days in (0, 1, 7, 400)],
        await charts.week_card(week("Club")),
        await charts.debrief_chart(debrief("Club")),
        await charts.share_card(tiles()),
    ]
    for picture in pictures:
        assert picture.characters
        assert not picture.png
        assert picture.alt
        assert max(map(len, picture.characters.split("\n"))) <= WIDTH
    assert pictures[3].characters.count("*") == 2, "the day that a freeze saved, and what the star means"


class Broken(CharacterCharts):
    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:
        raise RuntimeError("no fonts")


class Slow(CharacterCharts):
    async def progress_card(self, chart: ProgressChart, *, dark: bool = False) -> Picture:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.parametrize("charts", [Broken(), Slow()])
async def test_a_picture_that_fails_or_takes_too_long_is_left_out_and_logged(charts: Charts) -> None:
    log, clock = FakeLog(), FakeClock()
    painting = asyncio.create_task(Painter(charts, log, clock).progress(chart(1)))
    await clock.pass_time(PATIENCE_SECONDS)
    assert await painting == ()
    assert "left out" in log.told[0][1]
    assert await Painter(charts, log).share(tiles())


async def test_a_picture_that_came_too_late_is_there_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    from bot.adapters import charts as drawing

    ready = Event()
    monkeypatch.setattr(drawing, "_draw", lambda *_: (ready.wait(10), b"png")[1])
    async with MatplotlibCharts() as charts:
        clock = FakeClock()
        painting = asyncio.create_task(Painter(charts, clock=clock).share(tiles()))
        await clock.pass_time(PATIENCE_SECONDS)
        assert await painting == ()
        ready.set()
        (picture,) = await Painter(charts).share(tiles())
        assert picture.png == b"png"


async def room_with_an_answer(painter: Painter) -> tuple[Room, int]:
    stores = InMemoryStores()
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    submission = await practice.submit(ADA, NOON, "answer", "coin-flips", "Flip it.")
    [job] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
    assert await stores.ledger.save_grade(job, submission.answer.id, verdict("Flip it.", 3.0), NOON, None)
    return replace(room_of(practice, stores), painter=painter), submission.answer.id


def pictures_of(reply: Reply | None) -> list[Picture]:
    assert reply is not None
    return [part for part in reply.parts if isinstance(part, Picture)]


async def test_progress_comes_with_a_picture_and_without_one_where_it_cannot_be_drawn() -> None:
    log, asked = FakeLog(), ChatEvent("event", ADA, NOON, "progress")
    room, _ = await room_with_an_answer(Painter(CharacterCharts()))
    [picture] = pictures_of(await dispatch(room, asked))
    assert picture.alt.startswith(f"Progress of {ADA.user_name}.")
    reply = await dispatch(replace(room, painter=Painter(Broken(), log)), asked)
    assert pictures_of(reply) == []
    assert reply is not None
    assert reply.kind is ReplyKind.PROGRESS
    assert len(log.told) == 1
    nobody = ChatEvent("event", BOB, NOON, "progress")
    assert pictures_of(await dispatch(room, nobody)) == []


async def test_a_shared_score_says_nothing_of_what_the_criteria_are_nor_the_exact_total() -> None:
    room, answer_id = await room_with_an_answer(Painter(CharacterCharts()))
    card = await room.practice.card(ADA, answer_id, NOON)
    assert card.graded.grade is not None
    opinion = card.graded.grade.verdict
    pictures = await Painter(CharacterCharts()).share(tiles_of(card, opinion, "Ada"))
    for shown in ((), pictures):
        said = str(shared_reply(card, opinion, "Ada", None, shown).parts)
        assert MOONS[3] * 3 in said
        assert "70 to 79 of 100" in said
        assert "75" not in said
        assert not [one.name for one in card.question.rubric if one.name in said]
