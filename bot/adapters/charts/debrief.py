"""An interview's debrief: a block a part, with its score, its criteria and its time."""

from __future__ import annotations

from bot.adapters.charts.canvas import LEFT, RIGHT, WIDTH, Sheet, blank, heading, png_of, write
from bot.adapters.charts.shapes import bar, dot
from bot.adapters.charts.theme import Theme
from bot.core.interviews.debrief_chart import CriterionMark, DebriefChart, StageMark, outcome_words, score_words
from bot.core.wording import say

_X, _END = LEFT * WIDTH, RIGHT * WIDTH
_CRITERIA = 2.95  # where the criteria's names begin
_POINTS = 5.1  # where their bars do
_TIME = 6.75
_SCORE_END = 2.6
_TOP = 1.72
_LINE = 0.24
_BLOCK = 0.68
_LOW_BLOCK = 0.46
_GAP = 0.2


def draw(chart: DebriefChart, theme: Theme) -> bytes:
    """The picture as PNG."""
    blocks = [max(_BLOCK if stage.counts else _LOW_BLOCK, _LINE * len(stage.criteria)) + _GAP for stage in chart.stages]
    height = _TOP + sum(blocks) + 0.35
    figure = blank(height, theme)
    sheet = Sheet(figure)
    heading(sheet, chart.title, say("debrief.title"), theme)
    _draw_whole(sheet, chart, theme)
    for x, key in ((_X, "score"), (_CRITERIA, "criteria"), (_TIME, "time")):
        write(sheet, x, 1.36, say(f"debrief.column.{key}"), size=11, color=theme.ink, weight="bold")
    longest = max([max(stage.minutes, stage.box) for stage in chart.stages], default=1) or 1
    y = _TOP
    for number, (stage, block) in enumerate(zip(chart.stages, blocks, strict=True), start=1):
        sheet.line((_X, y - 0.14), (_END, y - 0.14), theme.faint, 1)
        title = say("debrief.part", number=number)
        write(sheet, _X, y + 0.06, stage.title, title, size=11, color=theme.ink, room=_SCORE_END - _X)
        _draw_score(sheet, stage, y, theme, estimate=chart.estimate)
        for row, criterion in enumerate(stage.criteria):
            _draw_criterion(sheet, criterion, y + 0.06 + row * _LINE, theme)
        _draw_time(sheet, stage, y, longest, theme)
        y += block
    write(sheet, _X, height - 0.24, say("debrief.ranges"), size=8.5, color=theme.soft)
    return png_of(figure, theme)


def _draw_whole(sheet: Sheet, chart: DebriefChart, theme: Theme) -> None:
    if chart.total is None:
        words = say("debrief.nothing")
    else:
        key = "debrief.whole.estimate" if chart.estimate else "debrief.whole"
        words = say(key, score=score_words(chart.total, chart.low, chart.high))
    write(sheet, _X, 0.88, words, size=13, color=theme.main, weight="bold", room=_END - _X)


def _draw_score(sheet: Sheet, stage: StageMark, y: float, theme: Theme, *, estimate: bool) -> None:
    line = y + 0.32
    if stage.counts:
        along = (_SCORE_END - 0.05 - _X) / 100
        bar(sheet, _X, _SCORE_END - 0.05, line, theme.empty)
        if stage.high > stage.low:
            bar(sheet, _X + stage.low * along, _X + stage.high * along, line, theme.band)
        dot(sheet, _X + stage.total * along, line, theme, hollow=estimate)
        score = score_words(stage.total, stage.low, stage.high)
        write(sheet, _X, y + 0.54, score, size=9.5, color=theme.main, weight="bold", room=_SCORE_END - _X)
    else:
        write(sheet, _X, line, outcome_words(stage), size=9.5, color=theme.soft)


def _draw_criterion(sheet: Sheet, criterion: CriterionMark, y: float, theme: Theme) -> None:
    """Its name, a bar as long as its weight, as full as it earned, and the figures."""
    write(sheet, _CRITERIA, y, criterion.name, "…", size=9, color=theme.ink, room=_POINTS - 0.12 - _CRITERIA)
    along = 1.0 / 100 * 1.6
    length = min(criterion.weight * along, 0.95)
    bar(sheet, _POINTS, _POINTS + length, y, theme.empty)
    if criterion.earned > 0:
        bar(sheet, _POINTS, _POINTS + length * criterion.earned / criterion.weight, y, theme.main)
    figures = say("debrief.points", earned=round(criterion.earned), weight=round(criterion.weight))
    write(sheet, _POINTS + length + 0.08, y, figures, size=8.5, color=theme.soft)


def _draw_time(sheet: Sheet, stage: StageMark, y: float, longest: float, theme: Theme) -> None:
    figures = say("debrief.time", minutes=round(stage.minutes), box=round(stage.box))
    write(sheet, _TIME, y + 0.06, figures, size=9.5, color=theme.soft)
    along, line = (_END - _TIME) / longest, y + 0.32
    bar(sheet, _TIME, _TIME + stage.box * along, line, theme.empty)
    over = stage.minutes > stage.box
    if round(stage.minutes) > 0:
        bar(sheet, _TIME, _TIME + stage.minutes * along, line, theme.accent if over else theme.main)
    mark = _TIME + stage.box * along
    sheet.line((mark, line - 0.11), (mark, line + 0.11), theme.ink, 1.6)
