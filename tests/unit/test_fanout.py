"""Many groups due at the same minute, small: `tests.bench.bench_fanout` does the same with ten thousand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.core.delivery.ports import Transport
from bot.core.records import Origin
from tests.bench.fanout import BEFORE, DUE, FanOut, groups_of, opened
from tests.bench.wires import SLACK_A_MINUTE, Wire, discord_transport, slack_transport
from tests.fakes.simulation import LeapingClock, simulate
from tests.samples import content

MAKERS: Mapping[str, Callable[[Wire], Transport]] = {"discord": discord_transport, "slack": slack_transport}


def fan_out(folder: Path, groups: list[Origin], answers_a_second: float = 0.0) -> FanOut:
    """What came of it, when all groups were asked."""
    clock = LeapingClock(DUE - BEFORE)
    wire = Wire(clock, random.Random(1))

    async def run() -> FanOut:
        transports = {name: MAKERS[name](wire) for name in {origin.platform for origin in groups}}
        async with opened(folder, groups, content(), wire, transports) as found:
            await found.run(answers_a_second)
        return found

    return simulate(clock, run())


def seconds(found: FanOut, groups: list[Origin]) -> float:
    """From the due time until the last of some groups was asked."""
    return max((found.wire.shown[origin.channel] - DUE).total_seconds() for origin in groups)


def test_a_fan_out_provokes_no_refusal_and_goes_at_the_platforms_pace(tmp_path: Path) -> None:
    groups = groups_of("discord", 100, 1)
    found = fan_out(tmp_path, groups)
    assert found.wire.refused == 0
    assert len(found.wire.arrivals) == 2 * len(groups)  # a message and its thread
    assert seconds(found, groups) < 200 / 46 + 2 + 1  # the tick came two seconds after the due time


def test_replies_to_waiting_members_go_before_posts(tmp_path: Path) -> None:
    groups = groups_of("discord", 100, 1)
    found = fan_out(tmp_path, groups, answers_a_second=3)
    assert len(found.waits) > 5
    assert max(found.waits) < 1.0
    assert found.wire.refused == 0


def test_a_workspace_with_many_groups_does_not_hold_up_another_nor_one_platform_the_other(tmp_path: Path) -> None:
    discord, slack = groups_of("discord", 100, 1), groups_of("slack", 2, 25)
    found = fan_out(tmp_path, discord + slack)
    assert found.wire.refused == 0
    one, other = seconds(found, slack[:25]), seconds(found, slack[25:])
    assert abs(one - other) < 0.5
    assert max(one, other) < seconds(found, discord) - 1


def test_no_minute_can_bring_a_workspace_of_slack_more_messages_than_it_takes() -> None:
    origin, wire = groups_of("slack", 1, 1)[0], Wire(LeapingClock(DUE), random.Random(1))
    [limit] = slack_transport(wire).limits(origin)
    assert limit.burst + 60 * limit.per_second < SLACK_A_MINUTE
