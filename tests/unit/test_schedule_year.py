from __future__ import annotations

from collections import Counter

import pytest

from bot.core.schedules.due import Action
from tests.unit.schedules_year import ZONES, live, make_year, slow_live


def test_a_month_of_a_few_groups_is_lived_as_the_slow_model_lives_it() -> None:
    year = make_year(groups=4, days=100)
    assert [live(year, group) for group in year.groups] == [slow_live(year, group) for group in year.groups]


@pytest.mark.slow
def test_a_year_of_200_groups_in_40_zones_is_lived_day_for_day_as_the_slow_model_lives_it() -> None:
    year = make_year()
    assert len(set(ZONES)) == 40
    counted: Counter[Action] = Counter()
    for group in year.groups:
        lived = live(year, group)
        assert lived == slow_live(year, group)
        assert len({day for day, _, _ in lived}) == len(lived)
        counted.update(action for _, action, _ in lived)
    assert counted[Action.POST] > 20_000
    assert counted[Action.POST_LATE] > 100
    assert counted[Action.SKIP] > 100
