"""Receipts, help, and refusals that say what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import Heading, Part, Reply, ReplyKind, Text
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
from bot.core.records import GradedAnswer, Submission
from bot.core.wording import say


def receipt_reply(submission: Submission) -> Reply:
    """The acknowledgement of an answer that is stored."""
    answer = submission.answer
    context = {"answer_id": str(answer.id), "question_id": answer.question_id}
    text = say("receipt.repeated" if submission.repeated else "receipt.stored")
    return Reply(ReplyKind.RECEIPT, (Text(text),), context=context)


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


def withdrawn_reply() -> Reply:
    """The confirmation that an answer was taken back."""
    return Reply(ReplyKind.NOTICE, (Text(say("withdrawn")),))


def help_reply(commands: Sequence[tuple[str, str]]) -> Reply:
    """What can be done: a usage and a summary per command."""
    lines = "\n".join(say("help.item", usage=usage, summary=summary) for usage, summary in commands)
    return Reply(ReplyKind.HELP, (Heading(say("help.title")), Text(say("help.how")), Text(lines)))


def refusal(key: str, **values: object) -> Reply:
    """A polite no, with the remedy."""
    return Reply(ReplyKind.REFUSAL, (Text(say(key, **values)),))


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
            shown = _literal(error.question_id)
            reply = refusal("refused.question.near" if near else "refused.question", id=shown, near=near)
        case NoMatchingQuestionError():
            reply = refusal("refused.nothing-matches", filters=error.filters)
        case UnknownAnswerError():
            reply = refusal("refused.answer", id=error.answer_id)
        case NotAnsweredYetError():
            reply = refusal("model.answer-first")
        case _:
            pass
    return reply


def bad_option(option: str, value: str, choices: str) -> Reply:
    """A value that is not among an option's choices."""
    return refusal("refused.option", option=option, value=_literal(value), choices=choices)


def bad_number(option: str, value: str) -> Reply:
    """A value that should have been a fitting number."""
    return refusal("refused.number", option=option, value=_literal(value))


def unknown_command(command: str) -> Reply:
    """A command that is not in the table."""
    return refusal("refused.command", command=_literal(command))


def _literal(text: str) -> str:
    """A member's word made fit to stand between backticks."""
    shown = "".join(character for character in text if character.isprintable() and character != "`")
    return shown[:60] or "?"
