"""What a judge said, as parts of a reply: what to do next first, then how the answer stands and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.bank.question import Criterion, Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import Bar, Bars, Callout, Excerpt, Heading, Mark, Part, Quotation, Reply, ReplyKind, Text
from bot.core.grading.grade import CriterionGrade, Flag, MistakeFinding, Verdict
from bot.core.wording import say

_MOST_OPEN = 3


def verdict_reply(question: Question, text: str, verdict: Verdict) -> Reply:
    """The card of an answer that is not kept."""
    parts = (*opening(question, verdict), *findings(question, text, verdict))
    return Reply(ReplyKind.CARD, parts, context={"question_id": question.id})


def opening(question: Question, verdict: Verdict) -> Iterator[Part]:
    """The total and the one thing to do next."""
    yield Heading(title_of(question, verdict))
    if verdict.next_step:
        yield Callout(say("card.next"), verdict.next_step)


def findings(question: Question, text: str, verdict: Verdict) -> Iterator[Part]:
    """Everything else a judge found, from the bars to the follow-up."""
    yield Bars(tuple(_bar(question, graded) for graded in verdict.criteria))
    yield from _remarks(verdict)
    yield Heading(say("card.answer"))
    yield Excerpt(text, marks_of(question, verdict))
    yield from _mistakes(verdict.mistakes)
    yield from _missing(question, verdict)
    yield from _jargon(verdict)
    yield from _notes(verdict)
    if verdict.follow_up and Flag.EMPTY not in verdict.flags:
        yield Callout(say("card.follow-up"), verdict.follow_up)


def _remarks(verdict: Verdict) -> Iterator[Part]:
    """What a judge that reads says in its own words."""
    remarks = {"card.strength": verdict.strength, "card.audience": verdict.audience_fit, "card.lens": verdict.lens}
    for key, remark in remarks.items():
        if remark:
            yield Text(say(key, remark=remark))


def title_of(question: Question, verdict: Verdict) -> str:
    """A title with the total, or with a range where it is an estimate."""
    if verdict.estimate and round(verdict.high) > 0:
        return say("card.title.estimate", title=question.title, low=round(verdict.low), high=round(verdict.high))
    return say("card.title", title=question.title, total=round(verdict.total))


def criterion_name(question: Question, graded: CriterionGrade) -> str:
    """What a criterion is called: as it was graded, else as in the question, else by its id."""
    criterion = _criterion(question, graded.criterion_id)
    return graded.name or (criterion.name if criterion else graded.criterion_id.replace("-", " ").capitalize())


def _criterion(question: Question, criterion_id: str) -> Criterion | None:
    return next((criterion for criterion in question.rubric if criterion.id == criterion_id), None)


def _bar(question: Question, graded: CriterionGrade) -> Bar:
    label = criterion_name(question, graded)
    if graded.low == graded.high:
        capped = any(mark.startswith("capped") for mark in graded.marks)
        key = "card.bar.caption.capped" if capped else "card.bar.caption"
        return Bar(label, graded.score, TOP_LEVEL, caption=say(key, level=graded.level))
    caption = say("card.bar.caption.range", low=graded.low, high=graded.high)
    return Bar(label, graded.score, TOP_LEVEL, graded.low, graded.high, caption)


def marks_of(question: Question, verdict: Verdict) -> tuple[Mark, ...]:
    """The passages that earned or cost something, ordered; where two overlap the earlier one stands."""
    found = [
        Mark(quote.start, quote.end, criterion_name(question, graded))
        for graded in verdict.criteria
        for quote in graded.quotes
    ]
    found += [Mark(item.quote.start, item.quote.end, say("card.mistake"), good=False) for item in verdict.mistakes]
    marks: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, mark.good, -mark.end)):
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return tuple(marks)


def _mistakes(mistakes: Iterable[MistakeFinding]) -> Iterator[Part]:
    for mistake in mistakes:
        yield Quotation(mistake.quote.text, say("card.mistake"))
        yield Text(mistake.correction)


def _missing(question: Question, verdict: Verdict) -> Iterator[Part]:
    below_top = [graded for graded in verdict.criteria if graded.level < TOP_LEVEL]
    if not below_top:
        return
    yield Heading(say("card.missing"))
    for graded in sorted(below_top, key=lambda graded: -graded.points_lost)[:_MOST_OPEN]:
        yield Text("\n".join(_missing_lines(question, graded)))
        if graded.improve and not verdict.estimate:  # an estimate has nothing to say beyond the points above
            yield Text(say("card.improve", advice=graded.improve))


def _missing_lines(question: Question, graded: CriterionGrade) -> Iterator[str]:
    name = criterion_name(question, graded)
    stop = "" if name.endswith(("?", "!", ".")) else "."
    yield f"**{name}{stop}** {graded.why_not_higher or graded.improve}"
    criterion = _criterion(question, graded.criterion_id)
    seen = {point.point_id for point in graded.points if point.seen}
    for point in criterion.key_points if criterion else ():
        if point.id not in seen:
            yield f"- {point.idea}"


def _jargon(verdict: Verdict) -> Iterator[Part]:
    if verdict.jargon:
        words = {found.word: found.plain for found in verdict.jargon}
        yield Heading(say("card.jargon"))
        yield Text("\n".join(say("card.jargon.item", word=word, plain=plain) for word, plain in words.items()))


def _notes(verdict: Verdict) -> Iterator[Part]:
    notes = [say(f"flag.{flag.value}") for flag in verdict.flags]
    if verdict.estimate:
        notes.append(say("card.estimate"))
    if verdict.judge.model == "lexical":
        notes.append(say("card.lexical"))
    for note in notes:
        yield Text(note, subtle=True)
