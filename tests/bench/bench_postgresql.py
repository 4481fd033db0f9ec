"""How fast answers are stored on PostgreSQL: `python -m tests.bench.bench_postgresql`.

The server is one of our own, on this machine, and waits for the disk as a real one does. Its processor time counts as
ours.
"""

from __future__ import annotations

import asyncio

import psutil

from tests.bench.bench_storage import (
    AcknowledgementFigures,
    SubmitFigures,
    bench_acknowledgement,
    bench_submit,
    own_seconds,
    table,
)
from tests.postgres import NoServerError, Server, start_server

RATES = (50, 200)


def main() -> None:
    """Measure, and print a small table."""
    try:
        server = start_server(quick=False)
    except NoServerError as error:
        print(f"not measured: {error}")
        return
    print(table(*asyncio.run(measure(server))))


async def measure(server: Server) -> tuple[SubmitFigures, *tuple[AcknowledgementFigures, ...]]:
    """Store as fast as it goes, then at each steady rate, each in a database of its own."""

    def ours() -> float:
        return own_seconds() + server_seconds(server)

    submit = await bench_submit(server.url(server.create()), ours=ours)
    acknowledgements = [await bench_acknowledgement(server.url(server.create()), rate, ours=ours) for rate in RATES]
    return submit, *acknowledgements


def server_seconds(server: Server) -> float:
    """Processor time that the server's processes have used, those included that have ended."""
    first = psutil.Process(server.process_id())
    ended = first.cpu_times()
    seconds = float(ended.children_user + ended.children_system)
    for process in (first, *first.children()):
        times = process.cpu_times()
        seconds += float(times.user + times.system)
    return seconds


if __name__ == "__main__":
    main()
