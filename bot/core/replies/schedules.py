"""Schedules in words: as they stand, as they are proposed, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.core.bank.question import Question
from bot.core.chat import Button, Buttons, Fact, Facts, Heading, Part, Reply, ReplyKind, Rows, Text
from bot.core.replies.posting import moment_text
from bot.core.replies.telling import foreseen_text, given_up, why_halted
from bot.core.rhythm.lookout import Coming
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.scheduling import Overview, Planned
from bot.core.schedules.due import Occurrence
from bot.core.schedules.words.describe import describe, details
from bot.core.schedules.words.shown import listed
from bot.core.wording import say, say_count


def schedules_reply(overview: Overview, *, manages: bool) -> Reply:
    """A group's schedules, each with its next dates; who manages the group can change them from here."""
    parts: list[Part] = [Heading(say("schedules.title"))]
    if not overview.plans and not overview.unreadable:
        parts.append(Text(say("schedules.none")))
    for plan in overview.plans:
        parts += _plan(plan, manages=manages)
    for record in overview.unreadable:
        parts.append(Text(say("schedules.unreadable", id=record.id)))
    if manages and overview.waiting:
        parts.append(Text(say_count("schedules.suggestions", overview.waiting)))
    buttons = list(_group_buttons(overview, manages=manages))
    return _schedule(*parts, *([Buttons(tuple(buttons))] if buttons else []))


def _plan(plan: Planned, *, manages: bool) -> Iterator[Part]:
    yield Text(say("schedules.item", id=plan.record.id, words=describe(plan.rule)))
    yield _details(plan)
    if plan.record.halted is not None:
        yield Text(say("schedules.halted", why=why_halted(plan.record.halted)))
    else:
        yield Text(_following(plan), subtle=True)
    if not manages:
        return
    yield from _stock(plan)
    yield from _foreseen(plan)
    if plan.skipped:
        days = listed([skip.local_date.isoformat() for skip in reversed(plan.skipped)])
        yield Text(say_count("schedules.was-away", len(plan.skipped), dates=days), subtle=True)
    this = {"schedule": str(plan.record.id)}
    paused = plan.record.halted is not None or plan.rule.paused_until is not None
    goes_on = "resume" if paused else "pause"
    buttons = [
        Button(say("button.settings"), "schedule", {"action": "form", **this}),
        Button(say(f"button.{goes_on}"), "schedule", {"action": goes_on, **this}),
    ]
    if plan.record.halted is None and plan.following:
        skip = {"action": "skip", **this, "date": plan.following[0].local_date.isoformat()}
        buttons.append(Button(say("button.skip"), "schedule", skip))
    yield Buttons(tuple(buttons))


def _group_buttons(overview: Overview, *, manages: bool) -> Iterator[Button]:
    if overview.plans:
        yield Button(say("button.preview"), "schedule", {"action": "preview"})
    if manages:
        key = "button.schedule.another" if overview.plans else "button.schedule.new"
        yield Button(say(key), "schedule", {"action": "form"}, primary=not overview.plans)
        if overview.waiting:
            yield Button(say("button.suggestions"), "suggest")


def proposal_reply(draft: Planned, old: ScheduleRecord | None = None, channel: str | None = None) -> Reply:
    """What was understood, with the next dates, before it is saved.

    Args:
        draft: The proposal.
        old: The schedule that it would change; one that is halted would go on.
        channel: The channel that it is for, if that is not where this is shown.
    """
    known: dict[str, str] = {"schedule": str(draft.record.id)}
    if old is not None:
        known["replaces"] = str(old.id)
    if channel is not None:
        known["channel"] = channel
    buttons = (
        Button(say("button.save"), "schedule", {"action": "save", **known}, primary=True),
        Button(say("button.discard"), "schedule", {"action": "discard", **known}),
    )
    return _schedule(
        Heading(say("schedules.proposal")),
        Text(f"**{describe(draft.rule)}**"),
        _details(draft),
        Text(_following(draft)),
        *_foreseen(draft),
        *([Text(say("schedules.proposal.goes-on"))] if old is not None and old.halted else []),
        Buttons(buttons),
    )


def saved_reply(plan: Planned) -> Reply:
    """The confirmation that a schedule posts."""
    saved = Text(say("schedules.saved", words=describe(plan.rule)))
    if plan.record.halted is not None:  # by somebody else, since it was proposed
        return _schedule(saved, Text(say("schedules.halted", why=why_halted(plan.record.halted))), _resuming(plan))
    return _schedule(saved, Text(_following(plan)), *_foreseen(plan))


def stands_reply(plan: Planned) -> Reply:
    """How a schedule stands, where a proposal to change it is dealt with already."""
    return _schedule(Text(say("schedules.draft.gone")), *_plan(plan, manages=False))


def draft_gone_reply() -> Reply:
    """A proposal that is dealt with, and was for a new schedule."""
    return Reply(ReplyKind.REFUSAL, (Text(say("schedules.draft.gone")),))


def paused_reply(plan: Planned) -> Reply:
    """The confirmation of a pause, and how it ends."""
    resume = _resuming(plan)
    if plan.record.halted is None:
        until = Text(say("schedules.paused.until", date=plan.rule.paused_until))
        return _schedule(until, Text(_following(plan)), resume)
    return _schedule(Text(say("schedules.paused")), resume)


def removed_reply(record: ScheduleRecord, words: str) -> Reply:
    """The confirmation that a schedule ended, with the words that make it anew."""
    if not words:
        return _schedule(Text(say("schedules.removed", id=record.id)))
    return _schedule(Text(say("schedules.removed.again", id=record.id, words=words)))


def discarded_reply() -> Reply:
    """The confirmation that a proposal was dropped."""
    return _schedule(Text(say("schedules.discarded")))


def skipped_reply(plan: Planned, days: Sequence[date]) -> Reply:
    """Which dates are left out, what follows, and how to take it back."""
    if not days:
        return _schedule(Text(say("schedules.nothing-to-skip")))
    dates = listed([day.isoformat() for day in days])
    back = {"action": "unskip", "schedule": str(plan.record.id), "date": ",".join(day.isoformat() for day in days)}
    parts = [Text(say("schedules.skipped", dates=dates)), Text(_following(plan))]
    return _schedule(*parts, Text(say("schedules.skip.more"), subtle=True), _buttons(say("button.unskip"), back))


def unskipped_reply(plan: Planned) -> Reply:
    """That dates are asked on again, and what follows."""
    return _schedule(Text(say("schedules.unskipped")), Text(_following(plan)))


def halted_refusal(reason: str) -> Reply:
    """A schedule of which nothing can be left out, because it posts nothing."""
    return Reply(ReplyKind.REFUSAL, (Text(say("refused.halted", why=why_halted(reason))),))


def nothing_else_refusal() -> Reply:
    """A question that cannot be swapped, because there is no other."""
    return Reply(ReplyKind.REFUSAL, (Text(say("refused.swap.nothing-else")),))


def not_allowed_reply(names: Sequence[str]) -> Reply:
    """Who can change a group's schedules, for somebody who cannot."""
    facts = (Facts((Fact(say("schedules.ask"), ", ".join(names)),)),) if names else ()
    return Reply(ReplyKind.REFUSAL, (Text(say("schedules.not-allowed")), *facts))


def other_channel_refusal() -> Reply:
    """Somebody who manages this group only and named another channel."""
    return Reply(ReplyKind.REFUSAL, (Text(say("schedules.other-channel")),))


def swapped_reply(question: Question) -> Reply:
    """Which question is asked instead."""
    return _schedule(Text(say("schedules.swapped", title=question.title)))


def posted_reply(question: Question) -> Reply:
    """Which question goes out now."""
    return _schedule(Text(say("schedules.posted", title=question.title)))


def preview_reply(coming: Sequence[Coming], *, manages: bool) -> Reply:
    """What is to come; with its questions, as they stand now, for those who manage the group.

    Others see the tracks alone, so that nobody prepares for a question that the group has not seen.
    """
    if not coming:
        return _schedule(Text(say("schedules.nothing-comes")))
    columns = say("schedules.columns" if manages else "schedules.columns.tracks").split("|")
    rows = Rows(tuple(columns), tuple(_row(each, manages=manages) for each in coming))
    notes = tuple(Text(note, subtle=True) for note in dict.fromkeys(_notes(coming))) if manages else ()
    return _schedule(Heading(say("schedules.coming")), rows, *notes)


def _row(coming: Coming, *, manages: bool) -> tuple[str, ...]:
    when, track = moment_text(coming.occurrence.due_at, coming.rule.zone), coming.question.track.replace("-", " ")
    return (when, coming.question.title, track) if manages else (when, track)


def _notes(coming: Sequence[Coming]) -> Iterator[str]:
    """What is special about the questions to come."""
    for each in coming:
        known: Mapping[str, object] = {"title": each.question.title, "date": each.occurrence.local_date}
        if each.suggested:
            yield say("preview.suggested", **known)
        if each.repeated:
            yield say("preview.repeated", **known)
        if each.relaxed:
            yield say("preview.relaxed", given=given_up(each.relaxed), **known)


def _stock(plan: Planned) -> Iterator[Text]:
    """How many questions are left, and until when they last."""
    if plan.stock is None:
        return
    left = say_count("schedules.stock", plan.stock.fresh, matching=plan.stock.matching)
    if plan.stock.until is not None and plan.stock.days is not None:
        left = f"{left} {say_count('schedules.stock.until', plan.stock.days, date=plan.stock.until)}"
    yield Text(left, subtle=True)


def _foreseen(plan: Planned) -> Iterator[Text]:
    for each in plan.foreseen:
        yield Text(foreseen_text(each), subtle=True)


def _details(plan: Planned) -> Text:
    return Text("\n".join(f"- {line}" for line in details(plan.rule)), subtle=True)


def _following(plan: Planned) -> str:
    if not plan.following:
        return say("schedules.never")
    return say("schedules.next", dates="; ".join(_when(each, plan.rule.zone) for each in plan.following))


def _when(occurrence: Occurrence, zone: str) -> str:
    return moment_text(occurrence.due_at, zone)


def _resuming(plan: Planned) -> Buttons:
    return Buttons((Button(say("button.resume"), "schedule", {"action": "resume", "schedule": str(plan.record.id)}),))


def _buttons(label: str, options: Mapping[str, str]) -> Buttons:
    return Buttons((Button(label, "schedule", options),))


def _schedule(*parts: Part) -> Reply:
    return Reply(ReplyKind.SCHEDULE, parts)
