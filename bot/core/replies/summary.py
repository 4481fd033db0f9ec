"""What is said when a question closes: how it went, the best points that were made in public, and the model answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from bot.core.bank.question import Criterion, Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import Bar, Bars, Button, Buttons, Heading, Part, Quotation, Reply, ReplyKind, Text
from bot.core.grading.grade import CriterionGrade, Verdict
from bot.core.records import GradedAnswer, Posting
from bot.core.wording import say, say_count

_FEWEST_TO_COMPARE = 3
"""Fewest answers whose averages are shown: fewer would tell who got what."""

_GOOD = 3.0


def summary_reply(
    question: Question,
    posting: Posting,
    in_time: Sequence[GradedAnswer],
    late: int,
    left_out: Collection[int] = (),
) -> Reply:
    """The end of a posting.

    Quotes come only from answers that their authors gave before everybody's eyes; what was answered privately counts in
    the averages alone.

    Args:
        question: The question.
        posting: Its posting.
        in_time: The answers in time, oldest first, with the grades that count; a member's last one counts.
        late: How many members answered only after the end.
        left_out: Members who are quoted without their name, since they want to be on no leaderboard.
    """
    latest = {graded.answer.member_id: graded for graded in in_time}.values()
    public = [] if posting.private else [graded for graded in in_time if _is_public(graded)]
    parts: list[Part] = [Heading(say("summary.title", title=question.title)), Text(_count(len(latest), late))]
    parts += _averages(question, [graded.grade.verdict for graded in latest if graded.grade])
    parts += _best_points(question, public, left_out)
    parts += [Heading(say("summary.model")), Text(question.model_answer)]
    button = Button(say("button.another"), "question", {"another": "yes"})
    return Reply(ReplyKind.SUMMARY, (*parts, Buttons((button,))), private=False, context={"question_id": question.id})


def gone_reply(in_time: Sequence[GradedAnswer]) -> Reply:
    """The end of a posting whose question has left the bank."""
    members = len({graded.answer.member_id for graded in in_time})
    return Reply(ReplyKind.SUMMARY, (Text(f"{say('summary.gone')} {_count(members, 0)}"),), private=False)


def _count(answered: int, late: int) -> str:
    said = say_count("summary.answered", answered) if answered else say("summary.nobody")
    return f"{said} {say_count('posting.late-answers', late)}" if late else said


def _is_public(graded: GradedAnswer) -> bool:
    """Whether an answer was given in the group's thread, and not to the bot alone."""
    return not (graded.answer.origin.private or graded.answer.origin.direct)


def _averages(question: Question, verdicts: Sequence[Verdict]) -> Iterator[Part]:
    """The mean level of each criterion, hardest first; of several judges the one with most grades, never mixed."""
    judges = Counter(verdict.judge for verdict in verdicts).most_common(1)
    graded = [verdict for verdict in verdicts if judges and verdict.judge == judges[0][0]]
    if len(graded) < _FEWEST_TO_COMPARE:
        return
    key = "summary.mean.estimate" if graded[0].estimate else "summary.mean"
    bars = sorted(
        (
            Bar(criterion.name, mean, TOP_LEVEL, caption=say(key, mean=f"{mean:.1f}"))
            for criterion in question.rubric
            if (mean := _mean(criterion, graded)) is not None
        ),
        key=lambda bar: bar.value,
    )
    if bars:
        yield Heading(say("summary.averages"))
        if bars[0].value < bars[-1].value:
            yield Text(say("summary.hardest", criterion=bars[0].label))
        yield Bars(tuple(bars))


def _mean(criterion: Criterion, verdicts: Sequence[Verdict]) -> float | None:
    scores = [found.score for verdict in verdicts if (found := _graded(criterion, verdict)) is not None]
    return sum(scores) / len(scores) if scores else None


def _best_points(question: Question, answers: Sequence[GradedAnswer], left_out: Collection[int]) -> Iterator[Part]:
    """The best passage for each criterion, where somebody did well on it."""
    quotations = [
        Quotation(text, say("summary.point", criterion=criterion.name, name=name or say("shared.somebody")))
        for criterion in question.rubric
        if (best := _best(criterion, answers, left_out)) is not None
        for text, name in (best,)
    ]
    if quotations:
        yield Heading(say("summary.best"))
        yield from quotations


def _best(criterion: Criterion, answers: Sequence[GradedAnswer], left_out: Collection[int]) -> tuple[str, str] | None:
    """What earned most on a criterion, and whose it is; of equals the first."""
    best: tuple[float, str, str] | None = None
    for graded in answers:
        found = _graded(criterion, graded.grade.verdict) if graded.grade else None
        if found is None or found.score < _GOOD or not found.quotes:
            continue
        if best is None or found.score > best[0]:
            name = "" if graded.answer.member_id in left_out else graded.answer.origin.user_name
            best = found.score, found.quotes[0].text, name
    return best[1:] if best else None


def _graded(criterion: Criterion, verdict: Verdict) -> CriterionGrade | None:
    return next((found for found in verdict.criteria if found.criterion_id == criterion.id), None)
