"""Peers' reviews in commands, and reactions on answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import ChatEvent, Choice, FieldKind, Form, FormField, Reply
from bot.core.commands.command import Command, Option, OptionError
from bot.core.commands.options import answer_id_of
from bot.core.grading.grade import GradeState
from bot.core.replies import notices
from bot.core.replies.together import review_saved_reply
from bot.core.room import Room
from bot.core.together.records import Kudo
from bot.core.together.reviewing import LONGEST_NOTE, ReviewRefusedError
from bot.core.wording import say

_LEVEL = "level_"
_LETTERS = "abcdefgh"
"""What tells the fields of a form's criteria apart: names of fields have no digits on Discord."""
_LONGEST_CHOICE = 75


async def review(room: Room, event: ChatEvent) -> Reply:
    """Take in what a member thinks of somebody else's answer."""
    answer_id, reviewing = answer_id_of(event), room.together.reviewing
    try:
        found = await reviewing.reviewable(event.origin, answer_id)
        levels = _levels(event.options, found.question)
        count = await reviewing.review(event.origin, event.at, event.key, answer_id, levels, event.text)
    except ReviewRefusedError as error:
        return _refusal(error)
    return review_saved_reply(count)


async def review_form(room: Room, event: ChatEvent) -> Form | None:
    """A level for each criterion, and a line; what the member said before stands there already.

    Raises:
        OptionError: They may not review that answer.
    """
    if "levels" in event.options or any(name.startswith(_LEVEL) for name in event.options):
        return None
    answer_id = answer_id_of(event)
    try:
        found = await room.together.reviewing.reviewable(event.origin, answer_id)
    except ReviewRefusedError as error:
        raise OptionError(_refusal(error)) from error
    before = found.before.levels if found.before else {}
    fields = [
        FormField(
            f"{_LEVEL}{letter}",
            criterion.name,
            FieldKind.CHOICE,
            str(before[criterion.id]) if criterion.id in before else "",
            tuple(_choice(level, text) for level, text in enumerate(criterion.levels)),
        )
        for letter, criterion in zip(_LETTERS, found.question.rubric, strict=False)
    ]
    note = FormField(
        "text",
        say("review.form.note"),
        value=found.before.note if found.before else "",
        help=say("review.form.note.help"),
        required=False,
        longest=LONGEST_NOTE,
    )
    title, options = say("review.form", title=found.question.title), {"answer_id": str(answer_id)}
    return Form(title, "review", (*fields, note), say("form.send"), options, say("review.form.notes"))


async def reacted(room: Room, event: ChatEvent) -> Reply | None:
    """A reaction on an answer that was given or taken back; on anything else, or one's own, it leaves no trace."""
    from bot.core.commands.listening import message_key

    if event.origin.message is None:
        return None
    found = await room.threads.answer_written(event.origin, message_key(event.origin.message))
    if found is None or found.answer.state is GradeState.WITHDRAWN or found.answer.origin.user == event.origin.user:
        return None
    place = await room.practice.place_of(event.origin)
    given = event.command == "reaction-added"
    kudo = Kudo(found.answer.id, event.options.get("emoji", ""), given, event.at)
    await room.together.kudos.note_kudo(place, kudo)
    return None


def _levels(options: Mapping[str, str], question: Question) -> dict[str, int]:
    """The levels by criterion, from a list in the rubric's order or from a form's fields."""
    listed = [part.strip() for part in options.get("levels", "").split(",")]
    if "levels" not in options:
        listed = [options.get(f"{_LEVEL}{letter}", "").strip() for letter in _LETTERS[: len(question.rubric)]]
    known = {str(level): level for level in range(TOP_LEVEL + 1)}
    if len(listed) != len(question.rubric) or not all(text in known for text in listed):
        raise ReviewRefusedError("levels", question)
    return {criterion.id: known[text] for criterion, text in zip(question.rubric, listed, strict=True)}


def _choice(level: int, text: str) -> Choice:
    label = say("review.form.level", level=level, text=text)
    return Choice(str(level), label if len(label) <= _LONGEST_CHOICE else f"{label[: _LONGEST_CHOICE - 1].rstrip()}…")


def _refusal(error: ReviewRefusedError) -> Reply:
    names, example = "", ""
    if error.question is not None:
        names = ", ".join(criterion.name for criterion in error.question.rubric)
        example = ",".join("3" for _ in error.question.rubric)
    count = len(error.question.rubric) if error.question else 0
    return notices.refusal(
        f"refused.review.{error.reason}", count=count, names=names, example=example, most=LONGEST_NOTE
    )


REVIEW = Command(
    "review",
    "what you think of somebody's answer in the channel, on its rubric",
    review,
    "review answer=N levels=3,2,4 TEXT",
    (
        Option("answer_id", "the answer's number", number=True),
        Option("levels", "0 to 4 for each criterion, in the rubric's order, with commas"),
    ),
    takes_text=True,
)
