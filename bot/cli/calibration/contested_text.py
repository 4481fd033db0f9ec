"""The section on contested grades, and the cases one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.cli.calibration.words import counted, fixed, signed, table
from bot.core.grading.contested import (
    FEWEST_CASES,
    FEWEST_MEMBERS,
    ContestedAnswer,
    ContestedGrades,
    ContestedGroup,
    CriterionOpinions,
    Spread,
)
from bot.core.grading.grade import JudgeIdentity

MOST_CRITERIA = 20

_LEGEND = (
    "Range: from the lowest to the highest of a case's three totals. Shift: the total that counts now less the "
    "contested one. Both in points of 100: the median, and the least to the most. Scatter: standard deviation of a "
    f"single try, from the two blind ones alone. No median and no scatter for fewer than {FEWEST_CASES} cases."
)
_CAUTION = (
    "Contested grades are no sample of all grades. Members contest what seems too low to them, and a low grade is low "
    "partly by chance: tried again it rises, even with a judge that is right on average. So more up than down does not "
    "show that a judge is strict, and a member's or question's several cases count as one finding rather than several. "
    "If a contested grade were a try like the two others, it would move up in at most a third of the cases, and down "
    "as often."
)


def contested_text(contested: ContestedGrades, measured: JudgeIdentity) -> Iterator[str]:
    """The section's blocks.

    Args:
        contested: The cases, summed up.
        measured: The judge that the report is about, which need not be who gave these grades.
    """
    if contested.note:
        yield f"{contested.note[:1].upper()}{contested.note[1:]}."
        return
    yield _kept(contested)
    if not contested.groups:
        return
    if len(contested.groups) > 1:
        yield "Cases of different judges, models or versions stand apart: their figures are not to be mixed."
    yield table(
        (
            "",
            "contested grade by",
            "the others by",
            "cases",
            "members",
            "range",
            "shift",
            "up",
            "same",
            "down",
            "scatter",
        ),
        [_row(number, group, measured) for number, group in enumerate(contested.groups, start=1)],
    )
    yield _LEGEND
    if any(group.figures is None for group in contested.groups):
        yield f"No figures are kept of fewer than {FEWEST_MEMBERS} members: they would tell whose grade it was."
    yield _CAUTION
    yield from _criteria(contested.groups)


def answers_text(answers: Sequence[ContestedAnswer]) -> str:
    """The cases one by one, newest first, with the answers' words and without names."""
    blocks = ["## Contested answers", "Members' own words: they are shown here only, and never kept in a report."]
    if not answers:
        blocks.append("There are none.")
    for number, answer in enumerate(answers, start=1):
        blocks += _answer(number, answer)
    return "\n\n".join(blocks)


def _kept(contested: ContestedGrades) -> str:
    parts = [counted(contested.decided, "decided case")]
    if contested.under_way:
        parts.append(f"{contested.under_way} under way")
    if contested.withdrawn:
        parts.append(f"{contested.withdrawn} left out whose answers were taken back")
    older = " Older ones were not read." if contested.older else ""
    return f"{', '.join(parts)}.{older}"


def _row(number: int, group: ContestedGroup, measured: JudgeIdentity) -> tuple[str, ...]:
    again = (
        "the same" if group.again == (group.first,) else " and ".join(_named(judge, measured) for judge in group.again)
    )
    head = (str(number), _named(group.first, measured), again, str(group.cases), str(group.members))
    figures = group.figures
    if figures is None:
        return (*head, *["-"] * 6)
    same = group.cases - figures.up - figures.down
    return (
        *head,
        _spread(figures.ranges, lambda value: fixed(value, 1)),
        _spread(figures.shifts, lambda value: signed(value, 1)),
        str(figures.up),
        str(same),
        str(figures.down),
        fixed(figures.scatter, 1),
    )


def _named(judge: JudgeIdentity, measured: JudgeIdentity) -> str:
    here = ", measured here" if judge == measured else ""
    return f"{judge.name}, {judge.model}, version {judge.version}{here}"


def _spread(spread: Spread, show: Callable[[float], str]) -> str:
    """The median with the least and the most, or these alone, or the only value there is."""
    ends = show(spread.least) if spread.least == spread.most else f"{show(spread.least)} to {show(spread.most)}"
    return ends if spread.median is None else f"{show(spread.median)} ({ends})"


def _criteria(groups: Sequence[ContestedGroup]) -> Iterator[str]:
    """Where opinions differ most, group by group."""
    found = [(number, group.criteria) for number, group in enumerate(groups, start=1) if group.criteria]
    if not found:
        return
    yield (
        "Where opinions differ most, in levels: from the lowest to the highest of three, and from the contested grade "
        "to the one that counts, each a mean. Criteria with few cases are ranked nearer to the middle than their mean."
    )
    for number, criteria in found:
        if len(groups) > 1:
            yield f"Cases in line {number}:"
        yield table(
            ("question", "criterion", "cases", "apart", "shift"), [_criterion(row) for row in criteria[:MOST_CRITERIA]]
        )
        if len(criteria) > MOST_CRITERIA:
            yield f"And {len(criteria) - MOST_CRITERIA} more, on which they differ less."


def _criterion(row: CriterionOpinions) -> tuple[str, ...]:
    return row.question, row.criterion, str(row.cases), fixed(row.apart, 2), signed(row.shift, 2)


def _answer(number: int, answer: ContestedAnswer) -> Iterator[str]:
    counts = "under way" if answer.counts is None else f"{fixed(answer.counts, 1)} counts"
    yield f"### {number}. {answer.question}, contested on {answer.contested_on.isoformat()}: {counts}"
    criteria = list(dict.fromkeys(criterion for opinion in answer.opinions for criterion in opinion.levels))
    yield table(
        ("grade by", "total", *criteria),
        [
            (
                f"{opinion.judge.name}, {opinion.judge.model}, version {opinion.judge.version}",
                fixed(opinion.total, 1),
                *(str(opinion.levels.get(criterion, "-")) for criterion in criteria),
            )
            for opinion in answer.opinions
        ],
    )
    yield _fenced(answer.text)


def _fenced(text: str) -> str:
    """A member's words as they are, but for what would steer a terminal; the fence is longer than any they hold."""
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in text.expandtabs(4))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{fence}\n{shown.strip(chr(10))}\n{fence}"
