from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.grading.attack_table import AttackScore, attack_table

SCORES = st.builds(
    AttackScore,
    name=st.sampled_from(["echo", "salad"]),
    score=st.none() | st.floats(0, 100),
    allowed=st.just(25.0),
)


@given(st.lists(SCORES, max_size=30))
def test_every_try_is_counted_once(scores: list[AttackScore]) -> None:
    rows = attack_table(scores, model=False)
    assert sum(row.tried for row in rows) == len(scores)
    assert sum(row.unanswered for row in rows) == sum(score.score is None for score in scores)
    assert all(row.over <= row.tried - row.unanswered for row in rows)
    for row in rows:
        if row.mean is not None and row.most is not None:
            assert row.mean <= row.most + 0.1


def test_what_gets_more_than_it_may_is_counted() -> None:
    (row,) = attack_table([AttackScore("echo", points, 0) for points in (0.0, 0.0, 5.0)], model=False)
    assert (row.tried, row.mean, row.most, row.allowed, row.over) == (3, 1.7, 5.0, 0, 1)


def test_an_attack_without_a_verdict_is_no_zero() -> None:
    (row,) = attack_table([AttackScore("echo", None, 0), AttackScore("echo", 4.0, 0)], model=True)
    assert (row.mean, row.unanswered) == (4.0, 1)
    (silent,) = attack_table([AttackScore("echo", None, 0)], model=True)
    assert (silent.mean, silent.most, silent.over) == (None, None, 0)


def test_more_is_asked_of_a_model() -> None:
    scores = [AttackScore(str(allowed), 4.0, allowed) for allowed in (0, 10, 25, 30)]
    scores.append(AttackScore("added", 2.0, 0, gain=True))
    assert [row.allowed for row in attack_table(scores, model=False)] == [0, 10, 25, 30, 0]
    assert [row.allowed for row in attack_table(scores, model=True)] == [0, 5, 10, 20, 3]


def test_what_may_get_least_comes_first_and_gains_last() -> None:
    scores = [
        AttackScore("added", 0.0, 0, gain=True),
        AttackScore("keywords", 0.0, 25),
        AttackScore("empty", 0.0, 0),
        AttackScore("echo", 0.0, 0),
    ]
    assert [row.name for row in attack_table(scores, model=False)] == ["echo", "empty", "keywords", "added"]
