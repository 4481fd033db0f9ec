"""What is in a group's weekly recap: a pure function of what happened in the week.

Nobody is quoted who did not say that recaps may; whoever is off the leaderboards is not named. Nothing is said of a
question that can still be answered in time. Scores of different judges are not compared: the judge with most grades of
the week is the one that counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from statistics import quantiles
from typing import Any

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Criterion
from bot.core.progress.attempts import unpacked
from bot.core.progress.group_week import GroupWeek, Improved, KeptStreak, WeekDay, WeekQuestion
from bot.core.together.records import Week, WeekAnswer, WeekMember
from bot.core.together.running import days_running

MOST_BEST = 3
FEWEST_TO_COMPARE = 3
"""Fewest answers to a question whose average is told: fewer would tell who got what."""

HARD = 3.0
"""Mean level below which a criterion is worth a lesson."""

LESSON_LINES = 2

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Best:
    """A good answer whose author lets it be told.

    Attributes:
        name: Its author; empty if that is not known.
        title: Of its question.
        total: 0 to 100.
        estimate: Whether that is an offline estimate.
        quote: The passage that earned most; empty where its author lets no recap quote it.
    """

    name: str
    title: str
    total: float
    estimate: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Hardest:
    """The criterion that the group found hardest, with two lines from its key points on what was missed most.

    Attributes:
        title: Of its question.
        criterion: Its name.
        mean: Mean level, 0 to 4.
        estimate: Whether that is of offline estimates.
        lesson: The lines.
    """

    title: str
    criterion: str
    mean: float
    estimate: bool
    lesson: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recap:
    """A group's weekly recap.

    Attributes:
        week: The weekly card.
        before: How many members took part in the week before.
        best: Good answers, the best first.
        improved: Who gained most by revising; none if nobody did who may be named.
        hardest: What was hardest; none if that cannot be told.
        kudos: How many reactions of members there were.
        cheered: Who had most of them, and how many; none if nobody did who may be named.
    """

    week: GroupWeek
    before: int
    best: tuple[Best, ...] = ()
    improved: Improved | None = None
    hardest: Hardest | None = None
    kudos: int = 0
    cheered: tuple[str, int] | None = None


def recap_of(week: Week, bank: QuestionBank) -> Recap:
    """A week's recap.

    Args:
        week: What happened.
        bank: The questions; those that have left it are counted and not spoken of.
    """
    improved = _improved(week)
    return Recap(
        _card(week, bank, improved),
        week.before,
        tuple(_best(week, bank)),
        improved[0] if improved else None,
        _hardest(week, bank),
        sum(answer.kudos for answer in week.answers),
        _cheered(week),
    )


def _judge(answers: Iterable[WeekAnswer]) -> tuple[str, bool]:
    """The judge with most grades, and whether they are estimates; an empty name if there is no grade."""
    judges = Counter((answer.judge, answer.estimate) for answer in answers if answer.judge)
    return min(judges, key=lambda one: (-judges[one], one)) if judges else ("", False)


def _by(answers: Iterable[WeekAnswer], judge: tuple[str, bool]) -> list[WeekAnswer]:
    return [answer for answer in answers if answer.judge and (answer.judge, answer.estimate) == judge]


def _last_of_each(answers: Iterable[WeekAnswer]) -> list[WeekAnswer]:
    """A member's last answer to each question: the one that counts for them."""
    return list({(answer.member_id, answer.question_id): answer for answer in answers}.values())


def _over(week: Week) -> list[WeekAnswer]:
    """Answers to this week's questions that nobody is to answer any more."""
    over = {posting.id for posting in week.postings if posting.over}
    return [answer for answer in week.answers if answer.posting_id in over]


def _best(week: Week, bank: QuestionBank) -> Iterator[Best]:
    answers = _over(week)
    told = [
        answer
        for answer in _by(answers, _judge(answers))
        if answer.question_id in bank and _may_be_told(answer, week.members[answer.member_id])
    ]
    told.sort(key=lambda answer: (-answer.total, answer.id))
    seen: set[int] = set()
    for answer in told:
        if answer.member_id not in seen and len(seen) < MOST_BEST:
            seen.add(answer.member_id)
            member, title = week.members[answer.member_id], bank.get(answer.question_id).title
            quote = _quote(answer) if member.quoted else ""
            yield Best(member.name, title, answer.total, answer.estimate, quote)


def _may_be_told(answer: WeekAnswer, member: WeekMember) -> bool:
    """Whether its author lets an answer be told: quoted, or with its score where they showed that themselves."""
    return member.named and (answer.shared or member.quoted)


def _criteria(answer: WeekAnswer) -> list[dict[str, Any]]:
    """What the answer's verdict says of each criterion; verdicts are long, so few are looked at."""
    found: list[dict[str, Any]] = json.loads(answer.verdict)["criteria"]
    return found


def _quote(answer: WeekAnswer) -> str:
    """The first passage quoted for the criterion that earned most."""
    quoted = [one for one in _criteria(answer) if one.get("quotes")]
    if not quoted:
        return ""
    best = max(quoted, key=lambda one: (one["score"], one["weight"]))
    return " ".join(str(best["quotes"][0]["text"]).split())


def _improved(week: Week) -> list[Improved]:
    """What members who may be named gained by revising this week, the most first; each by their best question."""
    tries: dict[tuple[int, str], list[WeekAnswer]] = {}
    for answer in week.answers:
        if answer.judge and week.members[answer.member_id].named:
            tries.setdefault((answer.member_id, answer.question_id), []).append(answer)
    gained: dict[int, tuple[float, bool]] = {}
    for (member, _), several in tries.items():
        same = [one for one in several if (one.judge, one.estimate) == (several[0].judge, several[0].estimate)]
        points = max(one.total for one in same) - several[0].total
        if round(points) > 0:
            gained[member] = max(gained.get(member, (0.0, False)), (points, several[0].estimate))
    order = sorted(gained, key=lambda member: (-gained[member][0], member))
    return [Improved(week.members[member].name, *gained[member]) for member in order]


def _hardest(week: Week, bank: QuestionBank) -> Hardest | None:
    found: list[tuple[float, str, str, list[WeekAnswer]]] = []
    by_question: dict[str, list[WeekAnswer]] = {}
    for answer in _last_of_each(_over(week)):
        by_question.setdefault(answer.question_id, []).append(answer)
    for question_id, answers in by_question.items():
        graded = _by(answers, _judge(answers))
        if question_id in bank and len(graded) >= FEWEST_TO_COMPARE:
            means = _means(graded)
            found += [
                (means[one.id], question_id, one.id, graded) for one in bank.get(question_id).rubric if one.id in means
            ]
    if not found:
        return None
    mean, question_id, criterion_id, graded = min(found, key=lambda one: one[:3])
    if mean >= HARD:
        return None
    question = bank.get(question_id)
    criterion = question.criterion(criterion_id)
    return Hardest(question.title, criterion.name, mean, graded[0].estimate, _lesson(criterion, graded))


def _means(answers: Sequence[WeekAnswer]) -> dict[str, float]:
    """The mean level of each criterion that was graded often enough."""
    scores: dict[str, list[float]] = {}
    for criteria in unpacked(answer.marks for answer in answers):
        for name, _, score, *_ in criteria:
            scores.setdefault(name, []).append(score)
    return {name: fsum(several) / len(several) for name, several in scores.items() if len(several) >= FEWEST_TO_COMPARE}


def _lesson(criterion: Criterion, answers: Sequence[WeekAnswer]) -> tuple[str, ...]:
    """The ideas of a criterion that were found least."""
    found: dict[str, float] = {}
    for one in (each for answer in answers for each in _criteria(answer) if each["criterion_id"] == criterion.id):
        for point in one.get("points", ()):
            found[point["point_id"]] = found.get(point["point_id"], 0.0) + float(point["strength"])
    missed = sorted(enumerate(criterion.key_points), key=lambda one: (found.get(one[1].id, 0.0), one[0]))
    return tuple(point.idea for _, point in missed[:LESSON_LINES])


def _cheered(week: Week) -> tuple[str, int] | None:
    """The member who may be named and had most kudos."""
    counts: Counter[int] = Counter()
    for answer in week.answers:
        if answer.kudos and week.members[answer.member_id].named:
            counts[answer.member_id] += answer.kudos
    if not counts:
        return None
    member = min(counts, key=lambda one: (-counts[one], one))
    return week.members[member].name, counts[member]


def _card(week: Week, bank: QuestionBank, improved: Sequence[Improved]) -> GroupWeek:
    asked = {posting.local_date for posting in week.postings}
    days = [week.first + step * _A_DAY for step in range((week.last - week.first).days + 1)]
    running = [(days_running(member, week), member) for member in week.members.values()]
    longest = sorted(
        ((current, member) for current, member in running if current > 1 and member.named),
        key=lambda one: (-one[0], one[1].id),
    )
    return GroupWeek(
        "",
        tuple(WeekDay(day, _on(day, week), day in asked) for day in days),
        max(week.group_members, len(week.members)),
        len(week.members),
        len(week.answers),
        tuple(_questions(week, bank)),
        sum(current > 1 for current, _ in running),
        tuple(KeptStreak(member.name, current) for current, member in longest),
        tuple(improved),
        sum(answer.revises for answer in week.answers),
    )


def _on(day: date, week: Week) -> int:
    """How many members answered on a day."""
    return len({answer.member_id for answer in week.answers if answer.local_date == day})


def _questions(week: Week, bank: QuestionBank) -> Iterator[WeekQuestion]:
    for posting in week.postings:
        answers = _last_of_each(answer for answer in week.answers if answer.posting_id == posting.id)
        title = bank.get(posting.question_id).title if posting.question_id in bank else posting.question_id
        judge = _judge(answers)
        totals = [answer.total for answer in _by(answers, judge)]
        if len(totals) < FEWEST_TO_COMPARE or not posting.over:
            yield WeekQuestion(title, len(answers))
        else:
            low, middle, high = quantiles(totals, n=4, method="inclusive")
            yield WeekQuestion(title, len(answers), middle, low, high, judge[1])
