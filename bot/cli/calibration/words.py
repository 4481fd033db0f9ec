"""Numbers, tables and the standing sentences of calibration reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.grading.calibration_report import Report
from bot.core.grading.calibration_targets import Target, is_model, targets_of
from bot.core.grading.overlap import RUN, Split


def fixed(value: float | None, places: int) -> str:
    """A number with so many decimals, or a dash."""
    return "-" if value is None else f"{value:.{places}f}"


def signed(value: float, places: int) -> str:
    """A number with its sign; a zero has none."""
    shown = f"{value:+.{places}f}"
    return shown if float(shown) else shown[1:]


def percent(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.0f}%"


def cells(value: float | None) -> str:
    """A number with as many decimals as it needs, three at most."""
    return "-" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns line up; all but the first are set to the right where they hold numbers."""
    widths = [max(3, *(len(row[at]) for row in (head, *rows))) for at in range(len(head))]
    right = [at > 0 and any(_numeric(row[at]) for row in rows) for at in range(len(head))]

    def line(row: Sequence[str]) -> str:
        shown = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        )
        return f"| {' | '.join(shown)} |"

    rule = [f"{'-' * (width - 1)}:" if to_right else "-" * width for width, to_right in zip(widths, right, strict=True)]
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *(line(row) for row in rows)])


def verdict_on(target: Target) -> str:
    """Whether a target is met, and if not by how much it is missed."""
    if target.got is None:
        return "not measured"
    return "met" if target.met else f"missed by {cells(abs(target.got - target.wanted))}"


def summary(report: Report) -> str:
    """How the report stands against its targets, in a sentence."""
    targets = targets_of(report)
    if not targets:
        return "There are no targets for this judge; the figures stand for themselves."
    missed = [target for target in targets if target.met is False]
    unknown = sum(target.met is None for target in targets)
    met = sum(target.met is True for target in targets)
    parts = [f"{met} of {len(targets)} targets are met"]
    if missed:
        parts.append("missed: " + ", ".join(f"{target.name} ({verdict_on(target)})" for target in missed))
    if unknown:
        parts.append(f"{unknown} not measured")
    return "; ".join(parts) + "."


def basis(report: Report) -> str:
    """What may be concluded from the figures, and what may not."""
    if is_model(report.judge.name):
        return (
            "Nothing about this judge was fitted to numbers. Its prompt shows the question's other labelled answers as "
            "examples, never the one that it grades."
        )
    measured = report.measured
    if not measured.fitted:
        return "The estimate's numbers were fitted to other questions than these."
    some = "all" if measured.fitted == measured.questions else f"{measured.fitted} of the {measured.questions}"
    in_sample = (
        f"The estimate's numbers were fitted to the labelled answers of {some} questions measured here. *In sample* is "
        "the judge as it ships: it says how well the numbers fit, not how well the judge does on questions it has not "
        "seen."
    )
    if report.held_out.figures is None:
        return f"{in_sample} *Held out* is {report.held_out.note}."
    return (
        f"{in_sample} *Held out* is: each tenth of the questions judged with weights that were fitted to the other "
        "nine tenths. Rules, thresholds and the width of ranges were chosen with all questions in view, so even these "
        "figures are kind; the next section says how else."
    )


def cautions(report: Report) -> Iterator[str]:
    """Why the answers of members will be judged less well than those of the bank."""
    figures, overlap = report.unseen or report.figures, report.overlap
    yield (
        "- The labelled answers are examples of kinds, mostly far apart. Telling weak from strong makes most of the "
        f"total r: within kinds it is {fixed(figures.within_kinds_r, 2)}, and counting an answer's words alone gets "
        f"{fixed(figures.length_r, 2)} over all kinds. Answers of members are likely to lie closer together.\n"
        "- A question's rubric and its labelled answers have one author, and the authoring guide asks for phrasings to "
        "be mended after seeing what a judge missed in these very answers. Holding out questions takes no account of "
        "that: a held-out question's rubric still knows its own answers.\n"
        f"- {_percent(overlap.points)} of the key points' lines share a phrase of {RUN} words with a good answer to "
        f"their question, and {_percent(overlap.mistakes)} of the mistakes' lines with a fluent but wrong one. Of such "
        f"wrong answers, {_split(overlap.echoing)} where they share a phrase with a mistake, and "
        f"{_split(overlap.own_words)} where they do not."
    )


def _split(split: Split) -> str:
    if split.got is None:
        return "none were measured"
    return f"{split.answers} got {fixed(split.got, 1)} on average (wanted {fixed(split.wanted, 1)})"


def _percent(value: float | None) -> str:
    return "An unknown share" if value is None else percent(value)


def _numeric(text: str) -> bool:
    return text[:1] in {*"0123456789+-<>"} and any(char.isdigit() for char in text)
