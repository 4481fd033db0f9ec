"""A calibration report as Markdown that also reads well as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.cli.calibration.contested_text import contested_text
from bot.cli.calibration.reviewed import reviewed_text
from bot.cli.calibration.words import (
    basis,
    cautions,
    cells,
    counted,
    fixed,
    percent,
    signed,
    summary,
    table,
    verdict_on,
)
from bot.core.grading.agreement import CriterionAgreement, Disagreement, Figures, GroupFigures
from bot.core.grading.calibration_change import Change, Comparison
from bot.core.grading.calibration_report import WHOLE_BANK, Attacked, Report
from bot.core.grading.calibration_targets import targets_of
from bot.core.grading.grade import Usage

Link = Callable[[str], str]
"""Shows a place such as `coin.yaml:40`."""

_NAMED: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("criterion QWK", lambda found: fixed(found.qwk, 3)),
    ("total r", lambda found: fixed(found.total_r, 3)),
    ("total r within kinds of answer", lambda found: fixed(found.within_kinds_r, 3)),
    ("total r of counting words", lambda found: fixed(found.length_r, 3)),
    ("MAE of totals", lambda found: fixed(found.mae, 1)),
    ("bias of totals", lambda found: signed(found.bias, 1)),
    ("RMSE of totals", lambda found: fixed(found.rmse, 1)),
    ("levels exact", lambda found: percent(found.exact)),
    ("levels at most one off", lambda found: percent(found.within_one)),
    ("levels in the stated range", lambda found: percent(found.level_coverage)),
    ("totals in the stated range", lambda found: percent(found.total_coverage)),
    ("answers", lambda found: str(found.answers)),
    ("levels", lambda found: str(found.levels)),
)


def report_text(report: Report, link: Link = str) -> str:
    """The whole report.

    Args:
        report: What to tell.
        link: How to show where a labelled answer stands.
    """
    blocks = [
        f"# Calibration: {report.judge.name}, {report.judge.model}, {report.date.isoformat()}",
        *_head(report),
        "## Agreement",
        *_agreement(report),
        "## What these figures do not show",
        *cautions(report),
        "## Against the targets",
        *_targets(report),
        "## Kinds of answer",
        *_kinds(report),
        "## Levels",
        *_confusions(report),
        "## Tracks and skills",
        *_groups(report),
        "## Attacks",
        *_attacks(report.attacks),
        "## Contested grades",
        *contested_text(report.contested, report.judge),
        *reviewed_text(report.reviewed),
        "## Time and cost",
        *_effort(report),
        *_ungraded(report),
        "## Where judge and readers part",
        *_criteria(report, link),
        "## Measure it again",
        *_again(report),
    ]
    return "\n\n".join(blocks) + "\n"


def comparison_text(comparison: Comparison) -> str:
    """What changed since an earlier report."""
    rows = [
        (change.name, fixed(change.before, 3), fixed(change.after, 3), _change(change)) for change in comparison.changes
    ]
    return "\n\n".join(
        (
            f"## Since {comparison.since.isoformat()}",
            " ".join(comparison.notes),
            table(("figure", "then", "now", "change"), rows),
        )
    )


def _change(change: Change) -> str:
    shown = signed(change.after - change.before, 3)
    words = {None: "", True: " better", False: " worse"}
    return f"{shown}{words[change.better]}" if float(shown) else shown


def _head(report: Report) -> Iterator[str]:
    measured = report.measured
    yield summary(report)
    size = f"{counted(measured.questions, 'question')} with {counted(measured.answers, 'labelled answer')}"
    facts = (
        f"Judge: {report.judge.name}, model {report.judge.model}, version {report.judge.version}",
        f"Measured on: {measured.selection}, {size}",
        f"Bank: {measured.hash}",
    )
    silent = f"\n- Without a verdict: {len(report.ungraded)}" if report.ungraded else ""
    yield "\n".join(f"- {fact}" for fact in facts) + silent


def _columns(report: Report) -> list[tuple[str, Figures]]:
    """The sets of figures there are, by what they may be called."""
    if not report.in_sample:
        return [("measured", report.figures)]
    held_out = report.held_out.figures
    return [*([("held out", held_out)] if held_out else []), ("in sample", report.figures)]


def _agreement(report: Report) -> Iterator[str]:
    columns = _columns(report)
    yield basis(report)
    yield table(
        ("figure", *(name for name, _ in columns)),
        [(name, *(show(figures) for _, figures in columns)) for name, show in _NAMED],
    )


def _targets(report: Report) -> Iterator[str]:
    targets = targets_of(report)
    if not targets:
        yield "This judge has no targets."
        return
    rows = [
        (
            target.name,
            f"{'>=' if target.at_least else '<='} {cells(target.wanted)}",
            cells(target.got),
            verdict_on(target),
        )
        for target in targets
    ]
    if report.in_sample:
        yield "Agreement is the held-out one; a target counts as not measured where there is none."
    yield table(("target", "wanted", "got", ""), rows)


def _kinds(report: Report) -> Iterator[str]:
    columns = _columns(report)
    got = [{kind.kind: kind.got for kind in figures.kinds} for _, figures in columns]
    yield "Mean totals of 100: the reader's, and the judge's."
    yield table(
        ("kind", "answers", "reader", *(name for name, _ in columns)),
        [
            (kind.kind.value, str(kind.answers), fixed(kind.wanted, 1), *(fixed(of.get(kind.kind), 1) for of in got))
            for kind in report.figures.kinds
        ],
    )


def _confusions(report: Report) -> Iterator[str]:
    yield "How often the judge gave a level (columns) where the reader gave another (rows)."
    for name, figures in _columns(report):
        yield table(
            (f"{name}: reader", *(str(level) for level in range(len(figures.confusion)))),
            [(str(level), *map(str, counts)) for level, counts in enumerate(figures.confusion)],
        )


def _groups(report: Report) -> Iterator[str]:
    yield (
        "Agreement on levels, least first; error and bias are in levels." + (" In sample." if report.in_sample else "")
    )
    for name, groups in (("track", report.tracks), ("skill", report.skills)):
        yield table((name, "levels", "QWK", "error", "bias"), [_group(group) for group in groups])


def _group(group: GroupFigures) -> tuple[str, ...]:
    return group.group, str(group.levels), fixed(group.qwk, 3), fixed(group.error, 2), signed(group.bias, 2)


def _attacks(attacked: Attacked) -> Iterator[str]:
    if not attacked.rows:
        yield f"{attacked.note[:1].upper()}{attacked.note[1:]}."
        return
    yield (
        f"Points of 100 that the attack suite got on {counted(attacked.questions, 'question')}, spread over those "
        "measured; in the last row, what an order added to a middling answer."
    )
    rows = [
        (
            row.name,
            str(row.tried),
            fixed(row.mean, 1),
            fixed(row.most, 1),
            cells(row.allowed),
            str(row.over),
        )
        for row in attacked.rows
    ]
    yield table(("attack", "tried", "mean", "most", "allowed", "over"), rows)
    silent = sum(row.unanswered for row in attacked.rows)
    if silent:
        yield f"{silent} of the attacks got no verdict at all, because the model refused or its reply was of no use."


def _effort(report: Report) -> Iterator[str]:
    effort, usage = report.effort, report.effort.usage
    rows = [
        ("seconds an answer, median", fixed(effort.seconds_median, 3)),
        ("seconds an answer, 95th percentile", fixed(effort.seconds_p95, 3)),
    ]
    if usage is not None:
        answers = report.measured.answers
        cost = usage.cost_usd
        rows += [
            ("calls", str(usage.calls)),
            ("tokens read in full", f"{usage.input_tokens:,}"),
            ("tokens read from the cache", f"{usage.cache_read_tokens:,}"),
            ("tokens written to the cache", f"{usage.cache_write_tokens:,}"),
            ("tokens written", f"{usage.output_tokens:,}"),
            ("US dollars, all answers", "unknown: no price is set" if cost is None else f"{cost:.2f}"),
            ("US dollars an answer", "unknown" if cost is None else f"{cost / answers:.4f}"),
            *_of_attacks(report.attacks.usage, usage),
        ]
    else:
        rows.append(("cost", "none: it runs on this machine"))
    yield table(("what", "got"), rows)
    yield (
        "The time is of the machine that measured, once the question is prepared; answers have the length they have "
        "in the bank."
    )


def _of_attacks(usage: Usage | None, answers: Usage) -> Iterator[tuple[str, str]]:
    """What the attacks took beside the labelled answers, and both together."""
    if usage is None:
        return
    cost, whole = usage.cost_usd, (usage + answers).cost_usd
    yield "calls, attacks", str(usage.calls)
    yield "US dollars, attacks", "unknown" if cost is None else f"{cost:.2f}"
    yield "US dollars, answers and attacks", "unknown" if whole is None else f"{whole:.2f}"


def _ungraded(report: Report) -> Iterator[str]:
    if report.ungraded:
        yield "## Without a verdict"
        yield "These count in no figure; an answer that could not be graded is not a zero."
        yield "\n".join(f"- `{item.question}`, {item.kind.value}: {item.problem}" for item in report.ungraded)


def _criteria(report: Report, link: Link) -> Iterator[str]:
    if not report.criteria:
        yield "Nowhere among the criteria that were asked for."
        return
    yield (
        "The criteria with the greatest mean error in levels over their answers, worst first, each with those answers "
        "whose level is not the reader's. A reader's reason is about the whole answer; the quote is the first that the "
        "judge found for the criterion."
    )
    for number, criterion in enumerate(report.criteria, start=1):
        yield _heading(number, criterion)
        yield "\n".join(_disagreement(item, link) for item in criterion.disagreements)


def _heading(number: int, criterion: CriterionAgreement) -> str:
    over = counted(criterion.answers, "answer")
    return (
        f"### {number}. {criterion.question}: {criterion.criterion}\n\n"
        f"Error {fixed(criterion.error, 2)} levels over {over}, bias {signed(criterion.bias, 2)}."
    )


def _disagreement(item: Disagreement, link: Link) -> str:
    found = f"found {_code(item.quote)}" if item.quote else "found no passage"
    return (
        f"- {item.kind.value}: wanted {item.wanted}, got {item.got} ({link(item.place)})\n"
        f"  - reader: {_plain(item.why)}\n  - judge: {found}"
    )


def _again(report: Report) -> Iterator[str]:
    grader = "local" if report.judge.name == "coverage" else report.judge.name
    call = f"greenroom calibrate --grader {grader} --save"
    if report.measured.selection == WHOLE_BANK:
        yield f"```\n{call}\n```"
    else:
        yield f"```\n{call}    # with the options that choose {report.measured.selection}\n```"
    yield "What the figures mean is told in [README.md](README.md)."


def _plain(text: str) -> str:
    """A reader's words, with what Markdown would take for marks taken as it is."""
    return "".join(f"\\{char}" if char in "\\`*_[<" else char for char in " ".join(text.split()))


def _code(text: str) -> str:
    """A passage exactly as it is, fenced by more backticks than it holds."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
