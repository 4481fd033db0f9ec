"""Progress cards: what they show in data and words, and that they are drawn whatever is in them."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from bot.adapters import charts as drawing
from bot.adapters.charts import MatplotlibCharts, lettering
from bot.adapters.charts.canvas import blank, png_of
from bot.adapters.charts.radar import draw_radar, suits_radar
from bot.adapters.charts.scores import draw_scores
from bot.adapters.charts.skills import draw_skills
from bot.adapters.charts.theme import DARK, LIGHT, Theme
from bot.core.progress.pictures import (
    MOST_SKILLS,
    ProgressChart,
    ScoreMark,
    SkillMark,
    alt_text,
    moving_average,
    progress_chart,
)
from bot.core.progress.streaks import on_weekdays, streak
from bot.core.progress.summary import summarise
from tests import samples
from tests.samples import NOON, verdict
from tests.unit.test_progress_scores import tried

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NAMES = [
    "",
    "Ada",
    "Wolfeschlegelsteinhausenbergerdorff " * 4,
    "x" * 300,
    "محمد بن موسى الخوارزمي",
    "山田太郎",
    "नागार्जुन शर्मा",
    "สมชาย ใจดี",
    "$\\frac{1}{0}$ & <b> {x} %s",
    "🦉 Owl\nof\tthe\u202enight\x00",
    "\ud800",
]


def chart(days: int, name: str = "Ada") -> ProgressChart:
    answered = [TODAY - step * DAY for step in range(days) if step != 8][::-1]
    scores = tuple(
        ScoreMark(day, "Claude" if number % 3 else "estimate", 20 + number % 70, 10, 95, number % 3 == 0)
        for number, day in enumerate(answered[-120:])
    )
    skills = tuple(SkillMark(f"skill {number}", "Claude", 50, 30, 70, number == 1) for number in range(min(days, 8)))
    running = streak(answered, TODAY, on_weekdays(range(7)))
    return ProgressChart(name, TODAY, tuple((day, 1) for day in answered), running, skills, 2, scores, days)


def size_of(png: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        image.load()
        return image.size


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("days", [0, 1, 7, 400])
async def test_a_card_is_drawn_with_any_history(days: int, dark: bool) -> None:
    charts = MatplotlibCharts()
    picture = await charts.progress_card(chart(days), dark=dark)
    await charts.close()
    assert size_of(picture.png) == (1200, 1050)
    assert picture.alt == alt_text(chart(days))
    assert picture.name == "progress.png"


@pytest.mark.parametrize("name", NAMES)
async def test_a_card_is_drawn_with_any_name(name: str) -> None:
    charts = MatplotlibCharts()
    assert size_of((await charts.progress_card(chart(3, name))).png) == (1200, 1050)
    await charts.close()


def test_labels_of_two_lines_keep_off_each_other_in_the_fullest_list() -> None:
    axes = blank(7.0, LIGHT).add_axes((0.25, 0.098, 0.255, 0.325))
    row = SkillMark("experimentation", "Claude", 50, 30, 70, provisional=True)
    draw_skills(axes, replace(chart(1), skills=(row,) * MOST_SKILLS), LIGHT)
    boxes = [text.get_window_extent() for text in axes.texts if "experimentation" in text.get_text()]
    assert len(boxes) == MOST_SKILLS
    assert all(above.y0 > below.y1 for above, below in itertools.pairwise(boxes))


def marks(count: int, *judges: str) -> tuple[SkillMark, ...]:
    return tuple(SkillMark(f"skill {number}", judge, 50, 30, 70, False) for number in range(count) for judge in judges)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12])
async def test_a_card_is_drawn_with_any_number_of_skills(count: int) -> None:
    async with MatplotlibCharts() as charts:
        shown = replace(chart(5), skills=marks(min(count, MOST_SKILLS), "Claude"), skills_left_out=max(0, count - 8))
        assert size_of((await charts.progress_card(shown)).png) == (1200, 1050)


@pytest.mark.parametrize(
    ("skills", "around"),
    [
        (marks(2, "Claude"), False),
        (marks(3, "Claude"), True),
        (marks(MOST_SKILLS, "Claude"), True),
        (marks(3, "Claude", "estimate"), False),
    ],
)
def test_three_skills_by_one_judge_make_a_circle_and_others_rows(skills: tuple[SkillMark, ...], around: bool) -> None:
    assert suits_radar(replace(chart(5), skills=skills)) is around


def drawn_scores(*totals: tuple[str, float]) -> list[Line2D]:
    axes = blank(7.0, LIGHT).add_axes((0.5, 0.1, 0.4, 0.3))
    scores = tuple(
        ScoreMark(TODAY - (len(totals) - number) * DAY, judge, total, total, total, False)
        for number, (judge, total) in enumerate(totals)
    )
    draw_scores(axes, replace(chart(1), skills=(), scores=scores), LIGHT)
    return list(axes.lines)


def end_of(line: Line2D) -> tuple[float, float]:
    x, y = np.asarray(line.get_xydata())[-1]
    return float(x), float(y)


def test_of_several_averages_each_ends_with_its_judges_shape() -> None:
    lines = drawn_scores(("Claude", 40), ("estimate", 60), ("Claude", 50), ("estimate", 70))
    ends = {str(line.get_marker()): end_of(line) for line in lines if line.get_markersize() == 8}
    averages = {str(line.get_linestyle()): end_of(line) for line in lines if line.get_linewidth() > 2}
    assert list(ends) == ["o", "D"]
    assert list(averages) == ["-", "--"]
    assert list(ends.values()) == list(averages.values())
    assert all(line.get_markersize() != 8 for line in drawn_scores(("Claude", 40), ("Claude", 50)))


def test_nothing_and_everything_are_whole_points_at_the_edges() -> None:
    assert not any(line.get_clip_on() for line in drawn_scores(("Claude", 0), ("Claude", 100)))


async def test_symbols_in_a_name_are_nothing_to_log(caplog: pytest.LogCaptureFixture) -> None:
    async with MatplotlibCharts() as charts:
        await charts.progress_card(chart(3, "🎓 Owl"))
    assert caplog.messages == []


@pytest.mark.parametrize("label", ["structure", "experimentation", "audience awareness", "goals and metrics"])
def test_labels_around_a_circle_keep_off_each_other_when_all_are_provisional(label: str) -> None:
    axes = blank(7.0, LIGHT).add_axes((0.055, 0.098, 0.45, 0.325))
    row = SkillMark(label, "Claude", 50, 30, 70, provisional=True)
    draw_radar(axes, replace(chart(1), skills=(row,) * MOST_SKILLS), LIGHT)
    boxes = [text.get_window_extent() for text in axes.texts if "provisional" in text.get_text()]
    assert len(boxes) == MOST_SKILLS
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_pictures_paper_has_the_themes_colour(theme: Theme) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(png_of(blank(1, theme), theme))) as image:
        pixel = image.convert("RGB").crop((3, 3, 4, 4)).tobytes()
    assert f"#{pixel.hex().upper()}" == theme.paper


async def test_the_same_card_is_drawn_once_and_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, bool]] = []

    def draw(one: ProgressChart, dark: bool) -> bytes:
        drawn.append((threading.current_thread().name, dark))
        return one.name.encode()

    monkeypatch.setattr(drawing, "_draw", draw)
    charts = MatplotlibCharts(kept=2)
    for _ in range(3):
        assert (await charts.progress_card(chart(3))).png == b"Ada"
    assert [dark for _, dark in drawn] == [False]
    assert drawn[0][0] != threading.current_thread().name
    await charts.progress_card(chart(3), dark=True)
    await charts.progress_card(chart(4))
    await charts.progress_card(chart(3))
    assert len(drawn) == 4
    await charts.close()


async def test_the_same_card_has_the_same_bytes_in_every_process() -> None:
    pngs = []
    for _ in range(2):
        charts = MatplotlibCharts()
        pngs.append((await charts.progress_card(chart(7))).png)
        await charts.close()
    assert pngs[0] == pngs[1]


def test_words_that_were_drawn_before_leave_a_picture_as_it_was() -> None:
    lettering._words.clear()
    first = drawing._draw(chart(7), False)
    assert lettering._words
    drawing._draw(chart(7, "Ada, too"), True)
    assert drawing._draw(chart(7), False) == first


def test_matplotlib_is_loaded_with_the_first_picture() -> None:
    code = "import sys, bot.adapters.charts, bot.cli; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it: 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_marks_stand_out_from_the_paper(theme: Theme) -> None:
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.soft, theme.paper) >= 4.5
    assert contrast(theme.main, theme.paper) >= 3
    assert contrast(theme.accent, theme.paper) >= 3
    assert contrast(theme.rim, theme.paper) >= 3
    assert contrast(theme.moon, theme.night) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_days_can_be_told_apart_in_greyscale(theme: Theme) -> None:
    steps = [luminance(colour) for colour in (theme.empty, *theme.days)]
    assert steps == sorted(steps, reverse=theme is LIGHT)
    for one, next_one in zip((theme.empty, *theme.days), theme.days, strict=False):
        assert contrast(one, next_one) >= 1.5


def test_the_picture_in_words_says_what_the_picture_shows() -> None:
    said = alt_text(chart(9))
    for words in ("Ada", "8 days", "skill 0 30 to 70", "estimate", "Claude", "since 2026-11-15"):
        assert words in said
    assert "still empty" in alt_text(chart(0))
    assert "freeze" in alt_text(replace(chart(9), streak=replace(chart(9).streak, frozen=(TODAY,))))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_a_moving_average_stays_between_the_scores_and_begins_with_the_first(totals: list[float]) -> None:
    averages = moving_average(tuple(ScoreMark(TODAY, "j", total, total, total, False) for total in totals))
    assert averages[0] == pytest.approx(totals[0])
    assert len(averages) == len(totals)
    assert all(min(totals) - 1e-6 <= average <= max(totals) + 1e-6 for average in averages)


def test_a_progress_page_becomes_a_chart_oldest_first() -> None:
    bank = samples.content().bank
    history = [
        tried(3, verdict(score=4, estimate=True), at=NOON + DAY),
        tried(2, None, at=NOON),
        tried(1, verdict(score=1), at=NOON),
    ]
    days = [NOON.date() - DAY, NOON.date(), NOON.date() + DAY]
    found = progress_chart("Ada", summarise(history, streak(days, days[-1]), bank, NOON + DAY, days), days[-1])
    assert [(mark.day, mark.total, mark.estimate) for mark in found.scores] == [
        (days[1], 25, False),
        (days[2], 100, True),
    ]
    assert found.days == ((days[0], 1), (days[1], 2), (days[2], 1))
    assert len(found.skills) <= MOST_SKILLS
