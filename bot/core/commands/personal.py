"""What members do about their own answers and data: follow up, share, pass, export, forget, and set their own zone."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.core.chat import Button, Buttons, ChatEvent, Document, Reply, ReplyKind, Text
from bot.core.commands.command import OptionError
from bot.core.commands.options import answer_id_of, number_of
from bot.core.group_rules import check_zone
from bot.core.replies import notices
from bot.core.replies.sharing import shared_reply, tiles_of
from bot.core.room import Room
from bot.core.schedules.days import Weekday
from bot.core.wording import say, say_count


async def follow_up(room: Room, event: ChatEvent) -> Reply:
    """Take in what a member says to the interviewer's further question: their answer goes on, and is graded anew."""
    return notices.receipt_reply(
        await room.practice.follow_up(event.origin, event.at, event.key, answer_id_of(event), event.text)
    )


async def share(room: Room, event: ChatEvent) -> Reply:
    """Show a score in the group, because its member wants to; to them alone where it belongs to no group's question."""
    card = await room.practice.card(event.origin, answer_id_of(event), event.at)
    if card.graded.grade is None:
        return notices.refusal("refused.share.waiting")
    answer = card.graded.answer
    place = await room.threads.public_place(event.origin, answer)
    if place is not None:
        await room.together.recaps.note_shared(answer.workspace_id, answer.id, event.at)
    verdict, name = card.graded.grade.verdict, event.origin.user_name
    pictures = await room.painter.share(tiles_of(card, verdict, name))
    return shared_reply(card, verdict, name, place, pictures)


async def pass_on(room: Room, event: ChatEvent) -> Reply:
    """Let a question go."""
    place = await room.practice.place_of(event.origin)
    posting_id = number_of(event.options, "posting_id")
    if posting_id is None:
        latest = await room.threads.posting_at(event.origin, place, latest=True)
        if latest is None:
            return notices.refusal("refused.which-question")
        posting_id = latest.id
    await room.threads.pass_on(place, posting_id, event.at)
    return Reply(ReplyKind.NOTICE, (Text(say("passed")),))


async def export(room: Room, event: ChatEvent) -> Reply:
    """Hand a member all that is kept of them."""
    place = await room.practice.place_of(event.origin)
    values = await room.belongings.export(place, event.origin.user_name, event.at)
    content = json.dumps(values, ensure_ascii=False, indent=2).encode()
    name = f"greenroom-{event.at.date().isoformat()}.json"
    text = say_count("exported", len(values["answers"]))
    parts = (Text(text), Document(name, "application/json", content))
    # It goes to the member's own conversation: a file cannot be shown to one member in a channel everywhere.
    return Reply(ReplyKind.NOTICE, parts, place=replace(event.origin, direct=True))


async def forget(room: Room, event: ChatEvent) -> Reply:
    """Erase a member, once they have said so twice."""
    if event.options.get("sure") != "yes":
        button = Button(say("button.forget"), "forget", {"sure": "yes"})
        keep = Button(say("button.export"), "export")
        return Reply(ReplyKind.NOTICE, (Text(say("forget.sure")), Buttons((button, keep))))
    count = await room.belongings.forget(await room.practice.place_of(event.origin))
    # Nothing is there, too, when this is done again after a crash, and nobody remembers how much there was.
    return Reply(ReplyKind.NOTICE, (Text(say_count("forgotten", count) if count else say("forgotten.nothing")),))


async def settings(room: Room, event: ChatEvent) -> Reply:
    """Show settings, or change those that the options name; the group's are its admins' to change."""
    place = await room.practice.place_of(event.origin)
    options = event.options
    if own_zone := options.get("my_zone", "").strip():
        check_zone(own_zone)  # first, so that all that is asked for is done, or nothing
    group = await room.groups.group(place)
    quoted = _yes_or_no(event, "quote_me")
    if options.keys() & {"zone", "private", "admins", "recap", "recap_hour"}:
        group = await room.groups.require_admin(event.origin, place, by_admin=event.by_admin, roles=event.roles)
        changed = group.settings.model_copy(update=_changes(event))
        await room.groups.change(group, changed, event.at)
        await room.together.recaps.unplan(group.workspace_id, group.id)
        group = replace(group, settings=changed)
    if "my_zone" in options:
        await room.groups.set_own_zone(place, own_zone or None, event.at)
        await room.together.reminding.realign(await room.practice.place_of(event.origin), event.at)
    chosen = await room.leaderboards.choose_quoted(event.origin, quoted=quoted)
    return notices.settings_reply(group, await room.practice.place_of(event.origin), chosen)


def _changes(event: ChatEvent) -> dict[str, object]:
    changes: dict[str, object] = {}
    if "zone" in event.options:
        changes["time_zone"] = event.options["zone"].strip() or None
    if (private := _yes_or_no(event, "private")) is not None:
        changes["private"] = private
    changes |= _recap_changes(event)
    if "admins" in event.options:
        listed = (name.strip().strip("<@!>") for name in event.options["admins"].split(","))
        changes["admins"] = tuple(dict.fromkeys(name for name in listed if name))
    return changes


def _recap_changes(event: ChatEvent) -> dict[str, object]:
    """When the weekly recap comes: a day, at an hour, or never."""
    changes: dict[str, object] = {}
    if "recap" in event.options:
        wanted = event.options["recap"].strip().lower()
        if wanted not in RECAP_CHOICES:
            raise OptionError(notices.bad_option("recap", wanted, ", ".join(RECAP_CHOICES)))
        changes["recap"] = wanted != "off"
        if wanted in _DAYS:
            changes["recap_day"] = _DAYS.index(wanted)
    if (hour := number_of(event.options, "recap_hour")) is not None:
        if hour > _LAST_HOUR:
            raise OptionError(notices.bad_option("recap_hour", str(hour), f"0 to {_LAST_HOUR}"))
        changes["recap_hour"] = hour
    return changes


def _yes_or_no(event: ChatEvent, option: str) -> bool | None:
    """An option that is yes or no, if it is there."""
    value = event.options.get(option)
    if value is not None and value not in {"yes", "no"}:
        raise OptionError(notices.bad_option(option, value, "yes, no"))
    return None if value is None else value == "yes"


_LAST_HOUR = 23
_DAYS = tuple(day.name.lower() for day in Weekday)
RECAP_CHOICES = (*_DAYS, "off", "on")
"""What the option `recap` of `settings` takes."""
