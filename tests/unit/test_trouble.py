from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Track
from bot.core.errors import HopelessJobError, UndeliverableError
from bot.core.records import JobKind, NewJob, Origin
from bot.core.rhythm.drafts import Draft, draft_data
from bot.core.rhythm.ports import Word
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.trouble import Troubles
from bot.core.rhythm.words_to_admins import QUIET, SPREAD
from bot.core.schedules.rule import Theme
from bot.core.schedules.words.parse import parse
from tests import samples
from tests.fakes.stores.schedules import InMemorySchedules
from tests.unit.rhythm_group import ADA, DAY, HOUR, MINUTE, MONDAY, RhythmGroup, words

ARCHIVED = UndeliverableError("archived")


def told(group: RhythmGroup) -> list[str]:
    """What `ada` was told in private."""
    return [message.text for message in group.platform.messages.values() if message.place == "C1/ada"]


def troubles(group: RhythmGroup) -> Troubles:
    return Troubles(group.stores.directory, group.stores.schedules, group.clock)


async def hears_of(group: RhythmGroup, error: UndeliverableError = ARCHIVED, where: Origin = ADA) -> None:
    await troubles(group)(where, error)
    group.pass_time(MINUTE)
    await group.work()


class TestHalting:
    async def test_a_channel_out_of_reach_halts_its_schedules_and_their_maker_is_told_once(self) -> None:
        group = RhythmGroup()
        one, other = await group.scheduled(), await group.scheduled()
        for _ in range(3):
            await hears_of(group)
        assert {(await group.record(record.id)).halted for record in (one, other)} == {"archived"}
        assert len(told(group)) == 2
        assert "its channel is archived. Nothing is lost." in told(group)[0]
        assert await group.stores.schedules.next_due() is None

    @pytest.mark.parametrize("scope", ["member", "message"])
    async def test_a_lost_member_or_message_halts_nothing(self, scope: str) -> None:
        group = RhythmGroup()
        record = await group.scheduled()
        await hears_of(group, UndeliverableError("gone", scope))
        assert (await group.record(record.id)).halted is None

    @pytest.mark.parametrize("alone", [replace(ADA, private=True), replace(ADA, direct=True)])
    async def test_what_fails_for_one_member_alone_halts_nothing_unless_the_workspace_is_lost(
        self, alone: Origin
    ) -> None:
        group = RhythmGroup()
        record = await group.scheduled()
        await hears_of(group, where=alone)
        assert (await group.record(record.id)).halted is None
        await hears_of(group, UndeliverableError("revoked", "workspace"), alone)
        assert (await group.record(record.id)).halted == "revoked"

    async def test_a_lost_workspace_halts_its_other_groups_as_well(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        there = await group.stores.directory.place_of(replace(ADA, channel="C2"), "UTC")
        other = await group.stores.schedules.add(there, (await group.scheduled()).rule, "bob", MONDAY)
        await hears_of(group, UndeliverableError("revoked", "workspace"))
        assert (await group.record(other.id)).halted == "revoked"
        assert "C2/bob" in {message.place for message in group.platform.messages.values()}

    async def test_a_channel_nobody_has_seen_is_no_trouble(self) -> None:
        group = RhythmGroup()
        await hears_of(group, where=replace(ADA, channel="C9"))
        assert not told(group)

    async def test_a_proposal_is_nothing_to_tell_of(self) -> None:
        group = RhythmGroup()
        await group.does("weekdays 9:00 UTC")
        await hears_of(group)
        assert not told(group)

    async def test_a_proposal_is_nothing_to_tell_of_even_if_it_was_cut_short(self) -> None:
        group = RhythmGroup()
        data = draft_data(Draft(parse("daily 9:00 UTC", MONDAY)))
        await group.stores.schedules.add(await group.place(), data, "ada", None)
        await hears_of(group)
        assert not await group.jobs(JobKind.TELL_ADMIN)

    async def test_a_crash_as_soon_as_they_are_halted_loses_no_word(self) -> None:
        class Crashing(InMemorySchedules):
            async def halt(
                self, workspace_id: int, group_id: int | None, reason: str, word: Word | None = None
            ) -> Sequence[ScheduleRecord]:
                await super().halt(workspace_id, group_id, reason, word)
                raise ConnectionError("killed")

        group = RhythmGroup()
        await group.scheduled()
        broken = replace(troubles(group), schedules=Crashing(group.stores.state))
        with pytest.raises(ConnectionError):
            await broken(ADA, ARCHIVED)
        group.pass_time(MINUTE)
        await group.work()
        for _ in range(2):
            await hears_of(group)
        assert len(told(group)) == 1

    async def test_a_schedule_that_is_halted_anew_is_told_of_anew(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        for count in (1, 2):
            await hears_of(group)
            assert len(told(group)) == count
            await group.does("resume")

    async def test_who_resumes_before_the_word_arrives_is_not_told(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        await troubles(group)(ADA, ARCHIVED)
        await group.does("resume")
        group.pass_time(MINUTE)
        await group.work()
        assert not told(group)

    async def test_a_failed_posting_halts_its_schedule_which_goes_on_when_it_is_resumed(self) -> None:
        group = RhythmGroup()
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.tick()
        group.platform.before.append(ARCHIVED)
        await group.work(kinds=[JobKind.POST])
        group.pass_time(MINUTE)
        await group.work()
        assert "archived" in told(group)[0]
        assert "Halted: its channel is archived." in words(await group.does(""))
        assert "Saved" in words(await group.does("resume"))
        group.pass_time(DAY)
        assert await group.tick() == 1

    async def test_a_schedule_that_cannot_be_read_is_halted_and_told_of_and_holds_up_nobody(self) -> None:
        group = RhythmGroup()
        bad, good = await group.scheduled(), await group.scheduled()
        await group.stores.schedules.change(bad.workspace_id, bad.id, {"version": 99}, bad.next_due_at)
        group.pass_time(9 * HOUR)
        assert await group.tick() == 1
        assert (await group.record(bad.id)).halted == "unreadable"
        group.pass_time(MINUTE)
        await group.work()
        assert "written by another version" in told(group)[0]
        shown = words(await group.does(""))
        assert f"**{bad.id}.** This schedule was written by another version" in shown
        assert f"**{good.id}.** every day" in shown
        assert "has ended" in words(await group.does(f"remove {bad.id}"))

    async def test_a_word_about_nothing_is_given_up(self) -> None:
        group = RhythmGroup()
        await group.stores.jobs.add(NewJob(JobKind.TELL_ADMIN, "what", {}, group.now))
        with pytest.raises(HopelessJobError):
            await group.process.handlers[JobKind.TELL_ADMIN](await group.job(JobKind.TELL_ADMIN))


class TestForetelling:
    async def lived(self, group: RhythmGroup, days: int) -> list[str]:
        await group.until(group.now + days * DAY)
        return told(group)

    async def test_the_end_of_a_pool_is_told_once_at_least_a_week_ahead(self) -> None:
        group = RhythmGroup()  # with twenty questions
        await group.scheduled()
        assert await self.lived(group, 12) == []
        [word] = await self.lived(group, 1)
        assert "7 more postings ask something new. From 2026-12-06 on questions come again" in word
        assert await self.lived(group, 30) == [word]

    async def test_a_new_question_makes_the_next_end_a_cause_of_its_own(self) -> None:
        group = RhythmGroup(content=samples.content())
        await group.scheduled()
        assert len(await self.lived(group, 5)) == 1
        group.content = samples.content(*samples.content().bank, samples.question("brand-new"))
        group.process = group.started()
        assert len(await self.lived(group, 9)) == 2

    async def test_a_filter_that_will_match_nothing_is_told_with_what_is_done_about_it(self) -> None:
        group = RhythmGroup()
        asked = Filters(tracks=frozenset({Track.BEHAVIORAL}))
        theme = Theme("Stories", (MONDAY + 9 * DAY).date(), (MONDAY + 10 * DAY).date(), asked)
        await group.scheduled(themes=(theme,))
        assert await self.lived(group, 1) == []
        [word] = await self.lived(group, 1)
        assert (
            "No question matches on 2026-11-25 (track behavioral). Then the nearest comes, without the tracks." in word
        )
        await group.until(MONDAY + 11 * DAY)
        assert told(group) == [word]
        assert any("the nearest without the tracks" in message.text for message in group.platform.messages.values())

    async def test_a_monthly_schedule_is_told_with_the_posting_before(self) -> None:
        group = RhythmGroup(content=samples.content(samples.question("the-only-one")))
        await group.scheduled("first monday 9:00 UTC")
        await group.until(MONDAY + 22 * DAY)
        [word] = told(group)
        assert "All questions that match (anything) were asked. From 2027-01-04 on" in word

    async def test_the_groups_other_schedules_are_reckoned_with(self) -> None:
        group = RhythmGroup()
        for _ in range(3):
            await group.scheduled()
        assert len(await self.lived(group, 3)) == 3

    async def test_the_look_comes_when_the_postings_are_out(self) -> None:
        group = RhythmGroup(content=samples.content())
        await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.posted()
        assert not told(group)
        group.pass_time(QUIET + SPREAD)
        await group.work()
        assert len(told(group)) == 1

    async def test_a_schedule_that_was_paused_or_ended_meanwhile_foretells_nothing(self) -> None:
        for end in ("pause", "remove"):
            group = RhythmGroup(content=samples.content())
            await group.scheduled()
            group.pass_time(9 * HOUR)
            await group.posted()
            await group.does(end)
            group.pass_time(QUIET + SPREAD)
            await group.work()
            assert not told(group), end

    async def test_a_schedule_that_begins_in_years_is_not_looked_at(self) -> None:
        group = RhythmGroup(content=samples.content())
        await group.scheduled()
        shown = words(await group.does("daily 9:00 UTC from 2098-01-01"))
        assert "Next: Wed 1 Jan, 09:00 (UTC)" in shown
        assert "come again" not in shown

    async def test_a_maker_who_was_forgotten_is_told_nothing(self) -> None:
        group = RhythmGroup(content=samples.content())
        record = await group.scheduled()
        group.stores.state.schedules[record.id] = replace(record, created_by="")
        await group.until(MONDAY + 3 * DAY)
        assert group.platform.messages
        assert all("word on what" not in message.text for message in group.platform.messages.values())

    async def test_an_empty_bank_foretells_nothing(self) -> None:
        group = RhythmGroup(content=samples.content(samples.question("gone")))
        record = await group.scheduled()
        empty = replace(
            group.room.scheduling.lookout, content=replace(group.content, bank=type(group.content.bank)(()))
        )
        assert await empty.foreseen(record, parse("daily 9:00 UTC", MONDAY), MONDAY) == ()

    async def test_what_is_proposed_says_at_once_what_is_foreseen(self) -> None:
        group = RhythmGroup(content=samples.content())
        rule = parse("daily 9:00 UTC", MONDAY)
        plan = await group.room.scheduling.propose(await group.place(), Draft(rule), "ada", MONDAY)
        assert [(each.kind, each.left) for each in plan.foreseen] == [("repeats", 3)]
        shown = words(await group.does("daily 9:00 UTC track=behavioral"))
        assert "No question matches on 2026-11-16 (track behavioral)" in shown

    async def test_a_date_that_was_posted_on_is_not_reckoned_with_again_when_the_time_is_changed(self) -> None:
        group = RhythmGroup(content=samples.content())  # with three questions
        record = await group.scheduled()
        group.pass_time(9 * HOUR)
        await group.posted()
        later = Draft(parse("daily 18:00 UTC", MONDAY), record.id)
        plan = await group.room.scheduling.propose(await group.place(), later, "ada", group.now)
        assert [each.local_date.day for each in plan.following] == [17, 18, 19]
        assert [(each.kind, each.left, each.on.day) for each in plan.foreseen] == [("repeats", 2, 19)]
