from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import Question
from bot.core.bank.selection import Filters, next_unseen, question_of_the_day, select
from bot.core.bank.vocabulary import Skill, Track
from bot.core.errors import NoMatchingQuestionError, UnknownQuestionError
from tests.packs_support import coin

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
POOL = [coin(id=f"q-{number:02}") for number in range(12)]


def pool(size: int) -> list[Question]:
    return POOL[:size]


def round_of(day: date, size: int) -> list[date]:
    first = day.toordinal() - day.toordinal() % size
    return [date.fromordinal(first + number) for number in range(size)]


@given(st.integers(1, 12), DAYS, st.text(max_size=8))
def test_a_round_asks_every_question_once(size: int, day: date, seed: str) -> None:
    asked = [question_of_the_day(pool(size), each, seed).id for each in round_of(day, size)]
    assert sorted(asked) == [question.id for question in pool(size)]


@given(DAYS, st.text(max_size=8), st.permutations(POOL))
def test_the_order_of_the_pool_makes_no_difference(day: date, seed: str, shuffled: list[Question]) -> None:
    assert question_of_the_day(shuffled, day, seed) == question_of_the_day(POOL, day, seed)


def test_two_groups_and_two_rounds_get_different_orders() -> None:
    day = date(2026, 3, 2)
    orders = {
        tuple(question_of_the_day(POOL, each, seed).id for each in round_of(day + timedelta(weeks), 12))
        for seed in ("ours", "theirs")
        for weeks in (0, 12)
    }
    assert len(orders) == 4


def test_every_process_picks_the_same_question() -> None:
    code = (
        "from datetime import date; from tests.unit.test_bank_selection import POOL;"
        "from bot.core.bank.selection import question_of_the_day;"
        "print(question_of_the_day(POOL, date(2026, 3, 2), 'ours').id)"
    )
    command = [sys.executable, "-c", code]
    picked = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert picked == {f"{question_of_the_day(POOL, date(2026, 3, 2), 'ours').id}{os.linesep}".encode()}


IDS = [question.id for question in POOL]


@given(st.lists(st.sampled_from(IDS)), DAYS)
def test_the_next_question_is_one_not_seen_and_when_all_are_the_one_longest_unseen(seen: list[str], day: date) -> None:
    chosen = next_unseen(POOL, seen, day, "ours").id
    unseen = set(IDS) - set(seen)
    if unseen:
        assert chosen in unseen
    else:
        later = seen[len(seen) - seen[::-1].index(chosen) :]
        assert set(later) == set(IDS) - {chosen}


def test_filters_admit_what_passes_each_of_them() -> None:
    question = coin(difficulty=3, styles=("meta",))
    assert Filters().admits(question)
    assert Filters(tracks=frozenset({Track.EXPERIMENTATION, Track.BEHAVIORAL})).admits(question)
    assert not Filters(tracks=frozenset({Track.BEHAVIORAL})).admits(question)
    assert Filters(skills=frozenset({Skill.STATISTICS, Skill.SQL})).admits(question)
    assert not Filters(skills=frozenset({Skill.SQL})).admits(question)
    assert Filters(easiest=3, hardest=3, style="meta").admits(question)
    assert not Filters(easiest=4).admits(question)
    assert not Filters(hardest=2).admits(question)
    assert not Filters(style="netflix").admits(question)


def test_selection_keeps_the_order_of_ids_and_says_when_nothing_is_left() -> None:
    bank = QuestionBank(reversed(POOL))
    assert select(bank, Filters()) == POOL
    wanted = Filters(
        tracks=frozenset({Track.BEHAVIORAL}), skills=frozenset({Skill.SQL}), easiest=2, hardest=4, style="meta"
    )
    with pytest.raises(NoMatchingQuestionError) as caught:
        select(bank, wanted)
    assert str(caught.value) == "no question matches track behavioral, skill sql, difficulty 2-4, style meta"


@pytest.mark.parametrize(("easiest", "hardest", "said"), [(1, 5, "anything"), (3, 3, "difficulty 3")])
def test_filters_say_what_they_ask_for(easiest: int, hardest: int, said: str) -> None:
    assert str(Filters(easiest=easiest, hardest=hardest)) == said


def test_a_bank_keeps_the_first_of_two_questions_with_one_id() -> None:
    first, second = coin(title="First"), coin(title="Second")
    bank = QuestionBank([first, second])
    assert len(bank) == 1
    assert bank.get("coin") is first
    assert "coin" in bank
    assert "die" not in bank


def test_an_unknown_id_is_told_with_ids_that_look_alike() -> None:
    with pytest.raises(UnknownQuestionError) as caught:
        QuestionBank(POOL).get("q-1")
    assert set(caught.value.near) <= {question.id for question in POOL}
    assert len(caught.value.near) == 3
    with pytest.raises(UnknownQuestionError, match=r"there is no question 'zebra'$"):
        QuestionBank(POOL).get("zebra")
