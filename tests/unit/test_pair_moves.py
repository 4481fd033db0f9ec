from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.state import Pair, PairPhase, PairRefusedError, Role, load_pair
from bot.core.interviews.state import InterviewStateError, Rating
from tests.samples import NOON
from tests.unit.interview_samples import make
from tests.unit.pair_samples import (
    ADA,
    BOB,
    CANDIDATE,
    CLEO,
    HOME,
    READER,
    after,
    kept,
    live_pair,
    open_pair,
    ready_pair,
)

SCRIPT = make()
FIRST, SECOND, LAST = (part.id for part in SCRIPT.parts)


def refusal(move: Callable[[], object]) -> str:
    with pytest.raises(PairRefusedError) as caught:
        move()
    assert caught.value.reason in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize("role", list(Role))
def test_whoever_joins_chooses_and_the_other_gets_the_other_role(role: Role) -> None:
    pair = moves.join(open_pair(), BOB, role)
    assert (pair.phase, pair.seat(role), pair.seat(role.other)) == (PairPhase.READY, BOB, ADA)


def test_nobody_pairs_with_themselves_and_nobody_joins_a_full_pair_or_anothers_invitation() -> None:
    assert refusal(lambda: moves.join(open_pair(), ADA, Role.READER)) == "yourself"
    assert refusal(lambda: moves.invite(SCRIPT, HOME, ADA, Role.READER, NOON, ADA.user)) == "yourself"
    assert refusal(lambda: moves.join(ready_pair(), CLEO, Role.READER)) == "taken"
    assert refusal(lambda: moves.join(open_pair(invited="bob"), CLEO, Role.READER)) == "not-invited"
    assert moves.join(open_pair(invited="bob"), BOB, Role.READER).reader == BOB
    assert moves.join(ready_pair(), BOB, Role.CANDIDATE) == ready_pair(), "a second press"


def test_roles_are_swapped_before_the_start_and_not_after() -> None:
    swapped = moves.swap(ready_pair(), CANDIDATE)
    assert (swapped.reader, swapped.candidate) == (ADA, BOB)
    assert refusal(lambda: moves.swap(live_pair(), READER)) == "started"
    assert refusal(lambda: moves.swap(ready_pair(), CLEO.member_id)) == "not-yours"


def test_it_starts_once_both_are_there() -> None:
    assert refusal(lambda: moves.start(SCRIPT, open_pair(), ADA.member_id, NOON)) == "alone"
    pair = live_pair()
    assert (pair.phase, pair.stage, pair.open_stage.visited, pair.began) == (PairPhase.LIVE, FIRST, True, NOON)
    assert moves.start(SCRIPT, pair, READER, after(60)) == pair


READERS_ONLY: dict[str, Callable[[Pair, int], Pair]] = {
    "level": lambda pair, me: noting.give_level(SCRIPT, pair, me, FIRST, "drive", 4),
    "note": lambda pair, me: noting.note(SCRIPT, pair, me, FIRST, "drive", "Said so."),
    "hint": lambda pair, me: noting.give_hint(SCRIPT, pair, me),
    "probe": lambda pair, me: noting.give_probe(SCRIPT, pair, me),
    "show": noting.show_question,
    "next": lambda pair, me: moves.go(SCRIPT, pair, me, FIRST, after(1)),
    "back": lambda pair, me: moves.go(SCRIPT, pair, me, FIRST, after(1), back=True),
}


@pytest.mark.parametrize("name", READERS_ONLY)
def test_only_the_reader_scores_and_leads(name: str) -> None:
    move = READERS_ONLY[name]
    assert refusal(lambda: move(live_pair(), CANDIDATE)) == "not-the-reader"
    assert refusal(lambda: move(live_pair(), CLEO.member_id)) == "not-yours"
    assert refusal(lambda: move(ready_pair(), READER)) == "not-started"
    assert refusal(lambda: move(moves.stop(live_pair(), READER, NOON), READER)) == "over"
    move(live_pair(), READER)


@pytest.mark.parametrize("me", [READER, CANDIDATE])
def test_both_can_pause_and_stop_and_nobody_else_can(me: int) -> None:
    assert moves.pause(live_pair(), me, after(5)).phase is PairPhase.PAUSED
    assert moves.stop(live_pair(), me, after(5)).phase is PairPhase.STOPPED
    assert moves.stop(ready_pair(), me, after(5)).phase is PairPhase.CALLED_OFF
    for move in (moves.pause, moves.resume, moves.stop):
        assert refusal(lambda move=move: move(live_pair(), CLEO.member_id, NOON)) == "not-yours"  # type: ignore[misc]


def test_a_level_pressed_again_is_taken_back_and_another_takes_its_place() -> None:
    pair = noting.give_level(SCRIPT, live_pair(), READER, FIRST, "drive", 2)
    assert pair.record(FIRST).levels == {"drive": 2}
    assert noting.give_level(SCRIPT, pair, READER, FIRST, "drive", 4).record(FIRST).levels == {"drive": 4}
    assert noting.give_level(SCRIPT, pair, READER, FIRST, "drive", 2).record(FIRST).levels == {}


@pytest.mark.parametrize(("criterion", "level"), [("drive", 5), ("drive", -1), ("design", 3), ("nonsense", 3)])
def test_a_level_of_another_part_or_beyond_the_scale_is_refused(criterion: str, level: int) -> None:
    assert refusal(lambda: noting.give_level(SCRIPT, live_pair(), READER, FIRST, criterion, level)) == "option"


def test_notes_are_kept_by_criterion_or_for_the_part_and_empty_ones_refused() -> None:
    pair = noting.note(SCRIPT, live_pair(), READER, FIRST, "drive", " My coins. ")
    pair = noting.note(SCRIPT, pair, READER, FIRST, "drive", "x" * 2_000)
    pair = noting.note(SCRIPT, pair, READER, FIRST, "", "Calm.")
    assert pair.record(FIRST).notes == {"drive": ("My coins.", "x" * noting.LONGEST_NOTE), "": ("Calm.",)}
    assert refusal(lambda: noting.note(SCRIPT, pair, READER, FIRST, "drive", " \n")) == "option"


def test_hints_come_from_gentle_to_strong_and_end() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(1))
    hints = SCRIPT.part(SECOND).hints
    for number, hint in enumerate(hints, 1):
        pair = noting.give_hint(SCRIPT, pair, READER)
        assert (pair.aloud, pair.open_stage.hints) == (hint, number)
    assert noting.give_hint(SCRIPT, pair, READER) == pair


def test_follow_ups_go_to_what_is_not_scored_then_to_the_weakest_and_never_twice() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(1))
    pair = noting.give_level(SCRIPT, pair, READER, SECOND, "design", 3)
    pair = noting.give_level(SCRIPT, pair, READER, SECOND, "numbers", 1)
    pair = noting.give_level(SCRIPT, pair, READER, SECOND, "advice", 4)
    asked = []
    while noting.next_probe(SCRIPT.part(SECOND), pair.open_stage):
        pair = noting.give_probe(SCRIPT, pair, READER)
        asked.append(pair.aloud)
    assert asked == [
        "How would you go on with numbers?",
        "How would you go on with design?",
        "What would your friend say to that?",
    ]
    assert noting.give_probe(SCRIPT, pair, READER) == pair


def test_a_second_press_on_next_does_not_skip_a_part() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(60))
    assert pair.stage == SECOND
    assert moves.go(SCRIPT, pair, READER, FIRST, after(61)) == pair


def test_back_and_on_again_keeps_what_was_given_and_counts_the_time_where_it_was_spent() -> None:
    pair = noting.give_level(SCRIPT, live_pair(), READER, FIRST, "drive", 2)
    pair = moves.go(SCRIPT, pair, READER, FIRST, after(60))
    pair = moves.go(SCRIPT, pair, READER, SECOND, after(70), back=True)
    assert moves.go(SCRIPT, pair, READER, FIRST, after(75), back=True).stage == FIRST
    pair = moves.go(SCRIPT, pair, READER, FIRST, after(100))
    assert (pair.record(FIRST).seconds, pair.record(SECOND).seconds) == (90, 10)
    assert pair.record(FIRST).levels == {"drive": 2}


def test_after_the_last_part_it_is_over() -> None:
    pair = live_pair()
    for number, stage in enumerate((FIRST, SECOND, LAST), 1):
        pair = moves.go(SCRIPT, pair, READER, stage, after(number * 60))
    assert (pair.phase, pair.ended, pair.running_since) == (PairPhase.DONE, after(180), None)
    assert moves.go(SCRIPT, pair, READER, LAST, after(200)) == pair


def test_the_clock_stands_while_it_is_paused() -> None:
    pair = moves.pause(live_pair(), CANDIDATE, after(30))
    assert moves.pause(pair, READER, after(40)) == pair
    pair = moves.resume(pair, CANDIDATE, after(1_000))
    assert moves.resume(pair, READER, after(1_005)) == pair
    pair = moves.stop(pair, CANDIDATE, after(1_010))
    assert pair.record(FIRST).seconds == 40


STEPS = st.tuples(st.sampled_from(["pause", "resume", "next", "back", "level"]), st.floats(0, 500))


@given(st.lists(STEPS, max_size=30))
def test_no_second_is_lost_counted_twice_or_counted_while_the_clock_stands(steps: list[tuple[str, float]]) -> None:
    pair, now, running = live_pair(), 0.0, 0.0
    for name, passed in steps:
        now += passed
        running += passed if pair.phase is PairPhase.LIVE else 0.0
        if name in {"pause", "resume"}:
            move = moves.pause if name == "pause" else moves.resume
            pair = kept(move(pair, READER, after(now)))
        elif name == "level":
            pair = noting.show_question(pair, READER)
        elif not (name == "next" and pair.stage == LAST):
            pair = kept(moves.go(SCRIPT, pair, READER, pair.stage, after(now), back=name == "back"))
    seconds = sum(record.seconds for record in moves.settled(pair, after(now)).stages)
    assert seconds == pytest.approx(running, abs=0.01)


def test_a_clock_that_was_put_back_counts_nothing() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(-500))
    assert pair.record(FIRST).seconds == 0
    assert moves.stop(pair, READER, after(20)).record(SECOND).seconds == 20


def test_the_candidate_alone_rates_and_only_afterwards() -> None:
    rating = Rating(stars=4, why="Patient.")
    over = moves.stop(live_pair(), READER, after(9))
    assert noting.rate(over, CANDIDATE, rating).rating == rating
    assert refusal(lambda: noting.rate(over, READER, rating)) == "not-the-candidate"
    assert refusal(lambda: noting.rate(live_pair(), CANDIDATE, rating)) == "not-over"
    assert refusal(lambda: noting.rate(moves.stop(ready_pair(), READER, NOON), CANDIDATE, rating)) == "not-over"


def test_whoever_leaves_leaves_nothing_of_either_behind() -> None:
    pair = noting.note(SCRIPT, live_pair(), READER, FIRST, "drive", "Ada's words.")
    left = moves.leave(pair, ADA.member_id, ADA.user)
    assert left is not None
    assert (left.phase, left.reader, left.candidate, left.inviter) == (PairPhase.LEFT, BOB, None, BOB)
    assert "Ada" not in left.model_dump_json()
    assert moves.leave(left, BOB.member_id, BOB.user) is None


def test_a_record_of_a_newer_version_is_not_guessed_at() -> None:
    for text, reason in (('{"version": 99}', "version"), ("{}", "unreadable"), ('{"version": 1}', "unreadable")):
        with pytest.raises(InterviewStateError) as caught:
            load_pair(text)
        assert caught.value.reason == reason
