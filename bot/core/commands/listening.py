"""What people write without a command: answers in a thread, direct messages, mentions; edits and deletions."""

from __future__ import annotations

from dataclasses import replace

from bot.core.answers import continued, has_words
from bot.core.chat import Button, Buttons, ChatEvent, Reply, ReplyKind, Text
from bot.core.commands.command import Handler
from bot.core.commands.overhearing import overheard, written
from bot.core.commands.review import reacted
from bot.core.commands.table import find, help_reply_of_all
from bot.core.commands.typed import Choices, Typed, options_of, spoken_command, text_of
from bot.core.errors import AnswerRefusedError
from bot.core.grading.grade import GradeState
from bot.core.interviews.late_debrief import hand_over
from bot.core.records import Answer, GradedAnswer, Posting, Submission
from bot.core.replies import notices
from bot.core.room import Room
from bot.core.wording import say


async def heard(room: Room, event: ChatEvent) -> Reply | None:
    """A message: in a question's thread the first one of a member is their answer, and later ones are discussion.

    The option `mentioned` says that the bot was spoken to, as does a conversation with it alone. Then a command does
    what it says, and a text where the member has answered already is a better try (after a mention) or is asked about.
    A command that stands where an answer could is a command, too. What is not meant for the bot leaves no trace of its
    author. Before all that, what a member writes where their mock interview is held belongs to it. Whoever writes to
    the bot alone gets the debrief that could not be shown where they held one.
    """
    if await overheard(room, event) or await written(room, event):
        return None
    spoken_to = "mentioned" in event.options or event.origin.direct
    if not spoken_to and not await room.threads.is_question_thread(event.origin):
        return None
    late = event.origin.direct and await hand_over(room.mocks, event) is True
    place = await room.practice.place_of(event.origin)
    if (brought := await room.threads.answer_of(place, event.key)) is not None:  # before a crash
        return notices.receipt_reply(Submission(brought.answer, repeated=True))
    posting = await room.threads.posting_at(event.origin, place, latest=event.origin.direct)
    answered = await room.threads.answer_to(place, posting) if posting else None
    if posting is not None and await room.threads.answers_privately(place, posting):
        event = replace(event, origin=replace(event.origin, private=True))
    typed = spoken_command(event.text, Choices.of(room.practice.content), prose=posting is not None)
    if typed is not None and (spoken_to or answered is None):
        return await _obeyed(room, event, typed, posting, answered)
    if posting is None:
        return help_reply_of_all() if spoken_to and not late else None
    return await _said_about(room, event, posting, answered)


async def _said_about(room: Room, event: ChatEvent, posting: Posting, answered: GradedAnswer | None) -> Reply | None:
    """What is written about a posting, and is no command."""
    mentioned = "mentioned" in event.options
    if answered is None:
        spoken_to = mentioned or event.origin.direct
        return await _answered(room, event, posting) if spoken_to or has_words(event.text) else None
    if mentioned and event.text.strip():
        return await _revised(room, event, answered)
    return notices.answered_reply(answered.answer) if mentioned or event.origin.direct else None


async def reheard(room: Room, event: ChatEvent) -> Reply | None:
    """An edited message: before it is graded, its new text takes the old one's place."""
    found = await _answer_in(room, event)
    if found is None:
        return None
    try:
        await room.threads.reword(found, await _edited_text(room, event, found.answer), event.at)
    except AnswerRefusedError as error:
        return notices.refused_edit(error)
    return None


async def unheard(room: Room, event: ChatEvent) -> Reply | None:
    """A deleted message: the answer in it is withdrawn, also where the platform does not tell who wrote it."""
    found = await _answer_in(room, event)
    withdrawn = await room.threads.take_back(found.answer) if found else None
    return notices.withdrawn_reply(withdrawn) if withdrawn else None


async def grade_this(room: Room, event: ChatEvent) -> Reply | None:
    """A message that its author wants graded: as an answer to its thread's question, else to the group's latest.

    Options: `author` is the platform's id of who wrote it.
    """
    if event.options.get("author", event.origin.user) != event.origin.user:
        return notices.refusal("refused.not-yours")
    place = await room.practice.place_of(event.origin)
    key = message_key(event.origin.message) if event.origin.message else event.key
    for brought in (await room.threads.answer_of(place, event.key), await room.threads.answer_of(place, key)):
        if brought is not None and brought.answer.submitted_at == event.at:  # by this event, before a crash
            return notices.receipt_reply(Submission(brought.answer, repeated=True))
        if brought is not None and brought.answer.state is not GradeState.WITHDRAWN:
            return notices.already_reply(brought.answer)
        if brought is not None:
            key = event.key
    posting = await room.threads.posting_at(event.origin, place, latest=True)
    if posting is None:
        return notices.refusal("refused.which-question")
    answered = await room.threads.answer_to(place, posting)
    event = replace(event, key=key)  # so that an edit or the deletion of the message finds its answer
    return await _revised(room, event, answered) if answered else await _answered(room, event, posting)


async def arrived(_room: Room, event: ChatEvent) -> Reply:
    """The bot was brought into a channel, or somebody opened a conversation with it: it says what to do next."""
    ask = Button(say("button.ask-me"), "question", {"another": "yes"}, primary=event.origin.direct)
    if event.origin.direct:
        return Reply(ReplyKind.NOTICE, (Text(say("hello.alone")), Buttons((ask,))), private=False)
    plan = Button(say("button.schedule"), "schedule", {"action": "form"}, primary=True)
    parts = (Text(say("hello")), Text(say("hello.next")), Buttons((plan, ask)))
    return Reply(ReplyKind.NOTICE, parts, private=False)


def message_key(message: str) -> str:
    """The key of the event of a message, by which its edits and its deletion find the answer."""
    return f"message:{message}"


async def _answered(room: Room, event: ChatEvent, posting: Posting) -> Reply:
    submission = await room.practice.submit(
        event.origin, event.at, event.key, posting.question_id, event.text, posting_id=posting.id, style=posting.style
    )
    return notices.receipt_reply(submission)


async def _revised(room: Room, event: ChatEvent, answered: GradedAnswer) -> Reply:
    answer_id = answered.answer.id
    return notices.receipt_reply(await room.practice.revise(event.origin, event.at, event.key, answer_id, event.text))


async def _obeyed(
    room: Room, event: ChatEvent, typed: Typed, posting: Posting | None, answered: GradedAnswer | None
) -> Reply | None:
    command = find(typed.name)
    assert command is not None, "a spoken command is one of the table"
    at_hand = {"question": posting.question_id, "posting_id": str(posting.id)} if posting else {}
    if answered is not None:
        at_hand["answer_id"] = str(answered.answer.id)
    options = options_of(command, typed.rest, at_hand, Choices.of(room.practice.content))
    text = text_of(command, typed.rest)
    return await command.handler(room, replace(event, command=command.name, text=text, options=options))


async def _answer_in(room: Room, event: ChatEvent) -> GradedAnswer | None:
    """The answer that an edited or deleted message held, if it held one."""
    message = event.origin.message
    return await room.threads.answer_written(event.origin, message_key(message)) if message else None


async def _edited_text(room: Room, event: ChatEvent, answer: Answer) -> str:
    """An answer's text after its message was edited, which may begin with the command that brought it."""
    typed = spoken_command(event.text)
    command = find(typed.name) if typed else None
    if typed is None or command is None or not command.takes_text:
        return event.text
    text = text_of(command, typed.rest)
    before = await room.threads.before(answer) if command.name == "follow-up" else None
    return continued(before.text, text) if before and text.strip() else text


HEARD: dict[str, Handler] = {
    "message": heard,
    "message-edited": reheard,
    "message-deleted": unheard,
    "reaction-added": reacted,
    "reaction-removed": reacted,
    "grade-this": grade_this,
    "arrived": arrived,
}
"""What platforms report beside commands."""
