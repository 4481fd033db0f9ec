"""Forms of interviews in pairs: a plan to choose, a note, and what the candidate says of the reader."""

from __future__ import annotations

from bot.core.chat import ChatEvent, Choice, FieldKind, Form, FormField
from bot.core.commands.command import OptionError
from bot.core.commands.pairing import pair_id_of, stage_of
from bot.core.interviews.pairing.noting import LONGEST_NOTE
from bot.core.interviews.pairing.state import Pair, Role
from bot.core.interviews.script import Script, make_script
from bot.core.replies import notices
from bot.core.replies.pairing_panel import lettered
from bot.core.room import Room
from bot.core.wording import say


async def pair_form(room: Room, event: ChatEvent) -> Form | None:
    """The forms of `pair`: a plan to choose where none is named, a note, and the candidate's rating.

    Raises:
        OptionError: The pair is gone, or the form is the other one's to fill in.
    """
    action = event.options.get("action", "")
    if action not in {"", "note", "rate"} or event.options.keys() & {"plan", "stars", "on"}:
        return None
    if not action:
        return _plan_form(room) if room.practice.content.interviews and not event.origin.direct else None
    place = await room.practice.place_of(event.origin)
    kept = await room.pairs.store.get(place.workspace_id, await pair_id_of(room, event, place))
    if kept is None:
        raise OptionError(notices.refusal("pair.refused.gone"))
    script = make_script(room.practice.content, kept.pair.plan_id)
    theirs = Role.CANDIDATE if action == "rate" else Role.READER
    if kept.pair.role_of(place.member_id) is not theirs:  # a form names criteria, which the candidate must not see
        raise OptionError(notices.refusal(f"pair.refused.not-the-{theirs.value}"))
    return _rating_form(script, event) if action == "rate" else _note_form(script, kept.pair, event)


def _plan_form(room: Room) -> Form:
    plans = tuple(Choice(plan.id, plan.title) for plan in room.practice.content.interviews.values())
    roles = tuple(Choice(role.value, say(f"pair.form.role.{role.value}")) for role in Role)
    fields = (
        FormField("plan", say("pair.form.plan"), FieldKind.CHOICE, plans[0].value, plans),
        FormField("role", say("pair.form.role"), FieldKind.CHOICE, Role.CANDIDATE.value, roles),
        FormField("member", say("pair.form.member"), help=say("pair.form.member.help"), required=False),
    )
    return Form(say("pair.plans.title"), "pair", fields, say("pair.form.send"), notes=say("pair.plans.how"))


def _note_form(script: Script, pair: Pair, event: ChatEvent) -> Form:
    general = Choice("-", say("pair.form.note.general"))
    stage = script.part(stage_of(script, pair, event))
    criteria = tuple(
        Choice(criterion.id, f"{letter}. {criterion.name}") for letter, criterion in lettered(stage).items()
    )
    choices = (*criteria, general)
    fields = (
        FormField("on", say("pair.form.note.criterion"), FieldKind.CHOICE, choices[0].value, choices),
        FormField("text", say("pair.form.note.text"), FieldKind.TEXT, longest=LONGEST_NOTE),
    )
    both = say("pair.form.note.both")
    return Form(say("pair.form.note.title"), "pair", fields, say("pair.form.note.send"), dict(event.options), both)


def _rating_form(script: Script, event: ChatEvent) -> Form:
    stars = tuple(Choice(str(number), str(number)) for number in range(5, 0, -1))
    good = script.plan.debrief.good_interviewer
    points = tuple(Choice(str(place), text) for place, text in enumerate(good))
    why = FormField("text", say("pair.form.rate.why"), FieldKind.TEXT, required=False, longest=LONGEST_NOTE)
    fields = (
        FormField("stars", say("pair.form.rate.stars"), FieldKind.CHOICE, "4", stars),
        FormField("points", say("pair.form.rate.points"), FieldKind.CHOICES, "", points, required=False),
        why,
    )
    return Form(say("pair.form.rate.title"), "pair", fields, say("pair.form.rate.send"), dict(event.options))
