"""How members stand among each other, what to practise next, and when their day ends."""

from __future__ import annotations

from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import ChatEvent, Reply, ReplyKind, Text
from bot.core.commands.command import Command, Option, OptionError
from bot.core.commands.options import filters_from, style_of
from bot.core.progress.points import Period
from bot.core.replies import notices
from bot.core.replies.progress_board import board_reply
from bot.core.replies.progress_next import next_reply
from bot.core.room import Room
from bot.core.wording import say


async def leaderboard(room: Room, event: ChatEvent) -> Reply:
    """Show a group's leaderboard, or put a member on all of them or take them off."""
    wanted = _choice(event, "me", ("show", "hide"))
    if wanted is not None:
        await room.leaderboards.show_me(event.origin, shown=wanted == "show")
        said = say("board.shown-again" if wanted == "show" else "board.now-hidden")
        return Reply(ReplyKind.NOTICE, (Text(said),))
    period = Period(_choice(event, "period", tuple(Period)) or Period.WEEK)
    return board_reply(await room.leaderboards.board(event.origin, event.at, period))


async def next_question(room: Room, event: ChatEvent) -> Reply:
    """Put the question that the member should practise next, to them alone."""
    filters = filters_from(event.options, style_of(room.practice.content, event.options))
    return next_reply(await room.coach.next_question(event.origin, event.at, event.key, filters))


async def evenings(room: Room, event: ChatEvent) -> Reply:
    """Have what a member answers until 04:00 count for the evening before, or not."""
    late = (_choice(event, "late", ("yes", "no")) or "yes") == "yes"
    await room.leaderboards.choose_evenings(event.origin, late=late)
    await room.together.reminding.realign(await room.practice.place_of(event.origin), event.at)
    return Reply(ReplyKind.NOTICE, (Text(say("evenings.late" if late else "evenings.early")),))


def _choice(event: ChatEvent, option: str, choices: tuple[str, ...]) -> str | None:
    value = event.options.get(option, "").strip().lower()
    if value and value not in choices:
        raise OptionError(notices.bad_option(option, value, ", ".join(choices)))
    return value or None


PROGRESS_COMMANDS = (
    Command(
        "leaderboard",
        "who is ahead this week, this month or of all time; a beginner can win a week",
        leaderboard,
        "leaderboard",
        (
            Option("period", "what it spans", choices=tuple(Period)),
            Option("me", "whether leaderboards list you", choices=("show", "hide")),
        ),
        aliases=("board",),
    ),
    Command(
        "next",
        "a question for you alone: what is due and weak",
        next_question,
        "next",
        (
            Option("track", "a subject", choices=tuple(Track)),
            Option("skill", "a skill", choices=tuple(Skill)),
            Option("difficulty", "1 to 5, or a range such as 2-4"),
            Option("style", "a company's style"),
        ),
    ),
    Command(
        "evenings",
        "whether what you answer until 4:00 counts for the evening before",
        evenings,
        "evenings",
        (Option("late", "whether your evenings last until 4:00", choices=("yes", "no")),),
    ),
)
"""A part of COMMANDS."""
