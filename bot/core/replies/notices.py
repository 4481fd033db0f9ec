"""Receipts, help, and refusals that say what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.chat import Button, Buttons, Excerpt, Fact, Facts, Heading, Part, Reply, ReplyKind, Text
from bot.core.delivery.names import answer_slot
from bot.core.errors import (
    AnswerRefusedError,
    ContestRefusedError,
    DailyLimitError,
    GreenroomError,
    NoMatchingQuestionError,
    NotAnsweredYetError,
    UnknownAnswerError,
    UnknownQuestionError,
)
from bot.core.group_rules import NotAllowedError, UnknownZoneError
from bot.core.groups.settings import GroupSettings
from bot.core.interviews.kept import InPairError, InterviewRunningError, NoInterviewError, NotYourInterviewError
from bot.core.interviews.script import UnknownPlanError
from bot.core.interviews.state import InterviewStateError
from bot.core.progress.coach import NothingNextError
from bot.core.progress.ports import Chosen
from bot.core.records import Answer, GradedAnswer, Group, Place, Submission
from bot.core.replies.interview import running_reply
from bot.core.rhythm.scheduling import TooLateToSwapError, UnknownScheduleError
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.words.explain import explain
from bot.core.schedules.words.shown import literal
from bot.core.wording import say


def receipt_reply(submission: Submission) -> Reply:
    """The acknowledgement of an answer that is stored; the same again after a crash, for its member sent it once."""
    answer = submission.answer
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    if answer.posting_id is not None:
        context["posting_id"] = str(answer.posting_id)
    text = Text(say("receipt.stored"))
    return Reply(ReplyKind.RECEIPT, (text,), context=context, slot=answer_slot(answer), place=answer.origin)


def already_reply(answer: Answer) -> Reply:
    """What is said to whoever wants a message graded that is an answer already."""
    buttons = Buttons((Button(say("button.card"), "card", {"answer_id": str(answer.id)}),))
    return Reply(ReplyKind.NOTICE, (Text(say("receipt.repeated")), buttons))


def welcome(sent_to: str | None = None) -> tuple[Part, ...]:
    """What the terminal says first: what this is, where answers go if they leave, and how to connect the chats."""
    sent = (Text(say("welcome.sent", place=sent_to)),) if sent_to else ()
    return (Text(say("welcome")), *sent, Text(say("welcome.connect"), subtle=True))


def contested_reply(contested: GradedAnswer) -> Reply:
    """The acknowledgement of a contest; a card follows, as after an answer."""
    answer = contested.answer
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    total = round(contested.grade.verdict.total) if contested.grade else 0
    return Reply(ReplyKind.RECEIPT, (Text(say("contested", total=total)),), context=context)


def withdrawn_reply(answer: Answer) -> Reply:
    """The confirmation that an answer was taken back, which takes the place of its card."""
    context = {"posting_id": str(answer.posting_id)} if answer.posting_id is not None else {}
    text = Text(say("withdrawn"))
    return Reply(ReplyKind.WITHDRAWN, (text,), context=context, slot=answer_slot(answer), place=answer.origin)


def answered_reply(answer: Answer) -> Reply:
    """What is said to a further text where the question is answered already."""
    buttons = Buttons(
        (
            Button(say("button.revise"), "revise", {"answer_id": str(answer.id)}, primary=True),
            Button(say("button.another"), "question", {"another": "yes"}),
        )
    )
    return Reply(ReplyKind.NOTICE, (Text(say("answered")), buttons))


def settings_reply(group: Group, place: Place, chosen: Chosen) -> Reply:
    """A group's settings, and what the member has chosen for themselves."""
    settings, quoted = group.settings, chosen.in_recaps
    facts = (
        Fact(say("settings.my-zone"), place.time_zone),
        Fact(
            say("settings.my-day"), say("settings.my-day.late" if place.late_evenings else "settings.my-day.midnight")
        ),
        Fact(say("settings.on-boards"), say("settings.on-boards.yes" if chosen.on_boards else "settings.on-boards.no")),
        Fact(say("settings.zone"), settings.time_zone or say("settings.default")),
        Fact(say("settings.private"), say("settings.private.yes" if settings.private else "settings.private.no")),
        Fact(say("settings.admins"), f"{len(settings.admins)}"),
        Fact(say("settings.recap"), recap_text(settings)),
        Fact(say("settings.quote-me"), say("settings.quote-me.yes" if quoted else "settings.quote-me.no")),
    )
    quote = Button(
        say("button.quote-me.no" if quoted else "button.quote-me"), "settings", {"quote_me": "no" if quoted else "yes"}
    )
    late = {"late": "no" if place.late_evenings else "yes"}
    evenings = Button(say("button.evenings.no" if place.late_evenings else "button.evenings"), "evenings", late)
    buttons = Buttons((Button(say("button.settings"), "settings"), quote, evenings))
    return Reply(ReplyKind.NOTICE, (Heading(say("settings.title")), Facts(facts), buttons))


def recap_text(settings: GroupSettings) -> str:
    """When a group's weekly recap comes."""
    if not settings.recap:
        return say("settings.recap.off")
    day = say("weekdays.short").split()[settings.recap_day]
    return say("settings.recap.at", day=day, hour=settings.recap_hour)


def help_reply(commands: Sequence[tuple[str, str]]) -> Reply:
    """What can be done: a usage and a summary per command."""
    lines = "\n".join(say("help.item", usage=usage, summary=summary) for usage, summary in commands)
    return Reply(ReplyKind.HELP, (Heading(say("help.title")), Text(say("help.how")), Text(lines)))


def refusal(key: str, **values: object) -> Reply:
    """A polite no, with the remedy."""
    return Reply(ReplyKind.REFUSAL, (Text(say(key, **values)),))


def refused_edit(error: AnswerRefusedError) -> Reply:
    """Why an edit was not taken over; what stood there before is graded."""
    reply = refusal_for(error)
    assert reply is not None, "a refused answer is its author's to mend"
    return replace(reply, parts=(Text(say("refused.edit")), *reply.parts))


def giving_back(reply: Reply, text: str) -> Reply:
    """A refusal with the text that was not taken, where it would be lost otherwise."""
    return replace(reply, parts=(*reply.parts, Text(say("refused.kept")), Excerpt(text)))


def refusal_for(error: GreenroomError) -> Reply | None:
    """What to tell a member whose request led to this error; None if it is not theirs to mend."""
    reply: Reply | None = None
    match error:
        case AnswerRefusedError():
            reply = refusal(f"refused.{error.reason}", length=f"{error.length:,}", limit=f"{error.limit:,}")
        case DailyLimitError():
            reply = refusal("refused.daily-limit", limit=f"{error.limit:,}", date=error.again_on.isoformat())
        case ContestRefusedError():
            reply = refusal(f"refused.contest.{error.reason}")
        case UnknownQuestionError():
            near = " or ".join(f"`{name}`" for name in error.near)
            shown = literal(error.question_id)
            reply = refusal("refused.question.near" if near else "refused.question", id=shown, near=near)
        case NoMatchingQuestionError():
            reply = refusal("refused.nothing-matches", filters=error.filters)
        case UnknownAnswerError():
            reply = refusal("refused.answer", id=error.answer_id)
        case NotAnsweredYetError():
            reply = refusal("model.answer-first")
        case NothingNextError():
            key = "refused.nothing-next.due" if error.due_at else "refused.nothing-next"
            reply = refusal(key, date=error.due_at.date().isoformat() if error.due_at else "")
        case _:
            reply = _group_refusal_for(error) or _interview_refusal_for(error)
    return reply


def _interview_refusal_for(error: GreenroomError) -> Reply | None:
    """What to tell somebody whose mock interview cannot begin or go on."""
    match error:
        case InterviewRunningError() | InPairError():
            return running_reply(error)
        case NotYourInterviewError():
            return refusal("refused.mock.not-yours")
        case NoInterviewError():
            return refusal("refused.mock.none")
        case UnknownPlanError():
            known = ", ".join(f"`{name}`" for name in error.known) or "none"
            return refusal("refused.mock.plan", plan=literal(error.plan_id), known=known)
        case InterviewStateError():
            return refusal(f"refused.mock.state.{error.reason}")
        case _:
            return None


def _group_refusal_for(error: GreenroomError) -> Reply | None:
    """What to tell somebody who tried to change a group."""
    match error:
        case ScheduleError():
            return Reply(ReplyKind.REFUSAL, (Text(explain(error)),))
        case UnknownScheduleError():
            ids = ", ".join(str(number) for number in error.ids)
            return refusal("refused.schedule" if ids else "refused.schedule.none", ids=ids)
        case TooLateToSwapError():
            return refusal("refused.swap")
        case NotAllowedError():
            return refusal("refused.not-allowed" if error.admins else "refused.not-allowed.none")
        case UnknownZoneError():
            near = " or ".join(f"`{name}`" for name in error.near)
            key = "refused.zone.near" if near else "refused.zone"
            return refusal(key, zone=literal(error.name), near=near)
        case _:
            return None


def bad_option(option: str, value: str, choices: str) -> Reply:
    """A value that is not among an option's choices."""
    return refusal("refused.option", option=option, value=literal(value), choices=choices)


def bad_number(option: str, value: str) -> Reply:
    """A value that should have been a fitting number."""
    return refusal("refused.number", option=option, value=literal(value))


def unknown_command(command: str) -> Reply:
    """A command that is not in the table."""
    return refusal("refused.command", command=literal(command))
