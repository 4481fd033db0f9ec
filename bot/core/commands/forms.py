"""Forms: what platforms with dialogs let a member fill in instead of typing a command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.core.answers import MOST_CHARACTERS, check_answer
from bot.core.chat import ChatEvent, Choice, FieldKind, Form, FormField, Reply
from bot.core.commands.command import OptionError
from bot.core.commands.interviewing import rating_form
from bot.core.commands.options import answer_id_of
from bot.core.commands.pairing_forms import pair_form
from bot.core.commands.recap_field import recap_field
from bot.core.commands.review import review_form
from bot.core.commands.schedule_form import schedule_form
from bot.core.errors import GreenroomError
from bot.core.replies import notices
from bot.core.room import Room
from bot.core.wording import say

FormMaker = Callable[[Room, ChatEvent], Awaitable[Form | None]]


async def form_for(room: Room, event: ChatEvent) -> Form | Reply | None:
    """The form that a command opens where nothing is filled in yet.

    Returns:
        The form; a refusal where the member could not send it anyway; none if the command is done as it is.

    Raises:
        GreenroomError: Something that no member can mend.
    """
    maker = FORMS.get(event.command)
    if maker is None or (event.text and event.command != "schedule"):  # whose words may only ask for the form
        return None
    try:
        return await maker(room, event)
    except OptionError as error:
        return error.reply
    except GreenroomError as error:
        refusal = notices.refusal_for(error)
        if refusal is None:
            raise
        return refusal


def refused_text(form_command: str, text: str) -> Reply | None:
    """What is wrong with the text of a filled form, said before it is sent; none if it can be taken."""
    if form_command not in {"answer", "revise", "follow-up"}:
        return None
    try:
        check_answer(text)
    except GreenroomError as error:
        return notices.refusal_for(error)
    return None


async def _answer(room: Room, event: ChatEvent) -> Form | None:
    event = await _about(room, event)
    if not event.options.get("question"):
        raise OptionError(notices.refusal("refused.which-question"))
    question = room.practice.content.bank.get(event.options["question"])
    return Form(question.title, "answer", (_text("form.answer"),), say("form.send"), event.options, question.prompt)


async def _revise(room: Room, event: ChatEvent) -> Form | None:
    event = await _about(room, event)
    card = await room.practice.card(event.origin, answer_id_of(event), event.at)
    fields = (_text("form.revise", card.graded.answer.text),)
    verdict = card.graded.grade.verdict if card.graded.grade else None
    notes = f"**{say('card.next')}:** {verdict.next_step}" if verdict and verdict.next_step else ""
    return Form(card.question.title, "revise", fields, say("form.send"), event.options, notes)


async def _follow_up(room: Room, event: ChatEvent) -> Form | None:
    event = await _about(room, event)
    card = await room.practice.card(event.origin, answer_id_of(event), event.at)
    verdict = card.graded.grade.verdict if card.graded.grade else None
    notes = verdict.follow_up if verdict and verdict.follow_up else ""
    return Form(say("card.follow-up"), "follow-up", (_text("form.follow-up"),), say("form.send"), event.options, notes)


async def _settings(room: Room, event: ChatEvent) -> Form | None:
    if event.options:
        return None
    place = await room.practice.place_of(event.origin)
    group = await room.groups.group(place)
    own_zone = await room.groups.own_zone(place) or ""  # not the group's, which would become their own when it is sent
    mine = FormField("my_zone", say("settings.my-zone"), value=own_zone, required=False, help=say("form.zone"))
    fields = [mine]
    if await room.groups.manages(event.origin, place, by_admin=event.by_admin, roles=event.roles):
        settings = group.settings
        yes_or_no = (Choice("no", say("settings.private.no")), Choice("yes", say("settings.private.yes")))
        private = "yes" if settings.private else "no"
        fields += [
            FormField(
                "zone", say("settings.zone"), value=settings.time_zone or "", required=False, help=say("form.zone")
            ),
            FormField("private", say("settings.private"), FieldKind.CHOICE, private, yes_or_no),
            FormField(
                "admins",
                say("settings.admins"),
                value=",".join(settings.admins),
                required=False,
                help=say("form.admins"),
            ),
            recap_field(settings),
        ]
    return Form(say("settings.title"), "settings", tuple(fields), say("form.save"))


async def _about(room: Room, event: ChatEvent) -> ChatEvent:
    """The event with the question, and the member's answer, of the thread it is in, where it names neither."""
    if event.options.keys() & {"question", "answer_id"}:
        return event
    place = await room.practice.place_of(event.origin)
    posting = await room.threads.posting_at(event.origin, place, latest=True)
    if posting is None:
        return event
    answered = await room.threads.answer_to(place, posting)
    if event.command == "answer":
        at_hand = {"question": posting.question_id, "posting_id": str(posting.id)}
        at_hand |= {"style": posting.style} if posting.style else {}
    else:
        at_hand = {"answer_id": str(answered.answer.id)} if answered else {}
    return replace(event, options={**event.options, **at_hand})


def _text(key: str, value: str = "") -> FormField:
    return FormField("text", say(key), FieldKind.TEXT, value, longest=MOST_CHARACTERS)


FORMS: dict[str, FormMaker] = {
    "answer": _answer,
    "revise": _revise,
    "follow-up": _follow_up,
    "settings": _settings,
    "schedule": schedule_form,
    "review": review_form,
    "mock": rating_form,
    "pair": pair_form,
}
"""Which commands open a form."""
