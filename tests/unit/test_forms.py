from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.discord import forms as discord_forms
from bot.adapters.slack import forms as slack_forms
from bot.core.chat import FieldKind, Form, Reply, ReplyKind
from bot.core.commands.forms import form_for
from bot.core.groups.settings import GroupSettings
from bot.core.schedules.storing import read_rule
from tests.unit.rhythm_group import ADA, BOB, DAY, RhythmGroup, words

EVERYTHING = (
    "every other week on monday and thursday 17:30 Asia/Tokyo track=experimentation,behavioral difficulty=2-4 "
    "style=meta mode=private closes=2d reminder=3h holidays=JP skip=2026-12-24 end=2027-06-30"
)


async def opened(group: RhythmGroup, text: str = "", **options: str) -> Form:
    form = await group.form(text, options)
    assert isinstance(form, Form), form
    return form


def sent(form: Form) -> dict[str, str]:
    """What a platform sends of a form in which nothing was changed."""
    return dict(form.options) | {field.name: field.value for field in form.fields}


async def saved(group: RhythmGroup) -> list[object]:
    return [read_rule(record.rule) for record in await group.room.scheduling.saved(await group.place())]


@pytest.mark.parametrize("action", ["form", "add"])
async def test_a_new_schedule_is_asked_for_with_what_is_usual(action: str) -> None:
    group = RhythmGroup()
    for form in (await opened(group, action=action), await opened(group, action)):
        fields = {field.name: field for field in form.fields}
        assert list(fields) == ["channel", "days", "time", "zone", "track", "difficulty", "style", "mode"]
        assert (fields["days"].value, fields["time"].value, fields["zone"].value) == ("every weekday", "09:00", "UTC")
        assert [fields[name].kind for name in ("channel", "time", "track", "mode")] == [
            FieldKind.CHANNEL,
            FieldKind.TIME,
            FieldKind.CHOICES,
            FieldKind.CHOICE,
        ]
        assert (form.command, form.options, fields["channel"].value) == ("schedule", {"action": "add"}, "C1")


async def test_what_is_sent_is_said_back_and_counts_when_it_is_saved() -> None:
    group = RhythmGroup()
    values = {"days": "mon wed fri", "time": "18:30", "zone": "Berlin", "track": "sql-and-data,behavioral"}
    form = await opened(group, action="form")
    proposal = await group.sends(sent(form) | values | {"difficulty": "3", "mode": "private"})
    shown = words(proposal)
    assert "every Monday, Wednesday and Friday at 18:30, Europe/Berlin" in shown
    assert "track behavioral, track sql-and-data, difficulty 3" in shown
    assert "Answers are private." in shown
    assert await saved(group) == []
    await group.pressed(proposal, "Save")
    assert len(await saved(group)) == 1


async def test_a_schedule_that_is_sent_back_unchanged_stays_as_it_was() -> None:
    group = RhythmGroup()
    await group.set_up(EVERYTHING)
    await group.set_up("theme 2026-W50 Tests track=experimentation")
    before = await saved(group)
    group.pass_time(10 * DAY)
    [record] = await group.room.scheduling.saved(await group.place())
    form = await opened(group, action="form", schedule=str(record.id))
    assert "channel" not in {field.name for field in form.fields}
    await group.pressed(await group.sends(sent(form)), "Save")
    assert await saved(group) == before


async def test_change_alone_means_the_only_schedule_and_add_with_options_keeps_them() -> None:
    group = RhythmGroup()
    await group.set_up("daily 9:00 UTC")
    [record] = await group.room.scheduling.saved(await group.place())
    for form in (await opened(group, "change"), await opened(group, f"change {record.id}")):
        assert form.options == {"action": "change", "schedule": str(record.id)}
    form = await opened(group, "add difficulty=4 closes=12")
    assert {field.name: field.value for field in form.fields}["difficulty"] == "4"
    assert form.options == {"action": "add", "closes": "12"}
    assert "closes after 12 hours" in words(await group.sends(sent(form)))


@pytest.mark.parametrize("typed", ["", "weekdays 9:00 UTC", "add weekdays 9:00 UTC", "change 18:00", "preview"])
async def test_what_is_said_in_words_opens_no_form(typed: str) -> None:
    group = RhythmGroup()
    await group.set_up("daily 9:00 UTC")
    assert await group.form(typed) is None


async def test_a_filled_form_is_not_opened_again() -> None:
    group = RhythmGroup()
    form = await opened(group, action="form")
    assert await group.form("", sent(form)) is None


async def test_a_member_without_rights_gets_no_form_but_is_told_whom_to_ask() -> None:
    group = RhythmGroup()
    await group.set_up("daily 9:00 UTC")
    refused = await group.form("", {"action": "form"}, BOB)
    assert isinstance(refused, Reply)
    assert refused.kind is ReplyKind.REFUSAL
    assert "Whom to ask: Ada" in words(refused)


async def test_who_manages_the_group_alone_cannot_choose_a_channel() -> None:
    group = RhythmGroup()
    place = await group.place()
    await group.stores.directory.save_group(
        place.workspace_id, place.group_id, GroupSettings(admins=("bob",)), group.now
    )
    form = await group.form("", {"action": "form"}, BOB)
    assert isinstance(form, Form)
    assert [field.name for field in form.fields][:5] == ["days", "time", "zone", "track", "difficulty"]


async def test_in_a_conversation_with_the_bot_no_channel_is_chosen_yet() -> None:
    group = RhythmGroup()
    alone = replace(ADA, channel="D-ada", direct=True)
    form = await form_for(group.room, group.event("", alone, "", {"action": "form"}))
    assert isinstance(form, Form)
    assert (form.fields[0].name, form.fields[0].value, form.fields[0].required) == ("channel", "", False)


async def test_a_form_for_a_schedule_that_is_gone_says_which_there_are() -> None:
    group = RhythmGroup()
    await group.set_up("daily 9:00 UTC")
    refused = await group.form("", {"action": "form", "schedule": "4711"})
    assert isinstance(refused, Reply)
    assert "There is no such schedule here." in words(refused)


async def test_where_no_form_is_opened_it_is_said_how_to_write_it() -> None:
    group = RhythmGroup()
    assert "Write it in words" in words(await group.does("", action="form"))
    await group.set_up("daily 9:00 UTC")
    [record] = await group.room.scheduling.saved(await group.place())
    told = words(await group.does("", action="form", schedule=str(record.id)))
    assert f"`schedule change {record.id} 18:00`. Now it is: every day at 9:00, UTC." in told


async def test_what_cannot_be_understood_in_a_form_is_refused_with_the_remedy() -> None:
    group = RhythmGroup()
    values = sent(await opened(group, action="form"))
    assert "no time of day" in words(await group.sends(values | {"time": "25:00"}))
    assert "no time zone" in words(await group.sends(values | {"zone": "Nowhere/City"}))
    assert "Choose from: communication" in words(await group.sends(values | {"track": "cooking"}))


async def test_both_platforms_can_show_the_form_the_important_fields_on_the_first_page() -> None:
    group = RhythmGroup()
    await group.set_up(EVERYTHING)
    [record] = await group.room.scheduling.saved(await group.place())
    for form in (await opened(group, action="form"), await opened(group, action="form", schedule=str(record.id))):
        assert slack_forms.modal(form)["type"] == "modal"
        pages = discord_forms.pages_of(form)
        assert [len(page) for page in pages] == [5, len(form.fields) - 5]
        assert {"days", "time", "zone", "track"} <= {field.name for field in pages[0]}
        for number in range(1, len(pages) + 1):
            assert len(discord_forms.modal(form, number)["components"]) <= 5


async def test_a_time_is_asked_for_as_pickers_show_it() -> None:
    group = RhythmGroup()
    await group.set_up("daily 7:05 UTC")
    form = await opened(group, "change")
    assert {field.name: field.value for field in form.fields}["time"] == "07:05"
