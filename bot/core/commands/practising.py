"""Asking, answering, and looking back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import ChatEvent, Picture, Reply
from bot.core.commands.options import answer_id_of, filters_from, number_of, style_of
from bot.core.progress.pictures import progress_chart
from bot.core.progress.streaks import practice_day
from bot.core.progress.summary import Progress
from bot.core.records import Place
from bot.core.replies import notices
from bot.core.replies.card import card_reply
from bot.core.replies.looking_back import history_reply, progress_reply, self_check_reply
from bot.core.replies.question import hint_reply, model_answer_reply, question_reply
from bot.core.room import Room

_MOST_HISTORY = 50
_DEFAULT_HISTORY = 10


async def question(room: Room, event: ChatEvent) -> Reply:
    """Put a question: today's, a certain one, or one that passes the options' filters.

    Where the group has it before its eyes already, and in another question's thread, whoever asks sees it alone.
    """
    options = event.options
    style = style_of(room.practice.content, options)
    if question_id := options.get("question", ""):
        asked = await room.practice.ask_for(event.origin, event.at, event.key, question_id, style)
    elif options.keys() & {"track", "skill", "difficulty", "style", "another"}:
        asked = await room.practice.ask_about(event.origin, event.at, event.key, filters_from(options, style))
    else:
        asked = await room.practice.ask_today(event.origin, event.at)
    on_show = asked.posting.thread is not None
    return question_reply(asked, alone=event.origin.alone or event.origin.thread is not None or on_show)


async def answer(room: Room, event: ChatEvent) -> Reply:
    """Take an answer in."""
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    submission = await room.practice.submit(
        event.origin,
        event.at,
        event.key,
        question_id,
        event.text,
        posting_id=number_of(event.options, "posting_id"),
        revises=number_of(event.options, "revises"),
        seconds_taken=number_of(event.options, "seconds"),
        style=style_of(room.practice.content, event.options),
    )
    return notices.receipt_reply(submission)


async def revise(room: Room, event: ChatEvent) -> Reply:
    """Take a better try in."""
    answer_id = answer_id_of(event)
    return notices.receipt_reply(await room.practice.revise(event.origin, event.at, event.key, answer_id, event.text))


async def hint(room: Room, event: ChatEvent) -> Reply:
    """Give a hint."""
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    return hint_reply(room.practice.content.bank.get(question_id), number_of(event.options, "number") or 1)


async def model_answer(room: Room, event: ChatEvent) -> Reply:
    """Show the model answer to a member who has answered."""
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    return model_answer_reply(await room.practice.reveal(event.origin, question_id))


async def self_check(room: Room, event: ChatEvent) -> Reply:
    """Show the points to tick, or store what was ticked."""
    answer_id = answer_id_of(event)
    if "said" not in event.options:
        return self_check_reply(await room.practice.card(event.origin, answer_id, event.at))
    said = frozenset(name.strip() for name in event.options["said"].split(",") if name.strip())
    return self_check_reply(await room.practice.check_oneself(event.origin, answer_id, said, event.at))


async def card(room: Room, event: ChatEvent) -> Reply:
    """Show a score card again: a copy, for whoever asks; what changes later is shown on the first one."""
    return card_reply(await room.practice.card(event.origin, answer_id_of(event), event.at), copy=True)


async def progress(room: Room, event: ChatEvent) -> Reply:
    """Show how the member stands, and what comes next for them."""
    place = await room.practice.place_of(event.origin)
    due = await room.coach.due(place, event.at)
    progress = await room.practice.progress_of(place, event.at)
    kudos = await room.together.kudos.kudos_for(place)
    return progress_reply(progress, due, await _progress_picture(room, event, place, progress), kudos)


async def _progress_picture(room: Room, event: ChatEvent, place: Place, progress: Progress) -> Sequence[Picture]:
    """The progress card; nothing before the first answer."""
    if not progress.begun:
        return ()
    today = practice_day(event.at, place.time_zone, late=place.late_evenings)
    return await room.painter.progress(progress_chart(event.origin.user_name, progress, today))


async def history(room: Room, event: ChatEvent) -> Reply:
    """List the member's answers."""
    limit = min(number_of(event.options, "limit") or _DEFAULT_HISTORY, _MOST_HISTORY)
    entries, checks = await room.practice.history(event.origin, limit), await room.practice.self_checks(event.origin)
    return history_reply(entries, room.practice.content.bank, checks)


async def withdraw(room: Room, event: ChatEvent) -> Reply:
    """Take an answer back."""
    return notices.withdrawn_reply(await room.practice.withdraw(event.origin, answer_id_of(event)))


async def contest(room: Room, event: ChatEvent) -> Reply:
    """Have a grade looked at twice more."""
    return notices.contested_reply(await room.practice.contest(event.origin, answer_id_of(event), event.at))
