"""An interview in pairs as its channel sees it: the invitation, which part runs, and how it ended; never the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.core.bank.content import Content
from bot.core.chat import Button, Buttons, Callout, Fact, Facts, Heading, Part, Reply, ReplyKind, Text
from bot.core.interviews.pairing.state import Pair, PairPhase, Role, Seat
from bot.core.interviews.pairing.storing import KeptPair, stage_ends_at
from bot.core.interviews.pairing.views import slot_of
from bot.core.interviews.script import Script
from bot.core.records import Origin
from bot.core.wording import say, say_count

_READERS = frozenset({"facts", "script", "sheet", "desk"})

IN_PLACE = {"here": "yes"}
"""Option of buttons whose press changes the message that they stand in, and has no answer of its own."""


def card_reply(script: Script, kept: KeptPair, place: Origin | None = None) -> Reply:
    """What the channel sees: who takes part, which part runs and until when; not a word of rubric or levels.

    Args:
        script: The plan.
        kept: The pair.
        place: Where it is shown, if not where it was asked for.
    """
    pair = kept.pair
    parts = (Heading(say("pair.title", title=script.plan.title)), _people(script, pair), *_state(script, kept))
    slot = slot_of(kept.id, "card")
    return Reply(ReplyKind.INTERVIEW, parts, private=False, context={"pair_id": str(kept.id)}, slot=slot, place=place)


def invitation_reply(script: Script, kept: KeptPair) -> Reply:
    """What is said to the one who was asked, in their own conversation."""
    pair = kept.pair
    if pair.phase is not PairPhase.OPEN:
        return Reply(ReplyKind.NOTICE, (Text(say("pair.invitation.over")),))
    parts: tuple[Part, ...] = (
        Text(say("pair.invitation")),
        Facts((Fact(say("pair.invitation.by"), name_of(pair.inviter)), _time(script))),
        Text(f"**{script.plan.title}.** {script.plan.summary}"),
        Buttons(_joining(kept)),
    )
    return Reply(ReplyKind.NOTICE, parts)


def plans_reply(content: Content) -> Reply:
    """Which plans there are, each with a button."""
    lines = [
        say("pair.plans.item", plan=plan.id, title=plan.title, minutes=plan.minutes)
        for plan in content.interviews.values()
    ]
    buttons = tuple(Button(plan.title, "pair", {"plan": plan.id}) for plan in content.interviews.values())
    parts = (
        Heading(say("pair.plans.title")),
        Text(say("pair.plans.how")),
        Text("\n".join(lines)),
        Buttons(buttons[:5]),
    )
    return Reply(ReplyKind.HELP, parts)


def said_reply(key: str) -> Reply:
    """A word to whoever pressed something."""
    return Reply(ReplyKind.NOTICE, (Text(say(key)),))


def stop_reply(kept: KeptPair) -> Reply:
    """What is asked back before an interview is stopped."""
    button = Button(say("pair.button.stop.sure"), "pair", action(kept, "stop", sure="yes"))
    return Reply(ReplyKind.NOTICE, (Text(say("pair.stop.sure")), Buttons((button,))))


def lost_reply(kept: KeptPair) -> Reply:
    """What is said to the candidate in private when the channel cannot be written in any more."""
    button = Button(say("pair.button.resume"), "pair", action(kept, "resume"))
    return Reply(ReplyKind.NOTICE, (Text(say("pair.lost.card")), Buttons((button,))))


def farewell_reply() -> Reply:
    """What is said to the one who stays when the other leaves."""
    return said_reply("pair.farewell")


def name_of(seat: Seat | None) -> str:
    """What to call somebody."""
    return say("pair.nobody") if seat is None else seat.name or say("shared.somebody")


def action(kept: KeptPair, name: str, **options: str) -> Mapping[str, str]:
    """The options of a button that does something in a pair."""
    return {"action": name, "pair": str(kept.id), **options}


def clock_text(script: Script, pair: Pair, seat: Seat | None) -> str:
    """Until when the open part runs, in a member's own zone; so it stays true however long it stands there."""
    ends_at = stage_ends_at(script, pair)
    if ends_at is None:
        return say("pair.standing")
    zone = seat.time_zone if seat else "UTC"
    return say("pair.until", time=f"{ends_at.astimezone(ZoneInfo(zone)):%H:%M}", zone=zone)


def part_number(script: Script, pair: Pair) -> dict[str, int]:
    """Which part of how many is open."""
    return {"number": [part.id for part in script.parts].index(pair.stage) + 1, "count": len(script.parts)}


def _people(script: Script, pair: Pair) -> Facts:
    people = [Fact(say(f"pair.{role.value}"), name_of(pair.seat(role))) for role in Role]
    if pair.phase is PairPhase.OPEN and pair.invited:
        people.append(Fact(say("pair.asked"), pair.invited_name or say("pair.asked.unknown")))
    return Facts((*people, _time(script)))


def _time(script: Script) -> Fact:
    parts = say_count("pair.parts", len(script.parts))
    return Fact(say("pair.time"), say("pair.time.value", minutes=script.plan.minutes, parts=parts))


def _state(script: Script, kept: KeptPair) -> tuple[Part, ...]:
    pair = kept.pair
    if pair.phase.over:
        return (Text(say(f"pair.over.{pair.phase.value}")),)
    if pair.phase is PairPhase.OPEN:
        return Text(script.plan.summary), Text(say("pair.open")), Buttons((*_joining(kept), _call_off(kept)))
    if pair.phase is PairPhase.READY:
        begin = Button(say("pair.button.start"), "pair", action(kept, "start"), primary=True)
        change = Button(say("pair.button.swap"), "pair", action(kept, "swap"))
        return Text(say("pair.ready")), Buttons((begin, change, _call_off(kept)))
    part = script.part(pair.stage)
    title = say("pair.part", **part_number(script, pair), title=part.stage.title)
    shown = (Callout(say("pair.question"), part.question.prompt),) if pair.open_stage.shown else ()
    return (
        Text(f"{title}\n\n{clock_text(script, pair, pair.candidate)}"),
        *((Text(say("pair.lost.reader")),) if _READERS & set(pair.unshown) else ()),
        *shown,
        Buttons((clock_button(kept), Button(say("pair.button.stop"), "pair", action(kept, "stop")))),
    )


def clock_button(kept: KeptPair, **options: str) -> Button:
    """Stops the clock, or lets it go on."""
    name = "pause" if kept.pair.phase is PairPhase.LIVE else "resume"
    return Button(say(f"pair.button.{name}"), "pair", action(kept, name, **options))


def _joining(kept: KeptPair) -> tuple[Button, ...]:
    return tuple(
        Button(say(f"pair.button.{role.value}"), "pair", action(kept, "join", role=role.value), primary=primary)
        for role, primary in ((Role.READER, True), (Role.CANDIDATE, False))
    )


def _call_off(kept: KeptPair) -> Button:
    return Button(say("pair.button.call-off"), "pair", action(kept, "stop"))
