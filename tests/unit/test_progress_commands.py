"""Leaderboards, the next question and late evenings, as members see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.core.chat import Buttons, ChatEvent, Reply, ReplyKind, Rows
from bot.core.commands import dispatch
from bot.core.commands.progress import PROGRESS_COMMANDS
from bot.core.practice import Practice, Stores
from bot.core.progress.spacing import Choice, Why
from bot.core.records import JobKind, Origin
from bot.core.replies.progress_next import why_line
from bot.core.room import Room
from tests import samples
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, BOB, JUDGE, NOON, verdict

HANDLERS = {command.name: command.handler for command in PROGRESS_COMMANDS}
HOUR = timedelta(hours=1)


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def room(stores: InMemoryStores) -> Room:
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    return room_of(practice, stores)


async def do(
    room: Room, command: str, options: Mapping[str, str] | None = None, origin: Origin = ADA, key: str = "event"
) -> Reply:
    from bot.core.commands.command import OptionError
    from bot.core.errors import GreenroomError
    from bot.core.replies import notices

    event = ChatEvent(key, origin, NOON, command, "", options or {})
    try:
        reply = await HANDLERS[command](room, event)
    except OptionError as error:
        return error.reply
    except GreenroomError as error:
        reply = notices.refusal_for(error)
    assert reply is not None
    return reply


def words(reply: Reply) -> str:
    return "\n".join(str(part) for part in reply.parts)


def table(reply: Reply) -> list[tuple[str, ...]]:
    return [row for part in reply.parts if isinstance(part, Rows) for row in part.rows]


async def answer(
    room: Room, stores: InMemoryStores, origin: Origin, score: float, number: int = 0, *, estimate: bool = False
) -> None:
    at = NOON + number * HOUR
    submission = await room.practice.submit(origin, at, f"{origin.user}-{number}", "coin-flips", "Flip it.")
    [job] = await stores.jobs.claim([JobKind.GRADE], 1, at, 30)
    opinion = verdict("Flip it.", score, estimate=estimate, judge=JUDGE)
    assert await stores.ledger.save_grade(job, submission.answer.id, opinion, at, None)


async def test_an_empty_leaderboard_invites(room: Room) -> None:
    assert "Nobody has points" in words(await do(room, "leaderboard"))


async def test_the_weeks_leaderboard_shows_what_points_were_earned_for(room: Room, stores: InMemoryStores) -> None:
    await answer(room, stores, ADA, 4.0)
    await answer(room, stores, BOB, 2.0)
    await answer(room, stores, BOB, 3.2, 1)
    reply = await do(room, "leaderboard")
    assert "2026-W47" in words(reply)
    assert table(reply) == [
        ("1", "Bob", "20", "10", "5", "5"),
        ("2", "Ada (you)", "20", "10", "10", "0"),
    ]
    assert "more by revising is ahead" in words(reply)


async def test_members_who_are_equal_share_a_place(room: Room, stores: InMemoryStores) -> None:
    for origin in (ADA, BOB):
        await answer(room, stores, origin, 2.0)
    assert [row[0] for row in table(await do(room, "leaderboard", {"period": "all"}))] == ["1=", "1="]


async def test_points_by_estimates_are_said_to_be(room: Room, stores: InMemoryStores) -> None:
    await answer(room, stores, ADA, 2.0, estimate=True)
    reply = await do(room, "leaderboard", {"period": "month"})
    assert table(reply)[0][2] == "≈ 15"
    assert "offline estimate" in words(reply)


async def test_who_is_not_among_the_first_hears_their_own_place(room: Room, stores: InMemoryStores) -> None:
    for number in range(12):
        await answer(room, stores, Origin("terminal", "local", "room", f"u{number}", f"U{number}"), 4.0)
    await answer(room, stores, ADA, 1.0)
    reply = await do(room, "leaderboard")
    assert len(table(reply)) == 10
    assert "place **13** of 13" in words(reply)


async def test_who_wants_to_be_left_out_is_and_can_come_back(room: Room, stores: InMemoryStores) -> None:
    await answer(room, stores, ADA, 4.0)
    assert "No leaderboard lists you" in words(await do(room, "leaderboard", {"me": "hide"}))
    hidden = await do(room, "leaderboard")
    assert table(hidden) == []
    assert "left out" in words(hidden)
    assert table(await do(room, "leaderboard", origin=BOB)) == []
    await do(room, "leaderboard", {"me": "show"})
    assert len(table(await do(room, "leaderboard"))) == 1


async def test_every_button_of_a_leaderboard_is_understood(room: Room, stores: InMemoryStores) -> None:
    await answer(room, stores, ADA, 4.0)
    pressed = 0
    for options in ({}, {"me": "hide"}, {}):
        reply = await do(room, "leaderboard", options)
        for button in (button for part in reply.parts if isinstance(part, Buttons) for button in part.items):
            assert (await do(room, button.command, button.options)).kind is not ReplyKind.REFUSAL
            pressed += 1
    assert pressed


@pytest.mark.parametrize(
    ("command", "option"), [("leaderboard", "period"), ("leaderboard", "me"), ("evenings", "late")]
)
async def test_a_choice_that_is_none_is_refused(room: Room, command: str, option: str) -> None:
    assert (await do(room, command, {option: "perhaps"})).kind is ReplyKind.REFUSAL


async def test_the_next_question_is_for_the_member_alone_and_says_why(room: Room) -> None:
    reply = await do(room, "next")
    assert (reply.kind, reply.private) == (ReplyKind.QUESTION, True)
    assert "Why this one" in words(reply)
    assert isinstance(reply.parts[-1], Buttons)


async def test_the_next_question_passes_the_filters(room: Room) -> None:
    assert (await do(room, "next", {"track": "communication"})).context["question_id"] == "say-it-simply"
    assert (await do(room, "next", {"track": "sql-and-data"})).kind is ReplyKind.REFUSAL


async def test_when_nothing_is_left_it_is_said(room: Room) -> None:
    for number in range(3):
        await do(room, "next", key=f"event-{number}")
    assert "in the last 60 days" in words(await do(room, "next", key="event-4"))


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_fits_one_line(why: Why) -> None:
    question = next(iter(samples.content().bank))
    line = why_line(Choice(question, why, question.rubric[0], 1, question.skills[0], NOON))
    assert line.startswith("Why this one: ")
    assert "\n" not in line


async def test_late_evenings_count_for_the_day_before(room: Room, stores: InMemoryStores) -> None:
    await do(room, "evenings", {"late": "yes"})
    late = NOON.replace(hour=2)
    submission = await room.practice.submit(ADA, late, "message", "coin-flips", "Flip it.")
    assert submission.answer.local_date == late.date() - timedelta(days=1)
    assert (await room.practice.progress(ADA, late)).streak.today
    await do(room, "evenings", {"late": "no"})
    submission = await room.practice.submit(ADA, late, "message-2", "coin-flips", "Flip it.")
    assert submission.answer.local_date == late.date()


async def page(room: Room, at: datetime) -> Reply:
    event = ChatEvent("look", ADA, at, "progress", "", {})
    reply = await dispatch(room, event)
    assert reply is not None
    return reply


async def test_progress_tells_what_is_due_again_and_when_something_is(room: Room, stores: InMemoryStores) -> None:
    assert "due again" not in words(await page(room, NOON))
    await answer(room, stores, ADA, 1.0)
    before = stores.state.decks.copy()
    assert "comes back on 20 Nov" in words(await page(room, NOON))
    later = words(await page(room, NOON + timedelta(days=3)))
    assert "**3 criteria** in 1 question are due again, *About " in later
    assert stores.state.decks == before, "looking at one's progress wrote something"


async def test_what_is_due_is_what_next_puts(room: Room, stores: InMemoryStores) -> None:
    await answer(room, stores, ADA, 1.0)
    at = NOON + timedelta(days=3)
    place = await room.practice.place_of(ADA)
    due, choice = await room.coach.due(place, at), await room.coach.choice(place, at)
    assert (due.criteria, due.questions) == (3, 1)
    assert choice.question.id == "coin-flips"
    assert due.weakest in choice.question.rubric


async def test_a_question_that_has_left_the_bank_is_never_due(stores: InMemoryStores) -> None:
    held = Stores(stores.directory, stores.postings, stores.ledger)
    room = room_of(Practice(samples.content(), held), stores)
    await answer(room, stores, ADA, 1.0)
    smaller = room_of(Practice(samples.content(samples.question("dice-rolls")), held), stores)
    due = await smaller.coach.due(await room.practice.place_of(ADA), NOON + timedelta(days=3))
    assert (due.criteria, due.weakest, due.next_at) == (0, None, None)
