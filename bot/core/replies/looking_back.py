"""Progress, history and the self-check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.bank.catalogue import QuestionBank
from bot.core.chat import (
    Button,
    Buttons,
    Checklist,
    Fact,
    Facts,
    Heading,
    Part,
    Picture,
    Reply,
    ReplyKind,
    Rows,
    Text,
    Tick,
)
from bot.core.grading.grade import PointFinding, Verdict
from bot.core.practice import Card
from bot.core.progress.coach import Due
from bot.core.progress.self_checks import self_check_score
from bot.core.progress.streaks import Streak
from bot.core.progress.summary import Progress
from bot.core.records import GradedAnswer, SelfCheck
from bot.core.replies.card import streak_line
from bot.core.replies.progress import (
    due_lines,
    freeze_lines,
    gain_lines,
    judge_name,
    level_parts,
    own_lines,
    progress_buttons,
)
from bot.core.replies.together import kudos_line
from bot.core.wording import say, say_count


def _streak_news(streak: Streak) -> Iterator[Part]:
    """What the figures beside it do not say: that today keeps the streak, or that freezes have just saved it."""
    return streak_line(streak) if not streak.today or streak.just_frozen else iter(())


def progress_reply(
    progress: Progress, due: Due | None = None, pictures: Sequence[Picture] = (), kudos: tuple[int, int] = (0, 0)
) -> Reply:
    """The member's progress page.

    Args:
        progress: How they stand.
        due: What comes next for them, if it is known.
        pictures: The progress card, where it could be drawn.
        kudos: How many of their answers others reacted to, and how many reactions of members those are.
    """
    title = Heading(say("progress.title"))
    if not progress.begun:
        return Reply(ReplyKind.PROGRESS, (title, Text(say("progress.empty")), progress_buttons()))
    facts = [
        Fact(say("progress.streak"), say_count("days", progress.streak.current)),
        Fact(say("progress.longest"), say_count("days", progress.streak.longest)),
        Fact(say("progress.questions"), f"{progress.questions:,}"),
        Fact(say("progress.answers"), f"{progress.answers:,}"),
    ]
    if progress.waiting:
        facts.append(Fact(say("progress.waiting"), f"{progress.waiting:,}"))
    parts: list[Part] = [title, Facts(tuple(facts)), *_streak_news(progress.streak), *freeze_lines(progress.streak)]
    parts += pictures
    parts += [
        *level_parts(progress),
        *own_lines(progress.own_counts),
        *gain_lines(progress.gains),
        *kudos_line(*kudos),
        *due_lines(due),
    ]
    parts.append(progress_buttons())
    return Reply(ReplyKind.PROGRESS, tuple(parts))


def history_reply(entries: Sequence[GradedAnswer], bank: QuestionBank, checks: Sequence[SelfCheck] = ()) -> Reply:
    """The member's answers, newest first, with their own count where they checked one themselves."""
    title = Heading(say("history.title"))
    if not entries:
        return Reply(ReplyKind.HISTORY, (title, Text(say("history.empty"))))
    own = {check.answer_id: check for check in checks}
    columns, rows = say("history.columns").split("|"), [_row(entry, bank) for entry in entries]
    counts = [_own_count(entry, bank, own.get(entry.answer.id)) for entry in entries]
    if any(counts):
        columns.append(say("history.own"))
        rows = [(*row, count) for row, count in zip(rows, counts, strict=True)]
    return Reply(ReplyKind.HISTORY, (title, Rows(tuple(columns), tuple(rows))))


def _row(entry: GradedAnswer, bank: QuestionBank) -> tuple[str, ...]:
    return str(entry.answer.id), entry.answer.local_date.isoformat(), _title(entry, bank), _score(entry)


def _own_count(entry: GradedAnswer, bank: QuestionBank, check: SelfCheck | None) -> str:
    """What the member made of an answer by their own count; empty if they did not check it."""
    if check is None or entry.answer.question_id not in bank:
        return ""
    return f"{self_check_score(bank.get(entry.answer.question_id), check.said):.0f}"


def _title(entry: GradedAnswer, bank: QuestionBank) -> str:
    question_id = entry.answer.question_id
    title = bank.get(question_id).title if question_id in bank else question_id
    return say("history.revision", title=title) if entry.answer.revises else title


def _score(entry: GradedAnswer) -> str:
    if entry.grade is None:
        return say("history.waiting")
    verdict = entry.grade.verdict
    if verdict.estimate:
        return say("history.estimate", low=round(verdict.low), high=round(verdict.high))
    return f"{verdict.total:.0f}"


def self_check_reply(card: Card) -> Reply:
    """The key points to tick, with what the judge found for each; after ticking, both numbers side by side."""
    answer = card.graded.answer
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    points = [point for criterion in card.question.rubric for point in criterion.key_points]
    found = _findings(card)
    said = card.check.said if card.check else frozenset()
    ticks = tuple(Tick(point.id, point.idea, point.id in said, _found_hint(found.get(point.id))) for point in points)
    parts: list[Part] = [Checklist(say("self-check.title"), ticks)]
    model = Button(say("button.model-answer"), "model-answer", {"question": answer.question_id})
    if card.check is not None:
        parts += [*_both_numbers(card, said, len(points)), Buttons((model,))]
    else:
        save = Button(say("button.self-check"), "self-check", {"answer_id": str(answer.id)})
        parts.append(Buttons((save, model)))
    return Reply(ReplyKind.SELF_CHECK, tuple(parts), context=context)


def _findings(card: Card) -> dict[str, PointFinding]:
    if card.graded.grade is None:
        return {}
    criteria = card.graded.grade.verdict.criteria
    return {point.point_id: point for graded in criteria for point in graded.points}


def _found_hint(finding: PointFinding | None) -> str:
    if finding is None:
        return ""
    if finding.quote is None:
        return say("self-check.not-found")
    return say("self-check.found", quote=" ".join(finding.quote.text.split()))


def _both_numbers(card: Card, said: frozenset[str], count: int) -> list[Part]:
    score = round(self_check_score(card.question, said))
    parts: list[Part] = [Text(say("self-check.saved", ticked=len(said), count=count, score=score))]
    verdict: Verdict | None = card.graded.grade.verdict if card.graded.grade else None
    if verdict is not None and verdict.estimate:
        parts.append(Text(say("self-check.both", low=round(verdict.low), high=round(verdict.high))))
    elif verdict is not None:
        judge = judge_name(verdict.judge.name)
        parts.append(Text(say("self-check.both.judged", judge=judge, total=round(verdict.total))))
    return parts
