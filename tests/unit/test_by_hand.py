from __future__ import annotations

from dataclasses import replace

from bot.core.chat import ReplyKind
from bot.core.commands import dispatch
from bot.core.records import JobKind
from bot.core.rhythm.picking import APPROVED, OPEN, POSTED
from tests import samples
from tests.unit.rhythm_group import ADA, BOB, CLEO, DAY, HOUR, MINUTE, MONDAY, RhythmGroup, buttons, saved, words

WEEKDAYS = "weekdays 9:00 Europe/Berlin"


class TestByHand:
    async def test_a_question_nobody_has_answered_is_swapped(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        before = await group.posted()
        reply = await group.does("swap")
        after = await group.latest()
        assert (after.id, after.question_id != before.question_id) == (before.id, True)
        assert group.content.bank.get(after.question_id).title in words(reply)
        group.pass_time(MINUTE)
        await group.work()
        assert group.content.bank.get(after.question_id).title in group.platform.messages["1"].text
        assert len(group.platform.messages) == 1

    async def test_a_swap_puts_anew_what_somebody_has_deleted(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        before = await group.posted()
        group.platform.messages.clear()
        await group.does("swap")
        group.pass_time(MINUTE)
        await group.work()
        assert len(group.platform.texts) == 1
        assert (await group.latest()).question_id != before.question_id

    async def test_a_swap_before_the_question_is_shown_shows_the_new_one_alone(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        await group.tick()
        await group.does("swap")
        for _ in range(3):
            group.pass_time(MINUTE)
            await group.work()
        title = group.content.bank.get((await group.latest()).question_id).title
        assert [title in message.text for message in group.platform.messages.values()] == [True]

    async def test_what_somebody_has_answered_or_is_closed_is_not_swapped(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC closes=1")
        assert "nothing to swap" in words(await group.does("swap"))
        group.pass_time(9 * HOUR)
        posting = await group.posted()
        answer = await group.answered(BOB)
        assert "nothing to swap" in words(await group.does("swap"))
        await group.stores.ledger.withdraw(answer.workspace_id, answer.id)
        await group.until(group.now + 2 * HOUR)
        assert "nothing to swap" in words(await group.does("swap"))
        assert (await group.latest()).question_id == posting.question_id

    async def test_without_another_question_nothing_is_swapped(self) -> None:
        group = RhythmGroup(content=samples.content(samples.question("the-only-one")))
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        await group.posted()
        assert "no other question" in words(await group.does("swap"))

    async def test_in_a_thread_the_posting_that_is_answered_there_is_swapped(self) -> None:
        group = RhythmGroup()
        for hour in (9, 10):
            await saved(group, f"daily {hour}:00 UTC")
        await group.until(MONDAY + 11 * HOUR)
        postings = {posting.thread: posting for posting in group.stores.state.postings.values()}
        await group.does("swap", replace(ADA, thread="1"))
        now = {posting.thread: posting for posting in group.stores.state.postings.values()}
        assert now["1"].question_id != postings["1"].question_id
        assert now["2"] == postings["2"]
        await group.does("swap")
        assert next(reversed(group.stores.state.postings.values())).question_id != postings["2"].question_id

    async def test_what_a_member_asked_for_since_is_not_in_the_way_of_a_swap(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        group.pass_time(9 * HOUR)
        before = await group.posted()
        group.pass_time(MINUTE)
        place = await group.place(BOB)
        await group.stores.postings.open_posting(place, "coin-flips", "ask:1", group.now, group.now.date())
        await group.does("swap")
        after = await group.stores.postings.posting(place.workspace_id, before.id)
        assert after is not None
        assert after.question_id != before.question_id

    async def test_a_question_put_by_hand_closes_as_the_schedules_own_do(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC closes=3")
        reply = await group.does("post")
        assert "goes out now" in words(reply)
        await group.until(MONDAY + 4 * HOUR)
        texts = [message.text.split("\n")[0] for message in group.platform.messages.values()]
        assert len(texts) == 2
        assert texts[1] == f"Closed: {texts[0]}"
        assert "Closed; late answers" in group.platform.messages["1"].text
        await group.until(MONDAY + 10 * HOUR)
        assert len(group.platform.messages) == 3  # and today's own comes all the same

    async def test_a_question_put_by_hand_is_private_and_reminded_of_as_the_schedules_own_are(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 20:00 UTC closes=3 reminder=1 mode=private")
        await group.does("post")
        await group.work()
        assert (await group.latest()).private
        assert "Closes within 3 hours" in group.platform.messages["1"].text
        await group.until(MONDAY + 2.5 * HOUR)
        assert len(group.platform.messages) == 2
        assert "1 hour" in group.platform.messages["2"].text

    async def test_the_end_of_a_question_put_by_hand_waits_until_it_is_shown(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 20:00 UTC closes=3")
        await group.does("post")
        group.pass_time(4 * HOUR)
        assert await group.work(kinds=[JobKind.CLOSE]) == []
        assert not group.platform.messages
        await group.until(group.now + HOUR)
        assert "Closed; late answers" in group.platform.messages["1"].text
        assert len(group.platform.messages) == 2

    async def test_a_suggestion_that_is_put_by_hand_is_done_with(self) -> None:
        group = RhythmGroup()
        await saved(group, WEEKDAYS)
        place = await group.place(BOB)
        suggestion = await group.stores.schedules.suggest(place, "bob", "dice-rolls", "")
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, APPROVED)
        await group.does("post")
        assert (await group.latest()).question_id == "dice-rolls"
        assert group.stores.state.suggestions[place.group_id, "dice-rolls"].state == POSTED


class TestLookingAhead:
    async def test_those_who_manage_the_group_see_the_questions_and_others_the_tracks(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        ours, theirs = words(await group.does("preview")), words(await group.does("preview", BOB))
        assert "When | Question | Track" in ours
        assert "When | Track" in theirs
        group.pass_time(9 * HOUR)
        title = group.content.bank.get((await group.posted()).question_id).title
        assert title in ours
        assert title not in theirs

    async def test_what_is_foretold_is_what_is_posted_suggestions_and_all_schedules_included(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        await saved(group, "daily 12:00 UTC difficulty=2")
        place = await group.place(BOB)
        suggestion = await group.stores.schedules.suggest(place, "bob", "dice-rolls", "")
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, APPROVED)
        coming = await group.room.scheduling.coming(place, MONDAY, 6)
        await group.until(MONDAY + 3 * DAY)
        asked = await group.stores.postings.asked(place)
        assert [each.question.id for each in coming] == list(asked)
        assert coming[0].suggested

    async def test_what_is_special_about_the_coming_questions_is_said(self) -> None:
        group = RhythmGroup(content=samples.content())
        await saved(group, "daily 9:00 UTC")
        await group.set_up("theme 2026-11-17 Stories track=behavioral")
        shown = words(await group.does("preview"))
        assert "Nothing matches on 2026-11-17" in shown
        assert "comes again on" in shown

    async def test_without_a_schedule_that_runs_nothing_comes(self) -> None:
        group = RhythmGroup()
        assert "Nothing is to come" in words(await group.does("preview"))
        await saved(group, WEEKDAYS)
        await group.does("pause")
        assert "Nothing is to come" in words(await group.does("preview"))


class TestSuggesting:
    async def test_a_suggestion_is_approved_and_comes_next(self) -> None:
        group = RhythmGroup()
        await saved(group, "daily 9:00 UTC")
        assert "is suggested" in words(await group.suggests(question="dice-rolls"))
        assert "1 question that members suggested waits" in words(await group.does(""))
        listed = await group.suggests(ADA)
        assert "Approved" in words(await group.pressed(listed, "Approve"))
        group.pass_time(9 * HOUR)
        assert (await group.posted()).question_id == "dice-rolls"
        assert "posted already" in words(await group.pressed(listed, "Decline"))

    async def test_members_see_what_is_suggested_and_cannot_decide(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        listed = await group.suggests(CLEO)
        assert "A fair die?" in words(listed)
        assert not buttons(listed)
        refused = await group.suggests(CLEO, decision="approve", suggestion="1")
        assert refused.kind is ReplyKind.REFUSAL

    async def test_the_first_decision_stands_and_who_decides_otherwise_is_told_so(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        listed = await group.suggests(ADA)
        first = await group.pressed(listed, "Approve", key="the-first")
        assert "It waits for a schedule" in words(first)
        assert "comes next" in words(await group.suggests(question="dice-rolls"))
        assert "approved before, and that stands" in words(await group.pressed(listed, "Decline"))
        assert await group.pressed(listed, "Approve", key="the-first") == first, "done again after a crash"

    async def test_what_was_declined_is_opened_again_by_who_manages_the_group(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        listed = await group.suggests(ADA)
        assert words(await group.pressed(listed, "Decline")) == "Declined."
        assert "declined before, and that stands" in words(await group.pressed(listed, "Approve"))
        assert "decided against it" in words(await group.suggests(question="dice-rolls"))
        assert "is suggested" in words(await group.suggests(ADA, question="dice-rolls"))
        assert "Approved" in words(await group.pressed(listed, "Approve"))

    async def test_an_admins_suggestion_that_comes_again_after_a_crash_does_not_undo_a_decision(self) -> None:
        group = RhythmGroup()
        event = replace(group.event("", ADA, "hers", {"question": "dice-rolls"}), command="suggest")
        await dispatch(group.room, event)
        await group.pressed(await group.suggests(ADA), "Decline")
        again = await dispatch(group.room, event)
        assert again is not None
        assert "decided against it" in words(again)

    async def test_what_was_posted_can_be_suggested_again(self) -> None:
        group = RhythmGroup()
        await group.suggests(question="dice-rolls")
        place = await group.place(BOB)
        suggestion = group.stores.state.suggestions[place.group_id, "dice-rolls"]
        await group.stores.schedules.decide_suggestion(place.workspace_id, suggestion.id, POSTED)
        assert "is suggested" in words(await group.suggests(question="dice-rolls"))
        assert group.stores.state.suggestions[place.group_id, "dice-rolls"].state == OPEN

    async def test_an_unknown_question_is_refused_with_what_may_have_been_meant(self) -> None:
        group = RhythmGroup()
        assert "Did you mean `dice-rolls`" in words(await group.suggests(question="dice-roll"))
