"""Mock interviews: beginning one, and what can be pressed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.chat import ChatEvent, Choice, FieldKind, Form, FormField, Reply, ReplyKind, Text
from bot.core.commands.command import Command, Option, OptionError
from bot.core.errors import GreenroomError
from bot.core.interviews.holding import is_here
from bot.core.interviews.kept import Kept, heard_of
from bot.core.interviews.late_debrief import hand_over
from bot.core.interviews.listening import Word
from bot.core.interviews.moving import points_named
from bot.core.interviews.state import InterviewStateError, Phase, Rating
from bot.core.replies import interview as plans
from bot.core.replies import interview_turns, notices
from bot.core.room import Room
from bot.core.wording import say

WORDS: Mapping[str, Word] = {
    "hint": Word.HINT,
    "skip": Word.SKIP,
    "repeat": Word.REPEAT,
    "pause": Word.PAUSE,
    "resume": Word.RESUME,
    "time": Word.TIME,
    "dont-know": Word.UNKNOWN,
    "done": Word.DONE,
    "stop": Word.STOP,
}
"""What can be said in an interview by pressing or by name."""

ACTIONS = ("begin", *WORDS, "notes", "transcript", "rate")
_MOST_WHY = 1_000


async def mock(room: Room, event: ChatEvent) -> Reply | None:
    """Begin an interview, list the plans, or do what a button says; turns come by themselves and are no reply.

    A debrief that could not be shown where the last one was held comes first.
    """
    debrief = await hand_over(room.mocks, event)
    if isinstance(debrief, bool):
        return await _mock(room, event)
    if not event.options.keys() & {"action", "plan"}:
        return debrief
    try:
        reply = await _mock(room, replace(event, origin=replace(event.origin, handle=None)))
    except OptionError as error:
        reply = error.reply
    except GreenroomError as error:
        reply = notices.refusal_for(error)
        if reply is None:
            raise
    return replace(debrief, parts=(*debrief.parts, *reply.parts)) if reply is not None else debrief


async def _mock(room: Room, event: ChatEvent) -> Reply | None:
    action = event.options.get("action", "").strip().lower()
    if action and action not in ACTIONS:
        raise OptionError(notices.bad_option("action", action, ", ".join(ACTIONS)))
    if action in WORDS:
        return await _say_word(room, event, WORDS[action])
    if action in {"notes", "transcript"}:
        return await _look_up(room, event, action)
    if action == "rate":
        return await _rate(room, event)
    plan_id = event.options.get("plan", "").strip().lower()
    return await _begin(room, event, plan_id) if plan_id else await _list(room, event)


async def _begin(room: Room, event: ChatEvent, plan_id: str) -> Reply | None:
    private = event.options.get("private", "").strip().lower() == "yes"
    told = await room.mocks.begin(event.origin, heard_of(event), plan_id, private=private)
    aside = told.kept.origin.direct and not event.origin.direct
    return Reply(ReplyKind.NOTICE, (Text(say("mock.aside")),)) if aside else None


async def _list(room: Room, event: ChatEvent) -> Reply:
    try:
        kept = await room.mocks.current(event.origin)
    except InterviewStateError:
        kept = None
    known = room.mocks.content.interviews
    return plans.plans_reply(list(known.values()), kept.session if kept and not kept.session.over else None)


async def _say_word(room: Room, event: ChatEvent, word: Word) -> Reply | None:
    kept = await _named(room, event)
    stopped = kept.session.phase is Phase.STOPPED and word is Word.RESUME
    if kept.session.over and not stopped and not await room.mocks.said_before(kept, event.key):
        raise OptionError(notices.refusal("refused.mock.over"))
    from bot.core.commands.hearing import hear_before  # which reads commands, of which this module has some

    await hear_before(room, kept, event, word)
    told = await room.mocks.hear(kept, replace(heard_of(event, kept.origin), word=word), event.origin)
    return _done(told.kept, event)


async def _look_up(room: Room, event: ChatEvent, what: str) -> Reply:
    kept = await _named(room, event)
    script = room.mocks.script(kept)
    if what == "notes":
        return replace(interview_turns.notes_reply(script, kept.session), private=True)
    if not kept.session.over:  # it holds the scores
        raise OptionError(notices.refusal("refused.mock.not-over"))
    return interview_turns.transcript_reply(script, kept.session, room.mocks.content.bank)


async def _rate(room: Room, event: ChatEvent) -> Reply | None:
    kept = await _named(room, event)
    if not kept.session.over:
        raise OptionError(notices.refusal("refused.mock.not-over"))
    why = (event.text or event.options.get("why", "")).strip()[:_MOST_WHY]
    points = _points(event) or points_named(why, room.mocks.script(kept).plan)
    rating = Rating(stars=_stars(event), why=why, points=points)
    await room.mocks.rate(kept, heard_of(event, kept.origin), rating)
    return _done(kept, event)


async def rating_form(room: Room, event: ChatEvent) -> Form | None:
    """The form behind a star: why, and what the interviewer did well."""
    if event.options.get("action") != "rate" or "points" in event.options or "why" in event.options:
        return None
    kept = await _named(room, event)
    points = room.mocks.script(kept).plan.debrief.good_interviewer
    choices = tuple(Choice(str(place), point) for place, point in enumerate(points, 1))
    fields = (
        FormField("text", say("mock.rate.why"), FieldKind.TEXT, required=False, longest=_MOST_WHY),
        FormField("points", say("mock.rate.points"), FieldKind.CHOICES, choices=choices, required=False),
    )
    notes = say("mock.rate.notes", stars=_stars(event))
    return Form(say("mock.rate.title"), "mock", fields, say("form.send"), event.options, notes)


async def _named(room: Room, event: ChatEvent) -> Kept:
    return await room.mocks.named(event.origin, event.options.get("interview") or None)


def _done(kept: Kept, event: ChatEvent) -> Reply | None:
    """A word to somebody who said something in an interview from elsewhere."""
    return None if is_here(kept, event.origin) else Reply(ReplyKind.NOTICE, (Text(say("mock.elsewhere")),))


def _stars(event: ChatEvent) -> int:
    value = event.options.get("stars", "").strip()
    if value not in {"1", "2", "3", "4", "5"}:
        raise OptionError(notices.bad_option("stars", value, "1 to 5"))
    return int(value)


def _points(event: ChatEvent) -> tuple[int, ...]:
    """What was liked, by its place from 0; it is shown and sent from 1."""
    words = (word.strip() for word in event.options.get("points", "").split(","))
    return tuple(sorted({int(word) - 1 for word in words if word.isdecimal() and word != "0"}))


INTERVIEW_COMMANDS = (
    Command(
        "mock",
        "a mock interview with follow-ups, clocks and a debrief",
        mock,
        "mock [PLAN]",
        (
            Option("plan", "a plan's id; without one they are listed"),
            Option("private", "whether it is held with you alone", choices=("yes", "no")),
            Option("action", "what to say in the one under way", choices=ACTIONS),
            Option("interview", "which one, if not the one under way"),
            Option("stars", "how the interviewer was, 1 to 5", number=True),
            Option("why", "why so many"),
            Option("points", "what they did well, by number"),
        ),
        aliases=("interview",),
    ),
)
"""To be put among COMMANDS."""
