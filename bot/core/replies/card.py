"""The score card of a stored answer: the verdict, the gain over the last try, the streak, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.bank.question import Question
from bot.core.chat import Button, Buttons, Callout, Heading, Part, Reply, ReplyKind, Text
from bot.core.delivery.names import answer_slot
from bot.core.grading.grade import Verdict
from bot.core.practice import Card
from bot.core.progress.streaks import Streak
from bot.core.records import Contest, Grade
from bot.core.replies.verdict import criterion_name, findings, opening
from bot.core.replies.waiting import provisional, replaced
from bot.core.wording import say, say_count


def card_reply(card: Card, *, copy: bool = False) -> Reply:
    """The card of a graded answer, or a note that it still waits.

    Args:
        card: What it shows.
        copy: Whether it is one more, for its member alone; else it stands with the answer, and where others see it, it
            does not tell what the member ticked.
    """
    answer, grade = card.graded.answer, card.graded.grade
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    slot = None if copy else answer_slot(answer)
    if grade is None:
        title = Heading(say("card.title.waiting", title=card.question.title))
        return Reply(ReplyKind.CARD, (title, Text(say("card.waiting"))), context=context, slot=slot)
    parts = (
        *opening(card.question, grade.verdict),
        *provisional(grade),
        *(contest_parts(card.contest) or replaced(card.question, card.stood_in, grade.verdict)),
        *_gain(card, grade.verdict),
        *findings(card.question, answer.text, grade.verdict),
        *(_self_check(card) if copy or answer.origin.alone else ()),
        *(streak_line(card.streak) if card.began_day else ()),  # once a day; `progress` tells it at any time
        _buttons(card, public=not copy and not answer.origin.alone),
    )
    return Reply(ReplyKind.CARD, parts, context=context, slot=slot)


def _gain(card: Card, verdict: Verdict) -> Iterator[Part]:
    if card.before is not None and card.before.grade is not None:
        yield Callout(say("card.gain"), gain_text(card.question, card.before.grade, verdict))


def gain_text(question: Question, before: Grade, verdict: Verdict) -> str:
    """What a revision gained over the answer before; scores of different judges are not compared."""
    if before.verdict.judge != verdict.judge:
        return say("card.gain.other-judge")
    points = round(verdict.total) - round(before.verdict.total)
    if points == 0:
        return say("card.gain.same")
    if points < 0:
        return say("card.gain.down", points=points)
    earlier = {graded.criterion_id: graded.score * graded.weight for graded in before.verdict.criteria}
    most = max(verdict.criteria, key=lambda graded: graded.score * graded.weight - earlier.get(graded.criterion_id, 0))
    return say("card.gain.up", points=points, criterion=criterion_name(question, most))


def _self_check(card: Card) -> Iterator[Part]:
    if card.check is not None:
        count = sum(len(criterion.key_points) for criterion in card.question.rubric)
        yield Text(say("card.self-check", ticked=len(card.check.said), count=count))


def streak_line(streak: Streak) -> Iterator[Part]:
    """One line on the streak, if there is one, and on what a freeze has just saved."""
    if streak.current:
        line = say_count("streak.kept" if streak.today else "streak.open", streak.current)
        saved = say_count("streak.just-frozen", len(streak.just_frozen)) if streak.just_frozen else ""
        yield Text(f"{line} {saved}".rstrip())


def contest_parts(contest: Contest | None) -> tuple[Part, ...]:
    """How a contest stands: under way, or all three totals in the order they came."""
    if contest is None:
        return ()
    totals = [f"{grade.verdict.total:.0f}" for grade in contest.grades]
    if contest.decided_at is None:
        return (Callout(say("card.contest"), say("card.contest.open", total=totals[0])),)
    return (Callout(say("card.contest"), say("card.contest.decided", totals=", ".join(totals))),)


def _buttons(card: Card, *, public: bool) -> Buttons:
    """What can be done now; where others read along, they can review it."""
    answer, grade = card.graded.answer, card.graded.grade
    this = {"answer_id": str(answer.id)}
    buttons = [
        Button(say("button.revise"), "revise", this, primary=True),
        Button(say("button.model-answer"), "model-answer", {"question": answer.question_id}),
        Button(say("button.self-check"), "self-check", this),
    ]
    if grade is not None and grade.verdict.follow_up:
        buttons.insert(0, Button(say("button.follow-up"), "follow-up", this))
    if grade is not None and not grade.verdict.estimate and card.contest is None:
        buttons.append(Button(say("button.contest"), "contest", this))
    if answer.posting_id is not None and not answer.origin.direct:
        buttons.append(Button(say("button.share"), "share", this))
    if public:
        buttons.append(Button(say("button.review"), "review", this))
    return Buttons((*buttons, Button(say("button.another"), "question", {"another": "yes"})))
