"""`make bench`: every figure the project quotes, measured on this machine now."""

from __future__ import annotations

import os
import platform
import sys

from tests.bench import (
    bench_fanout,
    bench_judge,
    bench_postgresql,
    bench_progress,
    bench_schedules,
    bench_start,
    bench_storage,
)

BENCHES = (
    ("Start", bench_start),
    ("Judge", bench_judge),
    ("Storage", bench_storage),
    ("Storage on PostgreSQL", bench_postgresql),
    ("Schedules", bench_schedules),
    ("Progress with a million answers", bench_progress),
    ("Ten thousand groups at the same minute", bench_fanout),
)


def main() -> None:
    """Run the benchmarks one after the other."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"
    sys.stdout.write(
        f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores, load {load}. "
        "Other programs' load moves every figure; compare figures of one run only.\n"
    )
    for title, bench in BENCHES:
        sys.stdout.write(f"\n{title}\n")
        sys.stdout.flush()
        bench.main()


if __name__ == "__main__":
    main()
