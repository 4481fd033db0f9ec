"""What people write without a command: answers in a thread, direct messages, mentions; edits and deletions."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import ChatEvent, Reply
from bot.core.commands.command import Handler
from bot.core.commands.table import find, help_reply_of_all
from bot.core.commands.typed import Choices, Typed, options_of, spoken_command
from bot.core.records import GradedAnswer, Place, Posting
from bot.core.replies import notices
from bot.core.room import Room


async def heard(room: Room, event: ChatEvent) -> Reply | None:
    """A message: in a question's thread the first one of a member is their answer, and later ones are discussion.

    The option `mentioned` says that the bot was spoken to, as does a conversation with it alone. Then a command does
    what it says, and a text where the member has answered already is a better try (after a mention) or is asked about.
    """
    spoken_to = "mentioned" in event.options or event.origin.direct
    place = await room.practice.place_of(event.origin)
    posting = await room.threads.posting_at(event.origin, place, latest=event.origin.direct)
    answered = await room.threads.answer_to(place, posting) if posting else None
    if spoken_to and (typed := spoken_command(event.text)) is not None:
        return await _obeyed(room, event, typed, posting, answered)
    if posting is None:
        return help_reply_of_all() if spoken_to else None
    if answered is None:
        return await _answered(room, event, place, posting)
    if "mentioned" in event.options and event.text.strip():
        answer_id = answered.answer.id
        submission = await room.practice.revise(event.origin, event.at, event.key, answer_id, event.text)
        return notices.receipt_reply(submission)
    return notices.answered_reply(answered.answer) if spoken_to else None


async def reheard(room: Room, event: ChatEvent) -> Reply | None:
    """An edited message: before it is graded, its new text takes the old one's place."""
    answer = await _answer_in(room, event)
    if answer is None:
        return None
    place = await room.practice.place_of(event.origin)
    await room.threads.reword(place, answer.answer.id, event.text, event.at)
    return None


async def unheard(room: Room, event: ChatEvent) -> Reply | None:
    """A deleted message: the answer in it is withdrawn."""
    answer = await _answer_in(room, event)
    if answer is None:
        return None
    return notices.withdrawn_reply(await room.practice.withdraw(event.origin, answer.answer.id))


async def grade_this(room: Room, event: ChatEvent) -> Reply | None:
    """A message that its author wants graded: as an answer to its thread's question, else to the group's latest.

    Options: `author` is the platform's id of who wrote it.
    """
    if event.options.get("author", event.origin.user) != event.origin.user:
        return notices.refusal("refused.not-yours")
    place = await room.practice.place_of(event.origin)
    posting = await room.threads.posting_at(event.origin, place, latest=True)
    if posting is None:
        return notices.refusal("refused.which-question")
    answered = await room.threads.answer_to(place, posting)
    if answered is None:
        return await _answered(room, event, place, posting)
    submission = await room.practice.revise(event.origin, event.at, event.key, answered.answer.id, event.text)
    return notices.receipt_reply(submission)


def message_key(message: str) -> str:
    """The key of the event of a message, by which its edits and its deletion find the answer."""
    return f"message:{message}"


async def _answered(room: Room, event: ChatEvent, place: Place, posting: Posting) -> Reply:
    alone = event.origin.private or await room.threads.answers_privately(place, posting)
    origin = replace(event.origin, private=alone)
    submission = await room.practice.submit(
        origin, event.at, event.key, posting.question_id, event.text, posting_id=posting.id, style=posting.style
    )
    return notices.receipt_reply(submission)


async def _obeyed(
    room: Room, event: ChatEvent, typed: Typed, posting: Posting | None, answered: GradedAnswer | None
) -> Reply | None:
    command = find(typed.name)
    assert command is not None, "a spoken command is one of the table"
    at_hand = {"question": posting.question_id, "posting_id": str(posting.id)} if posting else {}
    if answered is not None:
        at_hand["answer_id"] = str(answered.answer.id)
    options = options_of(command, typed.rest, at_hand, Choices.of(room.practice.content))
    text = typed.rest if command.takes_text else ""
    return await command.handler(room, replace(event, command=command.name, text=text, options=options))


async def _answer_in(room: Room, event: ChatEvent) -> GradedAnswer | None:
    """The answer that an edited or deleted message held, if it held one."""
    message = event.origin.message
    if message is None:
        return None
    place = await room.practice.place_of(event.origin)
    return await room.threads.answer_in(place, message_key(message))


HEARD: dict[str, Handler] = {
    "message": heard,
    "message-edited": reheard,
    "message-deleted": unheard,
    "grade-this": grade_this,
}
"""What platforms report beside commands."""
