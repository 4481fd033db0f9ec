from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.progress.asked_days import asked_on, cut_short, days_cut_short
from bot.core.progress.moves import Change, moves_of
from bot.core.progress.presence import Absence, days_away
from bot.core.progress.streaks import local_day, practice_day, streak
from bot.core.records import Move

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def posted(hour: int, zone: str = "Europe/Berlin", weeks: int = 2) -> list[datetime]:
    """Questions on workdays, at an hour of a zone's clock."""
    dates = [MONDAY + step * DAY for step in range(7 * weeks)]
    return [datetime.combine(day, time(hour), ZoneInfo(zone)) for day in dates if day.weekday() < 5]


def test_without_scheduled_questions_workdays_count() -> None:
    asked = asked_on([], frozenset(), "UTC")
    assert [asked(MONDAY + step * DAY) for step in range(7)] == [True] * 5 + [False] * 2


def test_days_on_which_nothing_was_posted_cannot_be_missed() -> None:
    morning = posted(9)
    holiday = morning.pop(3).date()
    asked = asked_on(morning, frozenset(), "Europe/Berlin")
    assert not asked(holiday)
    assert asked(holiday - DAY)
    assert not asked(MONDAY - 7 * DAY)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("hour", [0, 7, 12, 18, 22, 23])
@pytest.mark.parametrize("hours_later", [1, 6, 12])
def test_who_answers_every_question_soon_keeps_the_streak_wherever_they_live(
    zone: str, hour: int, hours_later: int
) -> None:
    questions = posted(hour)
    answered = [local_day(moment + timedelta(hours=hours_later), zone) for moment in questions]
    for place, today in enumerate(answered):
        kept = answered[: place + 1]
        asked = asked_on(questions[: place + 1], frozenset(kept), zone)
        assert streak(kept, today, asked).current == len(set(kept))


def test_who_lets_two_days_of_evening_questions_go_does_lose_the_streak() -> None:
    questions = posted(22)
    answered = [questions[0].date()]
    asked = asked_on(questions, frozenset(answered), "Europe/Berlin")
    assert streak(answered, MONDAY + 2 * DAY, asked).current == 1
    assert streak(answered, MONDAY + 3 * DAY, asked).current == 0


@given(st.frozensets(st.integers(0, 13)), st.integers(0, 13), st.sampled_from([9, 20]))
def test_one_more_answer_never_shortens_a_streak_in_a_group_with_a_schedule(
    steps: frozenset[int], more: int, hour: int
) -> None:
    today, questions = MONDAY + 13 * DAY, posted(hour)
    before, after = (
        streak(kept, today, asked_on(questions, kept, "Europe/Berlin"))
        for kept in (frozenset(MONDAY + step * DAY for step in found) for found in (steps, steps | {more}))
    )
    assert after.current >= before.current


def away(begin: float, end: float) -> Absence:
    """An absence, by hours after Tuesday's first in Berlin."""
    midnight = datetime.combine(MONDAY + DAY, time(), ZoneInfo("Europe/Berlin")).astimezone(UTC)
    return Absence(midnight + timedelta(hours=begin), midnight + timedelta(hours=end))


@pytest.mark.parametrize(
    ("hour", "absences", "asked"),
    [
        (9, [], True),
        (9, [away(21, 30)], True),  # from 9:00 to 21:00
        (9, [away(20.9, 24)], False),
        (9, [away(12, 13), away(14, 16.5)], False),
        (9, [away(0, 8.9)], True),
        (9, [away(24, 60)], True),
        (20, [away(20.1, 36)], True),  # from 12:00 to 24:00 of the next day
        (20, [away(20.1, 36.5)], False),
    ],
)
def test_a_question_asks_for_no_day_if_greenroom_was_there_for_less_than_twelve_hours_of_its_time(
    hour: int, absences: list[Absence], asked: bool
) -> None:
    question = datetime.combine(MONDAY + DAY, time(hour), ZoneInfo("Europe/Berlin"))
    found = asked_on([question], frozenset(), "Europe/Berlin", absences=absences)
    assert [found(MONDAY + step * DAY) for step in (1, 2)] == [asked and hour == 9, asked and hour == 20]
    move = Move(question + 30 * DAY, "Europe/Berlin", "UTC")
    travelled = asked_on([question], frozenset(), "UTC", moves=[move], absences=absences)
    assert [travelled(MONDAY + step * DAY) for step in range(4)] == [found(MONDAY + step * DAY) for step in range(4)]


outages = st.lists(st.tuples(st.integers(0, 13 * 24), st.integers(1, 40)), max_size=4)


@given(outages, st.integers(0, 23), st.booleans(), st.randoms())
def test_no_outage_ever_takes_the_streak_of_who_answers_when_there_were_twelve_hours(
    hours: list[tuple[int, int]], hour: int, late: bool, random: Random
) -> None:
    begun, absences = datetime.combine(MONDAY, time(), UTC), list[Absence]()
    for begin, length in sorted(hours):
        start = max(begun + begin * HOUR, absences[-1].ended_at if absences else begun)
        absences.append(Absence(start, start + length * HOUR))

    def there(moment: datetime) -> bool:
        return not any(one.began_at <= moment < one.ended_at for one in absences)

    questions = [moment for moment in posted(hour) if there(moment)]
    answered = set()
    for moment in questions:
        first = practice_day(moment, "Europe/Berlin", late=late)
        last = first + DAY if hour >= 12 or (hour < 4 and late) else first
        times = [moment + step * HOUR for step in range(48)]
        times = [one for one in times if there(one) and practice_day(one, "Europe/Berlin", late=late) <= last]
        if len(times) >= 12:
            answered.add(practice_day(random.choice(times), "Europe/Berlin", late=late))
    asked = asked_on(questions, frozenset(answered), "Europe/Berlin", late=late, absences=absences)
    today = max(answered, default=MONDAY)
    found = streak(answered, today, asked, days_away(absences, "Europe/Berlin"))
    assert (found.current, found.frozen) == (len(answered), ())


def test_flying_over_the_date_line_to_the_east_of_it_takes_a_day_that_does_not_count() -> None:
    leaving = datetime(2026, 11, 16, 22, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert cut_short(leaving, "America/Los_Angeles", "Pacific/Auckland") == {MONDAY + DAY}
    at_noon = datetime(2026, 11, 16, 23, 30, tzinfo=ZoneInfo("Pacific/Pago_Pago"))
    assert cut_short(at_noon, "Pacific/Pago_Pago", "Pacific/Kiritimati") == {MONDAY + DAY}


def test_a_traveller_who_answers_each_day_they_had_keeps_the_streak() -> None:
    leaving = datetime(2026, 11, 16, 22, tzinfo=ZoneInfo("America/Los_Angeles"))
    outages = cut_short(leaving, "America/Los_Angeles", "Pacific/Auckland")
    answered = [MONDAY, MONDAY + 2 * DAY]
    assert streak(answered, answered[-1], lambda _day: True, outages).current == 2


zones = st.sampled_from(["UTC", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Asia/Kolkata", "America/New_York"])


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), zones, zones)  # noqa: DTZ001
def test_a_move_cuts_short_at_most_two_days_and_none_where_time_is_gained(moment: datetime, old: str, new: str) -> None:
    before, after = (moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in (old, new))
    cut = cut_short(moment, old, new)
    assert len(cut) <= 2
    assert all(before.date() <= day <= after.date() for day in cut)
    if after <= before:
        assert not cut


def moves_through(journey: list[tuple[int, str]], begin: str) -> list[Move]:
    """Moves at hours after Monday's first, each from where the one before went."""
    moves: list[Move] = []
    for hour, zone in sorted(dict(journey).items()):
        at = datetime.combine(MONDAY, time(), UTC) + timedelta(hours=hour)
        moves.append(Move(at, moves[-1].after if moves else begin, zone))
    return moves


@given(
    st.lists(st.tuples(st.integers(0, 13 * 24), zones), max_size=4),
    zones,
    st.integers(0, 23),
    st.sampled_from([1, 6, 11]),
)
def test_a_traveller_who_answers_every_question_soon_keeps_the_streak(
    journey: list[tuple[int, str]], home: str, hour: int, hours_later: int
) -> None:
    moves, questions = moves_through(journey, home), posted(hour)
    answers = [moment + timedelta(hours=hours_later) for moment in questions]
    here = moves[-1].after if moves else home
    answered = [local_day(at, next((move.before for move in moves if at < move.at), here)) for at in answers]
    asked = asked_on(questions, frozenset(answered), here, moves=moves)
    assert streak(answered, max(answered), asked, days_cut_short(moves)).current == len(set(answered))


journeys = st.lists(st.tuples(st.integers(0, 13 * 24), st.none() | zones), max_size=4)


def changes_through(journey: list[tuple[int, str | None]]) -> list[Change]:
    """A zone that is set at hours after Monday's first, and was not before."""
    begin = datetime.combine(MONDAY, time(), UTC)
    settings = sorted(dict(journey).items())
    before = [None, *(zone for _hour, zone in settings)]
    return [
        Change(begin + timedelta(hours=hour), was, zone) for was, (hour, zone) in zip(before, settings, strict=False)
    ]


def zone_at(moment: datetime, changes: list[Change]) -> str | None:
    return next((change.after for change in reversed(changes) if change.at <= moment), None)


@given(journeys, journeys, zones)
def test_a_members_days_follow_their_own_zone_and_else_their_groups(
    own: list[tuple[int, str | None]], groups: list[tuple[int, str | None]], default: str
) -> None:
    mine, theirs = changes_through(own), changes_through(groups)
    end = datetime.combine(MONDAY, time(), UTC) + 14 * DAY
    here = zone_at(end, mine) or zone_at(end, theirs) or default
    moves = moves_of(mine, zone_at(end, mine), theirs, zone_at(end, theirs), default)
    for hour in range(-1, 14 * 24):
        moment = end - 14 * DAY + timedelta(hours=hour)
        counted = next((move.before for move in moves if moment < move.at), here)
        assert counted == (zone_at(moment, mine) or zone_at(moment, theirs) or default)


@given(journeys, journeys, zones, st.integers(0, 23), st.sampled_from([1, 6, 11]))
def test_who_answers_every_question_soon_keeps_the_streak_whatever_becomes_of_the_groups_zone(
    own: list[tuple[int, str | None]],
    groups: list[tuple[int, str | None]],
    default: str,
    hour: int,
    hours_later: int,
) -> None:
    mine, theirs, questions = changes_through(own), changes_through(groups), posted(hour)
    answers = [moment + timedelta(hours=hours_later) for moment in questions]
    end = datetime.combine(MONDAY, time(), UTC) + 14 * DAY
    here = zone_at(end, mine) or zone_at(end, theirs) or default
    answered = [local_day(at, zone_at(at, mine) or zone_at(at, theirs) or default) for at in answers]
    moves = moves_of(mine, zone_at(end, mine), theirs, zone_at(end, theirs), default)
    asked = asked_on(questions, frozenset(answered), here, moves=moves)
    assert streak(answered, max(answered), asked, days_cut_short(moves)).current == len(set(answered))


def test_what_was_asked_before_a_move_asked_on_a_day_of_the_zone_before() -> None:
    questions = posted(9, "Pacific/Auckland", weeks=1)
    answered = frozenset(moment.date() for moment in questions)
    moves = [Move(questions[-1] + 40 * timedelta(hours=1), "Pacific/Auckland", "Pacific/Honolulu")]
    asked = asked_on(questions, answered, "Pacific/Honolulu", moves=moves)
    assert not asked(MONDAY - DAY)  # Monday morning in Auckland is Sunday in Honolulu
    assert streak(answered, MONDAY + 7 * DAY, asked).current == 5


@given(
    st.lists(st.tuples(st.integers(0, 13 * 24), zones), max_size=4),
    st.frozensets(st.integers(0, 13)),
    st.integers(0, 13),
)
def test_one_more_answer_never_shortens_a_travellers_streak(
    journey: list[tuple[int, str]], steps: frozenset[int], more: int
) -> None:
    moves, questions, today = moves_through(journey, "UTC"), posted(9), MONDAY + 13 * DAY
    here = moves[-1].after if moves else "UTC"
    before, after = (
        streak(kept, today, asked_on(questions, kept, here, moves=moves), days_cut_short(moves)).current
        for kept in (frozenset(MONDAY + step * DAY for step in found) for found in (steps, steps | {more}))
    )
    assert after >= before
