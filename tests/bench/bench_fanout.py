"""How long ten thousand groups that are due at the same minute take: `python -m tests.bench.bench_fanout`.

Everything is real but the wire and time, which leaps whenever nothing is left to do: the seconds are those of a machine
that is never busy, and processor time is told beside them. The wire takes 100 to 300 ms and holds to the platforms'
limits: what came too early is refused and counted. Members answer meanwhile, and wait for their receipt.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import psutil

from bot.adapters.packs.loader import load_content
from bot.core.delivery.ports import Transport
from bot.core.records import Origin
from bot.settings import BUILT_IN_PACK
from tests.bench.bench_storage import Foreign, foreign_cpu, own_seconds
from tests.bench.fanout import BEFORE, DUE, FanOut, groups_of, opened
from tests.bench.wires import SLACK_A_MINUTE, Wire, discord_transport, slack_transport
from tests.fakes.simulation import LeapingClock, simulate
from tests.wire.discord.limits import GLOBAL as DISCORD_A_SECOND

ANSWERS_A_SECOND = 2.0


@dataclass(frozen=True)
class Figures:
    """What a fan-out came to.

    Attributes:
        name: Which.
        groups: How many were asked.
        seconds: From the due time until the last one was.
        least: Seconds that the platform's limits ask for what was sent until then.
        refused: Requests that came too early.
        waits: Seconds from each answer to its receipt.
        processor: Seconds of processor time.
        grown: By how many bytes the process grew after a tenth of the groups was asked.
        foreign: What else ran.
    """

    name: str
    groups: int
    seconds: float
    least: float
    refused: int
    waits: list[float]
    processor: float
    grown: int
    foreign: Foreign

    def __str__(self) -> str:
        waits = quantiles(self.waits, n=100)
        return (
            f"{self.name:<34}{self.seconds:6.0f} s for {self.groups:,}; at least {self.least:.0f} s"
            f" ({self.seconds / self.least:.2f} of it), {self.refused} too early\n"
            f"{'  answers meanwhile':<34}{len(self.waits):6,} waited {waits[49]:.2f} s, p99 {waits[98]:.2f} s\n"
            f"{'  processor time, growth':<34}{self.processor:6.0f} s, {self.grown / 1e6:.0f} MB"
            f" after the first tenth; foreign CPU {self.foreign.share:.0%}"
        )


def discord(groups: int) -> Figures:
    """Groups in a server each; the least is by the requests that went, of which a question takes two."""

    def least(fan_out: FanOut) -> float:
        return sum(at <= fan_out.last for at in fan_out.wire.arrivals) / DISCORD_A_SECOND

    return _measured("Discord", groups_of("discord", groups, 1), discord_transport, least)


def slack(workspaces: int, channels: int) -> Figures:
    """Groups in some workspaces; the least is by what a workspace takes in the long run."""

    def least(_fan_out: FanOut) -> float:
        return channels / (SLACK_A_MINUTE / 60)

    name = f"Slack, {workspaces} workspaces"
    return _measured(name, groups_of("slack", workspaces, channels), slack_transport, least)


def _measured(
    name: str, groups: list[Origin], transport: Callable[[Wire], Transport], least: Callable[[FanOut], float]
) -> Figures:
    clock = LeapingClock(DUE - BEFORE)
    wire = Wire(clock, random.Random(1))
    content = load_content([BUILT_IN_PACK], None, entry_points=())

    async def run(folder: Path) -> Figures:
        async with opened(folder, groups, content, wire, {groups[0].platform: transport(wire)}) as fan_out:
            began = own_seconds()
            with foreign_cpu() as foreign:
                seconds = await fan_out.run(ANSWERS_A_SECOND, lambda: psutil.Process().memory_info().rss)
            tenth = next(size for asked, size in fan_out.sizes if asked >= len(groups) / 10)
            return Figures(
                name=name,
                groups=len(groups),
                seconds=seconds,
                least=least(fan_out),
                refused=wire.refused,
                waits=fan_out.waits,
                processor=own_seconds() - began,
                grown=max(size for _, size in fan_out.sizes) - tenth,
                foreign=foreign,
            )

    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as folder:
        return simulate(clock, run(Path(folder)))


def main() -> None:
    """Measure, and print a line or two for each."""
    for figures in (discord(10_000), slack(20, 500)):
        sys.stdout.write(f"{figures}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
