"""Schedules in words: as they stand, as they are proposed, and what is to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Question
from bot.core.chat import Button, Buttons, Heading, Part, Reply, ReplyKind, Rows, Text
from bot.core.replies.posting import moment_text
from bot.core.rhythm.records import ScheduleRecord, Suggestion
from bot.core.rhythm.scheduling import Planned
from bot.core.rhythm.trouble import why_halted
from bot.core.schedules.due import Occurrence
from bot.core.schedules.forecast import Coming
from bot.core.schedules.words.describe import describe, details
from bot.core.wording import say


def schedules_reply(plans: Sequence[Planned]) -> Reply:
    """A group's schedules, each with its next dates."""
    if not plans:
        return _schedule(Heading(say("schedules.title")), Text(say("schedules.none")))
    parts: list[Part] = [Heading(say("schedules.title"))]
    for plan in plans:
        parts += _plan(plan)
    first = {"schedule": str(plans[0].record.id)} if len(plans) == 1 else {}
    buttons = [Button(say("button.preview"), "schedule", {"action": "preview"})]
    if first:
        action = "resume" if plans[0].record.halted else "pause"
        buttons.append(Button(say(f"button.{action}"), "schedule", {"action": action, **first}))
        buttons.append(Button(say("button.skip"), "schedule", {"action": "skip", **first}))
    return _schedule(*parts, Buttons(tuple(buttons)))


def _plan(plan: Planned) -> Iterable[Part]:
    yield Text(say("schedules.item", id=plan.record.id, words=describe(plan.rule)))
    yield Text("\n".join(f"- {line}" for line in details(plan.rule)), subtle=True)
    if plan.record.halted is not None:
        yield Text(say("schedules.halted", why=why_halted(plan.record.halted)))
    else:
        yield Text(_following(plan), subtle=True)


def proposal_reply(draft: Planned, replaces: int | None = None) -> Reply:
    """What was understood, with the next dates, before it is saved."""
    options = {"schedule": str(draft.record.id)}
    save = options | {"action": "save"} | ({"replaces": str(replaces)} if replaces is not None else {})
    buttons = (
        Button(say("button.save"), "schedule", save, primary=True),
        Button(say("button.discard"), "schedule", options | {"action": "discard"}),
    )
    return _schedule(
        Heading(say("schedules.proposal")),
        Text(f"**{describe(draft.rule)}**"),
        Text("\n".join(f"- {line}" for line in details(draft.rule))),
        Text(_following(draft)),
        Buttons(buttons),
    )


def saved_reply(plan: Planned) -> Reply:
    """The confirmation that a schedule posts."""
    return _schedule(Text(say("schedules.saved", words=describe(plan.rule))), Text(_following(plan)))


def paused_reply(plan: Planned) -> Reply:
    """The confirmation of a pause, and how it ends."""
    if plan.rule.paused_until is not None:
        return _schedule(Text(say("schedules.paused.until", date=plan.rule.paused_until)), Text(_following(plan)))
    resume = Button(say("button.resume"), "schedule", {"action": "resume", "schedule": str(plan.record.id)})
    return _schedule(Text(say("schedules.paused")), Buttons((resume,)))


def removed_reply(record: ScheduleRecord) -> Reply:
    """The confirmation that a schedule ended."""
    return _schedule(Text(say("schedules.removed", id=record.id)))


def discarded_reply() -> Reply:
    """The confirmation that a proposal was dropped."""
    return _schedule(Text(say("schedules.discarded")))


def skipped_reply(plan: Planned, day: date | None) -> Reply:
    """Which posting is left out, and what follows."""
    if day is None:
        return _schedule(Text(say("schedules.nothing-to-skip")))
    return _schedule(Text(say("schedules.skipped", date=day)), Text(_following(plan)))


def swapped_reply(question: Question) -> Reply:
    """Which question is asked instead."""
    return _schedule(Text(say("schedules.swapped", title=question.title)))


def posted_reply(question: Question) -> Reply:
    """Which question goes out now."""
    return _schedule(Text(say("schedules.posted", title=question.title)))


def preview_reply(coming: Sequence[tuple[ScheduleRecord, Coming]]) -> Reply:
    """What is to come, with its questions as they stand now."""
    if not coming:
        return _schedule(Text(say("schedules.nothing-comes")))
    rows = tuple(_row(record, each) for record, each in coming)
    return _schedule(Heading(say("schedules.coming")), Rows(tuple(say("schedules.columns").split("|")), rows))


def _row(record: ScheduleRecord, coming: Coming) -> tuple[str, ...]:
    question = coming.pick.question
    return (_when(coming.occurrence, str(record.rule["zone"])), question.title, question.track.replace("-", " "))


def suggested_reply(suggestion: Suggestion, bank: QuestionBank) -> Reply:
    """The confirmation of a suggestion."""
    return _schedule(Text(say("suggestions.made", title=bank.get(suggestion.question_id).title)))


def suggestions_reply(suggestions: Sequence[Suggestion], bank: QuestionBank) -> Reply:
    """What members suggested, for an admin to decide."""
    if not suggestions:
        return _schedule(Text(say("suggestions.none")))
    parts: list[Part] = [Heading(say("suggestions.title"))]
    for found in suggestions:
        title = bank.get(found.question_id).title if found.question_id in bank else found.question_id
        parts.append(Text(say("suggestions.item", title=title)))
        choice = {"suggestion": str(found.id)}
        approve = Button(say("button.approve"), "suggest", choice | {"decision": "approve"}, primary=True)
        decline = Button(say("button.decline"), "suggest", choice | {"decision": "decline"})
        parts.append(Buttons((approve, decline)))
    return _schedule(*parts)


def decided_reply(suggestion: Suggestion | None) -> Reply:
    """What became of a suggestion."""
    return _schedule(Text(say(f"suggestions.{suggestion.state}" if suggestion else "suggestions.gone")))


def _following(plan: Planned) -> str:
    if not plan.following:
        return say("schedules.never")
    return say("schedules.next", dates="; ".join(_when(each, plan.rule.zone) for each in plan.following))


def _when(occurrence: Occurrence, zone: str) -> str:
    return moment_text(occurrence.due_at, zone)


def _schedule(*parts: Part) -> Reply:
    return Reply(ReplyKind.SCHEDULE, parts)
