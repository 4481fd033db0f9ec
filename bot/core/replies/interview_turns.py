"""A mock interview as it is shown in a chat: the opening, turns with buttons, notes, and the debrief in messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.bank.catalogue import QuestionBank
from bot.core.chat import (
    Button,
    Buttons,
    Document,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Part,
    Picture,
    Reply,
    ReplyKind,
    Text,
)
from bot.core.interviews import shown
from bot.core.interviews.debrief import look_back
from bot.core.interviews.script import Script
from bot.core.interviews.state import Phase, Session, Turn, TurnKind
from bot.core.interviews.transcript import transcript
from bot.core.wording import say

STARS = range(1, 6)

_ON_ASK = ("hint", "repeat", "dont-know", "skip", "time", "pause", "stop")
_ON_PROBE = ("hint", "dont-know", "done", "skip", "pause")
_STANDING = ("resume", "stop")
_BUTTONS = {
    TurnKind.ASK: _ON_ASK,
    TurnKind.REPEAT: _ON_ASK,
    TurnKind.PROBE: _ON_PROBE,
    TurnKind.HINT: ("hint", "dont-know", "skip"),
}


def opening_reply(script: Script, name: str) -> Reply:
    """What a channel sees of an interview that begins; its thread holds the turns."""
    plan = script.plan
    names = ", ".join(f"{persona.name} ({persona.role})" for persona in plan.personas)
    facts = (
        Fact(say("mock.opening.candidate"), name),
        Fact(say("plan.minutes"), say("question.minutes.value", minutes=plan.minutes)),
        Fact(say("mock.opening.with"), names),
    )
    parts = (Heading(plan.title), Facts(facts if name else facts[1:]), Text(say("mock.opening"), subtle=True))
    return Reply(ReplyKind.INTERVIEW, parts, private=False)


def said_reply(script: Script, session: Session, turn: Turn) -> Reply:
    """A turn of the interviewer with what can be pressed instead of typed."""
    reply = shown.turn_reply(script, turn)
    buttons = tuple(_buttons(script, session, turn))
    kind = ReplyKind.TURN if reply.kind in {ReplyKind.QUESTION, ReplyKind.HINT} else ReplyKind.NOTICE
    parts = (*reply.parts, Buttons(buttons)) if buttons else reply.parts
    return replace(reply, kind=kind, parts=parts, private=False)


def draft_reply(script: Script, turn: Turn) -> Reply:
    """A turn of the interviewer that is still being written: its words so far."""
    return replace(shown.turn_reply(script, turn), kind=ReplyKind.NOTICE, private=False)


def thinking_reply() -> Reply:
    """A word that the interviewer thinks, which the next turn takes the place of."""
    return Reply(ReplyKind.NOTICE, (Text(say("mock.thinking"), subtle=True),), private=False)


def stranded_reply(session: Session) -> Reply:
    """What is said in private to a candidate whose interview cannot be seen any more where it was held."""
    buttons = Buttons((action_button(session.id, "resume", primary=True), action_button(session.id, "stop")))
    return Reply(ReplyKind.NOTICE, (Text(say("mock.stranded", plan=session.plan_id)), buttons))


def lost_debrief_reply(session: Session) -> Reply:
    """What is said in private to a candidate whose debrief could not be shown where their interview was held."""
    return Reply(ReplyKind.NOTICE, (Text(say("mock.debrief.lost", plan=session.plan_id)),))


def notes_reply(script: Script, session: Session) -> Reply:
    """The candidate's notes by stage, literally."""
    parts: list[Part] = [Heading(say("mock.notes.title"))]
    for record in session.stages:
        if record.notes:
            bullets = "\n".join(f"• {note}" for note in record.notes)
            parts += [Text(f"**{script.part(record.id).stage.title}**"), Excerpt(bullets)]
    if len(parts) == 1:
        parts.append(Text(say("mock.notes.none")))
    return Reply(ReplyKind.NOTICE, tuple(parts), private=False)


def debrief_replies(
    script: Script, session: Session, bank: QuestionBank, pictures: Sequence[Picture] = ()
) -> Sequence[Reply]:
    """The debrief as messages of a size that is read: the whole, each part that was answered, habits and practice.

    Args:
        script: The plan.
        session: The record.
        bank: Where questions to practise come from.
        pictures: The debrief drawn, which is shown with the whole.
    """
    debrief = look_back(script, session, bank)
    whole, stages, rest = shown.debrief_parts(debrief)
    told = [parts for parts in stages if len(parts) > 1]
    left = [part.text for parts in stages if len(parts) == 1 for part in parts if isinstance(part, Heading)]
    others = (Text("\n".join(f"- {title}" for title in left)),) if left else ()
    messages = [(*whole, *pictures), *told, others, rest]
    return [Reply(ReplyKind.SUMMARY, tuple(parts), private=False) for parts in messages if parts]


def late_debrief_replies(
    script: Script, session: Session, bank: QuestionBank, pictures: Sequence[Picture] = ()
) -> Sequence[Reply]:
    """The debrief for a candidate who could not be shown it in its time, and what was said after it."""
    first = Reply(ReplyKind.NOTICE, (Text(say("mock.debrief.late", title=script.plan.title)),))
    after = [turn for turn in session.turns if turn.kind is TurnKind.CLOSING][-1:]
    return [
        first,
        *debrief_replies(script, session, bank, pictures),
        *(said_reply(script, session, turn) for turn in after),
    ]


def transcript_reply(script: Script, session: Session, bank: QuestionBank) -> Reply:
    """All that was said, with the scores, as files: to edit, and to print."""
    from bot.core.interviews.transcript_html import transcript_html  # what it needs takes long to load

    debrief = look_back(script, session, bank)
    name = f"{script.plan.id}-{session.began.date().isoformat()}"
    written = (
        Document(f"{name}.md", "text/markdown", transcript(debrief).encode()),
        Document(f"{name}.html", "text/html", transcript_html(debrief).encode()),
    )
    return Reply(ReplyKind.NOTICE, written)


def action_button(session_id: str, action: str, *, primary: bool = False) -> Button:
    """A button that says a word in an interview."""
    options = {"action": action, "interview": session_id}
    return Button(say(f"mock.button.{action}"), "mock", options, primary)


def _buttons(script: Script, session: Session, turn: Turn) -> Iterator[Button]:
    if turn.kind is TurnKind.CLOSING and session.rating is None:
        for stars in STARS:
            about = {"action": "rate", "stars": str(stars), "interview": session.id}
            yield Button(say("mock.star", stars=stars), "mock", about)
        yield action_button(session.id, "transcript")
        return
    if turn.kind is TurnKind.TIME and session.phase in {Phase.PAUSED, Phase.PARKED}:
        yield from (action_button(session.id, action) for action in _STANDING)
        return
    hints = script.part(turn.stage).hints
    for action in _BUTTONS.get(turn.kind, ()):
        if action != "hint" or len(hints) > _given(session, turn):
            yield action_button(session.id, action)


def _given(session: Session, turn: Turn) -> int:
    """How many hints were given in a turn's stage up to it."""
    before = session.turns[: turn.number]
    return sum(one.kind is TurnKind.HINT and one.stage == turn.stage for one in before)
