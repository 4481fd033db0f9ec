from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.errors import NoMatchingQuestionError
from bot.core.schedules.days import ALL_DAYS, Weekly
from bot.core.schedules.due import next_due
from bot.core.schedules.forecast import Coming, Forecast, Source, coming, forecast
from bot.core.schedules.pick import Reason, Relaxed, nearest_match, pick
from bot.core.schedules.rule import Rule, Theme
from tests.packs_support import coin

DAY = timedelta(days=1)
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
COIN = coin()  # experimentation, statistics and structure, difficulty 2
DAILY = Rule(Weekly(ALL_DAYS), time(9), "UTC")


def bank(*ids: str, **changes: object) -> QuestionBank:
    return QuestionBank(COIN.model_copy(update={"id": each, **changes}) for each in ids)


POOL = bank(*(f"q-{number}" for number in range(6)))
IDS = [question.id for question in POOL]


@given(st.lists(st.sampled_from(IDS), max_size=20), st.dates(), st.text(max_size=5))
def test_nothing_is_repeated_until_the_pool_is_exhausted_and_then_the_longest_unseen_comes(
    asked: list[str], day: date, seed: str
) -> None:
    chosen = pick(DAILY, POOL, day, asked, seed)
    unseen = set(IDS) - set(asked)
    assert chosen.repeated == (not unseen)
    if unseen:
        assert chosen.question.id in unseen
    else:
        last_asked = {each: place for place, each in enumerate(asked)}
        assert chosen.question.id == min(last_asked, key=last_asked.__getitem__)


SKILLS_OF = {  # by question: what a slow model looks up
    "a": {Skill.STATISTICS},
    "b": {Skill.STRUCTURE},
    "c": {Skill.STATISTICS, Skill.STRUCTURE},
    "d": {Skill.SQL},
    "e": {Skill.SQL, Skill.ANALOGY},
}
MIXED = QuestionBank(
    COIN.model_copy(update={"id": each, "skills": tuple(sorted(skills))}) for each, skills in SKILLS_OF.items()
)
WEAK = st.lists(st.sampled_from([Skill.STATISTICS, Skill.SQL, Skill.ANALOGY, Skill.CULTURE]), unique=True, max_size=2)


def leaned_to(asked: list[str], weak: list[Skill]) -> Skill | None:
    """The slow model: every second time the first weak skill of which anything is left."""
    left = [skill for each, skills in SKILLS_OF.items() if each not in asked for skill in skills]
    return next((skill for skill in weak if skill in left), None) if len(asked) % 2 == 1 else None


def may_be_picked(asked: list[str], weak: list[Skill]) -> set[str]:
    """What is left, narrowed down to what is leaned to; the one longest unseen if nothing is left."""
    unseen, skill = {each for each in SKILLS_OF if each not in asked}, leaned_to(asked, weak)
    if not unseen:
        return {min(SKILLS_OF, key=lambda each: max(place for place, one in enumerate(asked) if one == each))}
    return {each for each in unseen if skill is None or skill in SKILLS_OF[each]}


@given(st.lists(st.sampled_from(sorted(SKILLS_OF)), max_size=12), st.dates(), st.text(max_size=5), WEAK)
def test_every_second_question_leans_to_the_weakest_skill_that_is_left_and_never_at_the_price_of_a_repetition(
    asked: list[str], day: date, seed: str, weak: list[Skill]
) -> None:
    chosen = pick(DAILY, MIXED, day, asked, seed, weak)
    assert chosen == pick(DAILY, MIXED, day, asked, seed, weak)
    assert chosen.question.id in may_be_picked(asked, weak)
    assert chosen.repeated == (set(asked) == SKILLS_OF.keys())
    assert chosen.weak == leaned_to(asked, weak)
    assert chosen.reason is (Reason.WEAK if chosen.weak else Reason.AGAIN if chosen.repeated else Reason.NEW)


def test_a_group_that_is_weak_at_one_thing_still_goes_round_the_whole_pool() -> None:
    asked: list[str] = []
    for step in range(10):
        asked.append(pick(DAILY, MIXED, TODAY + step * DAY, asked, "ours", [Skill.SQL]).question.id)
    assert sorted(asked[:5]) == sorted(asked[5:]) == sorted(SKILLS_OF)
    assert {"d", "e"} <= set(asked[:4])


def test_a_month_of_postings_goes_round_the_pool() -> None:
    asked: list[str] = []
    for step in range(24):
        asked.append(pick(DAILY, POOL, TODAY + step * DAY, asked, "ours").question.id)
    assert all(sorted(asked[turn : turn + 6]) == IDS for turn in range(0, 24, 6))


def test_the_same_posting_gets_the_same_question_however_often_it_is_picked() -> None:
    assert pick(DAILY, POOL, TODAY, ["q-1"], "ours") == pick(DAILY, POOL, TODAY, ["q-1"], "ours")
    assert len({pick(DAILY, POOL, TODAY, [], f"group {number}").question.id for number in range(20)}) > 1


def test_a_theme_week_picks_by_its_own_filters() -> None:
    mixed = QuestionBank([*POOL, *bank("join", track=Track.SQL_AND_DATA)])
    sql = Filters(tracks=frozenset({Track.SQL_AND_DATA}))
    rule = replace(DAILY, themes=(Theme("SQL week", TODAY, TODAY + DAY, sql),))
    assert pick(rule, mixed, TODAY, [], "ours").question.id == "join"
    assert pick(rule, mixed, TODAY + DAY, ["join"], "ours").repeated
    assert not pick(rule, mixed, TODAY + 2 * DAY, ["join"], "ours").repeated


def test_a_style_travels_with_the_pick_as_long_as_it_holds() -> None:
    meta = replace(DAILY, filters=Filters(style="meta"))
    assert pick(meta, bank("m", styles=("meta",)), TODAY, [], "ours").style == "meta"
    assert pick(meta, POOL, TODAY, [], "ours").style is None


BEHAVIORAL, SQL = frozenset({Track.BEHAVIORAL}), frozenset({Skill.SQL})
STYLE, SKILLS, DIFFICULTY, TRACKS = Relaxed


@pytest.mark.parametrize(
    ("filters", "found", "relaxed"),
    [
        (Filters(), Filters(), ()),
        (Filters(easiest=2, hardest=2), Filters(easiest=2, hardest=2), ()),
        (Filters(style="meta"), Filters(), (STYLE,)),
        (Filters(skills=SQL), Filters(), (SKILLS,)),
        (Filters(skills=SQL, style="meta"), Filters(), (STYLE, SKILLS)),
        (Filters(easiest=3, hardest=3), Filters(easiest=2, hardest=4), (DIFFICULTY,)),
        (Filters(easiest=5), Filters(easiest=2), (DIFFICULTY,)),
        (Filters(hardest=1), Filters(hardest=2), (DIFFICULTY,)),
        (Filters(BEHAVIORAL), Filters(), (TRACKS,)),
        (Filters(BEHAVIORAL, SQL, 4, 4, "meta"), Filters(), (STYLE, SKILLS, DIFFICULTY, TRACKS)),
        (Filters(skills=SQL, easiest=4), Filters(easiest=2), (SKILLS, DIFFICULTY)),
    ],
)
def test_a_filter_that_matches_nothing_gives_way_in_the_stated_order(
    filters: Filters, found: Filters, relaxed: tuple[Relaxed, ...]
) -> None:
    match = nearest_match(POOL, filters)
    assert (match.filters, match.relaxed) == (found, relaxed)
    assert list(match.pool) == list(POOL)


def test_difficulty_is_widened_no_further_than_it_has_to_be() -> None:
    steps = QuestionBank([*bank("easy", difficulty=1), *bank("hard", difficulty=5), *bank("middling", difficulty=3)])
    match = nearest_match(steps, Filters(easiest=4, hardest=4))
    assert [question.id for question in match.pool] == ["hard", "middling"]
    assert match.filters == Filters(easiest=3, hardest=5)


def test_an_empty_bank_has_no_nearest_match() -> None:
    with pytest.raises(NoMatchingQuestionError):
        pick(DAILY, QuestionBank([]), TODAY, [], "ours")


OURS = Source(DAILY, "ours")


def looked_at(source: Source = OURS, *, asked: list[str] | None = None, days: int = 20, **more: Source) -> Forecast:
    return forecast(source, POOL, asked or [], NOW, days * DAY, tuple(more.values()))


def test_the_first_repetition_is_foreseen() -> None:
    assert looked_at() == Forecast(6, date(2026, 12, 7))
    assert looked_at(asked=["q-0", "q-1"]) == Forecast(4, date(2026, 12, 5))
    assert looked_at(asked=IDS) == Forecast(0, TODAY)


def test_an_admin_hears_of_it_a_week_ahead_and_not_before() -> None:
    week = bank(*"abcdefg")
    before, then = (forecast(OURS, week, [], NOW + step * timedelta(hours=1)) for step in range(2))
    assert (before, then) == (Forecast(7), Forecast(7, date(2026, 12, 8)))


def test_a_filter_that_will_match_nothing_is_foreseen_with_what_gives_way() -> None:
    empty = Theme("Behaviour week", date(2026, 12, 5), date(2026, 12, 6), Filters(BEHAVIORAL))
    seen = looked_at(Source(replace(DAILY, themes=(empty,)), "ours"), days=5)
    assert (seen.unmatched_on, seen.relaxed) == (date(2026, 12, 5), (TRACKS,))
    assert seen.repeats_on is None


def test_other_schedules_of_the_group_use_up_the_same_questions() -> None:
    evenings = Source(replace(DAILY, at=time(18)), "evenings")
    assert looked_at(other=evenings) == Forecast(3, date(2026, 12, 4))
    assert looked_at(evenings, other=OURS) == Forecast(3, date(2026, 12, 4))


def test_what_is_foreseen_is_what_is_then_picked() -> None:
    asked: list[str] = ["q-3"]
    for each in coming(OURS, POOL, asked.copy(), NOW, NOW + 9 * DAY):
        assert isinstance(each, Coming)
        assert each.pick == pick(DAILY, POOL, each.occurrence.local_date, asked, "ours")
        asked.append(each.pick.question.id)
    assert len(asked) == 10


def test_what_is_coming_ends_with_the_schedule_even_if_others_go_on() -> None:
    ending = Source(replace(DAILY, end=date(2026, 12, 2)), "ending")
    assert len(list(coming(ending, POOL, [], NOW, NOW + 9 * DAY, (OURS,)))) == 2
    assert next_due(ending.rule, NOW + 2 * DAY) is None
